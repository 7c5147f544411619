import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShop, timelinesOf } from "../../test/factories/timelines.ts";
import { PERIODS } from "./calendar.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { compare, compareReport, periodFigures } from "./period-figures.ts";
import { periodSeries, periodSeriesReport } from "./period-series.ts";
import { shardsOf } from "./timeline-shards.ts";
import { isUnavailable } from "./unavailable.ts";

const arbitraryOptions = fc.record({
  asOf: fc.integer({ min: 15_590, max: 16_520 }),
  period: fc.constantFrom(...PERIODS),
  lookBackDays: fc.integer({ min: 1, max: 500 }),
});
const ranges = fc
  .tuple(fc.integer({ min: 15_500, max: 16_520 }), fc.integer({ min: 1, max: 400 }))
  .map(([from, days]) => ({ from, to: from + days }));

describe("the reports on periods", () => {
  it("over parts of a shop are those of the whole", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        arbitraryOptions,
        ranges,
        fc.integer({ min: 1, max: 4 }),
        (shop, options, range, count) => {
          const timelines = timelinesOf(shop.orders, shop.customers);
          const parts = shardsOf(timelines, count);
          const series = computedOverParts(periodSeriesReport, parts, options);
          expect(series).toEqual(periodSeries(timelines, options));
          const compared = compare(timelines, range, options);
          expect(computedOverParts(compareReport, parts, { range, ...options })).toEqual(compared);
        },
      ),
    );
  });

  it("compare a range with figures that it has alone", () => {
    fc.assert(
      fc.property(arbitraryShop(), arbitraryOptions, ranges, (shop, options, range) => {
        const timelines = timelinesOf(shop.orders);
        const compared = compare(timelines, range, options);
        if (compared === null) {
          expect(range.from).toBeGreaterThan(options.asOf);
          return;
        }
        expect(compared.current).toEqual(periodFigures(timelines, { ...range, ...options }));
        for (const name of ["preceding", "yearBefore"] as const) {
          const figures = compared[name];
          if (isUnavailable(figures)) continue;
          expect(figures).toEqual(periodFigures(timelines, { ...compared.ranges[name], ...options }));
        }
      }),
    );
  });
});
