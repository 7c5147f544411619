import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { emptyDurations, endedInterval, furthestHorizon, kaplanMeier } from "./kaplan-meier.ts";
import { minimise } from "./minimise.ts";
import { median, quantileOfCounts, quantiles, valuesOfRanks } from "./quantile.ts";
import { digamma, logGamma, trigamma } from "./special-functions.ts";
import { wilson } from "./wilson.ts";

describe("quantiles of type 7", () => {
  const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 });

  it("interpolate between sorted values; numpy's answers", () => {
    expect(quantiles(Float64Array.of(4, 1, 3, 2), [0, 0.25, 0.5, 0.75, 1])).toEqual([1, 1.75, 2.5, 3.25, 4]);
    expect(quantiles(Float64Array.of(7, 15, 36, 39, 40, 41), [0.2, 0.4, 0.6, 0.8])).toEqual([15, 36, 39, 40]);
    expect(median(Float64Array.of(9))).toBe(9);
  });

  it("have no value without data", () => {
    expect(quantiles(new Float64Array(0), [0.5])).toBeNull();
    expect(quantileOfCounts(new Uint32Array(10), 0.5)).toBeNull();
  });

  it("agree with full sorting, and with counts of whole numbers", () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, p) => {
        const sorted = [...list].sort((a, b) => a - b);
        const at = (list.length - 1) * p;
        const low = sorted[Math.floor(at)]!;
        const expected = low + (sorted[Math.min(Math.floor(at) + 1, list.length - 1)]! - low) * (at % 1);
        expect(quantiles(Float64Array.from(list), [p])![0]).toBeCloseTo(expected, 6);
        const counts = new Uint32Array(51);
        for (const value of list) counts[value]!++;
        expect(quantileOfCounts(counts, p)).toBe(quantiles(Float64Array.from(list), [p])![0]);
      }),
    );
  });

  it("give exactly a value of the data where the position is whole, so that ties against it hold", () => {
    for (let n = 6; n < 3000; n += 5) {
      const list = Float64Array.from({ length: n }, (_, i) => i * 1000.1);
      const expected = [1, 2, 3, 4].map((k) => ((n - 1) * k) / 5).map((i) => i * 1000.1);
      expect(quantiles(list, [0.2, 0.4, 0.6, 0.8])).toEqual(expected);
    }
  });

  it("find the values of many by rank, however unevenly they lie", () => {
    const spread = fc.constantFrom(
      (i: number) => Math.sin(i) * 1e6,
      (i: number) => (i === 77 ? 1e15 : i % 1000),
      (i: number) => (i % 3 === 0 ? -5 : 0.1 * (i % 7)),
      (i: number) => Math.exp((i % 911) / 20),
      () => 42,
    );
    fc.assert(
      fc.property(spread, fc.integer({ min: 1, max: 20_000 }), fc.array(fc.nat(), { minLength: 1 }), (of, n, any) => {
        const list = Float64Array.from({ length: n }, (_, i) => of(i));
        const before = list.slice();
        const sorted = list.slice().sort();
        const ranks = any.map((k) => k % n);
        expect(valuesOfRanks(list, ranks)).toEqual(ranks.map((rank) => sorted[rank]));
        expect(list).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });
});

describe("Kaplan-Meier", () => {
  // Weeks of remission with 6-MP, Freireich et al. (1963), as in Kalbfleisch and Prentice, table 1.1.
  const durations = emptyDurations(40);
  for (const t of [6, 6, 6, 7, 10, 13, 16, 22, 23]) durations.events[t]!++;
  for (const t of [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]) durations.censored[t]!++;
  const curve = kaplanMeier(durations);

  it.each([
    [6, 0.857, 0.0764],
    [7, 0.807, 0.0869],
    [10, 0.753, 0.0963],
    [13, 0.69, 0.1068],
    [16, 0.627, 0.1141],
    [22, 0.538, 0.1282],
    [23, 0.448, 0.1346],
  ])("at %i weeks: %d with standard error %d", (t, survival, error) => {
    expect(curve.survival[t]).toBeCloseTo(survival, 3);
    expect(curve.survival[t]! * Math.sqrt(curve.greenwood[t]!)).toBeCloseTo(error, 4);
  });

  it("counts those censored on a day as at risk on it", () => {
    expect([curve.atRisk[0], curve.atRisk[6], curve.atRisk[7], curve.atRisk[35], curve.atRisk[36]]).toEqual([
      21, 21, 17, 1, 0,
    ]);
    expect(furthestHorizon(curve, [6, 10, 30], 15)).toBe(10);
    expect(furthestHorizon(curve, [36, 90], 1)).toBeNull();
  });

  it("has the log(-log) interval that survival packages print", () => {
    // R: survfit(Surv(t, d) ~ 1, conf.type = "log-log") gives 0.337 to 0.715 for survival 0.538 at 22 weeks… here as shares ended.
    const interval = endedInterval(curve, 16)!;
    expect(interval.low).toBeLessThan(1 - 0.627);
    expect(interval.high).toBeGreaterThan(1 - 0.627);
    const theta = (1.959964 * Math.sqrt(curve.greenwood[16]!)) / Math.log(curve.survival[16]!);
    expect(1 - interval.low).toBeCloseTo(curve.survival[16]! ** Math.exp(theta), 6);
  });

  it("has no interval where everybody or nobody has ended", () => {
    expect(endedInterval(curve, 5)).toBeNull();
    const all = emptyDurations(3);
    all.events[2] = 4;
    expect(kaplanMeier(all).survival[3]).toBe(0);
    expect(endedInterval(kaplanMeier(all), 3)).toBeNull();
  });
});

describe("Wilson's interval", () => {
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of %i in %i", (successes, cases, low, high) => {
    const interval = wilson(successes, cases)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("does not exist without cases, and never leaves 0 to 1", () => {
    expect(wilson(0, 0)).toBeNull();
    expect(wilson(7, 7)!.high).toBe(1);
  });
});

describe("gamma functions", () => {
  it("have their known values", () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13);
    expect(logGamma(1)).toBeCloseTo(0, 13);
    expect(logGamma(101)).toBeCloseTo(363.73937555556347, 10);
    expect(digamma(1)).toBeCloseTo(-0.5772156649015329, 13);
    expect(digamma(0.25)).toBeCloseTo(-4.2274535333762655, 12);
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 13);
    expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 12);
  });

  it("satisfy their recurrences", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (z) => {
        expect(logGamma(z + 1) - logGamma(z)).toBeCloseTo(Math.log(z), 8);
        expect(digamma(z + 1) - digamma(z)).toBeCloseTo(1 / z, 8);
        expect((trigamma(z) - trigamma(z + 1)) * z * z).toBeCloseTo(1, z > 100 ? 5 : 8);
      }),
    );
  });
});

