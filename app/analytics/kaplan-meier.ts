import { Z_97_5 } from "./normal.ts";

/**
 * Kaplan-Meier estimate for durations in whole days, kept as counts: `events[t]` ended at t, `censored[t]` were last seen,
 * not ended, at t. Both arrays have the same length; censored ones of a day are still at risk on it.
 */
export interface Durations {
  readonly events: Uint32Array;
  readonly censored: Uint32Array;
}

export interface SurvivalCurve {
  /** Share not ended by the end of day t. */
  readonly survival: Float64Array;
  /** Number with duration ≥ t. */
  readonly atRisk: Float64Array;
  /** Greenwood's sum Σ d/(n(n − d)) up to t; infinite once the curve is 0. */
  readonly greenwood: Float64Array;
}

export function emptyDurations(longestDays: number): Durations {
  return { events: new Uint32Array(longestDays + 1), censored: new Uint32Array(longestDays + 1) };
}

/** The durations of disjoint groups together, as long as the longest of them. */
export function mergedDurations(parts: readonly Durations[]): Durations {
  return {
    events: mergedCounts(parts.map(({ events }) => events)),
    censored: mergedCounts(parts.map(({ censored }) => censored)),
  };
}

/** Sums, entry by entry, of counts by whole number; a shorter column counts nothing beyond its end. */
export function mergedCounts(columns: readonly Uint32Array[]): Uint32Array {
  const sums = new Uint32Array(Math.max(0, ...columns.map((column) => column.length)));
  for (const column of columns) for (let i = 0; i < column.length; i++) sums[i]! += column[i]!;
  return sums;
}

/** Kaplan and Meier (1958). One pass over the days. */
export function kaplanMeier({ events, censored }: Durations): SurvivalCurve {
  const length = events.length;
  const atRisk = new Float64Array(length);
  let remaining = 0;
  for (let t = length - 1; t >= 0; t--) {
    remaining += events[t]! + censored[t]!;
    atRisk[t] = remaining;
  }
  const survival = new Float64Array(length);
  const greenwood = new Float64Array(length);
  let s = 1;
  let sum = 0;
  for (let t = 0; t < length; t++) {
    const d = events[t]!;
    if (d > 0) {
      const n = atRisk[t]!;
      s *= 1 - d / n;
      sum += d / (n * (n - d));
    }
    survival[t] = s;
    greenwood[t] = sum;
  }
  return { survival, atRisk, greenwood };
}

/** The largest of `horizons` (days) that at least `minimum` durations reach; null if none. */
export function furthestHorizon(curve: SurvivalCurve, horizons: readonly number[], minimum: number): number | null {
  let furthest: number | null = null;
  for (const days of horizons) {
    if ((curve.atRisk[days] ?? 0) >= minimum && (furthest === null || days > furthest)) furthest = days;
  }
  return furthest;
}

/**
 * 95 % interval of the share ended by day t, on the log(-log) scale with Greenwood's variance (Kalbfleisch and Prentice).
 * Null when the estimate is 0 or 1: that scale has no value there.
 */
export function endedInterval(curve: SurvivalCurve, t: number): { low: number; high: number } | null {
  const s = curve.survival[t]!;
  if (s <= 0 || s >= 1) return null;
  const spread = Math.exp((Z_97_5 * Math.sqrt(curve.greenwood[t]!)) / Math.abs(Math.log(s)));
  return { low: 1 - s ** (1 / spread), high: 1 - s ** spread };
}
