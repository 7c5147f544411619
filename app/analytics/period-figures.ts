import type { DayRange } from "./calendar.ts";
import { comparisons } from "./comparison.ts";
import type { Comparisons } from "./comparison.ts";
import { firstOrderDay, guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { retentionTerms } from "./retention-rate.ts";
import type { RetentionTerms } from "./retention-rate.ts";
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
  { from, to, asOf, lookBackDays }: DayRange & { asOf: number; lookBackDays: number },
): PeriodFigures {
  const { customerIds, orderStart, day, netMinor, guests } = timelines;
  const lastDay = Math.min(to - 1, asOf);
  let net = 0;
  let orders = 0;
  let activeCustomers = 0;
  let everOrdered = 0;
  let everRepeated = 0;
  let returningCustomers = 0;
  const terms = { start: 0, end: 0, new: 0, kept: 0 };
  for (let c = 0; c < customerIds.length; c++) {
    const start = orderStart[c]!;
    const end = ordersUntil(timelines, c, lastDay);
    if (end === start) continue;
    everOrdered++;
    if (end - start > 1) everRepeated++;
    let o = end - 1;
    const present = day[o]! >= to - lookBackDays;
    for (; o >= start && day[o]! >= from; o--) {
      orders++;
      net += netMinor[o]!;
    }
    const active = o < end - 1;
    const isNew = active && o < start;
    const existing = o >= start && day[o]! >= from - lookBackDays;
    if (active) activeCustomers++;
    if (isNew) terms.new++;
    if (existing) terms.start++;
    if (existing && active) returningCustomers++;
    if (present) terms.end++;
    if (present && existing) terms.kept++;
  }
  for (let g = guestsUntil(timelines, from - 1), end = guestsUntil(timelines, lastDay); g < end; g++) {
    orders++;
    net += guests.netMinor[g]!;
  }
  return {
    from,
    to,
    netSalesMinor: timelines.hasMoney ? net : null,
    orders,
    averageOrderValueMinor: timelines.hasMoney ? rate(net, orders) : null,
    activeCustomers,
    newCustomers: terms.new,
    existingCustomers: terms.start,
    returningCustomers,
    returningShare: rate(returningCustomers, terms.start),
    repeatPurchaseRate: rate(everRepeated, everOrdered),
    retention: retentionOf(timelines, terms, { from, to, asOf, lookBackDays }),
  };
}

function retentionOf(
  timelines: Timelines,
  terms: Pick<RetentionTerms, "start" | "end" | "new" | "kept">,
  { from, to, asOf, lookBackDays }: DayRange & { asOf: number; lookBackDays: number },
): PeriodFigures["retention"] {
  if (lookBackDays < to - from) return { unavailable: "lookBackTooShort" };
  const first = firstOrderDay(timelines, asOf);
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

/**
 * Figures of a range with both comparisons; null when the range has not begun at `asOf`.
 *
 * An unfinished range is set beside ranges of as many days. `completeFrom` is the first day from which the shop's orders are
 * known to be complete, when that is later than its first order.
 */
export function compare(
  timelines: Timelines,
  range: DayRange,
  { asOf, lookBackDays, completeFrom }: { asOf: number; lookBackDays: number; completeFrom?: number },
): ComparedFigures | null {
  const ranges = comparisons(range, asOf);
  if (!ranges) return null;
  const first = firstOrderDay(timelines, asOf);
  const knownFrom = Math.max(first ?? Infinity, completeFrom ?? -Infinity);
  const figures = (of: DayRange): PeriodFigures => periodFigures(timelines, { ...of, asOf, lookBackDays });
  const ifKnown = (of: DayRange): PeriodFigures | Unavailable<"shortHistory"> =>
    of.from >= knownFrom ? figures(of) : { unavailable: "shortHistory" };
  return {
    ranges,
    current: figures({ from: range.from, to: range.to }),
    preceding: ifKnown(ranges.preceding),
    yearBefore: ifKnown(ranges.yearBefore),
  };
}
