import { describe, expect, it } from "vitest";

import { shopOf } from "../../../test/factories/timelines.ts";
import { dailyRepeats, mergedRepeats, seasonalRatio } from "./seasonal-ratio.ts";

describe("the seasonal ratio", () => {
  const even = (days: number, of: (day: number) => number) => ({
    fromDay: 0,
    counts: Float64Array.from({ length: days }, (_, i) => of(i)),
  });

  it("needs two years", () => {
    expect(
      seasonalRatio(
        even(730, () => 1),
        0,
        729,
        0,
        30,
      ),
    ).toBeNull();
    expect(
      seasonalRatio(
        even(731, () => 1),
        0,
        730,
        0,
        30,
      ),
    ).toBe(1);
  });

  it("by hand: the same days a year earlier against the year around them", () => {
    // As of day 730, days 731 to 760 were days 366 to 395 a year earlier; the year around them is day 199 to 563. There: 100 repeat
    // order days each day, and 300 on the 30 days in question: 365·100 + 30·200 = 42 500 in the year, 30/365 of it is 3 493.15.
    const daily = even(731, (day) => (day >= 366 && day <= 395 ? 300 : 100));
    expect(seasonalRatio(daily, 0, 730, 0, 30)).toBeCloseTo((9000 + 50) / ((42_500 * 30) / 365 + 50), 12);
    // A handful of orders moves it little: 9 against 42.5·30/365 = 3.49.
    const few = { fromDay: 0, counts: daily.counts.map((count) => count / 1000) };
    expect(seasonalRatio(few, 0, 730, 0, 30)).toBeCloseTo(59 / (3.4931506849 + 50), 8);
  });

  it("has a value for every step of the year ahead, and growth is no season", () => {
    // Twice as many orders each year.
    const growing = even(731, (day) => 1000 * 2 ** (day / 365));
    for (let to = 30; to <= 360; to += 30) {
      expect(seasonalRatio(growing, 0, 730, to - 30, to)).toBeGreaterThan(0.95);
      expect(seasonalRatio(growing, 0, 730, to - 30, to)).toBeLessThan(1.02);
    }
    expect(seasonalRatio(growing, 0, 730, 360, 365)).toBeCloseTo(1, 1);
  });
});

describe("repeat order days by day", () => {
  it("leave out first days and count a day once; parts add up", () => {
    const shop = shopOf({ 1: [3, 3, 5, 5, 9], 2: [1, 5, 30] });
    const daily = dailyRepeats(shop, 10);
    expect(daily.fromDay).toBe(1);
    expect([...daily.counts]).toEqual([0, 0, 0, 0, 2, 0, 0, 0, 1, 0]);
    const parts = [dailyRepeats(shopOf({ 1: [3, 3, 5, 5, 9] }), 10), dailyRepeats(shopOf({ 2: [1, 5, 30] }), 10)];
    expect(mergedRepeats(parts)).toEqual(daily);
    expect(mergedRepeats([dailyRepeats(shopOf({}), 10), daily])).toEqual(daily);
  });
});
