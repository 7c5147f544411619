import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf } from "../../test/factories/timelines.ts";
import { acquisitionCost, acquisitionCostReport } from "./acquisition-cost.ts";
import type { AcquisitionOptions } from "./acquisition-cost.ts";
import { ageCurveOf, ageCurveTally } from "./age-curve.ts";
import { dayOfCivil, periodOf } from "./calendar.ts";
import { maturityReport } from "./maturity.ts";
import { maturity } from "./maturity.ts";
import { maturityRange, maturityRangeReport } from "./maturity-range.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { shardsOf } from "./timeline-shards.ts";
import type { TimelineCustomer, Timelines } from "./timelines.ts";
import { isUnavailable } from "./unavailable.ts";

const START = dayOfCivil(2024, 1, 1);

/** Each day two new customers, one of whom orders again 40 days later. First orders bring 30.00, second ones 20.00. */
function steadyShop(days: number, subscribedShare = 1): Timelines {
  const orders = [];
  const customers: TimelineCustomer[] = [];
  for (let day = 0; day < days; day++) {
    for (const which of [0, 1]) {
      const number = 2 * day + which;
      const customerId = BigInt(number + 1);
      orders.push(
        anOrder({
          orderId: BigInt(10 * number),
          customerId,
          day: START + day,
          netMinor: 3000,
          channel: which === 0 ? "email" : null,
        }),
      );
      if (which === 0)
        orders.push(anOrder({ orderId: BigInt(10 * number + 1), customerId, day: START + day + 40, netMinor: 2000 }));
      const consent = number % 100 < 100 * subscribedShare ? "subscribed" : "notSubscribed";
      customers.push({ customerId, createdDay: START + day, consent, abandonedDay: null });
    }
  }
  return timelinesOf(orders, customers);
}

describe("the age curve", () => {
  it("is the margin per customer by complete 30-day age", () => {
    // As of day 99 ages 0 and 1 and 2 are complete for customers of days 0-70, 0-40, 0-10; 22 customers reach age 2: too few.
    const curve = ageCurveOf(ageCurveTally(steadyShop(100), START + 99), null)!;
    // Age 0: 30.00 each. Age 1 (days 30-59) holds the second order, half a customer's 20.00.
    expect(curve.marginByAge).toEqual([3000, 1000]);
    expect(curve.cumulative(0)).toBe(0);
    expect(curve.cumulative(30)).toBe(3000);
    expect(curve.cumulative(45)).toBe(3500);
    expect(curve.cumulative(60)).toBe(4000);
    // Beyond: 20.00 per 30 days, halving every 365 days: ∫ = 2000/30 · 365/ln 2 · (1 − ½) in the first year of the tail.
    expect(curve.cumulative(60 + 365)).toBeCloseTo(4000 + ((2000 / 30) * 365 * 0.5) / Math.LN2, 6);
  });

  it("takes margin from the rate or from costs", () => {
    const shop = steadyShop(100);
    expect(ageCurveOf(ageCurveTally(shop, START + 99), 0.5)!).toMatchObject({
      basis: "rate",
      marginByAge: [1500, 500],
    });
    const costs = { ...shop, costMinor: new Float64Array(shop.netMinor.length).fill(500) };
    expect(ageCurveOf(ageCurveTally(costs, START + 99), null)!).toMatchObject({
      basis: "costs",
      marginByAge: [2500, 750],
    });
    costs.costMinor[3] = NaN;
    expect(ageCurveOf(ageCurveTally(costs, START + 99), null)!.basis).toBe("netSales");
  });

  it("needs 30 customers of an age", () => {
    expect(ageCurveOf(ageCurveTally(steadyShop(14), START + 43), null)).toBeNull();
    expect(ageCurveOf(ageCurveTally(steadyShop(15), START + 44), null)!.marginByAge).toEqual([3000]);
  });
});

