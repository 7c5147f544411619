import { ordersUntil } from "../orders-until.ts";
import type { Timelines } from "../timelines.ts";

/** Repeat order days of all customers by day: entry i is day `fromDay` + i. A customer's first order day is none. */
export interface DailyRepeats {
  readonly fromDay: number;
  readonly counts: Float64Array;
}

const YEAR = 365;
/** Weight of the ratio 1, in repeat order days: a small shop's few orders say little about its seasons. */
const PRIOR_ORDER_DAYS = 50;

/** Repeat order days up to `asOf` (inclusive). One scan. */
export function dailyRepeats(timelines: Timelines, asOf: number): DailyRepeats {
  const { customerIds, orderStart, day } = timelines;
  let fromDay = asOf;
  for (let i = 0; i < customerIds.length; i++) fromDay = Math.min(fromDay, day[orderStart[i]!]!);
  const counts = new Float64Array(asOf - fromDay + 1);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    for (let o = start + 1; o < end; o++) if (day[o] !== day[o - 1]) counts[day[o]! - fromDay]!++;
  }
  return { fromDay, counts };
}

/** The counts of disjoint sets of customers together; all end on the same day. */
export function mergedRepeats(parts: readonly DailyRepeats[]): DailyRepeats {
  const fromDay = Math.min(...parts.map((part) => part.fromDay));
  const last = parts[0]!.fromDay + parts[0]!.counts.length;
  const counts = new Float64Array(last - fromDay);
  for (const part of parts) {
    for (let i = 0; i < part.counts.length; i++) counts[part.fromDay - fromDay + i]! += part.counts[i]!;
  }
  return { fromDay, counts };
}

/**
 * How much livelier than the year around them the days `asOf` + `from` + 1 … `asOf` + `to` were in the years before: repeat order days
 * in those days one, two … years (365 days each) earlier, over those expected had the 365 days around each been even. A year
 * counts when it lies inside `firstDay` … `asOf`, so that neither growth nor a missing season is taken for one. Shrunk
 * towards 1: (observed + 50) / (expected + 50). Null with less than two years of history.
 */
export function seasonalRatio(
  { fromDay, counts }: DailyRepeats,
  firstDay: number,
  asOf: number,
  from: number,
  to: number,
): number | null {
  if (asOf - firstDay < 2 * YEAR) return null;
  const between = (first: number, last: number): number => {
    let sum = 0;
    for (let i = Math.max(0, first - fromDay); i <= Math.min(counts.length - 1, last - fromDay); i++) sum += counts[i]!;
    return sum;
  };
  const length = to - from;
  let observed = PRIOR_ORDER_DAYS;
  let expected = PRIOR_ORDER_DAYS;
  for (let years = 1; ; years++) {
    const first = asOf + from + 1 - years * YEAR;
    const yearFirst = first - Math.floor((YEAR - length) / 2);
    if (yearFirst < firstDay) break;
    if (yearFirst + YEAR - 1 > asOf) continue;
    observed += between(first, first + length - 1);
    expected += (between(yearFirst, yearFirst + YEAR - 1) * length) / YEAR;
  }
  return observed / expected;
}
