import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { LIFECYCLE_STAGES } from "./lifecycle-stage.ts";
import { CLOCKS, lifecycle, lifecycleReport, lifecycleSummary } from "./lifecycle.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { clockBounds } from "./order-clock.ts";
import { shardsOf } from "./timeline-shards.ts";

describe("the clock's bounds", () => {
  it("are 60, 120 and 240 days where nothing is known of the shop", () => {
    const { bounds, pooled } = clockBounds(shopOf({ 1: [0, 10], 2: [3] }), 40);
    expect(pooled).toEqual({ dueDays: 60, atRiskDays: 120, lapsedDays: 240, horizonDays: null, events: 0 });
    expect(bounds).toEqual([pooled, pooled, pooled, pooled]);
  });

  it("follow the shop's rhythm, as far as its returns outweigh 50 of the prior's", () => {
    // 100 customers first order on day 0; 50 come back after 10 days, 30 after 20, 20 never. Seen on day 100: horizon 90.
    const shop: Record<number, number[]> = {};
    for (let c = 1; c <= 100; c++) shop[c] = c <= 50 ? [0, 10] : c <= 80 ? [0, 20] : [0];
    const { bounds, pooled } = clockBounds(shopOf(shop), 100);

    // From the first order: F(90) = 0.8; half of it by day 10 (0.5), 80 and 95 % of it by day 20.
    // Pooled: the same returns among 180 durations, 80 of them of second orders that nobody has followed up.
    const towards = (t: number, prior: number): number => Math.exp((80 * Math.log(t) + 50 * Math.log(prior)) / 130);
    expect(pooled.horizonDays).toBe(90);
    expect(pooled.events).toBe(80);
    expect(pooled.dueDays).toBeCloseTo(towards(10, 60), 12);
    expect(pooled.atRiskDays).toBeCloseTo(towards(20, 120), 12);
    expect(bounds[0].dueDays).toBeCloseTo(towards(10, pooled.dueDays), 12);
    expect(bounds[0].lapsedDays).toBeCloseTo(towards(20, pooled.lapsedDays), 12);
    // Nobody has a third order day: the class of two order days knows nothing of its own.
    expect(bounds[1]).toMatchObject({ dueDays: pooled.dueDays, events: 0 });
  });

  it("are reached by a share that is met exactly, whatever the rounding of the curve", () => {
    // One return a day on days 1 … k, twenty customers who never return: half of the returns are there on day k / 2.
    for (let k = 2; k <= 80; k += 2) {
      const shop: Record<number, number[]> = {};
      for (let c = 1; c <= k + 20; c++) shop[c] = c <= k ? [0, c] : [0];
      const { bounds, pooled } = clockBounds(shopOf(shop), 100);
      expect(bounds[0]).toMatchObject({ horizonDays: 90, events: k });
      const due = Math.exp((k * Math.log(k / 2) + 50 * Math.log(pooled.dueDays)) / (k + 50));
      expect(bounds[0].dueDays).toBeCloseTo(due, 9);
    }
  });

  it("count several orders of one day once", () => {
    const days = (copies: number): Record<number, number[]> =>
      Object.fromEntries(Array.from({ length: 60 }, (_, c) => [c + 1, [...Array<number>(copies).fill(0), 30]]));
    expect(clockBounds(shopOf(days(3)), 200)).toEqual(clockBounds(shopOf(days(1)), 200));
  });
});

