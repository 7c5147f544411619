import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  breakEvenExtraRate,
  breakEvenLift,
  chosenTactics,
  contactGainMinor,
  expectedGain,
  probabilityOfGain,
} from "./tactic-gain.ts";
import type { ContactTerms } from "./tactic-gain.ts";

const terms: ContactTerms = {
  untreatedRate: 0.1,
  orderValueMinor: 5000,
  marginRate: 0.5,
  discountRate: 0.2,
  contactCostMinor: 1,
};

describe("contactGainMinor", () => {
  it("takes off what would have come anyway", () => {
    // (0.1 + 0.02) · 50.00 · 0.3 − 0.1 · 50.00 · 0.5 − 0.01 = 1.80 − 2.50 − 0.01
    expect(contactGainMinor(terms, 0.02)).toBeCloseTo(-71, 9);
    expect(contactGainMinor({ ...terms, discountRate: 0 }, 0.02)).toBeCloseTo(49, 9);
  });

  it("is 0 at the break-even", () => {
    const free = { ...terms, contactCostMinor: 0 };
    // 0.1 · 0.2 / 0.3
    expect(breakEvenExtraRate(free)).toBeCloseTo(1 / 15, 12);
    expect(contactGainMinor(free, breakEvenExtraRate(free)!)).toBeCloseTo(0, 9);
    expect(breakEvenLift(0.2, 0.5)).toBeCloseTo(2 / 3, 12);
    expect(breakEvenExtraRate({ ...free, discountRate: 0.5 })).toBeNull();
  });
});

describe("expectedGain", () => {
  it("agrees with itself: the gain is positive as often as said", () => {
    const effect = fc.record({
      mean: fc.double({ min: -0.5, max: 1, noNaN: true }),
      sd: fc.double({ min: 0.05, max: 0.8, noNaN: true }),
    });
    const anyTerms = fc.record({
      untreatedRate: fc.double({ min: 0.01, max: 0.5, noNaN: true }),
      orderValueMinor: fc.double({ min: 100, max: 50_000, noNaN: true }),
      marginRate: fc.double({ min: 0.1, max: 1, noNaN: true }),
      discountRate: fc.double({ min: 0, max: 0.5, noNaN: true }),
      contactCostMinor: fc.double({ min: 0, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(anyTerms, effect, (given, belief) => {
        const { gainMinor, lowMinor, highMinor, probabilityOfGain: probability } = expectedGain(given, belief);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability).toBeLessThanOrEqual(1);
        if (given.marginRate > given.discountRate) {
          expect(lowMinor).toBeLessThanOrEqual(gainMinor);
          expect(gainMinor).toBeLessThanOrEqual(highMinor);
          // The mean is the median of the log ratio: a gain there means at least even odds.
          if (gainMinor > 1e-6) expect(probability).toBeGreaterThanOrEqual(0.5 - 1e-6);
          if (gainMinor < -1e-6) expect(probability).toBeLessThanOrEqual(0.5 + 1e-6);
          if (lowMinor > 1e-6) expect(probability).toBeGreaterThanOrEqual(0.9 - 1e-6);
        }
      }),
    );
  });

  it("has no chance where an order brings nothing", () => {
    const belief = { mean: 0.5, sd: 0.2 };
    expect(probabilityOfGain({ ...terms, discountRate: 0.6 }, belief)).toBe(0);
    expect(probabilityOfGain({ ...terms, untreatedRate: 0 }, belief)).toBe(0);
    expect(probabilityOfGain({ ...terms, contactCostMinor: 1e6 }, belief)).toBe(0);
  });
});

describe("chosenTactics", () => {
  it("counts a customer once, with the highest gain, and leaves out whom it has just written to", () => {
    const gains = [Float64Array.of(5, 9, NaN, 4, -1), Float64Array.of(7, 9, 3, 4, -2)];
    const last = Int32Array.of(-1, 10, 3, 4, -1);
    const { tactic, gainMinor } = chosenTactics(gains, last, 10);
    // Customer 1 was written to today, 3 six days ago; 2 seven days ago may be written to again; 4 would only cost.
    expect([...tactic]).toEqual([1, -1, 1, -1, -1]);
    expect([...gainMinor]).toEqual([7, 0, 3, 0, 0]);
  });
});
