import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { dayOfIsoDate, PERIODS, periodStart } from "./calendar.ts";
import { consecutiveRetention, consecutiveRetentionReport } from "./consecutive-retention.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { periodFigures } from "./period-figures.ts";
import { periodOfLabel } from "./period-of-label.ts";
import { retentionRate, retentionRateReport } from "./retention-rate.ts";
import { returningShare, returningShareReport } from "./returning-share.ts";
import { shardsOf } from "./timeline-shards.ts";
import { isUnavailable } from "./unavailable.ts";

const day = (text: string): number => dayOfIsoDate(text)!;
const days = (...dates: string[]): number[] => dates.map(day);
const arbitraryOptions = fc.record({
  asOf: fc.integer({ min: 15_590, max: 16_520 }),
  period: fc.constantFrom(...PERIODS),
  lookBackDays: fc.integer({ min: 1, max: 500 }),
});

describe("the returning share of existing customers", () => {
  it("is worked by hand, with 31 days of look-back", () => {
    const shop = shopOf({
      1: days("2024-01-05", "2024-02-29", "2024-03-01"),
      2: days("2024-01-31", "2024-03-31"),
      3: days("2024-02-10"),
      4: days("2024-03-15", "2024-03-20"),
    });
    const { rows } = returningShare(shop, { asOf: day("2024-04-02"), period: "month", lookBackDays: 31 });
    expect(rows).toEqual([
      // The look-back (from 1 January) begins before the first order.
      { period: "2024-02", existing: 2, returned: 1, share: null, state: "shortHistory" },
      // From 30 January: 1, 2 and 3 are there; 1 and 2 come back. Customer 4 is new.
      { period: "2024-03", existing: 3, returned: 2, share: 2 / 3, state: "observed" },
      { period: "2024-04", existing: 3, returned: 0, share: null, state: "pending" },
    ]);
    expect(returningShare(shop, { asOf: day("2024-01-01"), period: "month", lookBackDays: 31 }).rows).toEqual([]);
  });

  it("has the formula's S, and the figures of each period alone", () => {
    fc.assert(
      fc.property(arbitraryShop(), arbitraryOptions, (shop, options) => {
        const timelines = timelinesOf(shop.orders);
        const { rows } = returningShare(timelines, options);
        const formula = retentionRate(timelines, options);
        rows.forEach((row, i) => {
          if (!isUnavailable(formula)) {
            expect([row.existing, row.state]).toEqual([formula.rows[i]!.start, formula.rows[i]!.state]);
          }
          const ordinal = periodOfLabel(row.period, options.period)!;
          const range = { from: periodStart(ordinal, options.period), to: periodStart(ordinal + 1, options.period) };
          const figures = periodFigures(timelines, { ...range, ...options });
          expect([row.existing, row.returned]).toEqual([figures.existingCustomers, figures.returningCustomers]);
          if (row.share !== null) expect(row.share).toBeLessThanOrEqual(1);
        });
      }),
    );
  });
});

describe("the retention reports over parts of a shop", () => {
  it("are those of the whole", () => {
    fc.assert(
      fc.property(arbitraryShop(), arbitraryOptions, fc.integer({ min: 1, max: 4 }), (shop, options, count) => {
        const timelines = timelinesOf(shop.orders, shop.customers);
        const parts = shardsOf(timelines, count);
        expect(computedOverParts(retentionRateReport, parts, options)).toEqual(retentionRate(timelines, options));
        expect(computedOverParts(returningShareReport, parts, options)).toEqual(returningShare(timelines, options));
        expect(computedOverParts(consecutiveRetentionReport, parts, options)).toEqual(
          consecutiveRetention(timelines, options),
        );
      }),
    );
  });
});
