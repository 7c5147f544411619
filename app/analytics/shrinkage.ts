import { Z_97_5 } from "./normal.ts";

/** An estimate of one of many like effects, with its own standard error. */
interface Estimate {
  readonly value: number;
  readonly standardError: number;
}

export interface ShrunkEstimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * τ²: how much the true effects differ from 0, as a variance, from estimates of which each carries its own error s.
 *
 * The method of moments of DerSimonian and Laird (1986) with the mean known to be 0, since effects are shrunk towards 0 (no
 * effect): with w = 1/s², E Σ w·y² = k + τ²·Σ w, hence τ² = (Σ w·y² − k)/Σ w, at least 0. Estimates without an error say nothing
 * of it and are left out; without any, τ² is 0.
 */
export function varianceOfEffects(values: Float64Array, standardErrors: Float64Array): number {
  let excess = 0;
  let weights = 0;
  for (let i = 0; i < values.length; i++) {
    const standardError = standardErrors[i]!;
    if (!(standardError > 0)) continue;
    const weight = 1 / (standardError * standardError);
    excess += weight * values[i]! * values[i]! - 1;
    weights += weight;
  }
  return weights > 0 ? Math.max(0, excess / weights) : 0;
}

/**
 * The estimate drawn towards 0 by τ²/(τ² + s²): the mean of the true effect given the estimate, if effects vary about 0 with variance
 * τ². The 95 % interval is that of the same distribution, whose variance is τ²s²/(τ² + s²). Null when the error is not known.
 */
export function shrunkEstimate({ value, standardError }: Estimate, variance: number): ShrunkEstimate | null {
  if (!(standardError > 0)) return null;
  const factor = variance / (variance + standardError * standardError);
  const half = Z_97_5 * standardError * Math.sqrt(factor);
  return { value: value * factor, low: value * factor - half, high: value * factor + half };
}