describe("stages", () => {
  const stagesOf = (stage: Uint8Array): string[] => Array.from(stage, (s) => LIFECYCLE_STAGES[s]!);

  it("follow the number of orders; the best fifth of value among the loyal are ambassadors", () => {
    const orders = [
      ...[0, 1, 2].map((day) => anOrder({ orderId: BigInt(10 + day), customerId: 1n, day, netMinor: 100 })),
      ...[0, 1, 2].map((day) => anOrder({ orderId: BigInt(20 + day), customerId: 2n, day, netMinor: 5000 })),
      ...[0, 1].map((day) => anOrder({ orderId: BigInt(30 + day), customerId: 3n, day, netMinor: 100 })),
      anOrder({ orderId: 40n, customerId: 4n, day: 2, netMinor: 100 }),
      anOrder({ orderId: 50n, customerId: 5n, day: 2, netMinor: 100 }),
    ];
    const shop = lifecycle(timelinesOf(orders), 3);
    expect(stagesOf(shop.stage)).toEqual(["loyal", "ambassador", "repeat", "firstTime", "firstTime"]);
    expect(shop.sizes).toMatchObject({ firstTime: 2, repeat: 1, loyal: 1, ambassador: 1 });
    // One big order does not make an ambassador.
    const big = [...orders, anOrder({ orderId: 60n, customerId: 6n, day: 2, netMinor: 90_000 })];
    expect(stagesOf(lifecycle(timelinesOf(big), 3).stage)[5]).toBe("firstTime");
    // Without amounts nobody is called one.
    expect(stagesOf(lifecycle(timelinesOf(orders, [], { hasMoney: false }), 3).stage)).not.toContain("ambassador");
  });

  it("tell people without an order apart by what they did up to the day", () => {
    const timelines = timelinesOf(
      [anOrder({ orderId: 1n, customerId: 9n, day: 50 })],
      [
        { customerId: 1n, createdDay: 10, consent: "notSubscribed", abandonedDay: null },
        { customerId: 2n, createdDay: 10, consent: "subscribed", abandonedDay: null },
        { customerId: 3n, createdDay: 10, consent: "subscribed", abandonedDay: 30 },
        { customerId: 4n, createdDay: 41, consent: "subscribed", abandonedDay: null },
        { customerId: 9n, createdDay: 20, consent: "subscribed", abandonedDay: null },
      ],
    );
    const before = lifecycle(timelines, 40);
    expect(stagesOf(before.prospects.stage)).toEqual(["prospect", "considering", "checkout"]);
    expect(before.sizes).toMatchObject({ prospect: 1, considering: 2, checkout: 1, firstTime: 0 });
    expect([...before.laterBuyers.customers]).toEqual([0]);
    const after = lifecycle(timelines, 50);
    expect(after.sizes).toMatchObject({ prospect: 1, considering: 2, checkout: 1, firstTime: 1 });
    expect(stagesOf(lifecycle(timelines, 29).prospects.stage)[2]).toBe("considering");
  });
});

describe("the clock", () => {
  it.each([
    [59, "between"],
    [60, "due"],
    [119, "due"],
    [120, "atRisk"],
    [239, "atRisk"],
    [240, "lapsed"],
  ])("says %i days after an order, without anything known: %s", (days, expected) => {
    // Two customers are too few for a horizon, so the prior's bounds hold.
    const shop = lifecycle(shopOf({ 1: [0], 2: [0] }), days);
    expect(CLOCKS[shop.clock[0]!]).toBe(expected);
    expect(shop.sizesByClock.firstTime[CLOCKS[shop.clock[0]!]!]).toBe(2);
  });
});

describe("the lifecycle in figures", () => {
  it("has all who tie for the top fifth among the ambassadors", () => {
    const alike = shopOf({ 1: [0, 1, 2], 2: [0, 1, 2], 3: [0, 1, 2], 4: [0, 1, 2], 5: [0, 1], 6: [0] });
    expect(lifecycleSummary(alike, 3).sizes).toMatchObject({ ambassador: 4, loyal: 0, repeat: 1, firstTime: 1 });
  });

  it("counts what is said of each person, over the whole and over parts", () => {
    const asOfDays = fc.integer({ min: 15_540, max: 16_520 });
    fc.assert(
      fc.property(
        arbitraryShop({ maxOrders: 120 }),
        asOfDays,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        ({ orders, customers }, asOf, hasMoney, parts) => {
          const shop = timelinesOf(orders, customers, { hasMoney });
          const people = lifecycle(shop, asOf);
          const summary = lifecycleSummary(shop, asOf);
          expect(computedOverParts(lifecycleReport, shardsOf(shop, parts), { asOf })).toEqual(summary);
          expect({ ...clockBounds(shop, asOf) }).toEqual({
            bounds: Object.values(summary.bounds),
            pooled: summary.pooled,
          });
          const stages = [...people.stage, ...people.prospects.stage, ...people.laterBuyers.stage];
          LIFECYCLE_STAGES.forEach((stage, s) => {
            expect(summary.sizes[stage]).toBe(stages.filter((of) => of === s).length);
            CLOCKS.forEach((clock, c) => {
              const members = people.customers.filter((_, i) => people.stage[i] === s && people.clock[i] === c);
              expect(summary.sizesByClock[stage][clock]).toBe(members.length);
              expect(people.sizesByClock[stage][clock]).toBe(members.length);
            });
          });
          expect(people.sizes).toEqual(summary.sizes);
        },
      ),
    );
  });
});
