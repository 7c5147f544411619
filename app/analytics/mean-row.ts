import { rate } from "./rate.ts";

/** One column of a mean row. */
export interface MeanRate {
  readonly k: number;
  /** Σ counts and Σ customers over the cohorts whose cell is observed, and how many cohorts those are. */
  readonly count: number;
  readonly of: number;
  readonly cohorts: number;
  readonly rate: number | null;
}

/**
 * The mean row of a cohort table, METRICS section 1: Σ counts / Σ customers over observed cells only, which weighs cohorts by
 * their size. `cellsOf` gives a cohort's counts by k and what each is divided by; cells from `pendingFrom` on are left out.
 */
export function meanRow<Row extends { readonly pendingFrom: number | null }>(
  rows: readonly Row[],
  cellsOf: (row: Row) => { readonly counts: readonly number[]; readonly of: (k: number) => number },
): MeanRate[] {
  const columns = Math.max(0, ...rows.map((row) => row.pendingFrom ?? cellsOf(row).counts.length));
  const count = Array.from({ length: columns }, () => 0);
  const of = count.slice();
  const cohorts = count.slice();
  for (const row of rows) {
    const cells = cellsOf(row);
    for (let k = 0; k < (row.pendingFrom ?? cells.counts.length); k++) {
      count[k]! += cells.counts[k]!;
      of[k]! += cells.of(k);
      cohorts[k]!++;
    }
  }
  return count.map((total, k) => ({ k, count: total, of: of[k]!, cohorts: cohorts[k]!, rate: rate(total, of[k]!) }));
}
