import { describe, expect, it } from "vitest";

import { ageCohorts } from "../../app/analytics/age-cohorts.ts";
import { dayOfIsoDate } from "../../app/analytics/calendar.ts";
import { cohorts } from "../../app/analytics/cohorts.ts";
import { counts } from "../../app/analytics/counts.ts";
import { currencyDigits, minorUnits, minorUnitsOfDifference } from "../../app/analytics/money.ts";
import { isReportName, NAMED_REPORTS } from "../../app/analytics/named-reports.ts";
import { orderFunnel } from "../../app/analytics/order-funnel.ts";
import { orderValue } from "../../app/analytics/order-value.ts";
import { purchaseGaps } from "../../app/analytics/purchase-gaps.ts";
import { repeatPurchase } from "../../app/analytics/repeat-purchase.ts";
import { rfm } from "../../app/analytics/rfm.ts";
import type { TimelineOrder, Timelines } from "../../app/analytics/timelines.ts";
import { anOrder, timelinesOf } from "../factories/timelines.ts";
import { unlike } from "./agreement.ts";
import { countsReference, repeatPurchaseReference } from "./order-reports.ts";

const names = Object.keys(NAMED_REPORTS).filter(isReportName);
const day = (isoDate: string): number => dayOfIsoDate(isoDate)!;

/** Every report by name. */
function everyReport(timelines: Timelines, asOf: number): Record<string, unknown> {
  const at = {
    asOf,
    period: "month",
    lookBackDays: 90,
    spend: [{ month: 500, channel: null, amountMinor: 1 }],
  } as const;
  return Object.fromEntries(names.map((name) => [name, NAMED_REPORTS[name].over(timelines, at)]));
}

/** Paths of numbers that are none. */
function notFinite(value: unknown, path = "report"): string[] {
  if (typeof value === "number") return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => notFinite(one, `${path}.${key}`));
}

describe("month ends and leap days", () => {
  it("put the last day of a month and the first of the next into two columns", () => {
    const orders = ["2012-01-31", "2012-02-29", "2012-03-01", "2013-02-28"].map((date, i) =>
      anOrder({ orderId: BigInt(i + 1), day: day(date) }),
    );
    const [row] = cohorts(timelinesOf(orders), { asOf: day("2013-02-28"), period: "month" }).rows;
    expect(row).toMatchObject({ cohort: "2012-01", pendingFrom: null });
    expect(row!.active.flatMap((count, k) => (count > 0 ? [k] : []))).toEqual([0, 1, 2, 13]);
  });

  it("hold a month as pending until its last day, 29 February in a leap year", () => {
    const orders = [anOrder({ orderId: 1n, day: day("2012-02-28") })];
    const pendingOn = (date: string) =>
      cohorts(timelinesOf(orders), { asOf: day(date), period: "month" }).rows[0]!.pendingFrom;
    expect(["2012-02-28", "2012-02-29", "2012-03-01"].map(pendingOn)).toEqual([0, null, 1]);
  });

  it("give the days around New Year to ISO weeks of another year", () => {
    const orders = ["2012-12-30", "2012-12-31", "2021-01-03"].map((date, i) =>
      anOrder({ orderId: BigInt(i + 1), customerId: BigInt(i + 1), day: day(date) }),
    );
    const { rows } = cohorts(timelinesOf(orders), { asOf: day("2021-01-03"), period: "week" });
    expect(rows.map(({ cohort }) => cohort)).toEqual(["2012-W52", "2013-W01", "2020-W53"]);
  });

  it("complete an age on its thirtieth day", () => {
    const orders = [anOrder({ orderId: 1n, day: day("2012-02-01") })];
    const completedOn = (date: string) =>
      ageCohorts(timelinesOf(orders), { asOf: day(date), period: "month" }).rows[0]!.completed;
    expect([completedOn("2012-02-29"), completedOn("2012-03-01"), completedOn("2012-03-31")]).toEqual([
      [],
      [1],
      [1, 1],
    ]);
  });

  it("count 365 days across 29 February as 365 days, not as a year", () => {
    const orders = ["2012-02-28", "2013-02-27"].map((date, i) => anOrder({ orderId: BigInt(i + 1), day: day(date) }));
    const { withinDays } = repeatPurchase(timelinesOf(orders), day("2013-02-27"));
    expect(withinDays[365]).toEqual({ eligible: 1, repeated: 1, rate: 1 });
  });
});

