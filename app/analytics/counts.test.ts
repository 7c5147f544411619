import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { addAmount, amountCounter, amountCounts, medianAmount, mergedAmounts } from "./amount-counts.ts";
import { counts, countsReport } from "./counts.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { median } from "./quantile.ts";
import { shardsOf } from "./timeline-shards.ts";

describe("counts", () => {
  it("over parts of a shop are those of the whole", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        fc.integer({ min: 15_590, max: 16_520 }),
        fc.integer({ min: 1, max: 4 }),
        (shop, asOf, parts) => {
          const timelines = timelinesOf(shop.orders, shop.customers);
          const merged = computedOverParts(countsReport, shardsOf(timelines, parts), { asOf });
          expect(merged).toEqual(counts(timelines, asOf));
        },
      ),
    );
  });

  it("say what the list of orders says", () => {
    fc.assert(
      fc.property(arbitraryShop(), fc.integer({ min: 15_590, max: 16_520 }), (shop, asOf) => {
        const seen = shop.orders.filter((order) => order.leftOut === null && order.day <= asOf);
        const values = Float64Array.from(seen, (order) => order.netMinor);
        const byCustomer = new Map<bigint, number>();
        for (const { customerId, netMinor } of seen) {
          if (customerId !== null) byCustomer.set(customerId, (byCustomer.get(customerId) ?? 0) + netMinor);
        }
        const sums = [...byCustomer.values()].sort((a, b) => b - a);
        const total = sums.reduce((sum, net) => sum + net, 0);
        const top = sums.slice(0, Math.ceil(sums.length / 5)).reduce((sum, net) => sum + net, 0);
        expect(counts(timelinesOf(shop.orders), asOf)).toMatchObject({
          customers: sums.length,
          orders: seen.length,
          netSalesMinor: values.reduce((sum, net) => sum + net, 0),
          medianOrderValueMinor: median(values),
          topFifthShare: total > 0 ? top / total : null,
        });
      }),
    );
  });

  it("use the orders of the day itself, and none of the next", () => {
    const shop = shopOf({ 1: [10, 20], 2: [20], 3: [21] });
    expect(counts(shop, 19)).toMatchObject({ customers: 1, orders: 1 });
    expect(counts(shop, 20)).toMatchObject({ customers: 2, orders: 3 });
    expect(counts(shop, 21)).toMatchObject({ customers: 3, orders: 4 });
  });

  it("keep apart parts that know no amounts", () => {
    const shop = timelinesOf([anOrder({ orderId: 1n, day: 3 })], [], { hasMoney: false });
    expect(computedOverParts(countsReport, shardsOf(shop, 2), { asOf: 9 })).toMatchObject({
      orders: 1,
      medianOrderValueMinor: null,
    });
  });
});

describe("the median of counted amounts", () => {
  const amount = fc.oneof(
    fc.integer({ min: -5, max: 40 }),
    fc.integer({ min: 16_000, max: 17_000 }),
    fc.integer({ min: 1_048_000, max: 1_049_000 }),
    fc.maxSafeInteger(),
  );
  const countsOf = (amounts: readonly number[]) => {
    const counter = amountCounter();
    for (const one of amounts) addAmount(counter, one);
    return amountCounts(counter);
  };

  it("is the median of the amounts, however they are parted", () => {
    fc.assert(
      fc.property(fc.array(amount, { maxLength: 60 }), fc.nat(60), (amounts, cut) => {
        const parts = [amounts.slice(0, cut), amounts.slice(cut)].map(countsOf);
        const sorted = [...amounts].sort((a, b) => a - b);
        const [low, high] = [sorted[(amounts.length - 1) >> 1], sorted[amounts.length >> 1]];
        const expected = low === undefined || high === undefined ? null : low + (high - low) / 2;
        expect(medianAmount(mergedAmounts(parts))).toBe(expected);
        expect(medianAmount(countsOf(amounts))).toBe(expected);
      }),
    );
  });
});
