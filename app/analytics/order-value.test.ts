import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { withAmounts } from "../../test/factories/order-amounts.ts";
import { anOrder, arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { counts } from "./counts.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { orderFunnel } from "./order-funnel.ts";
import { orderValue, orderValueReport } from "./order-value.ts";
import { shardsOf } from "./timeline-shards.ts";
import { isUnavailable } from "./unavailable.ts";

describe("order value", () => {
  it("is worked by hand", () => {
    const shop = timelinesOf([
      anOrder({ orderId: 1n, customerId: 1n, day: 1, netMinor: 100, costMinor: 60, discountMinor: 5 }),
      anOrder({ orderId: 2n, customerId: 1n, day: 2, netMinor: 300, costMinor: null }),
      anOrder({ orderId: 3n, customerId: 1n, day: 3, netMinor: 500, costMinor: 100 }),
      anOrder({ orderId: 4n, customerId: 2n, day: 3, netMinor: 200, costMinor: 90 }),
      anOrder({ orderId: 5n, customerId: null, day: 3, netMinor: 900 }),
      anOrder({ orderId: 6n, customerId: 2n, day: 9, netMinor: 900 }),
    ]);
    expect(orderValue(shop, 8)).toEqual({
      all: { orders: 5, averageOrderValueMinor: 400, medianOrderValueMinor: 300 },
      // 100 and 200; margin 300 − 150.
      first: {
        orders: 2,
        averageOrderValueMinor: 150,
        medianOrderValueMinor: 150,
        discountedOrders: 1,
        discountedShare: 0.5,
        ordersWithCosts: 2,
        marginMinor: 150,
        marginRate: 0.5,
      },
      // 300 and 500, of which only the latter's costs are known.
      later: {
        orders: 2,
        averageOrderValueMinor: 400,
        medianOrderValueMinor: 400,
        discountedOrders: 0,
        discountedShare: 0,
        ordersWithCosts: 1,
        marginMinor: 400,
        marginRate: 0.8,
      },
      byNumber: [
        expect.objectContaining({ number: 1, orders: 2, medianOrderValueMinor: 150 }),
        expect.objectContaining({ number: 2, orders: 1, marginMinor: null, marginRate: null }),
        expect.objectContaining({ number: 3, orders: 1, marginMinor: 400 }),
      ],
    });
  });

  it("lists 20 order numbers, and counts the others among the later orders", () => {
    const value = orderValue(shopOf({ 1: Array.from({ length: 25 }, (_, i) => i) }), 30);
    if (isUnavailable(value)) throw new Error(value.unavailable);
    expect(value.byNumber.length).toBe(20);
    expect([value.first.orders, value.later.orders]).toEqual([1, 24]);
  });

  it("is not known without amounts, and null without orders", () => {
    expect(orderValue(shopOf({ 1: [0] }, { hasMoney: false }, 0), 9)).toEqual({ unavailable: "noMoney" });
    expect(orderValue(shopOf({}), 9)).toMatchObject({
      all: { orders: 0, averageOrderValueMinor: null, medianOrderValueMinor: null },
      byNumber: [],
    });
  });

  it("agrees with the counts and the funnel; over parts of a shop it is that of the whole", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        fc.integer({ min: 15_590, max: 16_520 }),
        fc.integer({ min: 1, max: 4 }),
        (shop, asOf, parts) => {
          const timelines = timelinesOf(shop.orders.map(withAmounts), shop.customers);
          const value = orderValue(timelines, asOf);
          expect(computedOverParts(orderValueReport, shardsOf(timelines, parts), { asOf })).toEqual(value);
          if (isUnavailable(value)) throw new Error(value.unavailable);
          const { orders, averageOrderValueMinor, medianOrderValueMinor, customers } = counts(timelines, asOf);
          expect(value.all).toEqual({ orders, averageOrderValueMinor, medianOrderValueMinor });
          expect(value.first.orders).toBe(customers);
          const { steps } = orderFunnel(timelines, asOf);
          expect(value.byNumber.map((one) => [one.number, one.averageOrderValueMinor])).toEqual(
            steps.map((step) => [step.orders, step.averageOrderValueMinor]),
          );
        },
      ),
    );
  });
});
