import { ageCurveOf, ageCurveTally, mergedAgeCurves } from "./age-curve.ts";
import type { AgeCurve, AgeCurveTally } from "./age-curve.ts";
import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { knownCosts, marginsBy } from "./order-margin.ts";
import type { MarginBasis } from "./order-margin.ts";
import { firstOrderDay } from "./orders-until.ts";
import { CONSENT_STATES } from "./timelines.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** The share of effort that retention deserves by the shop's own margins. Shares are 0 to 1, money in minor units a year. */
export interface MaturityRange {
  /** What stands for margin. */
  readonly basis: MarginBasis;
  /** v: what an acquired customer brings within 365 days. */
  readonly valuePerNewCustomerMinor: number;
  /** c(k): margin per acquired customer in 30-day age k. */
  readonly marginByAge: readonly number[];
  /** A: what a year of new customers at the present pace brings; R: what the reachable existing ones bring. */
  readonly acquisitionMinor: number;
  readonly retentionMinor: number;
  readonly newCustomersPerYear: number;
  readonly existingCustomers: number;
  readonly reachableShare: number;
  /** R / (A + R). */
  readonly point: number;
  /** From elasticity ratios of ½ to 2, rounded outward to 5 points, at most 80 %. */
  readonly low: number;
  readonly high: number;
  /** The point if one thing were different. Null: the repeat rate is 0, so that nothing can be scaled by it. */
  readonly sensitivity: {
    readonly tenPercentFewerNewCustomers: number;
    readonly tenPercentMoreNewCustomers: number;
    readonly onePointMoreSecondOrders: number | null;
    readonly tenPointsMoreReach: number;
  };
}

export interface MaturityRangeOptions {
  readonly asOf: number;
  /** Margin as a share of net sales, as the merchant entered it; null when not known. */
  readonly marginRate: number | null;
}

/** Below these there is no range: chance would set it. */
const MINIMUM = { historyDays: 120, customers: 100 } as const;
const PACE_DAYS = 90;
const YEAR_DAYS = 365;
const HIGHEST = 0.8;
const STEP = 0.05;
const SUBSCRIBED = CONSENT_STATES.indexOf("subscribed");
const UNKNOWN = CONSENT_STATES.indexOf("unknown");

/**
 * The computed range beside the stage's share, METRICS section 8: effort is split so that the last unit brings the same on both
 * sides (Dorfman, Steiner 1954), with the elasticities' ratio between ½ and 2 as long as it has not been measured.
 */
export function maturityRange(
  timelines: Timelines,
  options: MaturityRangeOptions,
):
  | MaturityRange
  | Unavailable<"noMoney" | "noOrders" | "shortHistory" | "tooFewCustomers" | "consentUnknown" | "nothingToCompare"> {
  return computed(maturityRangeReport, timelines, options);
}

interface MaturityRangeTally {
  readonly hasMoney: boolean;
  /** Of the first counted order, a guest's too; Infinity without one. */
  readonly firstDay: number;
  readonly curve: AgeCurveTally;
  /** Customers by age in whole days on the day of the report. */
  readonly customersByAge: Float64Array;
  readonly subscribed: number;
  /** Customers of whom it is known whether they may be written to. */
  readonly consentKnown: number;
  readonly repeatCustomers: number;
  readonly firstOrdersNetMinor: number;
  readonly firstOrdersCostMinor: number;
}

export const maturityRangeReport: MergeableReport<
  MaturityRangeTally,
  ReturnType<typeof maturityRange>,
  MaturityRangeOptions
> = {
  tally: maturityRangeTally,
  merge: (tallies) => {
    const longest = Math.max(...tallies.map(({ customersByAge }) => customersByAge.length));
    return {
      hasMoney: tallies[0]!.hasMoney,
      firstDay: Math.min(...tallies.map(({ firstDay }) => firstDay)),
      curve: mergedAgeCurves(tallies.map(({ curve }) => curve)),
      customersByAge: addedUp(
        tallies.map(({ customersByAge }) => {
          const longer = new Float64Array(longest);
          longer.set(customersByAge);
          return longer;
        }),
      ),
      subscribed: sum(tallies, (tally) => tally.subscribed),
      repeatCustomers: sum(tallies, (tally) => tally.repeatCustomers),
      consentKnown: sum(tallies, (tally) => tally.consentKnown),
      firstOrdersNetMinor: sum(tallies, (tally) => tally.firstOrdersNetMinor),
      firstOrdersCostMinor: sum(tallies, (tally) => tally.firstOrdersCostMinor),
    };
  },
  value: rangeOf,
};