describe("currencies without decimals and with three", () => {
  it("round half away from zero to their own digits", () => {
    const [jpy, kwd] = [currencyDigits("JPY"), currencyDigits("KWD")];
    expect([jpy, kwd]).toEqual([0, 3]);
    expect(["1234", "1234.49", "1234.5", "-1234.5", "0.5", "-0.4"].map((text) => minorUnits(text, jpy))).toEqual([
      1234, 1234, 1235, -1235, 1, 0,
    ]);
    expect(["1.2344", "1.2345", "-1.2345", "1.2", "0.0005"].map((text) => minorUnits(text, kwd))).toEqual([
      1234, 1235, -1235, 1200, 1,
    ]);
    // Rounded once: each by itself would give 2 − 1 yen, and 1.001 − 0.001 dinar.
    expect(minorUnitsOfDifference("1.6", "1.4", jpy)).toBe(0);
    expect(minorUnitsOfDifference("1.0006", "0.0012", kwd)).toBe(999);
  });

  it("have the same reports in minor units as any other", () => {
    const orders = [0, 40, 90].map((at, i) => anOrder({ orderId: BigInt(i + 1), day: at, netMinor: 1235 + i }));
    const reports = ["JPY", "EUR", "KWD"].map((currency) =>
      everyReport(timelinesOf(orders, [], { currency, currencyDigits: currencyDigits(currency) }), 100),
    );
    expect(reports[0]).toEqual(reports[1]);
    expect(reports[2]).toEqual(reports[1]);
  });
});

describe("orders that were returned or edited", () => {
  const sold = { grossMinor: 1000, netMinor: 1000 };

  it("of which more was refunded than paid take net sales below zero, and stay orders", () => {
    const orders = [
      anOrder({
        orderId: 1n,
        day: 0,
        grossMinor: 1000,
        netMinor: -500,
        refundMinor: 1500,
        returns: [{ day: 40, amountMinor: 1500 }],
      }),
      anOrder({ orderId: 2n, day: 35, ...sold }),
      anOrder({
        orderId: 3n,
        customerId: 2n,
        day: 3,
        grossMinor: 200,
        netMinor: -100,
        refundMinor: 300,
        returns: [{ day: 3, amountMinor: 300 }],
      }),
    ];
    const timelines = timelinesOf(orders);
    const report = counts(timelines, 60);
    expect(report).toMatchObject({
      orders: 3,
      netSalesMinor: 400,
      netSalesPerCustomerMinor: 200,
      topFifthShare: 500 / 400,
    });
    expect(unlike(report, countsReference(orders, 60))).toEqual([]);
    // Before the return, by what is known of the order today; the return itself only from its day on.
    const [row] = cohorts(timelines, { asOf: 39, period: "month", money: true }).rows;
    expect(row!.netSalesMinor).toEqual([-600, 1000]);
    expect(row!.returnDateNetSalesMinor).toEqual([900, 1000]);
    expect(cohorts(timelines, { asOf: 40, period: "month", money: true }).rows[0]!.returnDateNetSalesMinor).toEqual([
      900, -500,
    ]);
    expect(notFinite(everyReport(timelines, 60))).toEqual([]);
  });

  it("and left with nothing are orders of no value", () => {
    const orders = [
      anOrder({ orderId: 1n, day: 0, ...sold }),
      anOrder({ orderId: 2n, day: 10, grossMinor: 0, netMinor: 0 }),
    ];
    const timelines = timelinesOf(orders);
    expect(repeatPurchase(timelines, 10)).toMatchObject({ customers: 1, repeatCustomers: 1, rate: 1 });
    expect(orderValue(timelines, 10)).toMatchObject({ all: { orders: 2, averageOrderValueMinor: 500 } });
    const nothing = timelinesOf(orders.map((order) => ({ ...order, grossMinor: 0, netMinor: 0 })));
    expect(counts(nothing, 10)).toMatchObject({ netSalesMinor: 0, averageOrderValueMinor: 0, topFifthShare: null });
    expect(notFinite(everyReport(nothing, 10))).toEqual([]);
  });
});

describe("orders of one second", () => {
  it("follow each other by id as a number, however they come in", () => {
    const at = { day: 5, processedAtMs: 5 * 86_400_000 + 1000 };
    const orders = [
      anOrder({ orderId: 10n, ...at, netMinor: 300 }),
      anOrder({ orderId: 9n, ...at, netMinor: 100 }),
      anOrder({ orderId: 9_007_199_254_740_993n, ...at, netMinor: 700 }),
      anOrder({ orderId: 9_007_199_254_740_992n, ...at, netMinor: 500 }),
    ];
    for (const input of [orders, orders.toReversed()]) {
      const timelines = timelinesOf(input);
      const { steps } = orderFunnel(timelines, 5);
      expect(steps.map(({ averageOrderValueMinor }) => averageOrderValueMinor)).toEqual([100, 300, 500, 700]);
      expect(steps.map(({ medianDaysToNext }) => medianDaysToNext)).toEqual([0, 0, 0, null]);
      // One day on which somebody ordered is no gap.
      expect(purchaseGaps(timelines, 5).all.n).toBe(0);
      expect(repeatPurchase(timelines, 5)).toMatchObject({ repeatCustomers: 1, repeatCustomersByDays: 0 });
    }
  });
});

