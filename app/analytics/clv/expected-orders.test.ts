import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { activeForecasts } from "./active-forecast.ts";
import {
  expectedOrders,
  expectedOrdersOfActive,
  orderQuantile,
  orderTailsOfActive,
  probabilityAlive,
} from "./expected-orders.ts";
import type { PurchaseModel } from "./expected-orders.ts";

const models = fc.record({
  dropOut: fc.constantFrom("never" as const, "afterRepeat" as const, "afterEvery" as const),
  r: fc.double({ min: 0.05, max: 5, noNaN: true }),
  alpha: fc.double({ min: 2, max: 60, noNaN: true }),
  a: fc.double({ min: 0.05, max: 4, noNaN: true }),
  b: fc.double({ min: 0.2, max: 8, noNaN: true }),
});
const repeats = fc.integer({ min: 0, max: 400 });
const weeks = fc.double({ min: 0, max: 300, noNaN: true });
const ahead = fc.double({ min: 1e-3, max: 60, noNaN: true });

describe("expected orders", () => {
  it("by hand: a chance of leaving that is even, a customer who has just come", () => {
    // r = alpha = 1: P(N ≥ n) within 1 is 1/2^n. a = b = 1, MBG/NBD, still there after the first order: E[(1 − p)^k] = 2/(k + 2).
    // E = Σ 2/(n + 1)/2^n = 1/2 + 1/6 + 1/16 + … = 4·ln 2 − 2.
    const model: PurchaseModel = { dropOut: "afterEvery", r: 1, alpha: 1, a: 1, b: 1 };
    expect(expectedOrdersOfActive(model, 0, 0, 1)).toBeCloseTo(4 * Math.log(2) - 2, 14);
    // Half have left after the first order.
    const newCustomer = { repeatDays: 0, ageAtLastOrder: 0, customerAge: 0 };
    expect(probabilityAlive(model, newCustomer)).toBe(0.5);
    expect(expectedOrders(model, newCustomer, 1)).toBeCloseTo(2 * Math.log(2) - 1, 14);
    expect([...orderTailsOfActive(model, 0, 0, 1).slice(0, 3)].map((tail) => 24 * tail)).toEqual(
      [12, 4, 1.5].map((tail) => expect.closeTo(tail, 12) as number),
    );
  });

  it("without drop-out are the rate times the time", () => {
    const model: PurchaseModel = { dropOut: "never", r: 2, alpha: 10, a: 1, b: 1 };
    expect(expectedOrders(model, { repeatDays: 4, ageAtLastOrder: 3, customerAge: 20 }, 15)).toBe(3);
    expect(probabilityAlive(model, { repeatDays: 4, ageAtLastOrder: 3, customerAge: 500 })).toBe(1);
  });

  it("are the mean of their distribution, grow with time and never exceed what they are without drop-out", () => {
    fc.assert(
      fc.property(models, repeats, weeks, ahead, (model, x, age, time) => {
        const orders = expectedOrdersOfActive(model, x, age, time);
        const tails = orderTailsOfActive(model, x, age, time);
        const mean = tails.reduce((sum, tail) => sum + tail, 0);
        expect(Math.abs(mean - orders)).toBeLessThanOrEqual(1e-10 * orders + 1e-14);
        expect(orders).toBeLessThanOrEqual(((model.r + x) * time) / (model.alpha + age) + 1e-9);
        expect(expectedOrdersOfActive(model, x, age, time + 1)).toBeGreaterThan(orders);
        expect(tails.every((tail, n) => n === 0 || tail <= tails[n - 1]!)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("are none in no time", () => {
    const model: PurchaseModel = { dropOut: "afterEvery", r: 1, alpha: 1, a: 1, b: 1 };
    expect(expectedOrdersOfActive(model, 3, 2, 0)).toBe(0);
    expect(expectedOrdersOfActive(model, 3, 2, Number.MIN_VALUE)).toBeLessThan(1e-300);
    expect(orderTailsOfActive(model, 3, 2, 0).length).toBe(0);
  });

  it("take a = 1 for the value between its neighbours", () => {
    const at = (a: number): number =>
      expectedOrdersOfActive({ dropOut: "afterRepeat", r: 0.6, alpha: 20, a, b: 2 }, 26, 31, 52);
    expect(at(1) / at(1 + 1e-9)).toBeCloseTo(1, 8);
    expect((at(1 - 1e-4) + at(1 + 1e-4)) / 2 / at(1)).toBeCloseTo(1, 7);
  });

  it("stay finite and in order where the series is long: hardly any time observed, a long horizon", () => {
    // The series of these has millions of terms; it is integrated instead. Closed form for b = 1, r = 1 by hand:
    // E[(1 − (1 + ps)^−1) / p] = E[s / (1 + ps)], p uniform (a = b = 1 of the active): ln(1 + s).
    const model: PurchaseModel = { dropOut: "afterRepeat", r: 1, alpha: 1e-4, a: 1, b: 1 };
    expect(expectedOrdersOfActive(model, 0, 0, 52) / Math.log1p(52 / 1e-4)).toBeCloseTo(1, 9);
    for (const a of [1e-5, 0.1, 1, 5, 300]) {
      for (const b of [1e-5, 0.4, 3, 300]) {
        // To both sides of the number of terms where the method changes.
        const at = (alpha: number): number =>
          expectedOrdersOfActive({ dropOut: "afterRepeat", r: 0.3, alpha, a, b }, 0, 0, 52);
        const [shorter, longer] = [at(52 * 0.0021), at(52 * 0.0019)];
        expect(longer).toBeGreaterThan(shorter);
        expect(longer / shorter).toBeLessThan(1.11);
        const slope = at(52 * 0.0021) / at(52 * 0.0023);
        expect(longer / shorter).toBeCloseTo(slope, 1);
      }
    }
  });
});

describe("forecasts of many", () => {
  const ends = [30, 60, 90, 100];

  it("are what the single functions give", () => {
    fc.assert(
      fc.property(models, repeats, fc.integer({ min: 0, max: 2000 }), (model, x, ageDays) => {
        const weights = [1, 0.9, 0.7, 0.65];
        const forecasts = activeForecasts(model, ends, weights);
        const slot = forecasts.slotOf(x, ageDays);
        const orders = ends.map((days) => expectedOrdersOfActive(model, x, ageDays / 7, days / 7));
        const weighted = weights.reduce((sum, weight, j) => sum + weight * (orders[j]! - (orders[j - 1] ?? 0)), 0);
        expect(forecasts.orders(slot) / orders[3]!).toBeCloseTo(1, 9);
        expect(forecasts.weightedOrders(slot) / weighted).toBeCloseTo(1, 8);
        const tails = orderTailsOfActive(model, x, ageDays / 7, 100 / 7);
        const square = tails.reduce((sum, tail, i) => sum + (2 * i + 1) * tail, 0);
        expect(forecasts.ordersSquared(slot) / square).toBeCloseTo(1, 8);
        for (const alive of [1, 0.6, 0.05]) {
          expect(forecasts.lowOrders(slot, alive)).toBe(orderQuantile(tails, alive, 0.9));
          expect(forecasts.highOrders(slot, alive)).toBe(orderQuantile(tails, alive, 0.1));
        }
        expect(forecasts.slotOf(x, ageDays)).toBe(slot);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the 80 % range", () => {
  it("holds the orders that are likely enough, with those who have left at 0", () => {
    const tails = Float64Array.of(0.95, 0.6, 0.3, 0.1);
    // Somebody active: P(Y ≤ 0) = 0.05, P(Y ≤ 1) = 0.4; P(Y ≤ 2) = 0.7, P(Y ≤ 3) = 0.9.
    expect([orderQuantile(tails, 1, 0.9), orderQuantile(tails, 1, 0.1)]).toEqual([1, 3]);
    // Half have left: P(Y ≤ 0) = 0.525, P(Y ≤ 2) = 0.85, P(Y ≤ 3) = 0.95.
    expect([orderQuantile(tails, 0.5, 0.9), orderQuantile(tails, 0.5, 0.1)]).toEqual([0, 3]);
    expect(orderQuantile(tails, 0, 0.1)).toBe(0);
  });
});
