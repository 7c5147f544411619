import type { Period } from "./calendar.ts";
import { clvModels } from "./clv/clv-models.ts";
import { cohorts } from "./cohorts.ts";
import { consecutiveRetention } from "./consecutive-retention.ts";
import { counts } from "./counts.ts";
import { lifecycleSummary } from "./lifecycle.ts";
import { maturity } from "./maturity.ts";
import { orderFunnel } from "./order-funnel.ts";
import { purchaseGaps } from "./purchase-gaps.ts";
import { repeatPurchase } from "./repeat-purchase.ts";
import { retentionRate } from "./retention-rate.ts";
import { rfm } from "./rfm.ts";
import type { Timelines } from "./timelines.ts";

/** What every report may be asked for; each takes what it needs. */
export interface ReportOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  readonly period: Period;
  /** For the formula retention rate. */
  readonly lookBackDays: number;
}

/** Reports by the names they have in files and in the API, in the order they are printed. */
export const NAMED_REPORTS = {
  counts: (timelines: Timelines, { asOf }: ReportOptions) => counts(timelines, asOf),
  repeatPurchase: (timelines: Timelines, { asOf }: ReportOptions) => repeatPurchase(timelines, asOf),
  cohorts: (timelines: Timelines, { asOf, period }: ReportOptions) => cohorts(timelines, { asOf, period }),
  retentionRate: (timelines: Timelines, options: ReportOptions) => retentionRate(timelines, options),
  consecutiveRetention: (timelines: Timelines, options: ReportOptions) => consecutiveRetention(timelines, options),
  funnel: (timelines: Timelines, { asOf }: ReportOptions) => orderFunnel(timelines, asOf),
  gaps: (timelines: Timelines, { asOf }: ReportOptions) => purchaseGaps(timelines, asOf),
  rfm: (timelines: Timelines, { asOf }: ReportOptions) => rfm(timelines, asOf),
  lifecycle: (timelines: Timelines, { asOf }: ReportOptions) => lifecycleSummary(timelines, asOf),
  clv: (timelines: Timelines, { asOf }: ReportOptions) => clvModels(timelines, asOf),
  maturity: (timelines: Timelines, { asOf }: ReportOptions) => maturity(timelines, asOf),
} as const;

export type ReportName = keyof typeof NAMED_REPORTS;
export type ReportValue<Name extends ReportName> = ReturnType<(typeof NAMED_REPORTS)[Name]>;

export function isReportName(name: string): name is ReportName {
  return Object.hasOwn(NAMED_REPORTS, name);
}

/** The value of one report, exactly as files and the API show it. */
export function namedReport<Name extends ReportName>(
  name: Name,
  timelines: Timelines,
  options: ReportOptions,
): ReportValue<Name>;
export function namedReport(name: ReportName, timelines: Timelines, options: ReportOptions): unknown {
  return NAMED_REPORTS[name](timelines, options);
}
