import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { rfmMembers } from "./rfm-members.ts";
import { rfm, RFM_GROUPS, rfmGroup, rfmReport, rfmScores } from "./rfm.ts";
import type { RfmScores } from "./rfm.ts";
import { shardsOf } from "./timeline-shards.ts";
import { isUnavailable } from "./unavailable.ts";

const SCORES = [1, 2, 3, 4, 5];

function scoresOf(...args: Parameters<typeof rfmScores>): RfmScores {
  const scores = rfmScores(...args);
  if (isUnavailable(scores)) throw new Error(scores.unavailable);
  return scores;
}

describe("RFM groups", () => {
  it("cover each of the 125 cells once, as the table says", () => {
    const sizes = new Map<string, number>();
    for (const r of SCORES) {
      for (const f of SCORES) {
        for (const m of SCORES) sizes.set(rfmGroup(r, f, m), (sizes.get(rfmGroup(r, f, m)) ?? 0) + 1);
      }
    }
    // Cells of F × M with sum 2-3, 4-5, 6-7, 8, 9-10: 3, 7, 9, 3, 3.
    expect(Object.fromEntries(sizes)).toEqual({
      new: 3,
      active: 32,
      champions: 6,
      promising: 3,
      loyal: 6 + 6,
      almostLost: 10,
      needsAttention: 9,
      dormant: 20,
      atRisk: 24,
      previouslyLoyal: 6,
    });
    expect([...sizes.keys()].sort()).toEqual([...RFM_GROUPS].sort());
  });

  it.each([
    [5, 1, 2, "new"],
    [5, 2, 2, "active"],
    [5, 3, 4, "active"],
    [5, 4, 4, "champions"],
    [4, 1, 1, "promising"],
    [4, 4, 4, "loyal"],
    [3, 1, 4, "almostLost"],
    [3, 1, 5, "needsAttention"],
    [3, 3, 5, "loyal"],
    [2, 2, 3, "dormant"],
    [1, 3, 3, "atRisk"],
    [1, 3, 5, "atRisk"],
    [2, 4, 5, "previouslyLoyal"],
  ] as const)("R %i F %i M %i is %s", (r, f, m, group) => expect(rfmGroup(r, f, m)).toBe(group));
});

describe("RFM scores", () => {
  const shops = arbitraryShop({ maxOrders: 120 });

  it("never fall when a customer is better in that figure, and equal values share a score", () => {
    fc.assert(
      fc.property(shops, (shop) => {
        const scores = rfmScores(timelinesOf(shop.orders), 16_520);
        if (isUnavailable(scores)) return;
        const { daysSinceLastOrder: days, orderCount: orders, netSalesMinor: net } = scores;
        for (let i = 0; i < scores.customers.length; i++) {
          for (let j = 0; j < scores.customers.length; j++) {
            if (days[i]! <= days[j]!) expect(scores.r[i]).toBeGreaterThanOrEqual(scores.r[j]!);
            if (orders[i]! <= orders[j]!) expect(scores.f[i]).toBeLessThanOrEqual(scores.f[j]!);
            if (net[i]! <= net[j]!) expect(scores.m[i]).toBeLessThanOrEqual(scores.m[j]!);
          }
          expect(scores.f[i]).toBeLessThanOrEqual(orders[i]!);
        }
      }),
    );
  });

  it("put every customer with an order into one cell, one group and one score of each kind", () => {
    fc.assert(
      fc.property(shops, (shop) => {
        const timelines = timelinesOf(shop.orders);
        const report = rfm(timelines, 16_520);
        const n = timelines.customerIds.length;
        if (isUnavailable(report)) {
          expect(n).toBe(0);
          return;
        }
        const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
        expect(sum(Object.values(report.cells))).toBe(n);
        expect(sum(Object.values(report.groups))).toBe(n);
        for (const counts of Object.values(report.scoreCounts)) expect(sum(counts)).toBe(n);
      }),
    );
  });

  it("use the orders up to the day only", () => {
    const timelines = shopOf({ 1: [0, 10, 90], 2: [50], 3: [80] });
    const scores = scoresOf(timelines, 60);
    expect([...scores.customers]).toEqual([0, 1]);
    expect([...scores.daysSinceLastOrder]).toEqual([50, 10]);
    expect([...scores.orderCount]).toEqual([2, 1]);
    expect([...scores.netSalesMinor]).toEqual([2000, 1000]);
  });

  it("give everybody the best R, F 1 and M 1 where all customers are alike", () => {
    const scores = scoresOf(shopOf({ 1: [5], 2: [5], 3: [5] }), 9);
    expect([[...scores.r], [...scores.f], [...scores.m]]).toEqual([
      [5, 5, 5],
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  it("with a window use its orders only for frequency and value", () => {
    // As of day 60 the last 30 days begin on day 31: customer 1 has one order in them, customer 2 none, customer 3 two.
    const timelines = shopOf({ 1: [0, 31], 2: [30], 3: [40, 60] });
    const scores = scoresOf(timelines, 60, 30);
    expect([...scores.daysSinceLastOrder]).toEqual([29, 30, 0]);
    expect([...scores.orderCount]).toEqual([1, 0, 2]);
    expect([...scores.netSalesMinor]).toEqual([1000, 0, 2000]);
    // Cut points of 0, 1, 2 orders: 0.4, 0.8, 1.2, 1.6. One order: min(3, 1); none: 1; two: min(5, 2).
    expect([...scores.f]).toEqual([1, 1, 2]);
    expect([...scores.m]).toEqual([3, 1, 5]);
  });

  const asOfDays = fc.integer({ min: 15_590, max: 16_520 });

  it("with a window as long as the history are those without one", () => {
    fc.assert(
      fc.property(shops, asOfDays, (shop, asOf) => {
        const timelines = timelinesOf(shop.orders);
        expect(rfm(timelines, asOf, 2000)).toEqual(rfm(timelines, asOf));
      }),
    );
  });

  it("of parts of a shop are those of the whole", () => {
    fc.assert(
      fc.property(
        shops,
        asOfDays,
        fc.constantFrom(null, 60, 365),
        fc.integer({ min: 1, max: 4 }),
        (shop, asOf, windowDays, parts) => {
          const whole = timelinesOf(shop.orders);
          const merged = computedOverParts(rfmReport, shardsOf(whole, parts), { asOf, windowDays });
          expect(merged).toEqual(rfm(whole, asOf, windowDays));
        },
      ),
    );
  });

  it("have as many members in a cell and a group as the report counts", () => {
    fc.assert(
      fc.property(shops, asOfDays, (shop, asOf) => {
        const timelines = timelinesOf(shop.orders);
        const [report, scores] = [rfm(timelines, asOf), rfmScores(timelines, asOf)];
        if (isUnavailable(report) || isUnavailable(scores)) return;
        for (const r of SCORES) {
          for (const f of SCORES) {
            for (const m of SCORES) {
              const cell = `${r}${f}${m}`;
              expect(rfmMembers(scores, { cell })).toHaveLength(report.cells[cell] ?? 0);
            }
          }
        }
        for (const group of RFM_GROUPS) expect(rfmMembers(scores, { group })).toHaveLength(report.groups[group] ?? 0);
      }),
    );
  });

  it("are not given without amounts or without orders", () => {
    expect(rfm(shopOf({ 1: [5] }, { hasMoney: false }), 9)).toEqual({ unavailable: "noMoney" });
    expect(rfm(shopOf({ 1: [5] }), 4)).toEqual({ unavailable: "noOrders" });
  });
});
