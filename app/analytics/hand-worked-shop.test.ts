import { describe, expect, it } from "vitest";

import { anOrder, shopOf, timelinesOf } from "../../test/factories/timelines.ts";
import { dayOfIsoDate } from "./calendar.ts";
import { cohorts } from "./cohorts.ts";
import { consecutiveRetention } from "./consecutive-retention.ts";
import { counts } from "./counts.ts";
import { orderFunnel } from "./order-funnel.ts";
import { compare, periodFigures } from "./period-figures.ts";
import { purchaseGaps } from "./purchase-gaps.ts";
import { repeatPurchase } from "./repeat-purchase.ts";
import { retentionRate, retentionTerms } from "./retention-rate.ts";

/** A shop small enough to work every figure out on paper. */
const day = (iso: string): number => dayOfIsoDate(iso)!;
const days = (...dates: string[]): number[] => dates.map(day);

const timelines = shopOf({
  1: days("2024-01-05", "2024-01-05", "2024-02-29", "2024-03-01"),
  2: days("2024-01-31", "2024-03-31"),
  3: days("2024-02-10"),
  4: days("2024-03-15", "2024-03-20"),
});
const asOf = day("2024-03-31");

describe("a shop worked by hand", () => {
  it("counts", () => {
    expect(counts(timelines, asOf)).toEqual({
      customers: 4,
      orders: 9,
      guestOrders: 0,
      leftOut: {},
      netSalesMinor: 9000,
      averageOrderValueMinor: 1000,
      medianOrderValueMinor: 1000,
      ordersPerCustomer: 2.25,
      netSalesPerCustomerMinor: 2250,
      topFifthShare: 4 / 9,
    });
  });

  it("repeat purchase, by orders and by days", () => {
    expect(repeatPurchase(timelines, asOf)).toMatchObject({
      customers: 4,
      repeatCustomers: 3,
      rate: 0.75,
      repeatCustomersByDays: 3,
      withinDays: {
        // Old enough for 60 days: customers 1 (86 days) and 2 (60 days, whose second order came on the 60th).
        60: { eligible: 2, repeated: 2, rate: 1 },
        30: { eligible: 3, repeated: 1, rate: 1 / 3 },
        90: { eligible: 0, repeated: 0, rate: null },
      },
    });
  });

  it("cohorts of months", () => {
    const { rows } = cohorts(timelines, { asOf, period: "month" });
    expect(rows.map(({ provisionalFrom: _, ...row }) => row)).toEqual([
      {
        cohort: "2024-01",
        size: 2,
        active: [2, 1, 2],
        cumulativeRepeat: [1, 1, 2],
        onOrAfter: [2, 2, 2],
        orders: [3, 1, 2],
        netSalesMinor: [3000, 1000, 2000],
        pendingFrom: null,
      },
      {
        cohort: "2024-02",
        size: 1,
        active: [1, 0],
        cumulativeRepeat: [0, 0],
        onOrAfter: [1, 0],
        orders: [1, 0],
        netSalesMinor: [1000, 0],
        pendingFrom: null,
      },
      {
        cohort: "2024-03",
        size: 1,
        active: [1],
        cumulativeRepeat: [1],
        onOrAfter: [1],
        orders: [2],
        netSalesMinor: [2000],
        pendingFrom: null,
      },
    ]);
    // One day earlier March has not fully passed, and customer 2 has not come back.
    const earlier = cohorts(timelines, { asOf: asOf - 1, period: "month" }).rows;
    expect(earlier.map((row) => row.pendingFrom)).toEqual([2, 1, 0]);
    expect(earlier[0]!.active).toEqual([2, 1, 1]);
    // Kind C can rise until the lapsed point (240 days here) has passed since the period's last day.
    expect(rows.map((row) => row.provisionalFrom)).toEqual([0, 0, 0]);
    expect(cohorts(timelines, { asOf: day("2024-01-31") + 240, period: "month" }).rows[0]!.provisionalFrom).toBe(1);
  });

  it("the formula retention rate, with 31 days of look-back", () => {
    const result = retentionRate(timelines, { asOf, period: "month", lookBackDays: 31 });
    expect(result).toEqual({
      lookBackDays: 31,
      period: "month",
      rows: [
        // 2024-01-01 lies before the first order. Present on 1 February: 1 and 2; on 1 March (from 30 January): 1, 2, 3.
        {
          period: "2024-02",
          start: 2,
          end: 3,
          new: 1,
          kept: 2,
          reactivated: 0,
          rate: null,
          churn: null,
          state: "shortHistory",
        },
        // Present on 1 April (from 1 March): 1, 2, 4.
        {
          period: "2024-03",
          start: 3,
          end: 3,
          new: 1,
          kept: 2,
          reactivated: 0,
          rate: 2 / 3,
          churn: 1 - 2 / 3,
          state: "observed",
        },
      ],
    });
    expect(retentionRate(timelines, { asOf, period: "month", lookBackDays: 30 })).toEqual({
      unavailable: "lookBackTooShort",
    });
    // As of 29 February only February (29 days) is listed.
    expect(retentionRate(timelines, { asOf: day("2024-02-29"), period: "month", lookBackDays: 29 })).toMatchObject({
      rows: [{ period: "2024-02" }],
    });
  });

  it("the formula's article example is 78 %, not 81 %", () => {
    const at = { range: { from: 100, to: 130 }, asOf: 200, lookBackDays: 90, firstOrderDay: 0 };
    expect(retentionTerms({ start: 50_000, end: 40_000, new: 1000, kept: 38_000 }, at)).toMatchObject({
      rate: 0.78,
      churn: 0.24,
      reactivated: 1000,
    });
    expect(retentionTerms({ start: 0, end: 1, new: 1, kept: 0 }, at)).toMatchObject({ rate: null, churn: null });
  });

  it("consecutive retention", () => {
    expect(consecutiveRetention(timelines, { asOf, period: "month" }).rows).toEqual([
      {
        period: "2024-02",
        previous: 2,
        active: 2,
        new: 1,
        retained: 1,
        reactivated: 0,
        lost: 1,
        rate: 0.5,
        state: "observed",
      },
      {
        period: "2024-03",
        previous: 2,
        active: 3,
        new: 1,
        retained: 1,
        reactivated: 1,
        lost: 1,
        rate: 0.5,
        state: "observed",
      },
    ]);
  });

  it("the order funnel and the gaps", () => {
    const { steps } = orderFunnel(timelines, asOf);
    expect(steps.map((step) => [step.orders, step.customers, step.stepRate, step.medianDaysToNext])).toEqual([
      [1, 4, 0.75, 5],
      [2, 3, 1 / 3, 55],
      [3, 1, 1, 1],
      [4, 1, 0, null],
    ]);
    // Nobody's time reaches 30 days twenty times over.
    expect(steps[0]).toMatchObject({ kaplanMeierRate: null, low: null, high: null, horizonDays: null });
    expect(purchaseGaps(timelines, asOf).all).toEqual({ n: 4, mean: 30.25, p25: 4, median: 30, p75: 56.25 });
    expect(purchaseGaps(timelines, asOf).steps.map((step) => step.n)).toEqual([3, 1]);
  });

  it("figures of March beside February and March a year before", () => {
    const range = { from: day("2024-03-01"), to: day("2024-04-01") };
    const compared = compare(timelines, range, { asOf, lookBackDays: 90 })!;
    expect(compared.current).toMatchObject({
      netSalesMinor: 4000,
      orders: 4,
      averageOrderValueMinor: 1000,
      activeCustomers: 3,
      newCustomers: 1,
      existingCustomers: 3,
      returningCustomers: 2,
      returningShare: 2 / 3,
      repeatPurchaseRate: 0.75,
    });
    expect(compared.preceding).toMatchObject({ orders: 2, newCustomers: 1, repeatPurchaseRate: 1 / 3 });
    expect(compared.yearBefore).toEqual({ unavailable: "shortHistory" });
    const known = compare(timelines, range, { asOf, lookBackDays: 90, completeFrom: day("2024-02-02") })!;
    expect(known.preceding).toEqual({ unavailable: "shortHistory" });
  });
});

