import type { Period } from "../analytics/calendar.ts";
import type { CohortRow as CohortCounts, Cohorts } from "../analytics/cohorts.ts";
import { SMALL_NUMBER_OF_CASES, wilson } from "../analytics/wilson.ts";
import { rateOfCases } from "./rate-of-cases.ts";
import type { RateOfCases } from "./rate-of-cases.ts";

/** A active in the period, B second order by its end, C an order in it or later. */
export const COHORT_KINDS = ["A", "B", "C"] as const;
export type CohortKind = (typeof COHORT_KINDS)[number];

/**
 * One cell. `observed` is final. `provisional` (kind C) may still rise, because late returners can come. `pending`: the
 * period has begun but not passed; the customers so far are known, a rate is not. `none`: the period has not begun.
 */
export type CohortCell =
  | {
      readonly state: "observed" | "provisional";
      readonly customers: number;
      readonly of: number;
      readonly rate: number;
      readonly low: number;
      readonly high: number;
      readonly few: boolean;
    }
  | { readonly state: "pending"; readonly customers: number; readonly of: number }
  | { readonly state: "none" };

export interface CohortRow {
  /** Name of the period of the first order: 2011-03, 2011-W05, 1997-Q1, 1997. */
  readonly cohort: string;
  readonly size: number;
  /** One cell per column of the table (index k). */
  readonly cells: readonly CohortCell[];
  /** Index k, up to the period that holds the day of the report. Money is null without amounts. */
  readonly orders: readonly number[];
  readonly netSalesMinor: readonly number[] | null;
  /** Cumulative net sales per customer acquired; only over periods that have passed. */
  readonly cumulativeNetSalesPerCustomerMinor: readonly number[] | null;
}

/** Σ counts / Σ sizes over the passed cells of a column; `provisional` if one of them is. */
export type MeanCell =
  (RateOfCases & { readonly state: "observed" | "provisional"; readonly cohorts: number }) | { readonly state: "none" };

export interface CohortTable {
  readonly kind: CohortKind;
  readonly period: Period;
  /** Number of columns, k = 0 … columns − 1. */
  readonly columns: number;
  readonly rows: readonly CohortRow[];
  /** One cell per column. */
  readonly mean: readonly MeanCell[];
  /** Days after a period's end from which a cell of kind C is final: the shop's lapsed point. */
  readonly finalAfterDays: number;
  /** Of all cohorts, also of those that `latestCohorts` leaves out. The mean row is of all of them. */
  readonly all: { readonly cohorts: number; readonly columns: number; readonly customers: number };
}

/** A column of the mean row as a point of the retention curve. */
export interface CurvePoint {
  readonly k: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly customers: number;
  readonly of: number;
  readonly cohorts: number;
  readonly few: boolean;
  readonly provisional: boolean;
}

/** Which counts a kind reads. */
const COUNTS_OF_KIND: Readonly<Record<CohortKind, (row: CohortCounts) => readonly number[]>> = {
  A: (row) => row.active,
  B: (row) => row.cumulativeRepeat,
  C: (row) => row.onOrAfter,
};

/**
 * The cohort table of one kind: every cell with what is known of it, and the mean row.
 *
 * `finalAfterDays` is the lapsed point that `cohorts` used for `provisionalFrom`.
 */
export function cohortTable(cohorts: Cohorts, kind: CohortKind, finalAfterDays: number): CohortTable {
  const columns = Math.max(0, ...cohorts.rows.map((row) => row.active.length));
  const rows = cohorts.rows.map((row) => cohortRow(row, kind, columns));
  return {
    kind,
    period: cohorts.period,
    columns,
    rows,
    mean: Array.from({ length: columns }, (_, k) => meanCell(rows, k)),
    finalAfterDays,
    all: { cohorts: rows.length, columns, customers: rows.reduce((sum, { size }) => sum + size, 0) },
  };
}

/**
 * The table with its latest `limit` cohorts and first `limit` columns: the weeks of ten years would make a quarter of a million
 * cells. The mean row stays that of all cohorts.
 */
export function latestCohorts(table: CohortTable, limit: number): CohortTable {
  const rows = table.rows.slice(-limit).map((row) => ({
    ...row,
    cells: row.cells.slice(0, limit),
    orders: row.orders.slice(0, limit),
    netSalesMinor: row.netSalesMinor && row.netSalesMinor.slice(0, limit),
    cumulativeNetSalesPerCustomerMinor:
      row.cumulativeNetSalesPerCustomerMinor && row.cumulativeNetSalesPerCustomerMinor.slice(0, limit),
  }));
  return { ...table, rows, columns: Math.min(table.columns, limit), mean: table.mean.slice(0, limit) };
}

/** The mean row as a curve, without the columns of which nothing has passed. */
export function retentionCurve(table: CohortTable): CurvePoint[] {
  return table.mean.flatMap((cell, k) => {
    if (cell.state === "none" || cell.rate.value === null || cell.low === null || cell.high === null) return [];
    const { cases, of, low, high, cohorts, few } = cell;
    const provisional = cell.state === "provisional";
    return [{ k, rate: cell.rate.value, low, high, customers: cases, of, cohorts, few, provisional }];
  });
}

function cohortRow(row: CohortCounts, kind: CohortKind, columns: number): CohortRow {
  const counts = COUNTS_OF_KIND[kind](row);
  const passed = row.pendingFrom ?? counts.length;
  return {
    cohort: row.cohort,
    size: row.size,
    cells: Array.from({ length: columns }, (_, k) => cohortCell(row, counts, kind, k)),
    orders: row.orders,
    netSalesMinor: row.netSalesMinor,
    cumulativeNetSalesPerCustomerMinor: row.netSalesMinor && perCustomer(row.netSalesMinor.slice(0, passed), row.size),
  };
}

function cohortCell(row: CohortCounts, counts: readonly number[], kind: CohortKind, k: number): CohortCell {
  const customers = counts[k];
  if (customers === undefined) return { state: "none" };
  const of = row.size;
  if (row.pendingFrom !== null && k >= row.pendingFrom) return { state: "pending", customers, of };
  const provisional = kind === "C" && row.provisionalFrom !== null && k >= row.provisionalFrom;
  // Cohorts without members have no row, so there is always an interval.
  const { low, high } = wilson(customers, of)!;
  const few = of < SMALL_NUMBER_OF_CASES;
  return { state: provisional ? "provisional" : "observed", customers, of, rate: customers / of, low, high, few };
}

function meanCell(rows: readonly CohortRow[], k: number): MeanCell {
  let cases = 0;
  let of = 0;
  let cohorts = 0;
  let provisional = false;
  for (const { cells } of rows) {
    const cell = cells[k]!;
    if (cell.state === "none" || cell.state === "pending") continue;
    cases += cell.customers;
    of += cell.of;
    cohorts++;
    provisional ||= cell.state === "provisional";
  }
  if (cohorts === 0) return { state: "none" };
  return { state: provisional ? "provisional" : "observed", cohorts, ...rateOfCases(cases, of) };
}

function perCustomer(netSalesMinor: readonly number[], size: number): number[] {
  let sum = 0;
  return netSalesMinor.map((net) => (sum += net) / size);
}
