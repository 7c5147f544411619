import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { clockBounds } from "./order-clock.ts";
import { ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/** One cohort: the customers whose first order ever lies in the period. Lists are by k, periods since the cohort's own. */
export interface CohortRow {
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

/**
 * Cohort retention of kinds A, B and C with orders and net sales, METRICS section 1.
 *
 * Values are counts of customers; rates are value / size. Every row runs to the period that holds `asOf`. One pass over the
 * orders into flat tables, in which only cohorts with members have a row: one order of long ago does not make them large.
 */
export function cohorts(timelines: Timelines, { asOf, period }: { asOf: number; period: Period }): Cohorts {
  const { customerIds, orderStart, day, netMinor } = timelines;
  let firstDay = Infinity;
  for (let i = 0; i < customerIds.length; i++) firstDay = Math.min(firstDay, day[orderStart[i]!]!);
  if (firstDay > asOf) return { period, rows: [] };

  const indexOf = periodIndex(firstDay, asOf + 1, period);
  const width = indexOf[asOf - firstDay]! + 1;
  const size = new Float64Array(width);
  for (let i = 0; i < customerIds.length; i++) {
    const joined = day[orderStart[i]!]!;
    if (joined <= asOf) size[indexOf[joined - firstDay]!]!++;
  }
  // Where a cohort's row begins: at k = 0, and it has one cell for each period from the cohort's own to the last.
  const rowStart = new Float64Array(width);
  let cells = 0;
  for (let cohort = 0; cohort < width; cohort++) {
    rowStart[cohort] = cells;
    if (size[cohort]! > 0) cells += width - cohort;
  }
  const table = (): Float64Array => new Float64Array(cells);
  const [active, second, last, orders, net] = [table(), table(), table(), table(), table()];
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const cohort = indexOf[day[start]! - firstDay]!;
    const row = rowStart[cohort]! - cohort;
    let previous = -1;
    for (let o = start; o < end; o++) {
      const at = indexOf[day[o]! - firstDay]!;
      orders[row + at]!++;
      net[row + at]! += netMinor[o]!;
      if (at !== previous) {
        active[row + at]!++;
        previous = at;
      }
      if (o === start + 1) second[row + at]!++;
    }
    last[row + previous]!++;
  }

  const firstOrdinal = periodOf(firstDay, period);
  const lapsedDays = clockBounds(timelines, asOf).pooled.lapsedDays;
  const rows: CohortRow[] = [];
  for (let cohort = 0; cohort < width; cohort++) {
    if (size[cohort] === 0) continue;
    const from = rowStart[cohort]!;
    const to = from + width - cohort;
    const ordinal = firstOrdinal + cohort;
    rows.push({
      cohort: periodLabel(ordinal, period),
      size: size[cohort]!,
      active: Array.from(active.subarray(from, to)),
      cumulativeRepeat: runningSums(second.subarray(from, to)),
      onOrAfter: runningSums(last.subarray(from, to).slice().reverse()).reverse(),
      orders: Array.from(orders.subarray(from, to)),
      netSalesMinor: timelines.hasMoney ? Array.from(net.subarray(from, to)) : null,
      pendingFrom: firstIndex(to - from, (k) => periodStart(ordinal + k + 1, period) > asOf + 1),
      provisionalFrom: firstIndex(to - from, (k) => asOf - (periodStart(ordinal + k + 1, period) - 1) < lapsedDays),
    });
  }
  return { period, rows };
}

function runningSums(values: Float64Array): number[] {
  let sum = 0;
  return Array.from(values, (value) => (sum += value));
}

function firstIndex(length: number, holds: (k: number) => boolean): number | null {
  for (let k = 0; k < length; k++) if (holds(k)) return k;
  return null;
}
