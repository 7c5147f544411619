import { describe, expect, it } from "vitest";

import { anOrder, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { maturity } from "./maturity.ts";
import type { Timelines } from "./timelines.ts";

/** A shop with so many orders on each day from day 0; `pace(day)` says how many. */
function paced(days: number, pace: (day: number) => number): Timelines {
  const orders = [];
  for (let day = 0; day < days; day++) {
    for (let i = 0; i < pace(day); i++) orders.push(anOrder({ orderId: BigInt(day * 100 + i), day }));
  }
  return timelinesOf(orders);
}

describe("maturity", () => {
  it("is just started before any order", () => {
    expect(maturity(shopOf({}), 100)).toMatchObject({
      stage: "just started",
      retentionShare: 0,
      ageDays: null,
      ordersPerDay: 0,
      salesHaveStopped: false,
      next: { stage: "gaining traction", missing: [{ condition: "firstOrder" }] },
    });
    expect(maturity(shopOf({ 1: [10] }), 9).stage).toBe("just started");
  });

  it.each([
    [0, 20, "gaining traction", 0.15],
    [59, 1, "gaining traction", 0.15],
    [60, 1, "consistent", 0.3],
    [119, 10, "consistent", 0.3],
    [120, 10, "established", 0.5],
    [365, 10, "established", 0.5],
    [364, 11, "established", 0.5],
    [365, 11, "well established", 0.6],
  ])("at %i days with %i orders a day is %s", (ageDays, pace, stage, retentionShare) => {
    const result = maturity(
      paced(ageDays + 1, () => pace),
      ageDays,
    );
    expect(result).toMatchObject({ stage, retentionShare, ageDays });
  });

  it("counts 28 days of orders, guests' included, exactly", () => {
    const shop = (orders: number) =>
      timelinesOf([
        anOrder({ orderId: 1n, day: 0 }),
        ...Array.from({ length: orders }, (_, i) => anOrder({ orderId: BigInt(i + 2), day: 73 + i, customerId: null })),
      ]);
    expect(maturity(shop(28), 100)).toMatchObject({ stage: "consistent", ordersPerDay: 1 });
    expect(maturity(shop(27), 100).stage).toBe("gaining traction");
    expect(maturity(shop(27), 100).next).toEqual({
      stage: "consistent",
      missing: [{ condition: "pace", neededOrdersPerDay: 1, above: false }],
    });
    // A day later the first of the 28 has left the window.
    expect(maturity(shop(28), 101).ordersInPace).toBe(27);
  });

  it("says which conditions of the next stage are missing", () => {
    expect(
      maturity(
        paced(61, () => 1),
        60,
      ).next,
    ).toEqual({
      stage: "established",
      missing: [
        { condition: "age", neededDays: 120, missingDays: 60 },
        { condition: "pace", neededOrdersPerDay: 10, above: false },
      ],
    });
    expect(
      maturity(
        paced(400, () => 12),
        399,
      ).next,
    ).toBeNull();
  });

  it("holds a stage until pace is below 0.8 of its bound", () => {
    const slowing = paced(400, (day) => (day < 150 ? 10 : day < 250 ? 8 : 7));
    expect(maturity(slowing, 249)).toMatchObject({ stage: "consistent", stageHeld: "established" });
    expect(maturity(slowing, 300)).toMatchObject({ stage: "consistent", stageHeld: "consistent" });
  });

  it("finds that sales have stopped, and falls", () => {
    const stopped = paced(200, () => 12);
    expect(maturity(stopped, 260)).toMatchObject({
      stage: "gaining traction",
      stageHeld: "gaining traction",
      salesHaveStopped: true,
      ordersPerDay: 0,
    });
  });
});