describe("maturityRange", () => {
  it("weighs a year of new customers against a year of the reachable ones", () => {
    const asOf = START + 499;
    const range = maturityRange(steadyShop(500, 0.4), { asOf, marginRate: null });
    if (isUnavailable(range)) throw new Error(range.unavailable);
    expect(range.valuePerNewCustomerMinor).toBeCloseTo(4000, 9);
    expect(range.newCustomersPerYear).toBeCloseTo(730, 9);
    expect(range.acquisitionMinor).toBeCloseTo(4000 * 730, 6);
    expect(range.reachableShare).toBeCloseTo(0.4, 12);
    // Existing customers bring on: ages 0-29 the rest of 30.00 and 10.00 (evenly spread within an age), 30-59 what is left of 10.00.
    let left = 0;
    for (let age = 0; age < 60; age++)
      left += 2 * (age < 30 ? 3000 - 100 * age + 1000 : 1000 - (1000 / 30) * (age - 30));
    expect(range.retentionMinor).toBeCloseTo(0.4 * left, 4);
    const [a, r] = [range.acquisitionMinor, range.retentionMinor];
    expect(range.point).toBeCloseTo(r / (a + r), 12);
    expect(range.low).toBe(Math.floor((r / (r + 2 * a)) * 20) / 20);
    expect(range.high).toBe(Math.ceil(((2 * r) / (2 * r + a)) * 20) / 20);
    expect(range.sensitivity.tenPercentMoreNewCustomers).toBeLessThan(range.point);
    expect(range.sensitivity.tenPercentFewerNewCustomers).toBeGreaterThan(range.point);
    expect(range.sensitivity.tenPointsMoreReach).toBeCloseTo((r * 1.25) / (a + r * 1.25), 12);
    expect(range.sensitivity.onePointMoreSecondOrders).not.toBeNull();
  });

  it("is not given to young or small shops, nor without money", () => {
    const at = (timelines: Timelines, asOf: number) => maturityRange(timelines, { asOf, marginRate: null });
    expect(at(steadyShop(200), START + 119)).toEqual({ unavailable: "shortHistory" });
    expect(at(steadyShop(200), START + 120)).not.toHaveProperty("unavailable");
    expect(at(steadyShop(49), START + 300)).toEqual({ unavailable: "tooFewCustomers" });
    expect(at(steadyShop(49), START - 1)).toEqual({ unavailable: "noOrders" });
    const quiet = steadyShop(200);
    expect(at({ ...quiet, consent: quiet.consent.map(() => 0) }, START + 150)).toEqual({
      unavailable: "consentUnknown",
    });
    expect(at({ ...steadyShop(200), hasMoney: false }, START + 150)).toEqual({ unavailable: "noMoney" });
  });

  it("is a range within bounds, whatever the shop", () => {
    fc.assert(
      fc.property(fc.integer({ min: 120, max: 600 }), fc.double({ min: 0.05, max: 1, noNaN: true }), (days, reach) => {
        const range = maturityRange(steadyShop(days, reach), { asOf: START + days, marginRate: 0.5 });
        if (isUnavailable(range)) return;
        expect(range.low).toBeLessThanOrEqual(range.point);
        expect(range.high).toBeGreaterThanOrEqual(Math.min(0.8, range.point));
        expect(range.high).toBeLessThanOrEqual(0.8);
        expect(Math.abs(range.low * 20 - Math.round(range.low * 20))).toBeLessThan(1e-9);
      }),
      { numRuns: 20 },
    );
  });
});

