import { acquisitionCostReport } from "./acquisition-cost.ts";
import type { SpendEntry } from "./acquisition-cost.ts";
import { ageCohortsReport } from "./age-cohorts.ts";
import { periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { channelsReport } from "./channels.ts";
import type { ChannelDimension } from "./channels.ts";
import { claimsReport } from "./claims.ts";
import { clvReport } from "./clv/clv-models.ts";
import { predictedClvReport } from "./clv/predicted-clv.ts";
import { cohortsReport } from "./cohorts.ts";
import { consecutiveRetentionReport } from "./consecutive-retention.ts";
import { countsReport } from "./counts.ts";
import { firstProductEffectReport } from "./first-product-effect.ts";
import { holidayCohortsReport } from "./holiday-cohorts.ts";
import { lifecycleOfAllKindsReport } from "./lifecycle.ts";
import { maturityRangeReport } from "./maturity-range.ts";
import { maturityReport } from "./maturity.ts";
import { computed, computedOverParts } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { repeatChangeReport, REPEAT_WITHIN_DAYS } from "./mix-and-rate.ts";
import type { RepeatChangeOptions } from "./mix-and-rate.ts";
import { nextOrderReport } from "./next-order.ts";
import { nextProductsReport } from "./next-products.ts";
import { orderFunnelReport } from "./order-funnel.ts";
import { ratedTimelines } from "./order-kinds.ts";
import { orderValueReport } from "./order-value.ts";
import { personas } from "./persona-data.ts";
import { productsOfAllKindsReport } from "./products.ts";
import { purchaseGapsReport } from "./purchase-gaps.ts";
import { reorderRhythmReport } from "./reorder-rhythm.ts";
import { repeatPurchaseReport } from "./repeat-purchase.ts";
import { retentionRateReport } from "./retention-rate.ts";
import { returningShareReport } from "./returning-share.ts";
import { rfmMovementReport } from "./rfm-movement.ts";
import { rfmReport } from "./rfm.ts";
import type { Timelines } from "./timelines.ts";

/** What every report may be asked for; each takes what it needs. */
export interface ReportOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  readonly period: Period;
  /** For the formula retention rate. */
  readonly lookBackDays: number;
  /** The other day of a movement; 90 days before `asOf` unless named. */
  readonly compareWith?: number | null;
  /** Margin as a share of net sales; not known unless named. */
  readonly marginRate?: number | null;
  /** What the merchant spent on marketing; nothing unless named. */
  readonly spend?: readonly SpendEntry[] | null;
  /** What splits first orders where a report asks for it: the channel unless named. */
  readonly by?: ChannelDimension;
}

/** A report by name: over a shop, or over disjoint parts of it, with the same value. */
interface NamedReport<Value> {
  readonly over: (timelines: Timelines, options: ReportOptions) => Value;
  /** Null where the report needs the whole shop at once. */
  readonly overParts: ((parts: readonly Timelines[], options: ReportOptions) => Value) | null;
}

/**
 * A report of all counted orders, or of those that count in customer rates ("rated": see order-kinds.ts). `asked` is what the
 * report takes of the options.
 */
function named<Tally, Value, Options>(
  report: MergeableReport<Tally, Value, Options>,
  orders: "all" | "rated",
  asked: (options: ReportOptions) => Options,
): NamedReport<Value> {
  const chosen = (timelines: Timelines): Timelines => (orders === "all" ? timelines : ratedTimelines(timelines));
  return {
    over: (timelines, options) => computed(report, chosen(timelines), asked(options)),
    overParts: (parts, options) => computedOverParts(report, parts.map(chosen), asked(options)),
  };
}

const DAYS_OF_MOVEMENT = 90;
const given = <O>(options: O): O => options;

/** Reports by the names they have in files and in the API, in the order they are printed. */
export const NAMED_REPORTS = {
  counts: named(countsReport, "all", given),
  repeatPurchase: named(repeatPurchaseReport, "rated", given),
  cohorts: named(cohortsReport, "rated", given),
  ageCohorts: named(ageCohortsReport, "rated", given),
  holidayCohorts: named(holidayCohortsReport, "rated", given),
  retentionRate: named(retentionRateReport, "rated", given),
  returningShare: named(returningShareReport, "rated", given),
  consecutiveRetention: named(consecutiveRetentionReport, "rated", given),
  mixAndRate: named(repeatChangeReport, "rated", repeatChangeAsked),
  orderValue: named(orderValueReport, "all", given),
  funnel: named(orderFunnelReport, "rated", given),
  gaps: named(purchaseGapsReport, "rated", given),
  nextOrder: named(nextOrderReport, "rated", given),
  rfm: named(rfmReport, "rated", given),
  rfmMovement: named(rfmMovementReport, "rated", ({ asOf, compareWith }) => ({
    from: compareWith ?? asOf - DAYS_OF_MOVEMENT,
    to: asOf,
    windowDays: null,
  })),
  lifecycle: named(lifecycleOfAllKindsReport, "all", given),
  personas: {
    over: (timelines: Timelines, { asOf }: ReportOptions) => personas(ratedTimelines(timelines), { asOf, by: "rfm" }),
    overParts: null,
  },
  clv: named(clvReport, "rated", given),
  predictedClv: named(predictedClvReport, "rated", ({ asOf, marginRate }) => ({
    asOf,
    margin: marginRate ?? null,
    reportCard: true,
  })),
  acquisition: named(acquisitionCostReport, "rated", ({ asOf, spend, marginRate }) => ({
    asOf,
    spend: spend ?? [],
    marginRate: marginRate ?? null,
  })),
  channels: named(channelsReport, "rated", given),
  products: named(productsOfAllKindsReport, "all", given),
  firstProductEffect: named(firstProductEffectReport, "rated", given),
  nextProducts: named(nextProductsReport, "rated", given),
  reorderRhythm: named(reorderRhythmReport, "rated", given),
  maturity: named(maturityReport, "all", given),
  maturityRange: named(maturityRangeReport, "all", ({ asOf, marginRate }) => ({
    asOf,
    marginRate: marginRate ?? null,
  })),
  claims: named(claimsReport, "rated", given),
} as const;

export type ReportName = keyof typeof NAMED_REPORTS;
export type ReportValue<Name extends ReportName> = ReturnType<(typeof NAMED_REPORTS)[Name]["over"]>;

/** The reports that answer for every shop at once, whatever its orders carry, and quickly. */
export const STANDARD_REPORTS = [
  "counts",
  "repeatPurchase",
  "cohorts",
  "retentionRate",
  "returningShare",
  "consecutiveRetention",
  "orderValue",
  "funnel",
  "gaps",
  "nextOrder",
  "rfm",
  "lifecycle",
  "clv",
  "maturity",
  "maturityRange",
] as const satisfies readonly ReportName[];

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
  return NAMED_REPORTS[name].over(timelines, options);
}

/** The last two periods whose customers have all had the time to come back, one against the other. */
function repeatChangeAsked({ asOf, period, by }: ReportOptions): RepeatChangeOptions {
  const last = periodOf(asOf - REPEAT_WITHIN_DAYS + 1, period) - 1;
  const rangeOf = (ordinal: number) => ({ from: periodStart(ordinal, period), to: periodStart(ordinal + 1, period) });
  return { asOf, before: rangeOf(last - 1), after: rangeOf(last), by: by ?? "channel" };
}
