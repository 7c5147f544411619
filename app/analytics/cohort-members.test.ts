import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { PERIODS } from "./calendar.ts";
import { cohortMembers } from "./cohort-members.ts";
import { cohorts } from "./cohorts.ts";
import { periodOfLabel } from "./period-of-label.ts";

describe("the members of a cohort's cell", () => {
  it("are the customers that the cell counts", () => {
    // 1970-01 has the days 0 to 30, 1970-02 those to 58, 1970-03 those to 89.
    const shop = shopOf({ 1: [0, 5, 60], 2: [30, 31], 3: [10], 4: [31, 70] });
    const of = (membership: Parameters<typeof cohortMembers>[1]["membership"], k: number): number[] =>
      Array.from(cohortMembers(shop, { asOf: 80, period: "month", cohort: 0, membership, k }));
    expect(of("all", 0)).toEqual([0, 1, 2]);
    expect([of("active", 1), of("active", 2)]).toEqual([[1], [0]]);
    expect([of("cumulativeRepeat", 0), of("cumulativeRepeat", 1)]).toEqual([[0], [0, 1]]);
    expect([of("onOrAfter", 1), of("onOrAfter", 2)]).toEqual([[0, 1], [0]]);
  });

  it("are as many as the cell says, each once and ascending", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        fc.integer({ min: 15_590, max: 16_520 }),
        fc.constantFrom(...PERIODS),
        (shop, asOf, period) => {
          const timelines = timelinesOf(shop.orders);
          for (const row of cohorts(timelines, { asOf, period }).rows) {
            const cohort = periodOfLabel(row.cohort, period)!;
            const at = { asOf, period, cohort };
            expect(cohortMembers(timelines, { ...at, membership: "all", k: 0 }).length).toBe(row.size);
            for (const membership of ["active", "cumulativeRepeat", "onOrAfter"] as const) {
              for (let k = 0; k < Math.min(row.active.length, 30); k++) {
                const members = cohortMembers(timelines, { ...at, membership, k });
                expect(members.length).toBe(row[membership][k]);
                expect(members.every((member, i) => i === 0 || member > members[i - 1]!)).toBe(true);
              }
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
