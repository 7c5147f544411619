import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { cohortMoney, MONEY_PER_CELL, moneyTable } from "./cohort-money.ts";
import type { CohortMoney } from "./cohort-money.ts";
import { fieldOfCells, mergedCohorts, rowsOfSizes } from "./cohort-rows.ts";
import type { CohortTables } from "./cohort-rows.ts";
import { AGE_DAYS, completedAges } from "./customer-age.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ordersUntil } from "./orders-until.ts";
import { runningSums } from "./running-sums.ts";
import type { Timelines } from "./timelines.ts";

/**
 * One cohort by age. Lists are by k, as far as any member has come; an entry is of the customers who have completed age k, and
 * of nobody else.
 */
export interface AgeCohortRow extends Partial<CohortMoney> {
  readonly cohort: string;
  readonly size: number;
  /** Customers with asOf − firstDay ≥ 30k + 29: what an entry is to be divided by. */
  readonly completed: readonly number[];
  /** Kind A: with an order at age k. */
  readonly active: readonly number[];
  /** Kind B: with a second order by the end of age k. */
  readonly cumulativeRepeat: readonly number[];
  readonly orders: readonly number[];
  /** Order-date net sales at age k; null without amounts. */
  readonly netSalesMinor: readonly number[] | null;
  /** Order-date net sales up to and with age k. Not a running sum of `netSalesMinor`, whose customers become fewer with k. */
  readonly cumulativeNetSalesMinor: readonly number[] | null;
  /** The first k that some customers of the cohort have not completed; null when there is none in the lists. */
  readonly pendingFrom: number | null;
}

export interface AgeCohorts {
  readonly period: Period;
  readonly columnDays: number;
  /** Cohorts with members, earliest first. */
  readonly rows: readonly AgeCohortRow[];
}

export interface AgeCohortOptions {
  readonly asOf: number;
  /** Cohorts are customers by the period of their first order. */
  readonly period: Period;
  /** Also the lists of `CohortMoney`, whose sums per customer are per customer of `completed`. */
  readonly money?: boolean;
}

/**
 * Cohorts by age in columns of 30 days, METRICS section 1. Beside calendar columns, where a customer of the first day and one of
 * the last have had different times to come back, and so with different numbers.
 */
export function ageCohorts(timelines: Timelines, options: AgeCohortOptions): AgeCohorts {
  return computed(ageCohortsReport, timelines, options);
}

/**
 * Numbers of a cell: customers active, with their second order, orders and net sales at this age; then of the customers whose
 * last completed age this is: their number, how many of them have a second order by then, and their net sales by then.
 */
const PER_CELL = 7;
const [ACTIVE, SECOND, ORDERS, NET, LEAVING, LEAVING_REPEAT, LEAVING_NET] = [0, 1, 2, 3, 4, 5, 6] as const;

export const ageCohortsReport: MergeableReport<CohortTables, AgeCohorts, AgeCohortOptions> = {
  tally: ageCohortTally,
  merge: (tallies, options) =>
    mergedCohorts(tallies, { widthOf: widths(options), perCell: PER_CELL, moneyPerCell: MONEY_PER_CELL }),
  value: (tally, { period }) => ({
    period,
    columnDays: AGE_DAYS,
    rows: Array.from(tally.rows.ordinals, (ordinal, r) => ageRow(tally, [r], periodLabel(ordinal, period))),
  }),
};

