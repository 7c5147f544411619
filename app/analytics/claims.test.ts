import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { claims, claimsReport } from "./claims.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { shardsOf } from "./timeline-shards.ts";

/** Customers who stay spend `stayers` at first; those who never come back spend `leavers`. Later orders are worth `later`. */
function shop({ stayers, leavers, later }: { stayers: number; leavers: number; later: number }) {
  const orders = [];
  for (let i = 0; i < 40; i++) {
    const customerId = BigInt(i + 1);
    orders.push(anOrder({ orderId: BigInt(10 * i), customerId, day: 0, netMinor: i < 35 ? stayers + i : leavers }));
    if (i < 35) orders.push(anOrder({ orderId: BigInt(10 * i + 1), customerId, day: 9, netMinor: later + i }));
    if (i < 35) orders.push(anOrder({ orderId: BigInt(10 * i + 2), customerId, day: 20, netMinor: later + i }));
  }
  return timelinesOf(orders);
}

function spendMore(timelines: ReturnType<typeof shop>, asOf = 100) {
  const result = claims(timelines, asOf).existingCustomersSpendMore;
  if ("unavailable" in result) throw new Error(result.unavailable);
  return result;
}

describe("claims", () => {
  it("are tested within customers, so that survivors do not answer", () => {
    // Nobody spends more later, yet later orders are worth more than first ones: small buyers simply left.
    const result = spendMore(shop({ stayers: 5000, leavers: 1000, later: 5000 }));
    expect(result).toMatchObject({ customers: 35, relative: 0, verdict: "unclear" });
    expect(result.naive.laterOrdersMinor!).toBeGreaterThan(result.naive.firstOrdersMinor!);
  });

  it("hold, or do not, where the interval says so", () => {
    expect(spendMore(shop({ stayers: 1000, leavers: 1000, later: 1500 }))).toMatchObject({ verdict: "holds" });
    expect(spendMore(shop({ stayers: 1500, leavers: 1000, later: 1000 }))).toMatchObject({ verdict: "doesNotHold" });
    expect(spendMore(shop({ stayers: 1000, leavers: 1, later: 1500 })).differenceMinor!.value).toBeCloseTo(500, 9);
  });

  it("are unclear below 30 customers and unknown without later orders", () => {
    expect(spendMore(shopOf({ 1: [0, 5], 2: [1] }))).toMatchObject({
      customers: 1,
      differenceMinor: null,
      verdict: "unclear",
    });
    expect(claims(shopOf({ 1: [0, 5] }), 4).existingCustomersSpendMore).toEqual({ unavailable: "noOrders" });
    expect(claims(shopOf({ 1: [0, 5] }, { hasMoney: false }), 9).existingCustomersSpendMore).toEqual({
      unavailable: "noMoney",
    });
    expect(claims(shopOf({}), 0).notTestable).toHaveLength(2);
  });

  it("over parts of the shop equal the whole to the last digit, whatever the amounts", () => {
    const history = fc.array(fc.integer({ min: -90_000_000, max: 90_000_000 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(history, { maxLength: 60 }), fc.integer({ min: 2, max: 5 }), (histories, count) => {
        let orderId = 0n;
        const timelines = timelinesOf(
          histories.flatMap((amounts, c) =>
            amounts.map((netMinor, day) => anOrder({ orderId: ++orderId, customerId: BigInt(c + 1), day, netMinor })),
          ),
        );
        const parts = shardsOf(timelines, count).reverse();
        expect(computedOverParts(claimsReport, parts, { asOf: 6 })).toEqual(claims(timelines, 6));
      }),
    );
  });

  it("over parts of the shop equal the whole", () => {
    const timelines = shop({ stayers: 1000, leavers: 900, later: 1200 });
    for (let parts = 1; parts <= 4; parts++) {
      expect(computedOverParts(claimsReport, shardsOf(timelines, parts), { asOf: 100 })).toEqual(
        claims(timelines, 100),
      );
    }
  });
});
