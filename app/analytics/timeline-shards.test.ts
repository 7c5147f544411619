import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShopWithLines } from "../../test/factories/shops-with-lines.ts";
import { shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { repeatPurchase, repeatPurchaseReport } from "./repeat-purchase.ts";
import { shardsOf } from "./timeline-shards.ts";
import { buildTimelines } from "./timelines-builder.ts";
import type { Timelines } from "./timelines.ts";

const SHAPE = { zone: "UTC", currency: "EUR", currencyDigits: 2, hasMoney: true };
const shopAndCount = fc.record({ shop: arbitraryShopWithLines(), count: fc.integer({ min: 1, max: 6 }) });

describe("shardsOf", () => {
  it("puts every customer, order, return, line and tag into exactly one shard", () => {
    fc.assert(
      fc.property(shopAndCount, ({ shop, count }) => {
        const timelines = buildTimelines(SHAPE, shop);
        const shards = shardsOf(timelines, count);
        expect(shards).toHaveLength(count);
        const seen = shards.map(everythingOf);
        const whole = everythingOf(timelines);
        for (const level of Object.keys(whole) as (keyof typeof whole)[]) {
          expect(
            seen.flatMap((of) => of[level]),
            level,
          ).toEqual(whole[level]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("puts what belongs to no customer into the last shard alone", () => {
    fc.assert(
      fc.property(shopAndCount, ({ shop, count }) => {
        const timelines = buildTimelines(SHAPE, shop);
        const shards = shardsOf(timelines, count);
        const last = shards.pop()!;
        for (const name of ["guests", "leftOut", "prospects"] as const) expect(last[name]).toEqual(timelines[name]);
        for (const { guests, leftOut, prospects } of shards) {
          expect([guests.day.length, leftOut.day.length, prospects.customerIds.length]).toEqual([0, 0, 0]);
        }
      }),
    );
  });

  it("adds up to the report over the whole", () => {
    fc.assert(
      fc.property(shopAndCount, fc.integer({ min: 14_990, max: 15_210 }), ({ shop, count }, asOf) => {
        const timelines = buildTimelines(SHAPE, shop);
        const merged = computedOverParts(repeatPurchaseReport, shardsOf(timelines, count), { asOf });
        expect(merged).toEqual(repeatPurchase(timelines, asOf));
      }),
      { numRuns: 300 },
    );
  });

  it("cuts an empty shop, and one with fewer customers than shards", () => {
    for (const timelines of [timelinesOf([]), shopOf({ 1: [0, 30, 60, 90] })]) {
      for (let count = 1; count <= 6; count++) {
        const shards = shardsOf(timelines, count);
        expect(shards.reduce((sum, shard) => sum + shard.customerIds.length, 0)).toBe(timelines.customerIds.length);
        const merged = computedOverParts(repeatPurchaseReport, shards, { asOf: 400 });
        expect(merged).toEqual(repeatPurchase(timelines, 400));
      }
    }
  });

  it("cuts by orders, not by customers, and copies nothing", () => {
    // 1 customer with 6 orders, 6 with one: half of the 12 orders are the first customer's.
    const timelines = shopOf({ 1: [1, 2, 3, 4, 5, 6], 2: [1], 3: [1], 4: [1], 5: [1], 6: [1], 7: [1] });
    const [first, second] = shardsOf(timelines, 2);
    expect([...first!.customerIds]).toEqual([1n]);
    expect([...second!.customerIds]).toEqual([2n, 3n, 4n, 5n, 6n, 7n]);
    expect(first!.day).toBe(timelines.day);
    expect(second!.orderStart.buffer).toBe(timelines.orderStart.buffer);
  });
});

/** What reports see of a shop or a part of it, level by level. */
function everythingOf(timelines: Timelines): Record<string, unknown[]> {
  const { customerIds, orderStart, returns, lines, tags, guests, leftOut, prospects } = timelines;
  const n = customerIds.length;
  const customers = Array.from(customerIds, (id, i) => [
    id,
    timelines.consent[i],
    timelines.createdDay[i],
    timelines.abandonedDay[i],
    timelines.customerDimensions.city.codes[i],
    [...tags.codes.subarray(tags.start[i]!, tags.start[i + 1]!)],
  ]);
  const orders = Array.from({ length: orderStart[n]! - orderStart[0]! }, (_, i) => orderStart[0]! + i);
  return {
    customers,
    orders,
    lines: orders.flatMap((o) =>
      lines === null ? [] : [...lines.product.subarray(lines.start[o]!, lines.start[o + 1]!)],
    ),
    returns: Array.from(returns.order, (order, r) => [order, returns.day[r], returns.amountMinor[r]]),
    guests: Array.from(guests.day, (day, g) => [day, guests.netMinor[g]]),
    leftOut: Array.from(leftOut.day, (day, i) => [day, leftOut.reason[i]]),
    prospects: Array.from(prospects.customerIds, (id, i) => [id, prospects.createdDay[i], prospects.consent[i]]),
  };
}
