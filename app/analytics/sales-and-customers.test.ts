import { describe, expect, it } from "vitest";

import { anOrder, timelinesOf } from "../../test/factories/timelines.ts";
import { dayOfCivil } from "./calendar.ts";
import { compare } from "./period-figures.ts";
import { comparedSalesAndCustomers, seriesOfSalesAndCustomers } from "./sales-and-customers.ts";
import type { OrderKind } from "./timelines.ts";

const january = { from: dayOfCivil(2026, 1, 1), to: dayOfCivil(2026, 2, 1) };
const options = { asOf: january.to - 1, lookBackDays: 90, period: "month" } as const;

/** Customer 1 buys in December and January, customer 2 has a renewal in each. Orders are worth 10.00. */
function shop(kind: OrderKind) {
  const order = (orderId: bigint, customerId: bigint, day: number, of: OrderKind) =>
    anOrder({ orderId, customerId, day, kind: of });
  return timelinesOf([
    order(1n, 1n, january.from - 10, "standard"),
    order(2n, 1n, january.from + 5, "standard"),
    order(3n, 2n, january.from - 40, kind),
    order(4n, 2n, january.from + 9, kind),
  ]);
}

describe("figures of sales and customers", () => {
  it("count the sales of all orders and the customers of those that count in rates", () => {
    const { current } = comparedSalesAndCustomers(shop("subscription"), january, options)!;
    expect(current).toMatchObject({
      orders: 2,
      netSalesMinor: 2000,
      averageOrderValueMinor: 1000,
      activeCustomers: 1,
      existingCustomers: 1,
      returningShare: 1,
    });
    const series = seriesOfSalesAndCustomers(shop("subscription"), options);
    expect(series.map(({ period, orders, activeCustomers }) => [period, orders, activeCustomers])).toEqual([
      ["2025-11", 1, 0],
      ["2025-12", 1, 1],
      ["2026-01", 2, 1],
    ]);
    expect(series[0]!.repeatPurchaseRate).toBeNull();
  });

  it("are those of one set of orders where all of them count", () => {
    const timelines = shop("standard");
    expect(comparedSalesAndCustomers(timelines, january, options)).toEqual(compare(timelines, january, options));
    expect(comparedSalesAndCustomers(timelines, january, options)!.current.activeCustomers).toBe(2);
    expect(comparedSalesAndCustomers(timelines, january, { ...options, asOf: january.from - 1 })).toBeNull();
  });
});
