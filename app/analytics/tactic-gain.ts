import { extraRateOf } from "./experiment-learning.ts";
import type { EffectBelief } from "./experiment-learning.ts";
import { normalProbability, Z_90 } from "./normal.ts";

/** What one contact with one customer is worth, METRICS section 11. Rates are shares of 1, money is in minor units. */
export interface ContactTerms {
  /** p₀: chance of an order in the outcome window without the contact. */
  readonly untreatedRate: number;
  /** v: value of an order. */
  readonly orderValueMinor: number;
  /** m: margin as a share of net sales; 1 when it is not known. */
  readonly marginRate: number;
  /** d: discount as a share of the order. */
  readonly discountRate: number;
  /** c: cost of the contact. */
  readonly contactCostMinor: number;
}

/**
 * Gain of a contact that adds `extraRate` (Δ) to the chance of an order: (p₀ + Δ)·v·(m − d) − p₀·v·m − c. The middle term is what
 * would have come anyway: without it a discount to people who would have bought looks like profit.
 */
export function contactGainMinor(terms: ContactTerms, extraRate: number): number {
  const { untreatedRate: p0, orderValueMinor: v, marginRate: m, discountRate: d, contactCostMinor: c } = terms;
  return (p0 + extraRate) * v * (m - d) - p0 * v * m - c;
}

/** The extra rate at which a contact pays for its discount, p₀·d / (m − d); null when the discount takes the whole margin. */
export function breakEvenExtraRate({ untreatedRate, marginRate, discountRate }: ContactTerms): number | null {
  return discountRate < marginRate ? (untreatedRate * discountRate) / (marginRate - discountRate) : null;
}

/** The same as a relative lift, d / (m − d): it does not depend on the untreated rate. */
export function breakEvenLift(discountRate: number, marginRate: number): number | null {
  return discountRate < marginRate ? discountRate / (marginRate - discountRate) : null;
}

export interface ExpectedGain {
  /** At the posterior mean of the effect. */
  readonly gainMinor: number;
  /** 80 % range, from the 10 % and 90 % quantiles of the effect. */
  readonly lowMinor: number;
  readonly highMinor: number;
  readonly probabilityOfGain: number;
}

/** Gain of one contact under what is believed of the tactic's effect. */
export function expectedGain(terms: ContactTerms, effect: EffectBelief): ExpectedGain {
  const gainAt = (logRatio: number): number => contactGainMinor(terms, extraRateOf(terms.untreatedRate, logRatio));
  return {
    gainMinor: gainAt(effect.mean),
    lowMinor: gainAt(effect.mean - Z_90 * effect.sd),
    highMinor: gainAt(effect.mean + Z_90 * effect.sd),
    probabilityOfGain: probabilityOfGain(terms, effect),
  };
}

/** Chance that the effect exceeds what discount and contact cost. */
export function probabilityOfGain(terms: ContactTerms, effect: EffectBelief): number {
  const { untreatedRate: p0, orderValueMinor: v, marginRate: m, discountRate: d, contactCostMinor: c } = terms;
  // The gain rises with the effect where an order brings anything at all: solve gain = 0 for Δ.
  if (p0 <= 0 || v * (m - d) <= 0) return 0;
  const needed = (p0 * v * d + c) / (v * (m - d));
  if (needed > 1 - p0) return 0;
  return probabilityOfLift(effect, needed / p0);
}

/** Chance that the relative lift is above `needed`; 0 where no lift is enough (null). */
export function probabilityOfLift(effect: EffectBelief, needed: number | null): number {
  return needed === null ? 0 : 1 - normalProbability((Math.log1p(needed) - effect.mean) / effect.sd);
}

/** Of each customer: the tactic with the highest positive gain, or −1. */
export interface TacticChoice {
  readonly tactic: Int16Array;
  readonly gainMinor: Float64Array;
}

/**
 * Gives each customer at most one tactic. `gains[t][i]` is the gain of tactic t with customer i, NaN where the tactic is not made
 * for them; ties go to the earlier tactic. A customer contacted less than seven days before `asOf` gets none: `lastContactDay` is
 * −1 for "never".
 */
export function chosenTactics(gains: readonly Float64Array[], lastContactDay: Int32Array, asOf: number): TacticChoice {
  const customers = lastContactDay.length;
  const tactic = new Int16Array(customers).fill(-1);
  const gainMinor = new Float64Array(customers);
  for (let i = 0; i < customers; i++) {
    if (lastContactDay[i]! >= 0 && asOf - lastContactDay[i]! < DAYS_BETWEEN_CONTACTS) continue;
    for (let t = 0; t < gains.length; t++) {
      if (gains[t]![i]! > gainMinor[i]!) {
        gainMinor[i] = gains[t]![i]!;
        tactic[i] = t;
      }
    }
  }
  return { tactic, gainMinor };
}

const DAYS_BETWEEN_CONTACTS = 7;
