import { PERIOD_LENGTH_DAYS, periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { DayRange, Period } from "./calendar.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
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
 *
 * One pass over the orders. With boundaries b₀ < b₁ < …, an order on day d makes its customer count at the boundaries in
 * (d, d + look-back]: a run of boundaries. Runs of one customer are merged, and each adds to two arrays of differences.
 */
export function retentionRate(
  timelines: Timelines,
  { asOf, period, lookBackDays }: { asOf: number; period: Period; lookBackDays: number },
): RetentionRate | Unavailable<"lookBackTooShort"> {
  if (lookBackDays < PERIOD_LENGTH_DAYS[period].shortest) return { unavailable: "lookBackTooShort" };
  const first = firstOrderDay(timelines, asOf);
  if (first === null) return { lookBackDays, period, rows: [] };
  const firstOrdinal = periodOf(first, period);
  const periods = periodOf(asOf, period) - firstOrdinal + 1;
  const boundary = (i: number): number => periodStart(firstOrdinal + i, period);
  for (let i = 1; i < periods; i++) {
    if (boundary(i + 1) - boundary(i) > lookBackDays) return { unavailable: "lookBackTooShort" };
  }

  // Boundary i is the start of listed period i; `periods` is the end of the last one.
  const lastBoundary = boundary(periods);
  const indexOf = periodIndex(first, lastBoundary, period);
  const lastRunIndex = (orderDay: number): number =>
    orderDay + lookBackDays >= lastBoundary ? periods : indexOf[orderDay + lookBackDays - first]!;
  const present = new Int32Array(periods + 2);
  const keptAfter = new Int32Array(periods + 2);
  const newIn = new Int32Array(periods + 1);
  const { customerIds, orderStart, day } = timelines;
  for (let c = 0; c < customerIds.length; c++) {
    const start = orderStart[c]!;
    const end = ordersUntil(timelines, c, asOf);
    if (end === start) continue;
    newIn[indexOf[day[start]! - first]!]!++;
    let low = indexOf[day[start]! - first]! + 1;
    let high = lastRunIndex(day[start]!);
    for (let o = start + 1; o < end; o++) {
      const nextLow = indexOf[day[o]! - first]! + 1;
      if (nextLow > high + 1) {
        addRun(present, keptAfter, low, high);
        low = nextLow;
      }
      high = lastRunIndex(day[o]!);
    }
    addRun(present, keptAfter, low, high);
  }
  for (let i = 1; i <= periods; i++) {
    present[i]! += present[i - 1]!;
    keptAfter[i]! += keptAfter[i - 1]!;
  }

  const rows = [];
  for (let i = 1; i < periods; i++) {
    const range = { from: boundary(i), to: boundary(i + 1) };
    rows.push({
      period: periodLabel(firstOrdinal + i, period),
      ...retentionTerms(
        { start: present[i]!, end: present[i + 1]!, new: newIn[i]!, kept: keptAfter[i]! },
        { range, asOf, lookBackDays, firstOrderDay: first },
      ),
    });
  }
  return { lookBackDays, period, rows };
}

/** A customer present at boundaries low … high, thus kept over the periods that begin at low … high − 1. */
function addRun(present: Int32Array, keptAfter: Int32Array, low: number, high: number): void {
  if (high < low) return;
  present[low]!++;
  present[high + 1]!--;
  keptAfter[low]!++;
  keptAfter[high]!--;
}

/** Rate, churn and state from the counted terms of one range. */
export function retentionTerms(
  terms: Pick<RetentionTerms, "start" | "end" | "new" | "kept">,
  at: { range: DayRange; asOf: number; lookBackDays: number; firstOrderDay: number },
): RetentionTerms {
  const state =
    at.range.to > at.asOf + 1
      ? "pending"
      : at.range.from - at.lookBackDays < at.firstOrderDay
        ? "shortHistory"
        : "observed";
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
