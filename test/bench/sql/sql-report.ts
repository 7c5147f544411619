import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";

export interface SqlReport {
  /** One statement over the tables of `duckShop`. It is right whatever the physical order of the rows. */
  readonly sql: (options: ReportOptions) => string;
  /**
   * The same where rows are read in their physical order, by customer and time, in place of sorting them: DuckDB can then take
   * neighbours from a stream. It keeps the order of insertion, but no standard says so. Absent: nothing is gained by it.
   */
  readonly presortedSql?: (options: ReportOptions) => string;
  /** The report's value out of the result's rows: grouping of rows into lists, no arithmetic. */
  readonly value: (rows: readonly Row[], options: ReportOptions) => Json;
}

/** A column as a whole, for reports that keep lists. */
export function column(rows: readonly Row[], name: string): Json[] {
  return rows.map((row) => row[name] ?? null);
}
