import type { DayRange } from "./calendar.ts";
import { ratedTimelines } from "./order-kinds.ts";
import { compare } from "./period-figures.ts";
import type { ComparedFigures, CompareOptions, PeriodFigures } from "./period-figures.ts";
import { periodSeries } from "./period-series.ts";
import type { PeriodPoint, SeriesOptions } from "./period-series.ts";
import type { Timelines } from "./timelines.ts";
import { isUnavailable } from "./unavailable.ts";
import type { Unavailable } from "./unavailable.ts";

/**
 * `compare` as a page shows it: orders and money are those of all counted orders, customers and their rates those of the orders that
 * count in customer rates (order-kinds.ts).
 */
export function comparedSalesAndCustomers(
  timelines: Timelines,
  range: DayRange,
  options: Omit<CompareOptions, "range">,
): ComparedFigures | null {
  const sales = compare(timelines, range, options);
  const rated = ratedTimelines(timelines);
  const customers = rated === timelines ? sales : compare(rated, range, options);
  if (sales === null || customers === null) return null;
  return {
    ranges: sales.ranges,
    current: joined(sales.current, customers.current),
    preceding: bothKnown(sales.preceding, customers.preceding),
    yearBefore: bothKnown(sales.yearBefore, customers.yearBefore),
  };
}

/** `periodSeries` in the same way. Periods before the first order that counts in rates have no customers. */
export function seriesOfSalesAndCustomers(timelines: Timelines, options: SeriesOptions): PeriodPoint[] {
  const sales = periodSeries(timelines, options);
  const rated = ratedTimelines(timelines);
  if (rated === timelines) return sales;
  const customers = new Map(periodSeries(rated, options).map((point) => [point.period, point]));
  const nobody = { newCustomers: 0, activeCustomers: 0, repeatPurchaseRate: null, returningCustomers: 0 };
  return sales.map((point) => joined(point, { ...point, ...nobody, ...customers.get(point.period) }));
}

function bothKnown(
  sales: PeriodFigures | Unavailable<"shortHistory">,
  customers: PeriodFigures | Unavailable<"shortHistory">,
): PeriodFigures | Unavailable<"shortHistory"> {
  if (isUnavailable(sales)) return sales;
  return isUnavailable(customers) ? customers : joined(sales, customers);
}

function joined<Figures extends Pick<PeriodFigures, "netSalesMinor" | "orders" | "averageOrderValueMinor">>(
  { netSalesMinor, orders, averageOrderValueMinor }: Figures,
  customers: Figures,
): Figures {
  return { ...customers, netSalesMinor, orders, averageOrderValueMinor };
}
