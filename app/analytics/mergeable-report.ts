import type { Timelines } from "./timelines.ts";

/**
 * A report in two steps, so that it can be computed over parts of a shop. The tally of a set of customers is plain data (numbers,
 * strings, typed arrays); tallies of disjoint sets merge exactly into the tally of their union; the value is made of the tally
 * alone. Columns that quantiles need travel in the tally, so that quantiles are exact too.
 */
export interface MergeableReport<Tally, Value, Options> {
  readonly tally: (timelines: Timelines, options: Options) => Tally;
  readonly merge: (tallies: readonly Tally[], options: Options) => Tally;
  readonly value: (tally: Tally, options: Options) => Value;
}

/** The report over the whole of the timelines. */
export function computed<Tally, Value, Options>(
  report: MergeableReport<Tally, Value, Options>,
  timelines: Timelines,
  options: Options,
): Value {
  return report.value(report.tally(timelines, options), options);
}

/** The report over the union of disjoint parts of one shop: equal to the report over the whole. */
export function computedOverParts<Tally, Value, Options>(
  report: MergeableReport<Tally, Value, Options>,
  parts: readonly Timelines[],
  options: Options,
): Value {
  const tallies = parts.map((part) => report.tally(part, options));
  return report.value(report.merge(tallies, options), options);
}

/** The sums, entry by entry, of columns of one length. */
export function addedUp(columns: readonly Float64Array[]): Float64Array {
  const sums = columns[0]!.slice();
  for (const column of columns.slice(1)) for (let i = 0; i < sums.length; i++) sums[i]! += column[i]!;
  return sums;
}

/** The sum of one number of each tally. */
export function sum<Tally>(tallies: readonly Tally[], of: (tally: Tally) => number): number {
  return tallies.reduce((total, tally) => total + of(tally), 0);
}
