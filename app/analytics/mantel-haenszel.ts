import { Z_97_5 } from "./normal.ts";

/** A difference of two shares (risk difference) with its standard error and 95 % interval. */
export interface RiskDifference {
  /** Share among the exposed − share among the others; −1 to 1. */
  readonly difference: number;
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/** Collects 2 × 2 tables, one of each stratum, for the risk difference common to them. */
interface MantelHaenszelSums {
  /** A stratum: cases among `exposed` people, and cases among `others`. */
  readonly add: (exposedCases: number, exposed: number, otherCases: number, others: number) => void;
  /** Null when no stratum has people on both sides. */
  readonly result: () => RiskDifference | null;
}

/**
 * Mantel and Haenszel's risk difference over strata (1959) with Sato's variance (Biometrics 45, 1989), which is right both for few
 * large strata and for many small ones.
 *
 * With a of n₁ exposed, c of n₀ others, N = n₁ + n₀ and w = n₁n₀/N in each stratum: d = Σ (a·n₀ − c·n₁)/N ÷ Σ w and
 * Var d = (d·ΣP + ΣQ)/(Σ w)², P = (n₁²c − n₀²a + n₁n₀(n₀ − n₁)/2)/N², Q = (a(n₀ − c) + c(n₁ − a))/(2N). The interval is
 * d ± 1.96·√Var. A stratum with nobody on one side adds nothing to any of the sums.
 */
export function mantelHaenszelSums(): MantelHaenszelSums {
  let numerator = 0;
  let weight = 0;
  let p = 0;
  let q = 0;
  return {
    add: (a, n1, c, n0) => {
      if (n1 === 0 || n0 === 0) return;
      const n = n1 + n0;
      numerator += (a * n0 - c * n1) / n;
      weight += (n1 * n0) / n;
      p += (n1 * n1 * c - n0 * n0 * a + (n1 * n0 * (n0 - n1)) / 2) / (n * n);
      q += (a * (n0 - c) + c * (n1 - a)) / (2 * n);
    },
    result: () => {
      if (weight === 0) return null;
      const difference = numerator / weight;
      const standardError = Math.sqrt(Math.max(0, difference * p + q)) / weight;
      const half = Z_97_5 * standardError;
      return { difference, standardError, low: difference - half, high: difference + half };
    },
  };
}
