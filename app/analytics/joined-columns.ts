type Column = Float64Array | Uint32Array | Int32Array;

/** The columns of disjoint sets of customers end to end; at least one column. */
export function joined<T extends Column>(columns: readonly T[]): T {
  const first = columns[0]!;
  if (columns.length === 1) return first;
  const length = columns.reduce((sum, column) => sum + column.length, 0);
  const all = new (first.constructor as new (length: number) => T)(length);
  let at = 0;
  for (const column of columns) {
    all.set(column, at);
    at += column.length;
  }
  return all;
}
