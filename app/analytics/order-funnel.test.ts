import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { funnelMembers } from "./funnel-members.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { orderFunnel, orderFunnelReport } from "./order-funnel.ts";
import { shardsOf } from "./timeline-shards.ts";

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });

describe("worth of a point", () => {
  it("is what the next order and those after it bring", () => {
    // 100 customers order on day 0; 50 of them on day 10 again, 10 of these on day 15. All orders 1000, seen on day 100.
    const days = (c: number): number[] => [0, ...(c <= 50 ? [10] : []), ...(c <= 10 ? [15] : [])];
    const shop = shopOf(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i + 1, days(i + 1)])));
    const steps = orderFunnel(shop, 100).steps;
    // Step 1: 50 of 100, horizon 90. Step 2: 10 of 50, 40 are seen for 90 days. Step 3: ten customers are too few to know.
    expect(steps.map((step) => step.kaplanMeierRate)).toEqual([0.5, expect.closeTo(0.2, 12), null]);
    // V_2 = 0.2 × 1000 without what follows order 3; V_1 = 0.5 × (1000 + 200).
    expect(steps.map((step) => step.valueAfterMinor)).toEqual([expect.closeTo(600, 9), expect.closeTo(200, 9), null]);
    // 100 × 0.01 × (1000 + 200); 50 × 0.01 × 1000.
    expect(steps.map((step) => step.pointWorthMinor)).toEqual([expect.closeTo(1200, 9), 500, null]);
    expect(steps.map((step) => step.customersInYear)).toEqual([100, 50, 10]);
    // The last 365 days up to day 375 begin on day 11.
    expect(orderFunnel(shop, 375).steps.map((step) => step.customersInYear)).toEqual([0, 0, 10]);
    expect(orderFunnel(shop, 374).steps.map((step) => step.customersInYear)).toEqual([0, 50, 10]);
  });

  it("is 0 after a step nobody takes, and not known without amounts", () => {
    const once = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [i + 1, [0]]));
    expect(orderFunnel(shopOf(once), 60).steps[0]).toMatchObject({
      kaplanMeierRate: 0,
      valueAfterMinor: 0,
      pointWorthMinor: null,
    });
    expect(orderFunnel(shopOf(once, { hasMoney: false }), 60).steps[0]).toMatchObject({
      averageOrderValueMinor: null,
      valueAfterMinor: null,
      pointWorthMinor: null,
    });
  });
});

describe("the order funnel", () => {
  it("of parts of a shop is that of the whole", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, fc.integer({ min: 1, max: 4 }), ({ orders }, asOf, parts) => {
        const whole = timelinesOf(orders);
        expect(computedOverParts(orderFunnelReport, shardsOf(whole, parts), { asOf })).toEqual(
          orderFunnel(whole, asOf),
        );
      }),
    );
  });

  it("prices each n-th order by its mean, and holds every order of up to twenty a customer", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, ({ orders }, asOf) => {
        const seen = orders.filter((o) => o.leftOut === null && o.customerId !== null && o.day <= asOf);
        const { steps } = orderFunnel(timelinesOf(orders), asOf);
        const perCustomer = Map.groupBy(seen, (order) => order.customerId);
        const longest = Math.max(0, ...[...perCustomer.values()].map((list) => list.length));
        expect(steps).toHaveLength(Math.min(longest, 20));
        if (longest > 20) return;
        const net = steps.reduce((sum, step) => sum + step.averageOrderValueMinor! * step.customers, 0);
        expect(net).toBeCloseTo(
          seen.reduce((sum, order) => sum + order.netMinor, 0),
          6,
        );
        expect(steps.reduce((sum, step) => sum + step.customers, 0)).toBe(seen.length);
      }),
    );
  });

  it("has as many members behind a step as it counts", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, ({ orders }, asOf) => {
        const shop = timelinesOf(orders);
        const { steps } = orderFunnel(shop, asOf);
        steps.forEach((step, i) => {
          const { reached, stopped } = funnelMembers(shop, asOf, step.orders);
          expect(reached).toHaveLength(step.customers);
          // In step 20 nobody counts the 21st orders, but its rate does.
          expect(stopped.length / step.customers).toBeCloseTo(1 - step.stepRate!, 12);
          if (steps[i + 1]) expect(reached.length - stopped.length).toBe(steps[i + 1]!.customers);
        });
        expect(funnelMembers(shop, asOf, 1000).reached).toHaveLength(0);
      }),
    );
  });

  it("takes a hundred thousand orders of one customer, and a day before the first", () => {
    const orders = Array.from({ length: 100_000 }, (_, i) => anOrder({ orderId: BigInt(i), day: i % 400 }));
    const shop = timelinesOf(orders);
    const { steps } = orderFunnel(shop, 500);
    expect(steps).toHaveLength(20);
    expect(steps.every((step) => step.customers === 1 && step.stepRate === 1)).toBe(true);
    expect(orderFunnel(shop, -1).steps).toEqual([]);
    expect(funnelMembers(shop, 500, 100_000).stopped).toHaveLength(1);
  });
});
