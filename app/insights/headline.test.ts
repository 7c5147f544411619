import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PERIODS, periodOf, periodStart } from "../analytics/calendar.ts";
import { compare, periodFigures } from "../analytics/period-figures.ts";
import { periodSeries } from "../analytics/period-series.ts";
import { repeatPurchase } from "../analytics/repeat-purchase.ts";
import { retentionRate } from "../analytics/retention-rate.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import { arbitraryShop, timelinesOf } from "../../test/factories/timelines.ts";
import { FIRST_DAY, shopOfPeople } from "../../test/factories/shop-timelines.ts";
import { known, unknown } from "./definition.ts";
import { change, HEADLINE_KEYS, headlineFigure, headlinePeriod, headlineValues, sparkline } from "./headline.ts";

describe("headlineValues", () => {
  // 2024-01-01 is day 0. Four customers in January; in February two of them again and a new one.
  const timelines = shopOfPeople([{ days: [0, 31] }, { days: [1, 40] }, { days: [2] }, { days: [3] }, { days: [45] }]);
  const february = { from: FIRST_DAY + 31, to: FIRST_DAY + 60 };
  const asOf = FIRST_DAY + 59;
  const values = (key: (typeof HEADLINE_KEYS)[number], day = asOf) => {
    const compared = compare(timelines, february, { asOf: day, lookBackDays: 31 })!;
    return headlineValues(key, compared, repeatPurchase(timelines, day), "notCovered");
  };

  it("compares counts relatively and rates by their difference", () => {
    expect(values("orders")).toMatchObject({ figure: known(3), preceding: { figure: known(4), change: known(-0.25) } });
    expect(values("repeatPurchaseRate")).toMatchObject({
      figure: known(0.4),
      cases: { of: 5, few: true },
      preceding: { figure: known(0), change: known(0.4) },
    });
  });

  it("has the formula's rate, churn and the returning share, each with its cases", () => {
    // S: four of January. E: the three of February, one of them new. Nobody came back from further back.
    expect(values("customerRetentionRate")).toMatchObject({
      figure: known(0.5),
      cases: { of: 4, low: null, high: null },
    });
    expect(values("churnRate")).toMatchObject({ figure: known(0.5), cases: { of: 4 } });
    expect(values("returningShare").figure).toEqual(known(0.5));
  });

  it("counts as existing who ordered on the first day of the look-back, not the day before", () => {
    // February begins on day 31: its look-back of 31 days begins on day 0.
    const [early, late] = [{ days: [-1, 35] }, { days: [0, 36] }];
    const shop = shopOfPeople([early, late]);
    const options = { asOf, period: "month", lookBackDays: 31 } as const;
    expect(periodSeries(shop, options).at(-1)).toMatchObject({
      period: "2024-02",
      activeCustomers: 2,
      returningCustomers: 1,
    });
    expect(periodFigures(shop, { ...february, ...options })).toMatchObject({
      existingCustomers: 1,
      returningCustomers: 1,
    });
  });

  it("says why there is no comparison", () => {
    for (const key of HEADLINE_KEYS) {
      expect(values(key).yearBefore, key).toEqual({ figure: unknown("notCovered"), change: unknown("notCovered") });
    }
  });

  it("waits for the end of the period with rates that need it", () => {
    expect(values("customerRetentionRate", asOf - 1).figure).toEqual(unknown("pending"));
    expect(values("returningShare", asOf - 1).figure).toEqual(known(0.5));
  });

  it("shows such a rate of the last finished period, all else of the running one", () => {
    const january = { from: FIRST_DAY, to: FIRST_DAY + 31 };
    const march = { from: FIRST_DAY + 60, to: FIRST_DAY + 91 };
    const compared = (range: typeof march) => compare(timelines, range, { asOf: FIRST_DAY + 62, lookBackDays: 31 })!;
    const [none, finished, running] = [january, february, march].map(compared) as [never, never, never];
    const waiting = ["customerRetentionRate", "churnRate"];
    for (const key of HEADLINE_KEYS) {
      const expected = waiting.includes(key) ? finished : running;
      expect(headlinePeriod(key, running, finished), key).toBe(expected);
      // January has no customers before it, hence no rate.
      expect(headlinePeriod(key, running, none), key).toBe(running);
    }
  });
});

describe("change", () => {
  it("is unknown from nothing and to the unknown", () => {
    expect(change(known(3), known(0), "count")).toEqual(unknown("noCases"));
    expect(change(known(0.5), known(0), "rate")).toEqual(known(0.5));
    expect(change(unknown("noMoney"), known(1), "money")).toEqual(unknown("noMoney"));
    expect(change(known(1), unknown("notCovered"), "money")).toEqual(unknown("notCovered"));
  });
});

describe("sparkline", () => {
  it("shows in each period what the headline would show there", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        fc.constantFrom(...PERIODS),
        fc.integer({ min: 15_550, max: 16_600 }),
        fc.integer({ min: 366, max: 500 }),
        ({ orders, customers }, period, asOf, lookBackDays) => {
          const timelines = timelinesOf(orders, customers);
          const options = { asOf, period, lookBackDays };
          const series = periodSeries(timelines, options);
          const retention = retentionRate(timelines, options);
          if (isUnavailable(retention)) throw new Error("no look-back of these is too short");
          for (const key of HEADLINE_KEYS) {
            const points = sparkline(key, series, retention, 1000);
            expect(points).toHaveLength(series.length);
            points.forEach(({ figure }, i) => {
              const ordinal = periodOf(asOf, period) - points.length + 1 + i;
              const range = { from: periodStart(ordinal, period), to: periodStart(ordinal + 1, period) };
              const expected = headlineFigure(key, periodFigures(timelines, { ...range, asOf, lookBackDays }));
              // The period of the very first order has no customers before it.
              if (i === 0 && figure.reason === "noExistingCustomers") return;
              expect(figure, `${key} ${points[i]!.label}`).toEqual(expected);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
