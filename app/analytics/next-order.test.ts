import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shopOf } from "../../test/factories/timelines.ts";
import { kaplanMeier, mergedDurations } from "./kaplan-meier.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { nextOrder, nextOrderDays, nextOrderReport } from "./next-order.ts";
import { clockBoundsOf, clockTally } from "./order-clock.ts";
import { shardsOf } from "./timeline-shards.ts";

/** Days of orders per customer: any shops, and such as have a rhythm of their own, at least over all classes. */
const anyLists = fc.array(fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 6 }), {
  minLength: 1,
  maxLength: 60,
});
const denseLists = fc.array(fc.array(fc.integer({ min: 0, max: 250 }), { minLength: 1, maxLength: 4 }), {
  minLength: 60,
  maxLength: 120,
  size: "max",
});
const dayLists = fc.oneof(anyLists, denseLists);
const asOfDays = fc.oneof(fc.integer({ min: -5, max: 420 }), fc.integer({ min: 200, max: 420 }));
const shop = (lists: readonly number[][]): ReturnType<typeof shopOf> =>
  shopOf(Object.fromEntries(lists.map((days, i) => [i + 1, days])));

describe("the expected next order", () => {
  // 100 customers order on day 0: one each comes back on days 1 … 80, 20 never. Customer 101 orders on day 60. Seen on day 100.
  const lists: Record<number, number[]> = { 101: [60] };
  for (let c = 1; c <= 100; c++) lists[c] = c <= 80 ? [0, c] : [0];
  const timelines = shopOf(lists);

  it("is where half of those who still return have returned", () => {
    // With one order, at t = 40: 101 at risk up to day 40, 60 of those of day 0 are left then, and customer 101. Factors up to day 40 are
    // 1 − 1/(102 − k); behind, with 101 gone, 1 − 1/(101 − k). So S falls by equal steps beyond day 40, to day 80: half of the way
    // is there after 20 days, a quarter after 10, three quarters after 30. Horizon: 20 are at risk on day 90.
    const of = nextOrderDays(timelines, 100);
    expect(of.expectedDays[100]).toBe(20);
    expect(of.earlyDays[100]).toBe(10);
    expect(of.lateDays[100]).toBe(30);
    // 100 days after the only order nobody is expected.
    expect(of.expectedDays[99]).toBe(-1);
  });

  it("agrees with the definition, day by day", () => {
    fc.assert(
      fc.property(dayLists, asOfDays, (lists, asOf) => {
        const timelines = shop(lists);
        const tally = clockTally(timelines, asOf);
        const { bounds, pooled } = clockBoundsOf(tally);
        const all = kaplanMeier(mergedDurations(tally.classes)).survival;
        const of = nextOrderDays(timelines, asOf);
        const counted = { 7: 0, 30: 0, 90: 0, none: 0 };
        of.customers.forEach((customer, i) => {
          const days = [...new Set(lists[customer]!.filter((day) => day <= asOf))].sort((a, b) => a - b);
          const t = asOf - days.at(-1)!;
          const c = Math.min(days.length, 4) - 1;
          const own = bounds[c]!.horizonDays !== null && bounds[c]!.events > 0;
          const s = own ? kaplanMeier(tally.classes[c]!).survival : all;
          const h = own ? bounds[c]!.horizonDays : pooled.events > 0 ? pooled.horizonDays : null;
          const returning = h === null || t >= h ? 0 : s[t]! - s[h]!;
          const expectedAt = (share: number): number => {
            if (returning <= 0 || returning < 0.05 * s[t]!) return -1;
            let u = 0;
            while (s[t]! - s[t + u]! < share * returning - 1e-12) u++;
            return u;
          };
          expect([of.earlyDays[i], of.expectedDays[i], of.lateDays[i]]).toEqual([0.25, 0.5, 0.75].map(expectedAt));
          const expected = of.expectedDays[i]!;
          if (expected < 0) counted.none++;
          for (const within of [7, 30, 90] as const) if (expected >= 0 && expected <= within) counted[within]++;
        });
        const summary = nextOrder(timelines, asOf);
        expect(summary.withinDays).toEqual({ 7: counted[7], 30: counted[30], 90: counted[90] });
        expect(summary.unlikely + summary.unknown).toBe(counted.none);
        expect(summary.withinDays[90] + summary.later + summary.unlikely + summary.unknown).toBe(of.customers.length);
        expect(summary.customers).toBe(of.customers.length);
      }),
    );
  });

  it("of parts of a shop is that of the whole", () => {
    fc.assert(
      fc.property(dayLists, asOfDays, fc.integer({ min: 1, max: 4 }), (lists, asOf, parts) => {
        const whole = shop(lists);
        expect(computedOverParts(nextOrderReport, shardsOf(whole, parts), { asOf })).toEqual(nextOrder(whole, asOf));
      }),
    );
  });

  it("is not known of a shop without a rhythm", () => {
    const none = { customers: 0, withinDays: { 7: 0, 30: 0, 90: 0 }, later: 0, unlikely: 0, unknown: 0 };
    expect(nextOrder(shopOf({}), 9)).toEqual(none);
    expect(nextOrder(shopOf({ 1: [10] }), 9)).toEqual(none);
    expect(nextOrder(shopOf({ 1: [0, 5], 2: [3] }), 9)).toEqual({ ...none, customers: 2, unknown: 2 });
  });
});
