import fc from "fast-check";
import { describe, it } from "vitest";

import { ageCohorts } from "../../app/analytics/age-cohorts.ts";
import { PERIODS } from "../../app/analytics/calendar.ts";
import { holidayCohorts } from "../../app/analytics/holiday-cohorts.ts";
import { repeatChange } from "../../app/analytics/mix-and-rate.ts";
import { orderValue } from "../../app/analytics/order-value.ts";
import { returningShare } from "../../app/analytics/returning-share.ts";
import { timelinesOf } from "../factories/timelines.ts";
import { ageCohortsReference, holidayCohortsReference } from "./age-reports.ts";
import { agreeOn, anyShop, lateDay } from "./agreement.ts";
import { orderValueReference, repeatChangeReference } from "./change-reports.ts";
import { returningShareReference } from "./retention-reports.ts";

const RUNS = 1000;
const period = fc.constantFrom(...PERIODS);

describe("the slow reference agrees on", () => {
  it("age cohorts and their money", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay, period }),
      ({ shop, ...asked }) => ageCohorts(timelinesOf(shop.orders, shop.customers), { ...asked, money: true }),
      ({ shop, ...asked }) => ageCohortsReference(shop.orders, asked),
      {
        runs: RUNS,
        // A cohort of several customers of whom some have come further than others.
        reached: {
          when: (expected) =>
            (expected as ReturnType<typeof ageCohortsReference>).rows.some(
              ({ completed, active }) => completed.length > 2 && new Set(completed).size > 1 && active[2]! > 0,
            ),
          share: 0.1,
        },
      },
    );
  });

  it("holiday cohorts at equal age", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay }),
      ({ shop, asOf }) => holidayCohorts(timelinesOf(shop.orders), { asOf, money: true }),
      ({ shop, asOf }) => holidayCohortsReference(shop.orders, asOf),
      {
        runs: RUNS,
        reached: {
          when: (expected) => {
            const { rows, otherMonths } = expected as ReturnType<typeof holidayCohortsReference>;
            return rows.some(({ completed }) => completed.length > 1) && otherMonths !== null;
          },
          share: 0.4,
        },
      },
    );
  });

  it("the returning share of existing customers, for any look-back", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay, period, lookBackDays: fc.integer({ min: 1, max: 500 }) }),
      ({ shop, ...asked }) => returningShare(timelinesOf(shop.orders, shop.customers), asked),
      ({ shop, ...asked }) => returningShareReference(shop.orders, asked),
      {
        runs: RUNS,
        reached: {
          when: (expected) =>
            (expected as ReturnType<typeof returningShareReference>).rows.some(({ share }) => (share ?? 0) > 0),
          share: 0.2,
        },
      },
    );
  });

  it("why the repeat rate of new customers changed", () => {
    const range = fc
      .tuple(fc.integer({ min: 15_590, max: 15_900 }), fc.integer({ min: 0, max: 400 }))
      .map(([from, length]) => ({ from, to: from + length }));
    agreeOn(
      fc.record({
        shop: anyShop,
        asOf: lateDay,
        before: range,
        after: range,
        by: fc.constantFrom("channel", "country", "discountCode"),
      }),
      ({ shop, ...asked }) => repeatChange(timelinesOf(shop.orders), asked),
      ({ shop, ...asked }) => repeatChangeReference(shop.orders, asked),
      {
        runs: RUNS,
        reached: {
          when: (expected) => ((expected as ReturnType<typeof repeatChangeReference>).change ?? 0) !== 0,
          share: 0.12,
        },
      },
    );
  });

  it("order values", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay }),
      ({ shop, asOf }) => orderValue(timelinesOf(shop.orders), asOf),
      ({ shop, asOf }) => orderValueReference(shop.orders, asOf),
      {
        runs: 400,
        reached: {
          when: (expected) => (expected as ReturnType<typeof orderValueReference>).later.orders > 2,
          share: 0.35,
        },
      },
    );
  });
});
