/**
 * Where the cells of cohorts lie in flat tables: only cohorts with members have a row, so that one order of long ago does not
 * make the tables large. A row's width follows from its cohort and the report's day, the same in every part of a shop.
 */
export interface CohortRows {
  /** Periods of the cohorts, ascending. */
  readonly ordinals: Int32Array;
  /** Customers of each cohort. */
  readonly size: Float64Array;
  /** Cells of row r are rowStart[r] … rowStart[r + 1] − 1. */
  readonly rowStart: Int32Array;
}

function cohortRows(ordinals: Int32Array, size: Float64Array, widthOf: (ordinal: number) => number): CohortRows {
  const rowStart = new Int32Array(ordinals.length + 1);
  for (let r = 0; r < ordinals.length; r++) rowStart[r + 1] = rowStart[r]! + widthOf(ordinals[r]!);
  return { ordinals, size, rowStart };
}

/** Customers by period of their first order, counted from `firstOrdinal`, as rows; periods without customers have none. */
export function rowsOfSizes(
  sizes: Float64Array,
  firstOrdinal: number,
  widthOf: (ordinal: number) => number,
): CohortRows {
  const occupied: number[] = [];
  sizes.forEach((size, i) => {
    if (size > 0) occupied.push(i);
  });
  const ordinals = Int32Array.from(occupied, (i) => firstOrdinal + i);
  const size = Float64Array.from(occupied, (i) => sizes[i]!);
  return cohortRows(ordinals, size, widthOf);
}

/** The rows of disjoint sets of customers together. */
function mergedRows(parts: readonly CohortRows[], widthOf: (ordinal: number) => number): CohortRows {
  const sizes = new Map<number, number>();
  for (const { ordinals, size } of parts) {
    ordinals.forEach((ordinal, r) => sizes.set(ordinal, (sizes.get(ordinal) ?? 0) + size[r]!));
  }
  const ordinals = Int32Array.from(sizes.keys()).sort();
  const size = Float64Array.from(ordinals, (ordinal) => sizes.get(ordinal)!);
  return cohortRows(ordinals, size, widthOf);
}

/** The table of the merged rows: each part's table, of `perCell` numbers a cell, added in where its rows now lie. */
function mergedTable(
  rows: CohortRows,
  parts: readonly { readonly rows: CohortRows; readonly table: Float64Array }[],
  perCell: number,
): Float64Array {
  const merged = new Float64Array(rows.rowStart[rows.ordinals.length]! * perCell);
  const rowOf = new Map(Array.from(rows.ordinals, (ordinal, r) => [ordinal, r]));
  for (const part of parts) {
    part.rows.ordinals.forEach((ordinal, r) => {
      const to = rows.rowStart[rowOf.get(ordinal)!]! * perCell;
      const from = part.rows.rowStart[r]! * perCell;
      const length = part.rows.rowStart[r + 1]! * perCell - from;
      for (let i = 0; i < length; i++) merged[to + i]! += part.table[from + i]!;
    });
  }
  return merged;
}

/** What the tallies of cohorts have in common: the rows, and one table or two over their cells. */
export interface CohortTables {
  readonly hasMoney: boolean;
  readonly hasCosts: boolean;
  readonly rows: CohortRows;
  readonly cells: Float64Array;
  /** What `moneyTable` says of the cells; null when not asked for. */
  readonly money: Float64Array | null;
}

/** The tables of disjoint sets of customers together; all were asked for money, or none. */
export function mergedCohorts(
  parts: readonly CohortTables[],
  { widthOf, perCell, moneyPerCell }: { widthOf: (ordinal: number) => number; perCell: number; moneyPerCell: number },
): CohortTables {
  const rows = mergedRows(
    parts.map((part) => part.rows),
    widthOf,
  );
  const merged = (tableOf: (part: CohortTables) => Float64Array, numbers: number): Float64Array =>
    mergedTable(
      rows,
      parts.map((part) => ({ rows: part.rows, table: tableOf(part) })),
      numbers,
    );
  return {
    hasMoney: parts.every((part) => part.hasMoney),
    hasCosts: parts.every((part) => part.hasCosts),
    rows,
    cells: merged((part) => part.cells, perCell),
    money: parts.every((part) => part.money !== null) ? merged((part) => part.money!, moneyPerCell) : null,
  };
}

/** Every `perCell`-th number of a table from cell `from` to cell `to` − 1, beginning with the cell's number `field`. */
export function fieldOfCells(
  table: Float64Array,
  { from, to, field, perCell }: { from: number; to: number; field: number; perCell: number },
): number[] {
  return Array.from({ length: to - from }, (_, k) => table[(from + k) * perCell + field]!);
}
