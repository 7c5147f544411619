import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { shopOf } from "../../test/factories/timelines.ts";
import { kaplanMeier } from "./kaplan-meier.ts";
import { clockBounds, clockBoundsOf, clockTally, mergedClockTallies } from "./order-clock.ts";
import { ordersUntil } from "./orders-until.ts";
import { shardsOf } from "./timeline-shards.ts";

/** Shops dense enough for a rhythm of their own: days of orders per customer. */
const dayLists = fc.array(fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 7 }), {
  minLength: 1,
  maxLength: 90,
});
const asOfDays = fc.integer({ min: -5, max: 520 });
const shop = (lists: readonly number[][], shift = 0): ReturnType<typeof shopOf> =>
  shopOf(Object.fromEntries(lists.map((days, i) => [i + 1, days.map((day) => day + shift)])));

describe("the clock's tally", () => {
  it("counts the gaps and where customers stand", () => {
    // Customer 1: order days 0, 10, 30 (twice); customer 2: day 20. Seen on day 40.
    const { classes } = clockTally(shopOf({ 1: [0, 10, 30, 30], 2: [20] }), 40);
    const entries = (counts: Uint32Array): number[][] => [...counts.entries()].filter(([, count]) => count > 0);
    expect(classes.map(({ events }) => entries(events))).toEqual([[[10, 1]], [[20, 1]], [], []]);
    expect(classes.map(({ censored }) => entries(censored))).toEqual([[[20, 1]], [], [[10, 1]], []]);
  });

  it("of parts adds up to that of the whole, and censors every customer with an order once", () => {
    fc.assert(
      fc.property(dayLists, asOfDays, fc.integer({ min: 1, max: 4 }), (lists, asOf, parts) => {
        const whole = shop(lists);
        const tally = clockTally(whole, asOf);
        expect(mergedClockTallies(shardsOf(whole, parts).map((part) => clockTally(part, asOf)))).toEqual(tally);
        const buyers = lists.filter((_, i) => ordersUntil(whole, i, asOf) > whole.orderStart[i]!).length;
        const censored = tally.classes.flatMap((of) => [...of.censored]).reduce((sum, count) => sum + count, 0);
        expect(censored).toBe(buyers);
      }),
    );
  });

  it("gives curves that fall from 1 to 0 at most, and bounds in order that do not depend on the calendar", () => {
    fc.assert(
      fc.property(dayLists, asOfDays, fc.integer({ min: -10_000, max: 10_000 }), (lists, asOf, shift) => {
        const tally = clockTally(shop(lists), asOf);
        for (const durations of tally.classes) {
          let previous = 1;
          for (const survival of kaplanMeier(durations).survival) {
            expect(survival).toBeGreaterThanOrEqual(0);
            expect(survival).toBeLessThanOrEqual(previous);
            previous = survival;
          }
        }
        const { bounds, pooled } = clockBoundsOf(tally);
        for (const { dueDays, atRiskDays, lapsedDays } of [...bounds, pooled]) {
          expect(dueDays).toBeGreaterThan(0);
          expect(dueDays).toBeLessThanOrEqual(atRiskDays);
          expect(atRiskDays).toBeLessThanOrEqual(lapsedDays);
        }
        expect(clockBounds(shop(lists, shift), asOf + shift)).toEqual({ bounds, pooled });
      }),
    );
  });

  it("takes the shops at the edge", () => {
    const prior = { dueDays: 60, atRiskDays: 120, lapsedDays: 240, horizonDays: null, events: 0 };
    expect(clockBounds(shopOf({ 1: [5], 2: [9] }), 4).pooled).toEqual(prior);
    expect(clockBounds(shopOf({}), 4).pooled).toEqual(prior);
    // A hundred customers on one day, asked on that day.
    const together = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i + 1, [7, 7]]));
    expect(clockBounds(shopOf(together), 7).pooled).toEqual(prior);
    // One customer with an order on each of 2 000 days.
    const daily = clockTally(shopOf({ 1: Array.from({ length: 2000 }, (_, day) => day) }), 1999);
    expect(daily.classes.map(({ events }) => events[1])).toEqual([1, 1, 1, 1996]);
  });
});
