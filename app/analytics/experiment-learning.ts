/** What is believed of the natural logarithm of 1 + relative lift: a normal distribution. */
export interface EffectBelief {
  readonly mean: number;
  readonly sd: number;
}

/** Buyers and members of the treated (1) and the control (0) arm of one run. */
export interface ExperimentRun {
  readonly treatedBuyers: number;
  readonly treated: number;
  readonly controlBuyers: number;
  readonly control: number;
}

/** How much the effect itself differs from run to run, on the log scale, beyond chance. */
const BETWEEN_RUNS_SD = 0.15;

/**
 * What a shop has learned of a tactic in a segment, METRICS section 10: the catalogue's prior, moved by each run in proportion
 * to what it can tell. A run's log ratio d and its variance s² have half a buyer and half a member added, so that an arm without
 * buyers says little instead of something infinite.
 */
export function learnedEffect(prior: EffectBelief, runs: readonly ExperimentRun[]): EffectBelief {
  let weight = 1 / prior.sd ** 2;
  let weighted = prior.mean * weight;
  for (const { treatedBuyers, treated, controlBuyers, control } of runs) {
    const d = Math.log((treatedBuyers + 0.5) / (treated + 1) / ((controlBuyers + 0.5) / (control + 1)));
    const variance = 1 / (treatedBuyers + 0.5) - 1 / (treated + 1) + 1 / (controlBuyers + 0.5) - 1 / (control + 1);
    const runWeight = 1 / (variance + BETWEEN_RUNS_SD ** 2);
    weight += runWeight;
    weighted += d * runWeight;
  }
  return { mean: weighted / weight, sd: Math.sqrt(1 / weight) };
}

/** The extra share of buyers Δ = p₀(e^x − 1) for a log ratio x; nobody can buy more surely than surely. */
export function extraRateOf(untreatedRate: number, logRatio: number): number {
  return Math.min(untreatedRate * Math.expm1(logRatio), 1 - untreatedRate);
}
