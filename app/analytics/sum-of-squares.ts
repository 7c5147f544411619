/** Numbers that a sum of squares takes in a table. */
export const SQUARE_SUMS = 3;

const SPLIT = 2 ** 15;

/**
 * Adds the square of a whole number to the sum that stands in `table` from `at` on. Squares of amounts soon pass 2^53, where sums begin
 * to depend on their order; so each number is taken as high · 2^15 + low, and high², high · low and low² are added up apart. All
 * three stay exact for millions of numbers below 2^31, so that sums over parts of a shop add up to the sum over the whole.
 */
export function addSquare(table: Float64Array, at: number, value: number): void {
  const high = Math.floor(value / SPLIT);
  const low = value - high * SPLIT;
  table[at]! += high * high;
  table[at + 1]! += high * low;
  table[at + 2]! += low * low;
}

/** The sum of squares that stands in `table` from `at` on. */
export function sumOfSquares(table: Float64Array, at: number): number {
  return table[at]! * SPLIT * SPLIT + table[at + 1]! * 2 * SPLIT + table[at + 2]!;
}
