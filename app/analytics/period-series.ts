import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { firstOrderDay, guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { earliestDay, sumsFromTheEnd } from "./sums-from-the-end.ts";
import type { Timelines } from "./timelines.ts";

/** Headline figures of one calendar period; the last one holds the day of the report and may be unfinished. */
export interface PeriodPoint {
  readonly period: string;
  readonly finished: boolean;
  readonly netSalesMinor: number | null;
  readonly orders: number;
  readonly averageOrderValueMinor: number | null;
  readonly newCustomers: number;
  readonly activeCustomers: number;
  /** Of the customers with an order by the period's end: those with two or more. */
  readonly repeatPurchaseRate: number | null;
  /** Customers active in the period who had an order in the look-back before it. */
  readonly returningCustomers: number;
}

/**
 * The figures of every calendar period from that of the first order to the one that holds `asOf`, earliest first. Each point
 * equals `periodFigures` of its period.
 */
export function periodSeries(timelines: Timelines, options: SeriesOptions): PeriodPoint[] {
  return computed(periodSeriesReport, timelines, options);
}

export interface SeriesOptions {
  readonly asOf: number;
  readonly period: Period;
  readonly lookBackDays: number;
}

/** By period, from that of the first order to that of the day; no entry without orders. */
interface SeriesTally {
  readonly hasMoney: boolean;
  readonly firstOrderDay: number | null;
  readonly net: Float64Array;
  readonly orders: Float64Array;
  readonly active: Float64Array;
  /** Customers whose first and whose second order lies in the period. */
  readonly newIn: Float64Array;
  readonly secondIn: Float64Array;
  readonly returning: Float64Array;
}

export const periodSeriesReport: MergeableReport<SeriesTally, PeriodPoint[], SeriesOptions> = {
  tally: seriesTally,
  merge: (tallies) => {
    const merged = (column: (tally: SeriesTally) => Float64Array): Float64Array => sumsFromTheEnd(tallies.map(column));
    return {
      hasMoney: tallies.every((tally) => tally.hasMoney),
      firstOrderDay: earliestDay(tallies.map((tally) => tally.firstOrderDay)),
      net: merged((tally) => tally.net),
      orders: merged((tally) => tally.orders),
      active: merged((tally) => tally.active),
      newIn: merged((tally) => tally.newIn),
      secondIn: merged((tally) => tally.secondIn),
      returning: merged((tally) => tally.returning),
    };
  },
  value: ({ hasMoney, firstOrderDay, net, orders, ...customers }, { asOf, period }) => {
    if (firstOrderDay === null) return [];
    const firstOrdinal = periodOf(firstOrderDay, period);
    let everOrdered = 0;
    let everRepeated = 0;
    return Array.from(net, (netSales, i): PeriodPoint => {
      everOrdered += customers.newIn[i]!;
      everRepeated += customers.secondIn[i]!;
      return {
        period: periodLabel(firstOrdinal + i, period),
        finished: periodStart(firstOrdinal + i + 1, period) <= asOf + 1,
        netSalesMinor: hasMoney ? netSales : null,
        orders: orders[i]!,
        averageOrderValueMinor: hasMoney ? rate(netSales, orders[i]!) : null,
        newCustomers: customers.newIn[i]!,
        activeCustomers: customers.active[i]!,
        repeatPurchaseRate: rate(everRepeated, everOrdered),
        returningCustomers: customers.returning[i]!,
      };
    });
  },
};

/** One pass over the orders. */
function seriesTally(timelines: Timelines, { asOf, period, lookBackDays }: SeriesOptions): SeriesTally {
  const first = firstOrderDay(timelines, asOf);
  const { customerIds, orderStart, day, netMinor, guests, hasMoney } = timelines;
  const indexOf = periodIndex(first ?? asOf + 1, asOf + 1, period);
  const periods = first === null ? 0 : indexOf[asOf - first]! + 1;
  const column = (): Float64Array => new Float64Array(periods);
  const [net, orders, active, newIn, secondIn, returning] = [
    column(),
    column(),
    column(),
    column(),
    column(),
    column(),
  ];
  const tally = { hasMoney, firstOrderDay: first, net, orders, active, newIn, secondIn, returning };
  if (first === null) return tally;
  const firstOrdinal = periodOf(first, period);
  const start = Int32Array.from({ length: periods }, (_, i) => periodStart(firstOrdinal + i, period));
  for (let c = 0; c < customerIds.length; c++) {
    const from = orderStart[c]!;
    const end = ordersUntil(timelines, c, asOf);
    let previous = -1;
    for (let o = from; o < end; o++) {
      const at = indexOf[day[o]! - first]!;
      net[at]! += netMinor[o]!;
      orders[at]!++;
      if (o === from) newIn[at]!++;
      if (o === from + 1) secondIn[at]!++;
      if (at === previous) continue;
      active[at]!++;
      // The order before the period's first is the last one before the period: the nearest that the look-back can hold.
      if (o > from && day[o - 1]! >= start[at]! - lookBackDays) returning[at]!++;
      previous = at;
    }
  }
  for (let g = 0, end = guestsUntil(timelines, asOf); g < end; g++) {
    const at = indexOf[guests.day[g]! - first]!;
    net[at]! += guests.netMinor[g]!;
    orders[at]!++;
  }
  return tally;
}
