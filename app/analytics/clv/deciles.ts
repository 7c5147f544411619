import { valuesOfRanks } from "../quantile.ts";

/**
 * The nine values that part customers into ten groups of about equal size, highest first: group 1 has everybody at or above
 * the first cut. Customers with the same value stay together, so groups can differ in size and be empty.
 */
export function decileCuts(values: Float64Array): number[] {
  const n = values.length;
  if (n === 0) return [];
  return valuesOfRanks(
    values,
    Array.from({ length: 9 }, (_, k) => Math.max(0, n - Math.ceil(((k + 1) * n) / 10))),
  );
}

/** The group of a value, from 0 (highest) to 9. */
export function decileOf(cuts: readonly number[], value: number): number {
  let group = 0;
  while (group < cuts.length && value < cuts[group]!) group++;
  return group;
}
