import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf } from "../../test/factories/timelines.ts";
import { RFM_GROUPS, rfmGroup, rfmScores } from "./rfm.ts";
import type { RfmScores } from "./rfm.ts";
import { rfmNextSteps } from "./rfm-next-step.ts";
import { isUnavailable } from "./unavailable.ts";

/** Scores with given cut points, of one customer. */
function scoresOf(days: number, orders: number, net: number): RfmScores {
  const cutPoints = { r: [10, 20, 30, 40], f: [1, 1, 1, 2], m: [1000, 2000, 3000, 4000.5] };
  const below = (cuts: readonly number[], value: number): number => cuts.filter((cut) => cut < value).length;
  const r = 5 - below(cutPoints.r, days);
  const f = Math.min(1 + below(cutPoints.f, orders), orders);
  const m = 1 + below(cutPoints.m, net);
  return {
    customers: Uint32Array.of(0),
    r: Uint8Array.of(r),
    f: Uint8Array.of(f),
    m: Uint8Array.of(m),
    group: Uint8Array.of(RFM_GROUPS.indexOf(rfmGroup(r, f, m))),
    daysSinceLastOrder: Int32Array.of(days),
    orderCount: Int32Array.of(orders),
    netSalesMinor: Float64Array.of(net),
    cutPoints,
  };
}

function stepOf(days: number, orders: number, net: number): Record<string, unknown> {
  const steps = rfmNextSteps(scoresOf(days, orders, net));
  return {
    falls: steps.daysUntilRFalls[0],
    orders: steps.orders[0],
    value: steps.valueMinor[0],
    after: RFM_GROUPS[steps.groupAfter[0]!],
    raised: steps.raised[0],
  };
}

describe("the next step", () => {
  it("of a dormant one-time buyer is any order: it makes an active customer", () => {
    // R 1, F 1, M 2. With a second order R 5, F 2, M 2: s = 4.
    expect(stepOf(50, 1, 1500)).toEqual({ falls: -1, orders: 1, value: 0, after: "active", raised: 1 + 2 });
  });

  it("of a new customer is an order that makes s 4", () => {
    // R 5 until day 11, F 1, M 1; a second order gives F 2, and M 2 from 1001 on: s = 3 is still new.
    expect(stepOf(4, 1, 700)).toEqual({ falls: 7, orders: 1, value: 301, after: "active", raised: 2 + 4 });
    // On the cut point itself R holds; it falls the day after.
    expect(stepOf(10, 1, 700)).toMatchObject({ falls: 1 });
  });

  it("of an active customer is what makes s 8", () => {
    // F 2 and M 4: a third order has F = min(5, 3) = 3, and M 5 takes more than 4000.5.
    expect(stepOf(15, 2, 3500)).toEqual({ falls: 6, orders: 1, value: 501, after: "champions", raised: 1 + 2 + 4 });
    // F 1: one more order can at most give F 2 and s 7, so it takes two.
    expect(stepOf(4, 1, 3500)).toEqual({ falls: 7, orders: 2, value: 501, after: "champions", raised: 2 + 4 });
  });

  it("of a champion is none", () => {
    expect(stepOf(0, 5, 9000)).toEqual({ falls: 11, orders: 0, value: 0, after: "champions", raised: 0 });
  });

  it("is the smallest of all that lift, and R falls on the day it names", () => {
    const orderValues = fc.integer({ min: -500, max: 20_000 });
    fc.assert(
      fc.property(arbitraryShop({ maxOrders: 120 }), orderValues, ({ orders }, anyValue) => {
        const scores = rfmScores(timelinesOf(orders), 16_520);
        if (isUnavailable(scores)) return;
        const { cutPoints } = scores;
        const below = (cuts: readonly number[], value: number): number => cuts.filter((cut) => cut < value).length;
        const steps = rfmNextSteps(scores);
        scores.customers.forEach((_, i) => {
          const groupWith = (more: number, value: number): number => {
            const count = scores.orderCount[i]! + more;
            const f = Math.min(1 + below(cutPoints.f, count), count);
            const m = 1 + below(cutPoints.m, scores.netSalesMinor[i]! + value);
            return RFM_GROUPS.indexOf(rfmGroup(5, f, m));
          };
          const rAfter = (days: number): number => 5 - below(cutPoints.r, scores.daysSinceLastOrder[i]! + days);
          const falls = steps.daysUntilRFalls[i]!;
          if (falls === -1) expect(scores.r[i]).toBe(1);
          else expect([rAfter(falls - 1), rAfter(falls) < scores.r[i]!]).toEqual([scores.r[i], true]);

          const [more, value, group] = [steps.orders[i]!, steps.valueMinor[i]!, scores.group[i]!];
          if (group === 0) return expect(more).toBe(0);
          expect(groupWith(more, value)).toBeLessThan(group);
          expect(steps.groupAfter[i]).toBe(groupWith(more, value));
          if (value > 0) expect(groupWith(more, value - 1)).toBeGreaterThanOrEqual(group);
          if (more > 1) expect(groupWith(more - 1, 1e12)).toBeGreaterThanOrEqual(group);
          if (anyValue >= 0 && anyValue < value) expect(groupWith(more, anyValue)).toBeGreaterThanOrEqual(group);
        });
      }),
    );
  });

  it("is reached by placing it, where nobody else's order moves the cut points", () => {
    // Fifty customers alike but for the days; one of them orders twice more today.
    const many = Array.from({ length: 50 }, (_, i) =>
      anOrder({ orderId: BigInt(i + 1), customerId: BigInt(i + 1), day: i, netMinor: 1000 }),
    );
    const scores = rfmScores(timelinesOf(many), 60);
    if (isUnavailable(scores)) throw new Error(scores.unavailable);
    const steps = rfmNextSteps(scores);
    expect([steps.orders[0], steps.valueMinor[0]]).toEqual([1, 0]);
    const today = anOrder({ orderId: 100n, customerId: 1n, day: 60, netMinor: 0 });
    const after = rfmScores(timelinesOf([...many, today]), 60);
    if (isUnavailable(after)) throw new Error(after.unavailable);
    expect(after.group[0]).toBe(steps.groupAfter[0]);
  });
});
