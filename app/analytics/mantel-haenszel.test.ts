import { describe, expect, it } from "vitest";

import { mantelHaenszelSums } from "./mantel-haenszel.ts";
import { shrunkEstimate, varianceOfEffects } from "./shrinkage.ts";

describe("Mantel-Haenszel risk difference", () => {
  it("agrees with two strata worked by hand", () => {
    // Stratum 1: 6 of 10 against 3 of 10, N = 20. Stratum 2: 8 of 20 against 8 of 40, N = 60.
    // w = 10·10/20 + 20·40/60 = 5 + 40/3 = 55/3.
    // Numerator = (6·10 − 3·10)/20 + (8·40 − 8·20)/60 = 1.5 + 8/3 = 25/6. d = (25/6)/(55/3) = 5/22 = 0.227273.
    // P1 = (100·3 − 100·6 + 100·0/2)/400 = −0.75. P2 = (400·8 − 1600·8 + 800·20/2)/3600 = −1600/3600 = −4/9. ΣP = −43/36.
    // Q1 = (6·7 + 3·4)/40 = 1.35. Q2 = (8·32 + 8·12)/120 = 352/120 = 44/15. ΣQ = 4.283333.
    // Var = (5/22·(−43/36) + 4.283333)/(55/3)² = (−0.271465 + 4.283333)/336.1111 = 4.011869/336.1111 = 0.01193614.
    // Standard error 0.1092526; ± 1.959964 · 0.1092526 = ± 0.2141313.
    const sums = mantelHaenszelSums();
    sums.add(6, 10, 3, 10);
    sums.add(8, 20, 8, 40);
    // Nobody to compare with: changes nothing.
    sums.add(5, 9, 0, 0);
    sums.add(0, 0, 4, 7);
    const result = sums.result()!;
    expect(result.difference).toBeCloseTo(5 / 22, 12);
    expect(result.standardError).toBeCloseTo(0.1092526, 6);
    expect(result.low).toBeCloseTo(0.227273 - 0.214131, 5);
    expect(result.high).toBeCloseTo(0.227273 + 0.214131, 5);
  });

  it("is the plain difference with its plain variance where one stratum holds equally many of both", () => {
    // 30 of 50 against 20 of 50: variance 0.6·0.4/50 + 0.4·0.6/50 = 0.0096.
    const sums = mantelHaenszelSums();
    sums.add(30, 50, 20, 50);
    expect(sums.result()!.difference).toBeCloseTo(0.2, 12);
    expect(sums.result()!.standardError).toBeCloseTo(Math.sqrt(0.0096), 12);
  });

  it("takes away what the strata explain", () => {
    // In January 8 of 10 come back whatever they bought, in June 2 of 10; the product sells in January. Raw: 74/100 − 26/100.
    const sums = mantelHaenszelSums();
    sums.add(72, 90, 8, 10);
    sums.add(2, 10, 18, 90);
    expect(sums.result()!.difference).toBeCloseTo(0, 12);
  });

  it("is not known without a stratum that has both", () => {
    const sums = mantelHaenszelSums();
    sums.add(1, 2, 0, 0);
    expect(sums.result()).toBeNull();
  });
});

describe("shrinkage", () => {
  it("estimates how much effects differ and draws each towards 0", () => {
    // y = 0.3, −0.3 with s = 0.1: w = 100 each. τ² = (100·0.09 + 100·0.09 − 2)/200 = 0.08.
    // Factor 0.08/(0.08 + 0.01) = 8/9: 0.3 → 0.266667; half = 1.959964·0.1·√(8/9) = 0.184787.
    const variance = varianceOfEffects(Float64Array.of(0.3, -0.3, 9), Float64Array.of(0.1, 0.1, 0));
    expect(variance).toBeCloseTo(0.08, 12);
    const shrunk = shrunkEstimate({ value: 0.3, standardError: 0.1 }, variance)!;
    expect(shrunk.value).toBeCloseTo(0.266667, 6);
    expect(shrunk.low).toBeCloseTo(0.266667 - 0.184787, 5);
    expect(shrunk.high).toBeCloseTo(0.266667 + 0.184787, 5);
    expect(shrunkEstimate({ value: 9, standardError: 0 }, variance)).toBeNull();
  });

  it("finds no effects where estimates differ no more than their errors", () => {
    expect(varianceOfEffects(Float64Array.of(0.05), Float64Array.of(0.1))).toBe(0);
    expect(varianceOfEffects(new Float64Array(0), new Float64Array(0))).toBe(0);
    expect(shrunkEstimate({ value: 0.05, standardError: 0.1 }, 0)).toEqual({ value: 0, low: 0, high: 0 });
  });
});
