import { PERIOD_LENGTH_DAYS, periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { DayRange, Period } from "./calendar.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { runningSums } from "./running-sums.ts";
import { earliestDay, sumsFromTheEnd } from "./sums-from-the-end.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** `pending`: the period has not fully passed. `shortHistory`: the look-back reaches before the shop's first order. */
export type RetentionState = "observed" | "pending" | "shortHistory";

/** The terms of the formula for one range of days. */
export interface RetentionTerms {
  /** S: customers with an order in the look-back before the range. */
  readonly start: number;
  /** E: customers with an order in the look-back before the range's end. */
  readonly end: number;
  /** N: customers whose first order lies in the range. */
  readonly new: number;
  /** In S and E. */
  readonly kept: number;
  /** In E, neither in S nor new: back from further than the look-back. E − N = kept + reactivated. */
  readonly reactivated: number;
  /** (E − N) / S; can exceed 1. Null unless observed, and without customers at the start. */
  readonly rate: number | null;
  /** 1 − kept / S. */
  readonly churn: number | null;
  readonly state: RetentionState;
}

export interface RetentionRate {
  readonly lookBackDays: number;
  readonly period: Period;
  /** All periods after the one of the very first order, up to the one that holds the day. */
  readonly rows: readonly (RetentionTerms & { readonly period: string })[];
}

/** Days within which an order makes somebody a customer, unless named. 366, not 365: else the first year reads 100 %. */
export function defaultLookBackDays(period: Period): number {
  return { week: 90, month: 90, quarter: 180, year: 366 }[period];
}

/**
 * Customer retention rate by the formula (E − N) / S and churn, for every period up to `asOf`, METRICS section 1.
 *
 * A look-back shorter than a listed period is refused: a new customer could then be missing from E.
 */
export function retentionRate(
  timelines: Timelines,
  options: RetentionOptions,
): RetentionRate | Unavailable<"lookBackTooShort"> {
  return computed(retentionRateReport, timelines, options);
}

export interface RetentionOptions {
  readonly asOf: number;
  readonly period: Period;
  readonly lookBackDays: number;
}

/**
 * By boundary, from the start of the first order's period to the end of that of the day: differences of the customers present
 * there, and of those kept over the period that begins there; the entry after the last boundary only ends runs. By period: new
 * customers, and those of S with an order in it.
 */
export interface RetentionTally {
  readonly firstOrderDay: number | null;
  readonly present: Float64Array;
  readonly keptAfter: Float64Array;
  readonly newIn: Float64Array;
  readonly returned: Float64Array;
}

export const retentionRateReport: MergeableReport<
  RetentionTally,
  RetentionRate | Unavailable<"lookBackTooShort">,
  RetentionOptions
> = {
  tally: retentionTally,
  merge: (tallies) => ({
    firstOrderDay: earliestDay(tallies.map((tally) => tally.firstOrderDay)),
    present: sumsFromTheEnd(tallies.map((tally) => tally.present)),
    keptAfter: sumsFromTheEnd(tallies.map((tally) => tally.keptAfter)),
    newIn: sumsFromTheEnd(tallies.map((tally) => tally.newIn)),
    returned: sumsFromTheEnd(tallies.map((tally) => tally.returned)),
  }),
  value: (tally, { asOf, period, lookBackDays }) => {
    if (lookBackDays < PERIOD_LENGTH_DAYS[period].shortest) return { unavailable: "lookBackTooShort" };
    const { firstOrderDay: first, newIn } = tally;
    if (first === null) return { lookBackDays, period, rows: [] };
    const firstOrdinal = periodOf(first, period);
    const boundary = (i: number): number => periodStart(firstOrdinal + i, period);
    for (let i = 1; i < newIn.length; i++) {
      if (boundary(i + 1) - boundary(i) > lookBackDays) return { unavailable: "lookBackTooShort" };
    }
    const present = runningSums(tally.present);
    const kept = runningSums(tally.keptAfter);
    const rows = [];
    for (let i = 1; i < newIn.length; i++) {
      const range = { from: boundary(i), to: boundary(i + 1) };
      rows.push({
        period: periodLabel(firstOrdinal + i, period),
        ...retentionTerms(
          { start: present[i]!, end: present[i + 1]!, new: newIn[i]!, kept: kept[i]! },
          { range, asOf, lookBackDays, firstOrderDay: first },
        ),
      });
    }
    return { lookBackDays, period, rows };
  },
};

/**
 * One pass over the orders. With boundaries b₀ < b₁ < …, an order on day d makes its customer count at the boundaries in
 * (d, d + look-back]: a run of boundaries. Runs of one customer are merged, and each adds to two arrays of differences.
 */
function retentionTally(timelines: Timelines, { asOf, period, lookBackDays }: RetentionOptions): RetentionTally {
  const first = firstOrderDay(timelines, asOf);
  const firstOrdinal = periodOf(first ?? asOf, period);
  // Boundary i is the start of period i; `periods` is the end of the last one.
  const periods = first === null ? 0 : periodOf(asOf, period) - firstOrdinal + 1;
  const present = new Float64Array(periods + 2);
  const keptAfter = new Float64Array(periods + 2);
  const newIn = new Float64Array(periods);
  const returned = new Float64Array(periods);
  if (first === null) return { firstOrderDay: null, present, keptAfter, newIn, returned };

  const starts = Int32Array.from({ length: periods + 1 }, (_, i) => periodStart(firstOrdinal + i, period));
  const lastBoundary = starts[periods]!;
  const indexOf = periodIndex(first, lastBoundary, period);
  const lastRunIndex = (orderDay: number): number =>
    orderDay + lookBackDays >= lastBoundary ? periods : indexOf[orderDay + lookBackDays - first]!;
  const { customerIds, orderStart, day } = timelines;
  for (let c = 0; c < customerIds.length; c++) {
    const start = orderStart[c]!;
    const end = ordersUntil(timelines, c, asOf);
    if (end === start) continue;
    let before = day[start]!;
    let at = indexOf[before - first]!;
    newIn[at]!++;
    let low = at + 1;
    let high = lastRunIndex(before);
    for (let o = start + 1; o < end; o++) {
      const orderDay = day[o]!;
      const next = indexOf[orderDay - first]!;
      // The order before the period's first is the last one before the period: the nearest that the look-back can hold.
      if (next !== at && before >= starts[next]! - lookBackDays) returned[next]!++;
      if (next > high) {
        addRun(present, keptAfter, low, high);
        low = next + 1;
      }
      high = lastRunIndex(orderDay);
      before = orderDay;
      at = next;
    }
    addRun(present, keptAfter, low, high);
  }
  return { firstOrderDay: first, present, keptAfter, newIn, returned };
}

/** A customer present at boundaries low … high, thus kept over the periods that begin at low … high − 1. */
function addRun(present: Float64Array, keptAfter: Float64Array, low: number, high: number): void {
  if (high < low) return;
  present[low]!++;
  present[high + 1]!--;
  keptAfter[low]!++;
  keptAfter[high]!--;
}

/** Where a range of days stands on the day of the report. */
interface RangeAt {
  readonly range: DayRange;
  readonly asOf: number;
  readonly lookBackDays: number;
  readonly firstOrderDay: number;
}

export function retentionState({ range, asOf, lookBackDays, firstOrderDay }: RangeAt): RetentionState {
  if (range.to > asOf + 1) return "pending";
  return range.from - lookBackDays < firstOrderDay ? "shortHistory" : "observed";
}

/** Rate, churn and state from the counted terms of one range. */
export function retentionTerms(
  terms: Pick<RetentionTerms, "start" | "end" | "new" | "kept">,
  at: RangeAt,
): RetentionTerms {
  const state = retentionState(at);
  const observed = state === "observed";
  const keptShare = rate(terms.kept, terms.start);
  return {
    ...terms,
    reactivated: terms.end - terms.new - terms.kept,
    rate: observed ? rate(terms.end - terms.new, terms.start) : null,
    churn: observed && keptShare !== null ? 1 - keptShare : null,
    state,
  };
}
