import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { PERIODS } from "../../app/analytics/calendar.ts";
import { isReportName, NAMED_REPORTS } from "../../app/analytics/named-reports.ts";
import type { ReportOptions } from "../../app/analytics/named-reports.ts";
import { shardsOf } from "../../app/analytics/timeline-shards.ts";
import { timelinesOfShop } from "../factories/timelines.ts";
import type { ArbitraryShopWithLines } from "../factories/timelines.ts";
import { crowdedShop, lateDay, shopOfAnySize, unlike } from "./agreement.ts";

/** What must hold of every report by name, on shops that are large enough for its branches, with costs and all kinds of orders. */

const RUNS = 150;

const shops = fc.oneof(
  shopOfAnySize(60),
  crowdedShop({ maxOrders: 30, copies: { min: 2, max: 16 }, pressed: [1, 2], mayBeAlike: true }),
);

const options = fc
  .record({
    asOf: lateDay,
    period: fc.constantFrom(...PERIODS),
    lookBackDays: fc.integer({ min: 366, max: 500 }),
    daysBack: fc.constantFrom(null, 0, 300),
    marginRate: fc.constantFrom(null, 0.4),
    spend: fc.array(
      fc.record({
        month: fc.integer({ min: 512, max: 542 }),
        channel: fc.constantFrom(null, "search", "email"),
        amountMinor: fc.integer({ min: 0, max: 300_000 }),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ daysBack, ...at }) => ({ ...at, compareWith: daysBack === null ? null : at.asOf - daysBack }));

const names = Object.keys(NAMED_REPORTS).filter(isReportName);

function everyReport(shop: ArbitraryShopWithLines, at: ReportOptions): Record<string, unknown> {
  const timelines = timelinesOfShop(shop);
  return Object.fromEntries(names.map((name) => [name, NAMED_REPORTS[name].over(timelines, at)]));
}

describe("every report by name", () => {
  it("over disjoint parts is that over the whole", () => {
    fc.assert(
      fc.property(shops, options, fc.integer({ min: 2, max: 4 }), (shop, at, count) => {
        const timelines = timelinesOfShop(shop);
        const parts = shardsOf(timelines, count);
        for (const name of names) {
          const { over, overParts } = NAMED_REPORTS[name];
          if (overParts === null) continue;
          const whole = over(timelines, at);
          expect(unlike(overParts(parts, at), whole, name).slice(0, 5)).toEqual([]);
        }
      }),
      { numRuns: RUNS, unbiased: true },
    );
  });

  it("as of a day is that on the orders up to the day", () => {
    fc.assert(
      fc.property(shops, options, (shop, at) => {
        const past = { ...shop, orders: shop.orders.filter((order) => order.day <= at.asOf) };
        expect(unlike(everyReport(shop, at), everyReport(past, at)).slice(0, 5)).toEqual([]);
      }),
      { numRuns: RUNS, unbiased: true },
    );
  });

  it("does not depend on the order of input", () => {
    fc.assert(
      fc.property(shops, options, (shop, at) => {
        const turned = {
          orders: shop.orders.toReversed(),
          customers: shop.customers.toReversed(),
          lines: shop.lines.toReversed(),
          products: shop.products.toReversed(),
        };
        expect(unlike(everyReport(turned, at), everyReport(shop, at)).slice(0, 5)).toEqual([]);
      }),
      { numRuns: RUNS, unbiased: true },
    );
  });
});
