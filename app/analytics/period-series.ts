import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { firstOrderDay, guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
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
 * The figures of every calendar period from that of the first order to the one that holds `asOf`, earliest first, in one pass
 * over the orders. Each point equals `periodFigures` of its period.
 */
export function periodSeries(
  timelines: Timelines,
  { asOf, period, lookBackDays }: { asOf: number; period: Period; lookBackDays: number },
): PeriodPoint[] {
  const first = firstOrderDay(timelines, asOf);
  if (first === null) return [];
  const { customerIds, orderStart, day, netMinor, guests, hasMoney } = timelines;
  const indexOf = periodIndex(first, asOf + 1, period);
  const firstOrdinal = periodOf(first, period);
  const periods = indexOf[asOf - first]! + 1;
  const start = Int32Array.from({ length: periods + 1 }, (_, i) => periodStart(firstOrdinal + i, period));
  const net = new Float64Array(periods);
  const [orders, active, newIn, secondIn, returning] = Array.from({ length: 5 }, () => new Float64Array(periods));
  for (let c = 0; c < customerIds.length; c++) {
    const from = orderStart[c]!;
    const end = ordersUntil(timelines, c, asOf);
    let previous = -1;
    for (let o = from; o < end; o++) {
      const at = indexOf[day[o]! - first]!;
      net[at]! += netMinor[o]!;
      orders![at]!++;
      if (o === from) newIn![at]!++;
      if (o === from + 1) secondIn![at]!++;
      if (at === previous) continue;
      active![at]!++;
      // The order before the period's first is the last one before the period: the nearest that the look-back can hold.
      if (o > from && day[o - 1]! >= start[at]! - lookBackDays) returning![at]!++;
      previous = at;
    }
  }
  for (let g = 0, end = guestsUntil(timelines, asOf); g < end; g++) {
    const at = indexOf[guests.day[g]! - first]!;
    net[at]! += guests.netMinor[g]!;
    orders![at]!++;
  }
  let everOrdered = 0;
  let everRepeated = 0;
  return Array.from({ length: periods }, (_, i): PeriodPoint => {
    everOrdered += newIn![i]!;
    everRepeated += secondIn![i]!;
    return {
      period: periodLabel(firstOrdinal + i, period),
      finished: start[i + 1]! <= asOf + 1,
      netSalesMinor: hasMoney ? net[i]! : null,
      orders: orders![i]!,
      averageOrderValueMinor: hasMoney ? rate(net[i]!, orders![i]!) : null,
      newCustomers: newIn![i]!,
      activeCustomers: active![i]!,
      repeatPurchaseRate: rate(everRepeated, everOrdered),
      returningCustomers: returning![i]!,
    };
  });
}
