import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { withAmounts } from "../../test/factories/order-amounts.ts";
import { arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { ageCohorts, ageCohortsReport } from "./age-cohorts.ts";
import { dayOfIsoDate, periodLabel, periodOf, PERIODS } from "./calendar.ts";
import { holidayCohorts, holidayCohortsReport } from "./holiday-cohorts.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { shardsOf } from "./timeline-shards.ts";

const day = (text: string): number => dayOfIsoDate(text)!;
const asOfDays = fc.integer({ min: 15_590, max: 16_520 });
const periods = fc.constantFrom(...PERIODS);

describe("age cohorts", () => {
  it("are worked by hand", () => {
    // 1970-01. Customer 1 began on day 0, with orders at ages 0, 0, 1 and 2; customer 2 on day 20, with orders at ages 0 and 1.
    const shop = shopOf({ 1: [0, 29, 30, 89], 2: [20, 79] });
    // On day 89 customer 1 has completed ages 0, 1 and 2 (89 ≥ 60 + 29); customer 2, 69 days old, ages 0 and 1 (69 ≥ 59).
    expect(ageCohorts(shop, { asOf: 89, period: "month", money: true }).rows).toEqual([
      {
        cohort: "1970-01",
        size: 2,
        completed: [2, 2, 1],
        active: [2, 2, 1],
        // Customer 2's second order is at age 1; at age 2 only customer 1 counts.
        cumulativeRepeat: [1, 2, 1],
        orders: [3, 2, 1],
        netSalesMinor: [3000, 2000, 1000],
        // Age 2 is customer 1 alone: all four orders.
        cumulativeNetSalesMinor: [3000, 5000, 4000],
        pendingFrom: 2,
        returnDateNetSalesMinor: [3000, 2000, 1000],
        averageOrderValueMinor: [1000, 1000, 1000],
        cumulativeNetSalesPerCustomerMinor: [1500, 2500, 4000],
        marginMinor: null,
      },
    ]);
    // A day earlier nobody has completed age 2.
    expect(ageCohorts(shop, { asOf: 88, period: "month" }).rows[0]).toMatchObject({
      completed: [2, 2],
      pendingFrom: null,
    });
    // Day 28: no age is complete, and the cohort is there all the same.
    expect(ageCohorts(shop, { asOf: 28, period: "month" }).rows[0]).toMatchObject({
      size: 2,
      completed: [],
      active: [],
    });
    expect(ageCohorts(shop, { asOf: -1, period: "month" }).rows).toEqual([]);
  });

  it("count what the orders say", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, periods, (shop, asOf, period) => {
        const seen = shop.orders.filter((o) => o.leftOut === null && o.customerId !== null && o.day <= asOf);
        const days = new Map<bigint, { day: number; net: number }[]>();
        for (const o of seen) {
          days.set(o.customerId!, [...(days.get(o.customerId!) ?? []), { day: o.day, net: o.netMinor }]);
        }
        const customers = [...days.values()].map((orders) => orders.sort((a, b) => a.day - b.day));
        for (const row of ageCohorts(timelinesOf(shop.orders), { asOf, period }).rows) {
          const cohort = customers.filter(
            (orders) => periodLabel(periodOf(orders[0]!.day, period), period) === row.cohort,
          );
          expect(row.size).toBe(cohort.length);
          row.completed.forEach((count, k) => {
            const old = cohort.filter((orders) => asOf - orders[0]!.day >= 30 * k + 29);
            const age = (order: { day: number }, orders: { day: number }[]): number =>
              Math.floor((order.day - orders[0]!.day) / 30);
            const upTo = old.flatMap((orders) => orders.filter((order) => age(order, orders) <= k));
            expect(count).toBe(old.length);
            expect(row.active[k]).toBe(old.filter((orders) => orders.some((order) => age(order, orders) === k)).length);
            expect(row.cumulativeRepeat[k]).toBe(
              old.filter((orders) => orders.length > 1 && age(orders[1]!, orders) <= k).length,
            );
            expect(row.cumulativeNetSalesMinor![k]).toBe(upTo.reduce((sum, order) => sum + order.net, 0));
          });
          expect(row.completed.at(-1)).not.toBe(0);
        }
      }),
    );
  });

  it("over parts of a shop are those of the whole, and as of a day those of the orders up to it", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        asOfDays,
        periods,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (shop, asOf, period, money, parts) => {
          const orders = shop.orders.map(withAmounts);
          const timelines = timelinesOf(orders);
          const options = { asOf, period, money };
          const whole = ageCohorts(timelines, options);
          expect(computedOverParts(ageCohortsReport, shardsOf(timelines, parts), options)).toEqual(whole);
          const past = timelinesOf(orders.filter((order) => order.day <= asOf));
          const knowsCosts = (past.costMinor === null) === (timelines.costMinor === null);
          if (knowsCosts) expect(ageCohorts(past, options)).toEqual(whole);
          const holidays = holidayCohorts(timelines, options);
          expect(computedOverParts(holidayCohortsReport, shardsOf(timelines, parts), options)).toEqual(holidays);
        },
      ),
    );
  });
});

describe("holiday cohorts", () => {
  it("are the Novembers and Decembers by age, beside all other months as one", () => {
    const shop = shopOf({
      1: [day("2023-11-24"), day("2023-12-30")],
      2: [day("2023-12-10")],
      3: [day("2024-01-02"), day("2024-01-20")],
      4: [day("2023-06-01"), day("2023-08-01")],
      5: [day("2024-11-29")],
    });
    const asOf = day("2024-11-30");
    const { rows, otherMonths, columnDays } = holidayCohorts(shop, { asOf });
    expect(columnDays).toBe(30);
    expect(rows.map((row) => [row.cohort, row.size, row.active.slice(0, 2)])).toEqual([
      ["2023-11", 1, [1, 1]],
      ["2023-12", 1, [1, 0]],
      ["2024-11", 1, []],
    ]);
    // Customer 3 came back at age 0, customer 4 at age 2 (61 days).
    expect(otherMonths).toMatchObject({ cohort: "other", size: 2, pendingFrom: 11 });
    expect(otherMonths!.active.slice(0, 4)).toEqual([2, 0, 1, 0]);
    expect(otherMonths!.cumulativeRepeat.slice(0, 4)).toEqual([1, 1, 2, 2]);
    // Customer 3 is 333 days old: eleven ages; customer 4 548 days: eighteen.
    expect(otherMonths!.completed).toEqual([...Array(11).fill(2), ...Array(7).fill(1)]);
    expect(holidayCohorts(shop, { asOf: day("2023-05-01") })).toMatchObject({ rows: [], otherMonths: null });
  });
});