describe("shops of an extreme shape", () => {
  it("one customer with 100 000 orders does not hold any report up", () => {
    const many = Array.from({ length: 100_000 }, (_, i) =>
      anOrder({ orderId: BigInt(i + 1), day: i % 3000, netMinor: i % 5000 }),
    );
    const others = Array.from({ length: 50 }, (_, i) =>
      anOrder({ orderId: BigInt(200_000 + i), customerId: BigInt(i + 2), day: 60 * i }),
    );
    const timelines = timelinesOf([...many, ...others]);
    const took = names.map((name) => {
      const from = performance.now();
      NAMED_REPORTS[name].over(timelines, { asOf: 3000, period: "week", lookBackDays: 90 });
      return { name, ms: performance.now() - from };
    });
    expect(took.filter(({ ms }) => ms > 3000)).toEqual([]);
    expect(counts(timelines, 3000)).toMatchObject({ customers: 51, orders: 100_050 });
    expect(purchaseGaps(timelines, 3000).all).toMatchObject({ n: 2999, mean: 1, median: 1 });
    expect(orderFunnel(timelines, 3000).steps).toHaveLength(20);
  });

  it("everybody on one day, on that day and a year later", () => {
    const orders = Array.from({ length: 200 }, (_, i) =>
      anOrder({ orderId: BigInt(i + 1), customerId: BigInt(1 + (i % 100)), day: 100, netMinor: 500 }),
    );
    const timelines = timelinesOf(orders);
    for (const asOf of [100, 465, 1000]) {
      const reports = everyReport(timelines, asOf);
      expect(notFinite(reports)).toEqual([]);
      expect(reports.repeatPurchase).toMatchObject({ customers: 100, rate: 1, rateByDays: 0 });
      // All alike: nobody is beyond a cut point, so R is 5, and F and M are 1.
      expect(rfm(timelines, asOf)).toMatchObject({ cells: { 511: 100 }, groups: { new: 100 } });
      expect(reports.gaps).toMatchObject({ all: { n: 0, mean: null, median: null } });
    }
  });
});

describe("the day of a report", () => {
  const orders: TimelineOrder[] = [
    anOrder({ orderId: 1n, day: 100 }),
    anOrder({ orderId: 2n, customerId: null, day: 120 }),
    anOrder({ orderId: 3n, day: 130 }),
    anOrder({ orderId: 4n, customerId: 2n, day: 200, leftOut: "cancelled" }),
    anOrder({ orderId: 5n, customerId: 3n, day: 200 }),
  ];

  it.each([-5000, 0, 99, 100, 101, 119, 120, 130, 199, 200, 201, 20_000])("may be day %i", (asOf) => {
    const timelines = timelinesOf(orders);
    expect(unlike(counts(timelines, asOf), countsReference(orders, asOf))).toEqual([]);
    expect(unlike(repeatPurchase(timelines, asOf), repeatPurchaseReference(orders, asOf))).toEqual([]);
    const reports = everyReport(timelines, asOf);
    expect(notFinite(reports)).toEqual([]);
    expect(unlike(reports, everyReport(timelinesOf(orders.filter((one) => one.day <= asOf)), asOf))).toEqual([]);
  });

  it("before the first order finds nothing, and knows no rate", () => {
    const timelines = timelinesOf(orders);
    expect(counts(timelines, 99)).toMatchObject({
      customers: 0,
      orders: 0,
      netSalesMinor: 0,
      averageOrderValueMinor: null,
    });
    expect(repeatPurchase(timelines, 99)).toMatchObject({ customers: 0, rate: null, rateByDays: null });
    expect(cohorts(timelines, { asOf: 99, period: "month" }).rows).toEqual([]);
    expect(orderFunnel(timelines, 99).steps).toEqual([]);
    expect(NAMED_REPORTS.maturity.over(timelines, { asOf: 99, period: "month", lookBackDays: 90 })).toMatchObject({
      stage: "just started",
      ageDays: null,
    });
  });
});