describe("orders without a customer", () => {
  it("are in sales and AOV, and in no customer figure", () => {
    const shop = timelinesOf([
      anOrder({ orderId: 1n, customerId: 1n, day: 10, netMinor: 100 }),
      anOrder({ orderId: 2n, customerId: null, day: 12, netMinor: 300 }),
      anOrder({ orderId: 3n, customerId: null, day: 40, netMinor: 300 }),
      anOrder({ orderId: 4n, customerId: 2n, day: 12, leftOut: "cancelled" }),
    ]);
    expect(counts(shop, 20)).toMatchObject({
      customers: 1,
      orders: 2,
      guestOrders: 1,
      leftOut: { cancelled: 1 },
      netSalesMinor: 400,
      averageOrderValueMinor: 200,
      medianOrderValueMinor: 200,
      ordersPerCustomer: 1,
      netSalesPerCustomerMinor: 100,
      topFifthShare: 1,
    });
    const figures = periodFigures(shop, { from: 11, to: 41, asOf: 60, lookBackDays: 30 });
    expect(figures).toMatchObject({ orders: 2, netSalesMinor: 600, activeCustomers: 0, newCustomers: 0 });
  });
});

describe("amounts", () => {
  it("are minor units whatever the currency's digits, and null where the source has none", () => {
    const yen = shopOf({ 1: [0, 5] }, { currency: "JPY", currencyDigits: 0 }, 1250);
    expect(counts(yen, 9).netSalesMinor).toBe(2500);
    const without = shopOf({ 1: [0, 5] }, { hasMoney: false }, 0);
    expect(counts(without, 9)).toMatchObject({
      netSalesMinor: null,
      averageOrderValueMinor: null,
      topFifthShare: null,
    });
    expect(cohorts(without, { asOf: 9, period: "month" }).rows[0]!.netSalesMinor).toBeNull();
    expect(orderFunnel(without, 9).steps[0]!.averageOrderValueMinor).toBeNull();
  });
});

describe("a shop without orders", () => {
  it("has counts of 0 and rates of null", () => {
    const none = shopOf({});
    expect(counts(none, 9)).toMatchObject({ customers: 0, orders: 0, netSalesMinor: 0, averageOrderValueMinor: null });
    expect(repeatPurchase(none, 9)).toMatchObject({ customers: 0, rate: null });
    expect(cohorts(none, { asOf: 9, period: "week" }).rows).toEqual([]);
    expect(orderFunnel(none, 9).steps).toEqual([]);
    expect(purchaseGaps(none, 9).all).toEqual({ n: 0, mean: null, p25: null, median: null, p75: null });
  });
});