describe("minimise", () => {
  const start = fc.double({ min: -3, max: 3, noNaN: true });

  it("finds the bottom of Rosenbrock's valley from anywhere", () => {
    fc.assert(
      fc.property(start, start, (u0, v0) => {
        const { x, converged, value } = minimise(
          ([u, v], gradient, hessian) => {
            gradient.set([-400 * u! * (v! - u! * u!) - 2 * (1 - u!), 200 * (v! - u! * u!)]);
            hessian.set([1200 * u! * u! - 400 * v! + 2, -400 * u!, -400 * u!, 200]);
            return 100 * (v! - u! * u!) ** 2 + (1 - u!) ** 2;
          },
          [u0, v0],
        );
        expect(converged).toBe(true);
        expect(value).toBeLessThan(1e-10);
        expect(x[0]).toBeCloseTo(1, 4);
        expect(x[1]).toBeCloseTo(1, 4);
      }),
    );
  });

  it("leaves a point where the function curves downwards", () => {
    // x⁴/4 − x²/2: a hill at 0, bottoms at ±1.
    const { x } = minimise(
      ([a], gradient, hessian) => {
        gradient[0] = a! ** 3 - a!;
        hessian[0] = 3 * a! * a! - 1;
        return a! ** 4 / 4 - a! ** 2 / 2;
      },
      [0.01],
    );
    expect(x[0]).toBeCloseTo(1, 6);
  });

  it("steps back from where the function has no value", () => {
    const { x } = minimise(
      ([a], gradient, hessian) => {
        gradient[0] = 1 - 1 / a!;
        hessian[0] = 1 / a! ** 2;
        return a! > 0 ? a! - Math.log(a!) : Infinity;
      },
      [20],
    );
    expect(x[0]).toBeCloseTo(1, 6);
  });

  it("says so when there is no bottom, or it lies beyond the edge", () => {
    const falling = ([a]: Float64Array, gradient: Float64Array, hessian: Float64Array): number => {
      gradient[0] = -Math.exp(-a! / 1e4);
      hessian[0] = Math.exp(-a! / 1e4) / 1e4;
      return 1e4 * Math.exp(-a! / 1e4);
    };
    expect(minimise(falling, [0]).converged).toBe(false);
    expect(minimise(falling, [0], 10).x[0]).toBeLessThan(13);
    expect(minimise(falling, [0], 10).converged).toBe(false);
  });
});
