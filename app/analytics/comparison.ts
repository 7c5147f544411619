import { PERIOD_LENGTH_DAYS, periodOf, periodStart, sameDateYearsBefore, wholePeriod } from "./calendar.ts";
import type { DayRange } from "./calendar.ts";

/** The ranges a figure of `range` is set beside. `current` is the part of `range` that has passed at `asOf`. */
export interface Comparisons {
  readonly current: DayRange;
  readonly preceding: DayRange;
  readonly yearBefore: DayRange;
  /** True while the range has not fully passed: the other two then cover as many days as have elapsed. */
  readonly unfinished: boolean;
}

/**
 * Comparison ranges, METRICS section 0.
 *
 * A whole calendar period: the preceding one of its kind and the same one a year before (a week: 364 days earlier). Any other
 * range: the same length just before, and the same dates a year before (29 February maps to the 28th). An unfinished range is
 * compared by its elapsed days; a shorter counterpart (30 days of March beside February) ends where its own period ends.
 *
 * Null when the range has not begun at `asOf`, or is empty.
 */
export function comparisons(range: DayRange, asOf: number): Comparisons | null {
  const to = Math.min(range.to, asOf + 1);
  if (to <= range.from) return null;
  const current = { from: range.from, to };
  const unfinished = to < range.to;
  const elapsed = to - range.from;
  const whole = wholePeriod(range);
  if (!whole) {
    return {
      current,
      preceding: { from: range.from - elapsed, to: range.from },
      yearBefore: { from: sameDateYearsBefore(range.from, 1), to: sameDateYearsBefore(to - 1, 1) + 1 },
      unfinished,
    };
  }
  const { period, ordinal } = whole;
  const beginning = (start: number): DayRange => {
    const end = periodStart(periodOf(start, period) + 1, period);
    return { from: start, to: unfinished ? Math.min(start + elapsed, end) : end };
  };
  const yearBeforeStart =
    period === "week" ? range.from - 52 * PERIOD_LENGTH_DAYS.week.longest : sameDateYearsBefore(range.from, 1);
  return {
    current,
    preceding: beginning(periodStart(ordinal - 1, period)),
    yearBefore: beginning(yearBeforeStart),
    unfinished,
  };
}
