import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { cohortMoney, MONEY_PER_CELL, moneyTable } from "./cohort-money.ts";
import type { CohortMoney } from "./cohort-money.ts";
import { fieldOfCells, mergedCohorts, rowsOfSizes } from "./cohort-rows.ts";
import type { CohortTables } from "./cohort-rows.ts";
import { emptyDurations, mergedDurations } from "./kaplan-meier.ts";
import type { Durations } from "./kaplan-meier.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { clockBoundsOf } from "./order-clock.ts";
import { ordersUntil } from "./orders-until.ts";
import { runningSums } from "./running-sums.ts";
import type { Timelines } from "./timelines.ts";

/** One cohort: the customers whose first order ever lies in the period. Lists are by k, periods since the cohort's own. */
export interface CohortRow extends Partial<CohortMoney> {
  readonly cohort: string;
  readonly size: number;
  /** Kind A: customers with an order in period k. */
  readonly active: readonly number[];
  /** Kind B: customers with a second order by the end of period k. */
  readonly cumulativeRepeat: readonly number[];
  /** Kind C: customers with an order in period k or any later one up to the day. */
  readonly onOrAfter: readonly number[];
  readonly orders: readonly number[];
  /** Order-date net sales; null when the source has no amounts. */
  readonly netSalesMinor: readonly number[] | null;
  /** The first k whose period has not fully passed, or null. */
  readonly pendingFrom: number | null;
  /** The first k at which kind C can still rise: less than the lapsed point has passed since the period's end. */
  readonly provisionalFrom: number | null;
}

export interface Cohorts {
  readonly period: Period;
  /** Cohorts with members, earliest first. */
  readonly rows: readonly CohortRow[];
}

export interface CohortOptions {
  readonly asOf: number;
  readonly period: Period;
  /** Also the lists of `CohortMoney`. They cost another scan over the orders. */
  readonly money?: boolean;
}

/**
 * Cohort retention of kinds A, B and C with orders and net sales, METRICS section 1.
 *
 * Values are counts of customers; rates are value / size. Every row runs to the period that holds `asOf`.
 */
export function cohorts(timelines: Timelines, options: CohortOptions): Cohorts {
  return computed(cohortsReport, timelines, options);
}

/** Numbers of a cell: customers active, with their second order, with their last order in the period; orders; net sales. */
const PER_CELL = 5;
const [ACTIVE, SECOND, LAST, ORDERS, NET] = [0, 1, 2, 3, 4] as const;

interface CohortTally extends CohortTables {
  /** Days between order days of all customers, for the shop's lapsed point. */
  readonly rhythm: Durations;
}

export const cohortsReport: MergeableReport<CohortTally, Cohorts, CohortOptions> = {
  tally: cohortTally,
  merge: (tallies, options) => ({
    ...mergedCohorts(tallies, { widthOf: widths(options), perCell: PER_CELL, moneyPerCell: MONEY_PER_CELL }),
    rhythm: mergedDurations(tallies.map((tally) => tally.rhythm)),
  }),
  value: (tally, { asOf, period }) => {
    const { ordinals, size, rowStart } = tally.rows;
    const lapsedDays = lapsedPoint(tally.rhythm);
    const rows = Array.from(ordinals, (ordinal, r): CohortRow => {
      const [from, to] = [rowStart[r]!, rowStart[r + 1]!];
      const list = (field: number): number[] => fieldOfCells(tally.cells, { from, to, field, perCell: PER_CELL });
      const [orders, netMinor] = [list(ORDERS), list(NET)];
      return {
        cohort: periodLabel(ordinal, period),
        size: size[r]!,
        active: list(ACTIVE),
        cumulativeRepeat: runningSums(list(SECOND)),
        onOrAfter: runningSums(list(LAST).reverse()).reverse(),
        orders,
        netSalesMinor: tally.hasMoney ? netMinor : null,
        pendingFrom: firstIndex(to - from, (k) => periodStart(ordinal + k + 1, period) > asOf + 1),
        provisionalFrom: firstIndex(to - from, (k) => asOf - (periodStart(ordinal + k + 1, period) - 1) < lapsedDays),
        ...(tally.money && {
          ...cohortMoney(
            { orders, netMinor, money: tally.money.subarray(from * MONEY_PER_CELL, to * MONEY_PER_CELL) },
            { cumulativeMinor: runningSums(netMinor), customers: () => size[r]! },
            tally,
          ),
        }),
      };
    });
    return { period, rows };
  },
};

/** A row has a cell for each period from the cohort's own to the one that holds the day. */
function widths({ asOf, period }: CohortOptions): (ordinal: number) => number {
  const last = periodOf(asOf, period);
  return (ordinal) => last - ordinal + 1;
}

/**
 * One pass over the orders, after one over the customers that finds which cohorts have members. The loop also counts the days
 * between orders, which the lapsed point is made of: a scan of its own would read every day again.
 */
function cohortTally(timelines: Timelines, options: CohortOptions): CohortTally {
  const { asOf, period } = options;
  const { customerIds, orderStart, day, netMinor, hasMoney } = timelines;
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
  // For each cohort the cell that stands for the shop's first period, were the row to reach back to it.
  const base = new Int32Array(sizes.length);
  rows.ordinals.forEach((ordinal, r) => {
    base[ordinal - firstOrdinal] = rows.rowStart[r]! - (ordinal - firstOrdinal);
  });

  const cells = new Float64Array(rows.rowStart[rows.ordinals.length]! * PER_CELL);
  const rhythm = emptyDurations(Math.max(0, asOf - firstDay));
  const { events, censored } = rhythm;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const first = day[start]!;
    if (first > asOf) continue;
    let end = orderStart[i + 1]!;
    if (day[end - 1]! > asOf) end = ordersUntil(timelines, i, asOf);
    const cohort = indexOf[first - firstDay]!;
    const row = base[cohort]!;
    let at = cohort;
    let last = first;
    let cell = (row + at) * PER_CELL;
    cells[cell + ACTIVE]!++;
    cells[cell + ORDERS]!++;
    cells[cell + NET]! += netMinor[start]!;
    for (let o = start + 1; o < end; o++) {
      const orderDay = day[o]!;
      const next = indexOf[orderDay - firstDay]!;
      cell = (row + next) * PER_CELL;
      if (next !== at) cells[cell + ACTIVE]!++;
      if (o === start + 1) cells[cell + SECOND]!++;
      cells[cell + ORDERS]!++;
      cells[cell + NET]! += netMinor[o]!;
      events[orderDay - last]!++;
      at = next;
      last = orderDay;
    }
    cells[cell + LAST]!++;
    censored[asOf - last]!++;
  }
  // Two orders of one day are no return.
  events[0] = 0;

  const money = (): Float64Array =>
    moneyTable(timelines, asOf, {
      cells: cells.length / PER_CELL,
      cellOf: indexOf,
      locate: (first, into) => {
        into.base = base[indexOf[first - firstDay]!]!;
        into.origin = firstDay;
        into.lastCell = Infinity;
      },
    });
  return {
    hasMoney,
    hasCosts: timelines.costMinor !== null,
    rows,
    cells,
    money: options.money ? money() : null,
    rhythm,
  };
}

/** The days from which a customer counts as lapsed, whatever the number of orders: the clock's pooled bound. */
function lapsedPoint(rhythm: Durations): number {
  const none = emptyDurations(0);
  return clockBoundsOf({ classes: [rhythm, none, none, none] }).pooled.lapsedDays;
}

function firstIndex(length: number, holds: (k: number) => boolean): number | null {
  for (let k = 0; k < length; k++) if (holds(k)) return k;
  return null;
}
