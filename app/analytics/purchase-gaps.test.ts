import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { gapMembers } from "./gap-members.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { purchaseGaps, purchaseGapsReport } from "./purchase-gaps.ts";
import { shardsOf } from "./timeline-shards.ts";

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });

describe("days between orders", () => {
  // Gaps: customer 1: 7, 7, 8 (days 0, 7, 14 twice, 22); customer 2: 365; customer 3: none.
  const shop = shopOf({ 1: [0, 7, 14, 14, 22], 2: [0, 365], 3: [5, 5] });

  it("fall into bars of seven days", () => {
    const { histogram } = purchaseGaps(shop, 400);
    expect(histogram).toHaveLength(53);
    expect(histogram[0]).toEqual({ fromDays: 1, toDays: 8, gaps: 2, customers: 1 });
    expect(histogram[1]).toEqual({ fromDays: 8, toDays: 15, gaps: 1, customers: 1 });
    expect(histogram[51]).toEqual({ fromDays: 358, toDays: 365, gaps: 0, customers: 0 });
    expect(histogram[52]).toEqual({ fromDays: 365, toDays: null, gaps: 1, customers: 1 });
    expect([...gapMembers(shop, 400, { fromDays: 0, toDays: null })]).toEqual([0, 1]);
    expect([...gapMembers(shop, 364, { fromDays: 0, toDays: null })]).toEqual([0]);
  });

  it("have a mean for each customer", () => {
    // Customer 1: 22 / 3; customer 2: 365. A quarter of the way between them: 22/3 + (365 − 22/3) / 4.
    const mean = 22 / 3;
    expect(purchaseGaps(shop, 400).perCustomer).toEqual({
      n: 2,
      mean: (mean + 365) / 2,
      p25: expect.closeTo(mean + (365 - mean) / 4, 9),
      median: expect.closeTo((mean + 365) / 2, 9),
      p75: expect.closeTo(365 - (365 - mean) / 4, 9),
    });
    expect(purchaseGaps(shop, 6).perCustomer).toEqual({ n: 0, mean: null, p25: null, median: null, p75: null });
  });

  it("of parts of a shop are those of the whole; bars, steps and members agree", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, fc.integer({ min: 1, max: 4 }), ({ orders }, asOf, parts) => {
        const whole = timelinesOf(orders);
        const gaps = purchaseGaps(whole, asOf);
        expect(computedOverParts(purchaseGapsReport, shardsOf(whole, parts), { asOf })).toEqual(gaps);
        expect(gaps.histogram.reduce((sum, bar) => sum + bar.gaps, 0)).toBe(gaps.all.n);
        for (const bar of gaps.histogram) expect(gapMembers(whole, asOf, bar)).toHaveLength(bar.customers);
        expect(gapMembers(whole, asOf, { fromDays: 1, toDays: null })).toHaveLength(gaps.perCustomer.n);
        // Every gap is a step, of which only the first twenty of a customer are listed.
        const listed = gaps.steps.reduce((sum, step) => sum + step.n, 0);
        expect(listed).toBeLessThanOrEqual(gaps.all.n);
        if (gaps.steps.length < 20) expect(listed).toBe(gaps.all.n);
      }),
    );
  });

  it("of one customer with an order on every day are all one day", () => {
    const daily = shopOf({ 1: Array.from({ length: 3000 }, (_, day) => day) });
    const gaps = purchaseGaps(daily, 2999);
    expect(gaps.all).toEqual({ n: 2999, mean: 1, p25: 1, median: 1, p75: 1 });
    expect(gaps.perCustomer).toEqual({ n: 1, mean: 1, p25: 1, median: 1, p75: 1 });
    expect(gaps.steps).toHaveLength(20);
    expect(gaps.histogram[0]).toMatchObject({ gaps: 2999, customers: 1 });
  });
});
