import type { DayRange } from "./calendar.ts";
import { comparisons } from "./comparison.ts";
import type { Comparisons } from "./comparison.ts";
import { addedUp, computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { firstOrderDay, guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { retentionTerms } from "./retention-rate.ts";
import type { RetentionTerms } from "./retention-rate.ts";
import { earliestDay } from "./sums-from-the-end.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** The headline figures of the days [from, to). Money is null when the source has none. */
export interface PeriodFigures extends DayRange {
  readonly netSalesMinor: number | null;
  /** All counted orders, guests' included. */
  readonly orders: number;
  readonly averageOrderValueMinor: number | null;
  /** Customers with an order in the range, and those of them whose first order ever it holds. */
  readonly activeCustomers: number;
  readonly newCustomers: number;
  /** Customers with an order in the look-back before the range (S), how many of them ordered in the range, and their share. */
  readonly existingCustomers: number;
  readonly returningCustomers: number;
  readonly returningShare: number | null;
  /** Customers with two or more orders by the end of the range, of all with one. */
  readonly repeatPurchaseRate: number | null;
  /** The formula's terms for the range; refused when the look-back is shorter than the range. */
  readonly retention: RetentionTerms | Unavailable<"lookBackTooShort" | "noOrders">;
}

/** Figures of one range of days, using orders up to `asOf` (inclusive). METRICS sections 0 to 2. */
export function periodFigures(
  timelines: Timelines,
  { from, to, ...options }: DayRange & Omit<RangesOptions, "ranges">,
): PeriodFigures {
  return computed(rangeFiguresReport, timelines, { ranges: [{ from, to }], ...options })[0]!;
}

interface RangesOptions {
  readonly ranges: readonly DayRange[];
  readonly asOf: number;
  readonly lookBackDays: number;
}

/** Numbers of a range: money and orders, guests' included, then customers: the terms of `PeriodFigures` and of the formula. */
const PER_RANGE = 10;
const [NET, ORDERS, ACTIVE, NEW, EXISTING, RETURNING, PRESENT, KEPT, EVER_ORDERED, EVER_REPEATED] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;

interface RangesTally {
  readonly hasMoney: boolean;
  readonly firstOrderDay: number | null;
  /** PER_RANGE numbers for each range. */
  readonly sums: Float64Array;
}

/** The figures of several ranges in one scan: a customer's orders are read once and looked at for each of them. */
const rangeFiguresReport: MergeableReport<RangesTally, PeriodFigures[], RangesOptions> = {
  tally: (timelines, options) => {
    const sums = new Float64Array(options.ranges.length * PER_RANGE);
    addCustomers(timelines, options, sums);
    addGuests(timelines, options, sums);
    return { hasMoney: timelines.hasMoney, firstOrderDay: firstOrderDay(timelines, options.asOf), sums };
  },
  merge: (tallies) => ({
    hasMoney: tallies.every((tally) => tally.hasMoney),
    firstOrderDay: earliestDay(tallies.map((tally) => tally.firstOrderDay)),
    sums: addedUp(tallies.map((tally) => tally.sums)),
  }),
  value: (tally, options) => options.ranges.map((range, r) => figuresOf(tally, r, { ...range, ...options })),
};

function addCustomers(timelines: Timelines, { ranges, asOf, lookBackDays }: RangesOptions, sums: Float64Array): void {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const bounds = ranges.map(({ from, to }) => ({ from, to, lastDay: Math.min(to - 1, asOf) }));
  for (let c = 0; c < customerIds.length; c++) {
    const start = orderStart[c]!;
    for (let r = 0; r < bounds.length; r++) {
      const { from, to, lastDay } = bounds[r]!;
      if (day[start]! > lastDay) continue;
      const end = ordersUntil(timelines, c, lastDay);
      const at = r * PER_RANGE;
      sums[at + EVER_ORDERED]!++;
      if (end - start > 1) sums[at + EVER_REPEATED]!++;
      let o = end - 1;
      const present = day[o]! >= to - lookBackDays;
      for (; o >= start && day[o]! >= from; o--) sums[at + NET]! += netMinor[o]!;
      sums[at + ORDERS]! += end - 1 - o;
      const active = o < end - 1;
      const existing = o >= start && day[o]! >= from - lookBackDays;
      if (active) sums[at + ACTIVE]!++;
      if (active && o < start) sums[at + NEW]!++;
      if (existing) sums[at + EXISTING]!++;
      if (existing && active) sums[at + RETURNING]!++;
      if (present) sums[at + PRESENT]!++;
      if (present && existing) sums[at + KEPT]!++;
    }
  }
}

function addGuests(timelines: Timelines, { ranges, asOf }: RangesOptions, sums: Float64Array): void {
  const { netMinor } = timelines.guests;
  ranges.forEach(({ from, to }, r) => {
    const end = guestsUntil(timelines, Math.min(to - 1, asOf));
    for (let g = guestsUntil(timelines, from - 1); g < end; g++) {
      sums[r * PER_RANGE + ORDERS]!++;
      sums[r * PER_RANGE + NET]! += netMinor[g]!;
    }
  });
}

function figuresOf(
  tally: RangesTally,
  r: number,
  at: DayRange & { asOf: number; lookBackDays: number },
): PeriodFigures {
  const total = (field: number): number => tally.sums[r * PER_RANGE + field]!;
  const terms = { start: total(EXISTING), end: total(PRESENT), new: total(NEW), kept: total(KEPT) };
  return {
    from: at.from,
    to: at.to,
    netSalesMinor: tally.hasMoney ? total(NET) : null,
    orders: total(ORDERS),
    averageOrderValueMinor: tally.hasMoney ? rate(total(NET), total(ORDERS)) : null,
    activeCustomers: total(ACTIVE),
    newCustomers: total(NEW),
    existingCustomers: total(EXISTING),
    returningCustomers: total(RETURNING),
    returningShare: rate(total(RETURNING), total(EXISTING)),
    repeatPurchaseRate: rate(total(EVER_REPEATED), total(EVER_ORDERED)),
    retention: retentionOf(terms, tally.firstOrderDay, at),
  };
}

function retentionOf(
  terms: Pick<RetentionTerms, "start" | "end" | "new" | "kept">,
  first: number | null,
  { from, to, asOf, lookBackDays }: DayRange & { asOf: number; lookBackDays: number },
): PeriodFigures["retention"] {
  if (lookBackDays < to - from) return { unavailable: "lookBackTooShort" };
  if (first === null) return { unavailable: "noOrders" };
  return retentionTerms(terms, { range: { from, to }, asOf, lookBackDays, firstOrderDay: first });
}

/** A range beside the one before it and the same one a year before. */
export interface ComparedFigures {
  readonly ranges: Comparisons;
  readonly current: PeriodFigures;
  /** Unavailable when the shop's history does not reach back to the beginning of that range. */
  readonly preceding: PeriodFigures | Unavailable<"shortHistory">;
  readonly yearBefore: PeriodFigures | Unavailable<"shortHistory">;
}

export interface CompareOptions {
  readonly range: DayRange;
  readonly asOf: number;
  readonly lookBackDays: number;
  /** The first day from which the shop's orders are known to be complete, when that is later than its first order. */
  readonly completeFrom?: number;
}

/**
 * Figures of a range with both comparisons; null when the range has not begun at `asOf`.
 *
 * An unfinished range is set beside ranges of as many days.
 */
export function compare(
  timelines: Timelines,
  range: DayRange,
  options: Omit<CompareOptions, "range">,
): ComparedFigures | null {
  return computed(compareReport, timelines, { range, ...options });
}

/** The range and both comparisons in one scan. */
export const compareReport: MergeableReport<RangesTally, ComparedFigures | null, CompareOptions> = {
  tally: (timelines, options) => rangeFiguresReport.tally(timelines, allRanges(options)),
  merge: (tallies, options) => rangeFiguresReport.merge(tallies, allRanges(options)),
  value: (tally, options) => {
    const ranges = comparisons(options.range, options.asOf);
    if (!ranges) return null;
    const [current, preceding, yearBefore] = rangeFiguresReport.value(tally, allRanges(options));
    const knownFrom = Math.max(tally.firstOrderDay ?? Infinity, options.completeFrom ?? -Infinity);
    const ifKnown = (of: PeriodFigures): PeriodFigures | Unavailable<"shortHistory"> =>
      of.from >= knownFrom ? of : { unavailable: "shortHistory" };
    return { ranges, current: current!, preceding: ifKnown(preceding!), yearBefore: ifKnown(yearBefore!) };
  },
};

/** The range itself, whole, and those it is compared with; none when it has not begun. */
function allRanges({ range, asOf, lookBackDays }: CompareOptions): RangesOptions {
  const found = comparisons(range, asOf);
  const { from, to } = range;
  return { ranges: found ? [{ from, to }, found.preceding, found.yearBefore] : [], asOf, lookBackDays };
}
