import { describe, expect, it } from "vitest";
import { FIRST_DAY, shopOfPeople } from "../../test/factories/shop-timelines.ts";
import type { Buyer } from "../../test/factories/shop-timelines.ts";
import { untreatedRates } from "./baseline.ts";
import { segmentsAsOf } from "./shop-advice.ts";

const PAST = FIRST_DAY + 100;
const AS_OF = PAST + 90;

/** 40 people who bought once on day 95: ten come back 30 days after day 100, ten on the day after, the others never. */
const buyers: Buyer[] = Array.from({ length: 40 }, (_, i) => ({
  days: i < 10 ? [95, 130] : i < 20 ? [95, 131] : [95],
}));

function rateOf(people: readonly Buyer[], key: Parameters<ReturnType<typeof untreatedRates>>[0], days: number) {
  const timelines = shopOfPeople(
    people,
    Array.from({ length: 40 }, () => ({ createdDay: 50 })),
  );
  const { rfm, buyers: cells, prospects } = segmentsAsOf(timelines, PAST);
  return untreatedRates(timelines, [...rfm, ...cells, ...prospects], PAST, AS_OF)(key, days);
}

describe("untreatedRates", () => {
  it("is the share of the segment's former members who ordered within the days, the last day included", () => {
    expect(rateOf(buyers, "lifecycle.firstTime.between", 30)).toEqual({ value: 0.25, reason: null });
    expect(rateOf(buyers, "lifecycle.firstTime.between", 31)).toEqual({ value: 0.5, reason: null });
    expect(rateOf(buyers, "lifecycle.firstTime.between", 29)).toEqual({ value: 0, reason: null });
  });

  it("is unknown for few people, and for days that have not passed", () => {
    expect(rateOf(buyers.slice(0, 29), "lifecycle.firstTime.between", 30)).toEqual({ value: null, reason: "fewCases" });
    expect(rateOf(buyers, "lifecycle.firstTime.lapsed", 30)).toEqual({ value: null, reason: "fewCases" });
    expect(rateOf(buyers, "lifecycle.firstTime.between", 91)).toEqual({ value: null, reason: "pending" });
  });

  it("counts the first orders of people who had none, over all stages without order together", () => {
    // Nobody of the 40 people without an order buys; eight others are known from day 60 and buy on day 110.
    const later: Buyer[] = Array.from({ length: 8 }, () => ({ days: [110], createdDay: 60 }));
    const expected = { value: 8 / 48, reason: null };
    expect(rateOf([...buyers, ...later], "lifecycle.considering", 30)).toEqual(expected);
    expect(rateOf([...buyers, ...later], "lifecycle.checkout", 30)).toEqual(expected);
  });
});