/** The cohorts at the given rows of a tally as one row: what each says, added up age by age. */
export function ageRow(tally: CohortTables, cohorts: readonly number[], label: string): AgeCohortRow {
  const { size: sizes, rowStart } = tally.rows;
  const size = cohorts.reduce((total, r) => total + sizes[r]!, 0);
  const width = Math.max(0, ...cohorts.map((r) => rowStart[r + 1]! - rowStart[r]!));
  const list = (table: Float64Array, field: number, perCell: number): number[] => {
    const total = Array.from({ length: width }, () => 0);
    for (const r of cohorts) {
      const cells = fieldOfCells(table, { from: rowStart[r]!, to: rowStart[r + 1]!, field, perCell });
      cells.forEach((value, k) => (total[k]! += value));
    }
    return total;
  };
  const leaving = list(tally.cells, LEAVING, PER_CELL);
  const reached = leaving.findLastIndex((customers) => customers > 0) + 1;
  const field = (name: number): number[] => list(tally.cells, name, PER_CELL).slice(0, reached);
  /** Of those who have completed age k: everything up to k, less what those brought who came no further than k − 1. */
  const upTo = (at: number[], left: number[]): number[] => {
    const gone = runningSums(left);
    return runningSums(at).map((sum, k) => sum - (gone[k - 1] ?? 0));
  };
  // Whoever completes no age has no cell; the others leave after their last one.
  const customers = leaving.reduce((total, count) => total + count, 0);
  const gone = runningSums(leaving);
  const completed = leaving.slice(0, reached).map((_, k) => customers - (gone[k - 1] ?? 0));
  const [orders, netMinor] = [field(ORDERS), field(NET)];
  const cumulativeMinor = upTo(netMinor, field(LEAVING_NET));
  const pending = completed.findIndex((count) => count < size);
  const money = (): CohortMoney => {
    const columns = Array.from({ length: MONEY_PER_CELL }, (_, f) => list(tally.money!, f, MONEY_PER_CELL));
    const table = Float64Array.from({ length: reached * MONEY_PER_CELL }, (_, i) => {
      const k = Math.floor(i / MONEY_PER_CELL);
      return columns[i - k * MONEY_PER_CELL]![k]!;
    });
    return cohortMoney({ orders, netMinor, money: table }, { cumulativeMinor, customers: (k) => completed[k]! }, tally);
  };
  return {
    cohort: label,
    size,
    completed,
    active: field(ACTIVE),
    cumulativeRepeat: upTo(field(SECOND), field(LEAVING_REPEAT)),
    orders,
    netSalesMinor: tally.hasMoney ? netMinor : null,
    cumulativeNetSalesMinor: tally.hasMoney ? cumulativeMinor : null,
    pendingFrom: pending < 0 ? null : pending,
    ...(tally.money && money()),
  };
}

/** A row is as wide as for a customer of the period's first day. */
function widths({ asOf, period }: AgeCohortOptions): (ordinal: number) => number {
  return (ordinal) => completedAges(periodStart(ordinal, period), asOf);
}

/** One pass over the orders, after one over the customers that finds which cohorts have members. */
function ageCohortTally(timelines: Timelines, options: AgeCohortOptions): CohortTables {
  const { asOf, period } = options;
  const { customerIds, orderStart, day, netMinor } = timelines;
  let firstDay = asOf + 1;
  for (let i = 0; i < customerIds.length; i++) firstDay = Math.min(firstDay, day[orderStart[i]!]!);
  const indexOf = periodIndex(firstDay, asOf + 1, period);
  const firstOrdinal = periodOf(firstDay, period);
  const sizes = new Float64Array(firstDay > asOf ? 0 : indexOf[asOf - firstDay]! + 1);
  for (let i = 0; i < customerIds.length; i++) {
    const joined = day[orderStart[i]!]!;
    if (joined <= asOf) sizes[indexOf[joined - firstDay]!]!++;
  }
  const rows = rowsOfSizes(sizes, firstOrdinal, widths(options));
  const base = new Int32Array(sizes.length);
  rows.ordinals.forEach((ordinal, r) => (base[ordinal - firstOrdinal] = rows.rowStart[r]!));
  const ageOf = Int32Array.from({ length: asOf - firstDay + 1 }, (_, days) => Math.floor(days / AGE_DAYS));

  const cells = new Float64Array(rows.rowStart[rows.ordinals.length]! * PER_CELL);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const first = day[start]!;
    const lastAge = completedAges(first, asOf) - 1;
    if (lastAge < 0) continue;
    // The end of the last completed age comes before the report's day, or on it.
    const end = ordersUntil(timelines, i, asOf);
    const row = base[indexOf[first - firstDay]!]!;
    let at = -1;
    let net = 0;
    let repeated = 0;
    for (let o = start; o < end; o++) {
      const age = ageOf[day[o]! - first]!;
      if (age > lastAge) break;
      const cell = (row + age) * PER_CELL;
      if (age !== at) cells[cell + ACTIVE]!++;
      if (o === start + 1) {
        cells[cell + SECOND]!++;
        repeated = 1;
      }
      cells[cell + ORDERS]!++;
      cells[cell + NET]! += netMinor[o]!;
      net += netMinor[o]!;
      at = age;
    }
    const leaving = (row + lastAge) * PER_CELL;
    cells[leaving + LEAVING]!++;
    cells[leaving + LEAVING_REPEAT]! += repeated;
    cells[leaving + LEAVING_NET]! += net;
  }

  const money = (): Float64Array =>
    moneyTable(timelines, asOf, {
      cells: cells.length / PER_CELL,
      cellOf: ageOf,
      locate: (first, into) => {
        into.base = base[indexOf[first - firstDay]!]!;
        into.origin = first;
        into.lastCell = into.base + completedAges(first, asOf) - 1;
      },
    });
  return {
    hasMoney: timelines.hasMoney,
    hasCosts: timelines.costMinor !== null,
    rows,
    cells,
    money: options.money ? money() : null,
  };
}
