import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, shopOf, timelinesOf } from "../../../test/factories/timelines.ts";
import { clvModels } from "./clv-models.ts";
import { groupedSummary, purchaseSummary } from "./customer-summary.ts";
import { fitGammaGamma, spendSummary } from "./gamma-gamma.ts";
import { fitBgNbd, fitMbgNbd, fitNbd } from "./purchase-models.ts";

describe("the customer summary", () => {
  it("counts distinct days after the first, and groups equal customers", () => {
    const summary = purchaseSummary(shopOf({ 1: [0, 0, 5, 5, 9], 2: [0, 2, 9], 3: [4], 4: [30] }), 20);
    expect([...summary.repeatDays]).toEqual([0, 2]);
    expect([...summary.ageAtLastOrder]).toEqual([0, 9]);
    expect([...summary.customerAge]).toEqual([16, 20]);
    expect([...summary.weight]).toEqual([1, 2]);
    expect([summary.customers, summary.repeatCustomers]).toEqual([3, 2]);
  });

  it("takes spending from the days after the first, in units of the currency", () => {
    const order = (orderId: bigint, day: number, netMinor: number) => anOrder({ orderId, day, netMinor });
    const orders = [order(1n, 0, 5000), order(2n, 0, 7000), order(3n, 3, 1000), order(4n, 3, 2000), order(5n, 8, 1500)];
    const spend = spendSummary(timelinesOf(orders), 20);
    expect([...spend.repeatDays]).toEqual([2]);
    expect([...spend.meanDayValue]).toEqual([22.5]);
    expect([...spendSummary(timelinesOf(orders, [], { currency: "KWD", currencyDigits: 3 }), 20).meanDayValue]).toEqual(
      [2.25],
    );
    // Nothing but returns after the first day: no mean to model.
    expect(spendSummary(timelinesOf([order(1n, 0, 5000), order(2n, 3, -1)]), 20).repeatDays.length).toBe(0);
  });
});

/** Customers as a seeded generator draws them: rates, drop-out and values vary from person to person. */
function simulated(
  seed: number,
  customers: number,
  leaves: (orders: number) => number,
): ReturnType<typeof groupedSummary> {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
  const [x, last, age] = [new Int32Array(customers), new Int32Array(customers), new Int32Array(customers)];
  for (let i = 0; i < customers; i++) {
    age[i] = 200 + Math.floor(400 * uniform());
    // A gamma variable of shape 1: rates between once a week and once a year.
    const rate = -Math.log(uniform()) / 60;
    for (let day = 0; uniform() >= leaves(x[i]!);) {
      day += Math.max(1, Math.round(-Math.log(uniform()) / rate));
      if (day > age[i]!) break;
      x[i]!++;
      last[i] = day;
    }
  }
  return groupedSummary(x, last, age);
}

describe("the purchase models", () => {
  it("find drop-out where customers leave, and say so where nobody does", () => {
    const leaving = simulated(1, 3000, () => 0.15);
    const nbd = fitNbd(leaving);
    const mbg = fitMbgNbd(leaving, nbd);
    expect(mbg.logLikelihood).toBeGreaterThan(nbd.logLikelihood + 100);
    expect(mbg.a / (mbg.a + mbg.b)).toBeCloseTo(0.15, 1);
    // Some leave after their first order, which the BG/NBD does not know.
    expect(mbg.logLikelihood).toBeGreaterThan(fitBgNbd(leaving, nbd).logLikelihood + 2);

    const staying = simulated(2, 3000, () => 0);
    const stayingNbd = fitNbd(staying);
    expect(stayingNbd.r).toBeCloseTo(1, 0);
    expect(stayingNbd.alpha).toBeCloseTo(60 / 7, 0);
    for (const fit of [fitBgNbd(staying, stayingNbd), fitMbgNbd(staying, stayingNbd)]) {
      expect(fit.logLikelihood - stayingNbd.logLikelihood).toBeLessThan(2);
    }
  });

  it("contain the NBD, so they never fit worse", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (seed, chance) => {
        const summary = simulated(seed, 150, () => chance);
        const nbd = fitNbd(summary);
        for (const fit of [fitBgNbd(summary, nbd), fitMbgNbd(summary, nbd)]) {
          expect(Number.isFinite(fit.logLikelihood)).toBe(true);
          expect(fit.logLikelihood).toBeGreaterThan(nbd.logLikelihood - 0.05);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("do not mistake one heavy buyer for a fault", () => {
    const x = Int32Array.from({ length: 200 }, (_, i) => (i === 0 ? 2500 : i % 4));
    const last = x.map((repeats) => (repeats === 0 ? 0 : 2600));
    const summary = groupedSummary(
      x,
      last,
      x.map(() => 2700),
    );
    expect(Number.isFinite(fitBgNbd(summary, fitNbd(summary)).logLikelihood)).toBe(true);
  });
});

describe("the Gamma-Gamma model", () => {
  it("finds the mean of the population, whatever the currency's unit", () => {
    const repeatDays = Int32Array.from({ length: 400 }, (_, i) => 1 + (i % 5));
    const values = Float64Array.from({ length: 400 }, (_, i) => 20 + ((i * 37) % 60) + 3 * Math.sin(i));
    const fit = fitGammaGamma({ repeatDays, meanDayValue: values });
    const inCents = fitGammaGamma({ repeatDays, meanDayValue: values.map((value) => value * 100) });
    expect(fit.interior).toBe(true);
    expect((fit.p * fit.v) / (fit.q - 1)).toBeCloseTo(values.reduce((a, b) => a + b) / 400, -0.5);
    expect(inCents.v / fit.v).toBeCloseTo(100, 2);
    expect(inCents.q).toBeCloseTo(fit.q, 4);
  });

  it("is not fitted to values that are all alike, or to nobody", () => {
    const repeatDays = new Int32Array(300).fill(2);
    expect(fitGammaGamma({ repeatDays, meanDayValue: new Float64Array(300).fill(25) }).interior).toBe(false);
    expect(fitGammaGamma({ repeatDays: new Int32Array(0), meanDayValue: new Float64Array(0) }).interior).toBe(false);
  });
});

describe("clvModels", () => {
  const repeatBuyers = (n: number, gap: number): Record<number, number[]> =>
    Object.fromEntries(Array.from({ length: n }, (_, i) => [i + 1, [i % 7, (i % 7) + gap + (i % 11)]]));

  it("are not fitted to too little", () => {
    expect(clvModels(shopOf({}), 500)).toEqual({ unavailable: "noOrders" });
    expect(clvModels(shopOf(repeatBuyers(200, 20)), 179)).toEqual({ unavailable: "shortHistory" });
    expect(clvModels(shopOf(repeatBuyers(99, 20)), 180)).toEqual({ unavailable: "tooFewRepeatCustomers" });
    expect(clvModels(shopOf(repeatBuyers(100, 20)), 180)).not.toHaveProperty("unavailable");
  });

  it("leave spending out when the source has no amounts", () => {
    expect(clvModels(shopOf(repeatBuyers(120, 20), { hasMoney: false }), 400)).toMatchObject({
      gammaGamma: { unavailable: "noMoney" },
    });
  });
});
