import type { Counts } from "../analytics/counts.ts";
import type { Maturity } from "../analytics/maturity.ts";
import { rate } from "../analytics/rate.ts";
import { finding } from "./finding.ts";
import type { AdviceState, Finding, FindingCode } from "./finding.ts";
import type { Reach } from "./segments.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** What is known about how the orders got here. */
export interface DataState {
  readonly history: "importing" | "failed" | "complete";
  readonly ordersSoFar: number;
  readonly ordersExpected: number | null;
  /** Month (YYYY-MM) from which a complete history is final; null: all of it. */
  readonly completeFrom: string | null;
  readonly pendingChanges: number;
  /** Age of the oldest change that waits; null when none does. */
  readonly oldestPendingMinutes: number | null;
  readonly rejectedRecords: number;
}

/** The reports the data are judged by, all as of the same day. */
export interface DataFacts {
  readonly state: DataState;
  readonly hasMoney: boolean;
  readonly counts: Counts;
  readonly maturity: Maturity;
  /** Null without an order. */
  readonly daysSinceLastOrder: number | null;
  /** Who of the customers may be mailed. */
  readonly reach: Reach;
}

/** What is wrong with, or missing in, the data themselves. In no particular order. */
export function dataQuality(facts: DataFacts): Finding[] {
  return [
    ...importFindings(facts.state),
    ...(facts.counts.orders === 0 ? [finding("noOrders", {})] : orderFindings(facts)),
  ];
}

function importFindings(state: DataState): Finding[] {
  const found: Finding[] = [];
  const { history, ordersSoFar, ordersExpected, completeFrom, pendingChanges, rejectedRecords } = state;
  if (history === "importing") found.push(finding("historyImporting", { ordersSoFar, ordersExpected }));
  if (history === "failed") found.push(finding("historyFailed", { ordersSoFar }));
  if (history === "complete" && completeFrom !== null) found.push(finding("historyLimited", { completeFrom }));
  const minutes = state.oldestPendingMinutes;
  if (pendingChanges > 0 && minutes !== null && minutes >= THRESHOLDS.staleMinutes.value) {
    found.push(finding("staleData", { pendingChanges, minutes }));
  }
  if (rejectedRecords >= THRESHOLDS.rejectedRecords.value) {
    found.push(finding("rejectedRecords", { records: rejectedRecords }));
  }
  return found;
}

function orderFindings({ hasMoney, counts, maturity, daysSinceLastOrder, reach }: DataFacts): Finding[] {
  const found: Finding[] = [];
  if (maturity.salesHaveStopped && daysSinceLastOrder !== null) {
    found.push(finding("salesStopped", { days: maturity.paceDays, daysSinceLastOrder }));
  }
  const historyDays = (maturity.ageDays ?? 0) + 1;
  const neededDays = THRESHOLDS.firmHistoryDays.value;
  if (historyDays < neededDays) found.push(finding("shortHistory", { days: historyDays, neededDays }));
  const needed = THRESHOLDS.firmCustomers.value;
  if (counts.customers < needed) found.push(finding("fewCustomers", { customers: counts.customers, needed }));
  if (!hasMoney) found.push(finding("noMoney", {}));
  found.push(...reachFindings(reach));
  const guestShare = rate(counts.guestOrders, counts.orders);
  if (guestShare !== null && guestShare >= THRESHOLDS.guestShare.value) {
    found.push(finding("manyGuestOrders", { orders: counts.guestOrders, share: guestShare }));
  }
  const leftOut = Object.values(counts.leftOut).reduce((sum, orders) => sum + orders, 0);
  const leftOutShare = rate(leftOut, leftOut + counts.orders);
  if (leftOutShare !== null && leftOutShare >= THRESHOLDS.leftOutShare.value) {
    found.push(finding("manyLeftOut", { orders: leftOut, share: leftOutShare }));
  }
  return found;
}

/** Not knowing anybody's consent is another thing than few having given it. */
function reachFindings({ people, mailable, byConsent }: Reach): Finding[] {
  if (people === 0) return [];
  if (byConsent.unknown === people) return [finding("noConsentData", { people })];
  const share = mailable / people;
  return share < THRESHOLDS.lowReachShare.value ? [finding("lowReach", { reachable: mailable, people, share })] : [];
}

/** Under these the figures are not those of the shop (yet): no advice is built on them. */
const WITHHOLDING: readonly FindingCode[] = ["historyImporting", "historyFailed", "staleData"];
/** Under these the figures are true but thin, or blind to a part of the shop: advice says so. */
const MARKING: readonly FindingCode[] = [
  "historyLimited",
  "rejectedRecords",
  "salesStopped",
  "shortHistory",
  "fewCustomers",
  "noMoney",
  "noConsentData",
  "manyGuestOrders",
];

/** Whether advice may be given on data with these findings. */
export function adviceState(findings: readonly Finding[]): AdviceState {
  const among = (codes: readonly FindingCode[]): FindingCode[] =>
    findings.map(({ code }) => code).filter((code) => codes.includes(code));
  const withholding = among(WITHHOLDING);
  if (withholding.length > 0) return { state: "withheld", because: withholding };
  const marking = among(MARKING);
  return marking.length > 0 ? { state: "marked", because: marking } : { state: "given" };
}
