/**
 * Findings: what the data say, as a code with its numbers. Words belong to app/i18n, which must have one entry per code.
 */

/** From most to least urgent. */
const SEVERITIES = ["critical", "warning", "info", "good"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The numbers each code carries. Rates are 0–1, days are whole days, null is unknown. */
export interface FindingNumbers {
  /** The history is still being imported: figures grow until it is done. */
  historyImporting: { ordersSoFar: number; ordersExpected: number | null };
  /** The import stopped with an error and waits to be started again. */
  historyFailed: { ordersSoFar: number };
  /** Only part of the history may be read; it is final from `completeFrom` (YYYY-MM) on. */
  historyLimited: { completeFrom: string };
  /** Changes of the store wait to be worked off, the oldest for `minutes`. */
  staleData: { pendingChanges: number; minutes: number | null };
  /** Records from Shopify could not be read; they are kept with their error and are in no figure. */
  rejectedRecords: { records: number };
  /** Nobody has bought yet. */
  noOrders: Record<never, never>;
  /** Orders ever, but none in the last `days` days. */
  salesStopped: { days: number; daysSinceLastOrder: number };
  /** The history is shorter than what rates by time need. */
  shortHistory: { days: number; neededDays: number };
  /** Too few customers for firm rates. */
  fewCustomers: { customers: number; needed: number };
  /** The orders carry no amounts: everything with money is unavailable. */
  noMoney: Record<never, never>;
  /** Nobody's consent is known, so nobody may be mailed. */
  noConsentData: { people: number };
  /** Few of the buyers may be mailed. */
  lowReach: { reachable: number; people: number; share: number };
  /** A large part of the orders has no customer: customer figures do not see them. */
  manyGuestOrders: { orders: number; share: number };
  /** A large part of the orders is left out (test, cancelled …). */
  manyLeftOut: { orders: number; share: number };
  /** Most customers have bought once. */
  mostBuyOnce: { share: number; customers: number };
  /** A large part of the customers is past the point where almost everyone who returns has returned. */
  manyLapsed: { share: number; customers: number };
  /** Buyers who are due or at risk now: the hour to write to them. */
  dueNow: { customers: number };
  /** The best fifth brings most of the sales. */
  topFifthCarries: { share: number };
  /** Many orders are sold with a discount. */
  discountHabit: { share: number };
  /** The formula counts returners from further back, so it may exceed 100 %. */
  retentionRateAboveOne: { rate: number };
  /** The stage is kept although the pace fell a little below its bound. */
  stageHeld: { ordersPerDay: number; boundPerDay: number };
}
export type FindingCode = keyof FindingNumbers;

/** Every code with the severity it always has. */
export const FINDING_SEVERITIES: Readonly<Record<FindingCode, Severity>> = {
  historyImporting: "warning",
  historyFailed: "critical",
  historyLimited: "warning",
  staleData: "warning",
  rejectedRecords: "warning",
  noOrders: "info",
  salesStopped: "critical",
  shortHistory: "info",
  fewCustomers: "info",
  noMoney: "warning",
  noConsentData: "warning",
  lowReach: "warning",
  manyGuestOrders: "info",
  manyLeftOut: "warning",
  mostBuyOnce: "warning",
  manyLapsed: "warning",
  dueNow: "info",
  topFifthCarries: "info",
  discountHabit: "info",
  retentionRateAboveOne: "info",
  stageHeld: "info",
};

/** One finding; `numbers` has the fields of its code. */
export type Finding = {
  [C in FindingCode]: { readonly code: C; readonly severity: Severity; readonly numbers: Readonly<FindingNumbers[C]> };
}[FindingCode];

/** Builds a finding; its severity follows from the code. */
export function finding<C extends FindingCode>(code: C, numbers: FindingNumbers[C]): Finding {
  return { code, severity: FINDING_SEVERITIES[code], numbers } as Finding;
}

/** The same findings, most urgent first; equal severities keep their order. */
export function byUrgency(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

/** May advice be given? Withheld: the figures under it are not true yet. Marked: they are true but thin. */
export type AdviceState =
  | { readonly state: "given" }
  | { readonly state: "marked"; readonly because: readonly FindingCode[] }
  | { readonly state: "withheld"; readonly because: readonly FindingCode[] };