function maturityRangeTally(timelines: Timelines, { asOf }: MaturityRangeOptions): MaturityRangeTally {
  const { customerIds, orderStart, day, netMinor, consent } = timelines;
  const costs = knownCosts(timelines, asOf);
  const firstDay = firstOrderDay(timelines, asOf) ?? Infinity;
  const customersByAge = new Float64Array(firstDay > asOf ? 0 : asOf - firstDay + 1);
  let subscribed = 0;
  let consentKnown = 0;
  let repeatCustomers = 0;
  let firstOrdersNetMinor = 0;
  let firstOrdersCostMinor = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const age = asOf - day[start]!;
    if (age < 0) continue;
    customersByAge[age]!++;
    if (consent[i] === SUBSCRIBED) subscribed++;
    if (consent[i] !== UNKNOWN) consentKnown++;
    if (orderStart[i + 1]! - start > 1 && day[start + 1]! <= asOf) repeatCustomers++;
    firstOrdersNetMinor += netMinor[start]!;
    if (costs !== null) firstOrdersCostMinor += costs[start]!;
  }
  return {
    hasMoney: timelines.hasMoney,
    firstDay,
    curve: ageCurveTally(timelines, asOf),
    customersByAge,
    subscribed,
    consentKnown,
    repeatCustomers,
    firstOrdersNetMinor,
    firstOrdersCostMinor,
  };
}

function rangeOf(
  tally: MaturityRangeTally,
  { asOf, marginRate }: MaturityRangeOptions,
): ReturnType<typeof maturityRange> {
  if (!tally.hasMoney) return { unavailable: "noMoney" };
  const customers = tally.customersByAge.reduce((total, count) => total + count, 0);
  if (customers === 0) return { unavailable: "noOrders" };
  if (asOf - tally.firstDay < MINIMUM.historyDays) return { unavailable: "shortHistory" };
  const curve = ageCurveOf(tally.curve, marginRate);
  if (customers < MINIMUM.customers || curve === null) return { unavailable: "tooFewCustomers" };
  if (tally.consentKnown === 0) return { unavailable: "consentUnknown" };

  const value = curve.cumulative(YEAR_DAYS);
  const recentFirstOrders = tally.customersByAge.subarray(0, PACE_DAYS).reduce((total, count) => total + count, 0);
  const newCustomersPerYear = recentFirstOrders * (YEAR_DAYS / PACE_DAYS);
  const acquisition = value * newCustomersPerYear;
  const reachableShare = tally.subscribed / customers;
  const perReach = yearAhead(tally.customersByAge, curve);
  const retention = reachableShare * perReach;
  if (acquisition < 0 || retention < 0 || acquisition + retention === 0) return { unavailable: "nothingToCompare" };

  const secondOrderRate = tally.repeatCustomers / customers;
  const moreSeconds = secondOrderRate === 0 ? null : (secondOrderRate + 0.01) / secondOrderRate;
  const firstOrders = marginsBy(marginRate, tally.curve.costsKnown).of(
    tally.firstOrdersNetMinor,
    tally.firstOrdersCostMinor,
  );
  const firstOrderValue = Math.min(value, firstOrders / customers);
  const laterValue = value - firstOrderValue;
  return {
    basis: curve.basis,
    valuePerNewCustomerMinor: value,
    marginByAge: curve.marginByAge,
    acquisitionMinor: acquisition,
    retentionMinor: retention,
    newCustomersPerYear,
    existingCustomers: customers,
    reachableShare,
    point: share(acquisition, retention),
    low: roundedOutward(share(2 * acquisition, retention), Math.floor),
    high: roundedOutward(share(acquisition, 2 * retention), Math.ceil),
    sensitivity: {
      tenPercentFewerNewCustomers: share(0.9 * acquisition, retention),
      tenPercentMoreNewCustomers: share(1.1 * acquisition, retention),
      // Everything after the first order grows with the share that comes to a second one.
      onePointMoreSecondOrders:
        moreSeconds === null
          ? null
          : share((firstOrderValue + laterValue * moreSeconds) * newCustomersPerYear, retention * moreSeconds),
      tenPointsMoreReach: share(acquisition, Math.min(1, reachableShare + 0.1) * perReach),
    },
  };
}

/** Σ over customers of what the curve brings from their age to their age a year later. */
function yearAhead(customersByAge: Float64Array, curve: AgeCurve): number {
  let total = 0;
  for (let age = 0; age < customersByAge.length; age++) {
    if (customersByAge[age]! > 0)
      total += customersByAge[age]! * (curve.cumulative(age + YEAR_DAYS) - curve.cumulative(age));
  }
  return total;
}

function share(acquisition: number, retention: number): number {
  return retention / (acquisition + retention);
}

/** To the next 5 points, at most 80 %. Twentieths are divided at the end, so that 0.15 is 0.15. */
function roundedOutward(value: number, to: (twentieths: number) => number): number {
  // A share that is a multiple of 5 points but for rounding error stays where it is.
  const twentieths = Math.round((value / STEP) * 1e9) / 1e9;
  return Math.min(HIGHEST, to(twentieths) / (1 / STEP));
}
