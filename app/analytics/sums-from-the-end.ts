/**
 * The sums, entry by entry, of columns that end with the same period: parts of a shop have their first orders in different
 * periods, and all run to the period of the report's day.
 */
export function sumsFromTheEnd(columns: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(Math.max(0, ...columns.map((column) => column.length)));
  for (const column of columns) {
    const shift = sums.length - column.length;
    for (let i = 0; i < column.length; i++) sums[shift + i]! += column[i]!;
  }
  return sums;
}

/** The earliest of the days that are known; null when none is. */
export function earliestDay(days: readonly (number | null)[]): number | null {
  const known = days.filter((day) => day !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