describe("acquisitionCost", () => {
  const month = (text: string): number =>
    periodOf(dayOfCivil(Number(text.slice(0, 4)), Number(text.slice(5)), 1), "month");
  const asked = (given: Partial<AcquisitionOptions>): AcquisitionOptions => ({
    asOf: dayOfCivil(2025, 1, 31),
    spend: [{ month: month("2024-03"), channel: "email", amountMinor: 31_000 }],
    marginRate: null,
    ...given,
  });
  const costOf = (timelines: Timelines, options: AcquisitionOptions) => {
    const result = acquisitionCost(timelines, options);
    if (isUnavailable(result)) throw new Error(result.unavailable);
    return result;
  };

  it("is spend per new customer, by month and channel", () => {
    const { months, lastYear } = costOf(steadyShop(366), asked({}));
    // March 2024 has 31 days: 62 new customers, 31 of them by e-mail.
    expect(months).toEqual([
      {
        month: "2024-03",
        newCustomers: 62,
        spendMinor: 31_000,
        cacMinor: 500,
        channels: [
          { channel: "email", newCustomers: 31, spendMinor: 31_000, cacMinor: 1000 },
          { channel: null, newCustomers: 31, spendMinor: null, cacMinor: null },
        ],
      },
    ]);
    expect(lastYear).toMatchObject({ months: 1, newCustomers: 62, cacMinor: 500, observedMinor: 62 * 4000 });
    // By now all but nothing of the year has passed: ages 306 to 336, and the curve ends at 0 after day 60.
    expect(lastYear.clvMinor).toBeCloseTo(62 * 4000, 6);
    expect(lastYear.clvToCac).toBeCloseTo(8, 9);
    expect(lastYear).toMatchObject({ paybackState: "reached", paybackDays: 30 });
  });

  it("pays back at the first age that brings enough, or says not yet", () => {
    const spend = (amountMinor: number) => [{ month: month("2024-03"), channel: null, amountMinor }];
    const at = (amountMinor: number) => costOf(steadyShop(366), asked({ spend: spend(amountMinor) })).lastYear;
    expect(at(62 * 3000)).toMatchObject({ paybackState: "reached", paybackDays: 30 });
    expect(at(62 * 3001)).toMatchObject({ paybackState: "reached", paybackDays: 60 });
    expect(at(62 * 4001)).toMatchObject({ paybackState: "notYet", paybackDays: null });
  });

  it("leaves out months that are not over, and counts nobody twice", () => {
    const unfinished = asked({ asOf: dayOfCivil(2024, 3, 30) });
    expect(acquisitionCost(steadyShop(366), unfinished)).toEqual({ unavailable: "noSpend" });
    expect(acquisitionCost(steadyShop(366), asked({ asOf: dayOfCivil(2024, 3, 31) }))).not.toHaveProperty(
      "unavailable",
    );
    expect(acquisitionCost(steadyShop(9), asked({ spend: [] }))).toEqual({ unavailable: "noSpend" });
    // Spend without a new customer has no cost per customer.
    const nobody = costOf(steadyShop(9), asked({}));
    expect(nobody.months[0]).toMatchObject({ newCustomers: 0, cacMinor: null });
    expect(nobody.lastYear).toMatchObject({ clvToCac: null, paybackState: "unknown" });
  });
});

describe("over parts of the shop", () => {
  it("a shop large enough for a range has the same one", () => {
    const timelines = steadyShop(300, 0.5);
    const spend = [{ month: periodOf(START + 100, "month"), channel: "email", amountMinor: 9000 }];
    const options = { asOf: START + 290, marginRate: null, spend };
    for (let count = 2; count <= 5; count++) {
      const parts = shardsOf(timelines, count);
      expect(computedOverParts(maturityRangeReport, parts, options)).toEqual(maturityRange(timelines, options));
      expect(computedOverParts(acquisitionCostReport, parts, options)).toEqual(acquisitionCost(timelines, options));
    }
  });

  it("maturity, its range and the acquisition cost equal the whole", () => {
    const first = periodOf(15_600, "month");
    const spend = Array.from({ length: 30 }, (_, i) => ({
      month: first + i,
      channel: i % 2 ? "search" : null,
      amountMinor: 100 * i,
    }));
    fc.assert(
      fc.property(
        arbitraryShop({ maxOrders: 200 }),
        fc.integer({ min: 15_590, max: 16_520 }),
        fc.integer({ min: 1, max: 4 }),
        ({ orders, customers }, asOf, count) => {
          const timelines = timelinesOf(orders, customers);
          const parts = shardsOf(timelines, count);
          const options = { asOf, marginRate: null, spend };
          expect(computedOverParts(maturityReport, parts, { asOf })).toEqual(maturity(timelines, asOf));
          expect(computedOverParts(maturityRangeReport, parts, options)).toEqual(maturityRange(timelines, options));
          expect(computedOverParts(acquisitionCostReport, parts, options)).toEqual(acquisitionCost(timelines, options));
        },
      ),
    );
  });
});
