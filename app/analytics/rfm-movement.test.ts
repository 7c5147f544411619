import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { rfm, RFM_GROUPS } from "./rfm.ts";
import { rfmMovement, rfmMovementReport } from "./rfm-movement.ts";
import type { RfmMovement } from "./rfm-movement.ts";
import { shardsOf } from "./timeline-shards.ts";
import { isUnavailable } from "./unavailable.ts";

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });
const windows = fc.constantFrom(null, 90, 400);

function movementOf(...args: Parameters<typeof rfmMovement>): RfmMovement {
  const movement = rfmMovement(...args);
  if (isUnavailable(movement)) throw new Error(movement.unavailable);
  return movement;
}

describe("movement between RFM groups", () => {
  it("follows each customer from the one day to the other", () => {
    // Day 10: both have one order, customer 2 the later one. Cut points of the days since (10, 0) are 2, 4, 6, 8; of value all 1000.
    // Customer 1: R 1, F 1, M 1, dormant; customer 2: R 5, new. Customer 3 comes on day 20.
    const shop = shopOf({ 1: [0], 2: [10], 3: [20] });
    const movement = movementOf(shop, { from: 10, to: 20, windowDays: null });
    expect(movement.customers).toBe(3);
    expect(movement.from).toMatchObject({ dormant: 1, new: 1, noOrder: 1 });
    // Day 20: days since 20, 10, 0 with cut points 4, 8, 12, 16: R 1, 3 and 5.
    expect(movement.to).toMatchObject({ dormant: 1, almostLost: 1, new: 1, noOrder: 0 });
    expect(movement.moves.dormant.dormant).toBe(1);
    expect(movement.moves.new.almostLost).toBe(1);
    expect(movement.moves.noOrder.new).toBe(1);
  });

  it("adds up to the groups of both days, backwards too, and over parts of a shop", () => {
    fc.assert(
      fc.property(
        arbitraryShop({ maxOrders: 120 }),
        asOfDays,
        asOfDays,
        windows,
        fc.integer({ min: 1, max: 4 }),
        ({ orders }, from, to, windowDays, parts) => {
          const shop = timelinesOf(orders);
          const options = { from, to, windowDays };
          const movement = rfmMovement(shop, options);
          expect(computedOverParts(rfmMovementReport, shardsOf(shop, parts), options)).toEqual(movement);
          if (isUnavailable(movement)) {
            expect(isUnavailable(rfm(shop, Math.max(from, to)))).toBe(true);
            return;
          }
          const standings = [...RFM_GROUPS, "noOrder"] as const;
          const sum = (of: (standing: (typeof standings)[number]) => number): number =>
            standings.reduce((total, standing) => total + of(standing), 0);
          for (const standing of standings) {
            expect(sum((other) => movement.moves[standing][other])).toBe(movement.from[standing]);
            expect(sum((other) => movement.moves[other][standing])).toBe(movement.to[standing]);
          }
          expect(sum((standing) => movement.from[standing])).toBe(movement.customers);
          for (const [day, sizes] of [
            [from, movement.from],
            [to, movement.to],
          ] as const) {
            const report = rfm(shop, day, windowDays);
            for (const group of RFM_GROUPS) {
              expect(sizes[group]).toBe(isUnavailable(report) ? 0 : (report.groups[group] ?? 0));
            }
          }
          const back = movementOf(shop, { from: to, to: from, windowDays });
          for (const a of standings) for (const b of standings) expect(back.moves[b][a]).toBe(movement.moves[a][b]);
        },
      ),
    );
  });

  it("is not given without amounts or orders", () => {
    const options = { from: 0, to: 4, windowDays: null };
    expect(rfmMovement(shopOf({ 1: [1] }, { hasMoney: false }), options)).toEqual({ unavailable: "noMoney" });
    expect(rfmMovement(shopOf({ 1: [5] }), options)).toEqual({ unavailable: "noOrders" });
  });
});
