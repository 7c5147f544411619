import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { withAmounts } from "../../test/factories/order-amounts.ts";
import { anOrder, arbitraryShop, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { dayOfIsoDate, PERIODS, periodStart } from "./calendar.ts";
import { cohorts, cohortsReport } from "./cohorts.ts";
import { meanRow } from "./mean-row.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { clockBounds } from "./order-clock.ts";
import { shardsOf } from "./timeline-shards.ts";

const day = (text: string): number => dayOfIsoDate(text)!;

describe("cohorts", () => {
  it("do not grow with the square of the years between two orders", () => {
    // A first order of 1900, as a wrong date in a file has it, and weeks up to a far day: 400,000 of them.
    const shop = shopOf({ 1: [day("1900-01-01"), day("2024-03-04")], 2: [day("2024-03-04")] });
    const { rows } = cohorts(shop, { asOf: day("9999-12-31"), period: "week" });
    expect(rows.map((row) => [row.cohort, row.size])).toEqual([
      ["1900-W01", 1],
      ["2024-W10", 1],
    ]);
    const weeksBetween = (day("2024-03-04") - day("1900-01-01")) / 7;
    expect(rows[0]!.active[weeksBetween]).toBe(1);
    expect(rows[0]!.orders.length - rows[1]!.orders.length).toBe(weeksBetween);
    expect(rows[1]!.active[0]).toBe(1);
    expect(rows[0]!.netSalesMinor!.reduce((sum, net) => sum + net, 0)).toBe(2000);
  });
});

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });
const periods = fc.constantFrom(...PERIODS);

describe("the money of a cohort's cells", () => {
  const shop = timelinesOf([
    // 100 less 10 discount in January, cost 40; of it 30 come back in February, 20 in April.
    anOrder({
      orderId: 1n,
      customerId: 1n,
      day: day("2024-01-05"),
      netMinor: 40,
      grossMinor: 100,
      discountMinor: 10,
      refundMinor: 50,
      costMinor: 40,
      returns: [
        { day: day("2024-02-10"), amountMinor: 30 },
        { day: day("2024-04-01"), amountMinor: 20 },
      ],
    }),
    anOrder({ orderId: 2n, customerId: 1n, day: day("2024-03-01"), netMinor: 200, costMinor: null }),
    // A return that is dated before its order counts with the order.
    anOrder({
      orderId: 3n,
      customerId: 2n,
      day: day("2024-01-20"),
      netMinor: 60,
      grossMinor: 70,
      refundMinor: 10,
      costMinor: 20,
      returns: [{ day: day("2023-12-20"), amountMinor: 10 }],
    }),
  ]);

  it("is worked by hand", () => {
    const row = cohorts(shop, { asOf: day("2024-03-31"), period: "month", money: true }).rows[0]!;
    expect(row).toMatchObject({
      size: 2,
      netSalesMinor: [100, 0, 200],
      // January: 90 of order 1 and 60 of order 3. The return of April is not known in March.
      returnDateNetSalesMinor: [150, -30, 200],
      averageOrderValueMinor: [50, null, 200],
      // Two customers: 100, 100 and 300.
      cumulativeNetSalesPerCustomerMinor: [50, 50, 150],
      // 40 + 60 less 40 + 20; nothing; the costs of order 2 are not known.
      marginMinor: [40, 0, null],
    });
    const later = cohorts(shop, { asOf: day("2024-04-30"), period: "month", money: true }).rows[0]!;
    expect(later.returnDateNetSalesMinor).toEqual([150, -30, 200, -20]);
  });

  it("is left out unless asked for, and null without amounts or costs", () => {
    expect(cohorts(shop, { asOf: day("2024-03-31"), period: "month" }).rows[0]).not.toHaveProperty("marginMinor");
    const at = { asOf: 9, period: "month", money: true } as const;
    expect(cohorts(shopOf({ 1: [0] }, { hasMoney: false }, 0), at).rows[0]).toMatchObject({
      returnDateNetSalesMinor: null,
      marginMinor: null,
    });
    expect(cohorts(shopOf({ 1: [0] }), at).rows[0]).toMatchObject({
      averageOrderValueMinor: [1000],
      marginMinor: null,
    });
  });

  it("adds up to the orders' own, and leaves everything else as it is", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, periods, (shop, asOf, period) => {
        const orders = shop.orders.map(withAmounts);
        const timelines = timelinesOf(orders);
        const { rows } = cohorts(timelines, { asOf, period, money: true });
        const plain = cohorts(timelines, { asOf, period }).rows;
        rows.forEach((row, r) => expect(row).toMatchObject(plain[r]!));
        const seen = orders.filter((o) => o.leftOut === null && o.customerId !== null && o.day <= asOf);
        const returned = seen.flatMap((o) => o.returns).filter((back) => back.day <= asOf);
        const total = (lists: readonly (readonly number[])[]): number => lists.flat().reduce((a, b) => a + b, 0);
        const kept = seen.reduce((sum, o) => sum + o.grossMinor - o.discountMinor, 0);
        expect(total(rows.map((row) => row.returnDateNetSalesMinor!))).toBe(
          kept - returned.reduce((sum, back) => sum + back.amountMinor, 0),
        );
        for (const row of rows) {
          const last = row.cumulativeNetSalesPerCustomerMinor!.at(-1)!;
          expect(last).toBeCloseTo(total([row.netSalesMinor!]) / row.size, 6);
        }
      }),
    );
  });
});

describe("cohorts over parts of a shop", () => {
  it("are those of the whole", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        asOfDays,
        periods,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (shop, asOf, period, money, parts) => {
          const timelines = timelinesOf(shop.orders.map(withAmounts));
          const options = { asOf, period, money };
          const merged = computedOverParts(cohortsReport, shardsOf(timelines, parts), options);
          expect(merged).toEqual(cohorts(timelines, options));
        },
      ),
    );
  });

  it("draw the lapsed point that the clock draws", () => {
    // 60 customers who come back after 30 days, seen long after: every bound is shrunk from a fitted one, not the prior.
    const shop = shopOf(Object.fromEntries(Array.from({ length: 60 }, (_, i) => [i + 1, [i, i + 30]])));
    const { lapsedDays } = clockBounds(shop, 700).pooled;
    expect(lapsedDays).toBeLessThan(200);
    const { rows } = cohorts(shop, { asOf: 700, period: "month" });
    // 1970-01 is the days up to 30.
    const provisional = Array.from({ length: 24 }, (_, k) => periodStart(k + 1, "month") - 1).findIndex(
      (lastDay) => 700 - lastDay < lapsedDays,
    );
    expect(rows[0]!.provisionalFrom).toBe(provisional);
  });
});

describe("the mean row", () => {
  it("is Σ counts / Σ sizes over the cells that have passed", () => {
    const rows = [
      { size: 10, active: [10, 4, 3], pendingFrom: null },
      { size: 30, active: [30, 6, 9], pendingFrom: 2 },
      { size: 5, active: [5], pendingFrom: 0 },
    ];
    expect(meanRow(rows, (row) => ({ counts: row.active, of: () => row.size }))).toEqual([
      { k: 0, count: 40, of: 40, cohorts: 2, rate: 1 },
      // (4 + 6) / 40, not the mean of 40 % and 20 %.
      { k: 1, count: 10, of: 40, cohorts: 2, rate: 0.25 },
      { k: 2, count: 3, of: 10, cohorts: 1, rate: 0.3 },
    ]);
    expect(meanRow([], () => ({ counts: [], of: () => 0 }))).toEqual([]);
  });
});
