import type { MaturityStage } from "../analytics/maturity.ts";
import { Z_90 } from "../analytics/normal.ts";
import { breakEvenLift, contactGainMinor, probabilityOfLift } from "../analytics/tactic-gain.ts";
import type { UntreatedRate } from "./baseline.ts";
import { known, unknown } from "./definition.ts";
import type { Figure } from "./definition.ts";
import type { Segment } from "./segments.ts";
import type { ShopFigures } from "./shop-figures.ts";
import { TACTICS, tacticOf } from "./tactics/catalogue.ts";
import { EFFORTS } from "./tactics/tactic.ts";
import type { Check, EffectPrior, Tactic, TacticKey } from "./tactics/tactic.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** Why a tactic is recommended or passed over. */
type RecommendationReason =
  /** Made for this segment, and the shop's figures fit. */
  | "fits"
  /** Brings the most per contact of all that fit. */
  | "bestGain"
  /** The effect cannot be put into money yet (`extraNetSalesPerThousandMinor` says why); ordered by effort and expected lift. */
  | "gainUnknown"
  /** Gives a discount: the lift it must bring is in `breakEvenLift`. */
  | "mustBreakEven"
  /** One of the checks does not hold. */
  | "conditionFails"
  /** One of the checks looks at a figure that is unknown. */
  | "figureUnknown"
  /** Nobody in the segment may be mailed. */
  | "nobodyReachable"
  /** It pays only in another stage of the shop. */
  | "otherStage"
  /** The chance that it brings more than it costs is too small (`probabilityOfGain`). */
  | "gainUnlikely";

/** A tactic held against one segment (or against the whole shop), with everything that was looked at. */
export interface Recommendation {
  readonly tactic: TacticKey;
  readonly verdict: "recommended" | "passedOver";
  readonly reasons: readonly RecommendationReason[];
  readonly checks: readonly Check[];
  /** Share of such members who order within `outcomeDays` with only what the shop does anyway, measured on its own past. */
  readonly untreatedRate: Figure;
  readonly outcomeDays: number;
  /** What the contact is expected to add to that rate: likely value and 80 % range. */
  readonly extraRate: Figure;
  readonly extraRateLow: number | null;
  readonly extraRateHigh: number | null;
  /** Expected gain per 1000 contacts: net sales after the discount, or margin where the margin is known. */
  readonly extraNetSalesPerThousandMinor: Figure;
  readonly discountRate: number;
  /** Relative lift a discount must bring to pay at all: d / (m − d); null without discount. */
  readonly breakEvenLift: number | null;
  /** Chance that the effect exceeds the break-even; null without a prior. */
  readonly probabilityOfGain: number | null;
}

/** What advice for a segment rests on. */
export interface ShopSituation {
  readonly figures: ShopFigures;
  /** The stage that is held, not the raw one: advice must not flip with a week's pace. */
  readonly stage: MaturityStage;
  readonly untreatedRate: UntreatedRate;
  /** Stands in for the order value of people who have not ordered. */
  readonly averageOrderValueMinor: Figure;
  /** Margin as a share of net sales; null when the merchant has not entered costs: net sales then stand in (m = 1). */
  readonly marginRate: number | null;
}

/**
 * Every tactic made for a segment, recommended ones first, best first; then what was passed over, in the catalogue's order.
 *
 * Per contact: gain = (p₀ + Δ)·v·(m − d) − p₀·v·m, with p₀ the untreated rate in the outcome window, Δ = p₀ × expected relative
 * lift, v the value of an order, m the margin and d the discount. The second term keeps a discount to people who would have
 * bought anyway from looking like profit. The cost of a contact is taken as 0. Empty for a segment without members.
 */
export function rankTactics(segment: Segment, shop: ShopSituation): Recommendation[] {
  if (segment.size === 0) return [];
  const made = TACTICS.filter((tactic) => tactic.segments.includes(segment.key));
  return ordered(made.map((tactic) => judged(tactic, shop, segment)));
}

/** The tactics that are done once for the whole shop, judged by its stage and figures. */
export function shopTactics(shop: ShopSituation): Recommendation[] {
  return ordered(TACTICS.filter(({ scope }) => scope === "shop").map((tactic) => judged(tactic, shop, null)));
}

/**
 * Chance that a tactic brings more than its discount costs: its relative lift is log-normal with the prior's 80 % range, and
 * must exceed the break-even. Independent of the untreated rate, on which gain and cost depend alike.
 */
export function probabilityOfGain(effect: EffectPrior, discountRate: number, marginRate: number | null): number {
  const sd = (Math.log1p(effect.high) - Math.log1p(effect.low)) / (2 * Z_90);
  return probabilityOfLift({ mean: Math.log1p(effect.likely), sd }, breakEvenLift(discountRate, marginRate ?? 1));
}

function judged(tactic: Tactic, shop: ShopSituation, segment: Segment | null): Recommendation {
  const checks = tactic.condition(shop.figures);
  const { effect, discountRate } = tactic;
  const untreated = untreatedRateOf(tactic, shop, segment);
  // Nobody can order more surely than surely, however great the lift.
  const added = (lift: number): number | null =>
    untreated.value === null ? null : Math.min(untreated.value * lift, 1 - untreated.value);
  const extraRate = effect === null ? unknown("notInOrders") : figure(added(effect.likely), untreated);
  const probability = effect === null ? null : probabilityOfGain(effect, discountRate, shop.marginRate);
  const value = segment === null || segment.orders === 0 ? shop.averageOrderValueMinor : segment.averageOrderValueMinor;
  const gain = gainPerThousand(untreated, extraRate, value, discountRate, shop.marginRate);
  const against = objection(tactic, checks, shop, segment, probability);
  const reasons: RecommendationReason[] = against === null ? ["fits"] : [against];
  if (against === null && gain.value === null) reasons.push("gainUnknown");
  if (discountRate > 0) reasons.push("mustBreakEven");
  return {
    tactic: tactic.key,
    verdict: against === null ? "recommended" : "passedOver",
    reasons,
    checks,
    untreatedRate: untreated,
    outcomeDays: tactic.outcomeDays,
    extraRate,
    extraRateLow: effect === null ? null : added(effect.low),
    extraRateHigh: effect === null ? null : added(effect.high),
    extraNetSalesPerThousandMinor: gain,
    discountRate,
    breakEvenLift: discountRate > 0 ? breakEvenLift(discountRate, shop.marginRate ?? 1) : null,
    probabilityOfGain: probability,
  };
}

function untreatedRateOf(tactic: Tactic, shop: ShopSituation, segment: Segment | null): Figure {
  if (segment === null) return unknown("notInOrders");
  return shop.untreatedRate(segment.key, tactic.outcomeDays);
}

/** The first reason that speaks against a tactic, or null. */
function objection(
  tactic: Tactic,
  checks: readonly Check[],
  shop: ShopSituation,
  segment: Segment | null,
  probability: number | null,
): RecommendationReason | null {
  if (!tactic.stages.includes(shop.stage)) return "otherStage";
  if (checks.some(({ holds }) => holds === false)) return "conditionFails";
  if (checks.some(({ holds }) => holds === null)) return "figureUnknown";
  if (tactic.needsConsent && segment !== null && segment.reach.mailable === 0) return "nobodyReachable";
  if (probability !== null && probability < THRESHOLDS.leastProbabilityOfGain.value) return "gainUnlikely";
  return null;
}

function gainPerThousand(
  untreated: Figure,
  extraRate: Figure,
  orderValueMinor: Figure,
  discountRate: number,
  marginRate: number | null,
): Figure {
  if (untreated.value === null) return untreated;
  if (extraRate.value === null) return extraRate;
  if (orderValueMinor.value === null) return orderValueMinor;
  const terms = {
    untreatedRate: untreated.value,
    orderValueMinor: orderValueMinor.value,
    marginRate: marginRate ?? 1,
    discountRate,
    contactCostMinor: 0,
  };
  return known(1000 * contactGainMinor(terms, extraRate.value));
}

/** `value` as a figure; unknown for the same reason as `source` when there is none. */
function figure(value: number | null, source: Figure): Figure {
  return value === null || source.value === null ? source : known(value);
}

function ordered(judgements: readonly Recommendation[]): Recommendation[] {
  const recommended = judgements.filter(({ verdict }) => verdict === "recommended").sort(better);
  const [first, ...others] = recommended;
  const led =
    first !== undefined && (first.extraNetSalesPerThousandMinor.value ?? 0) > 0
      ? [{ ...first, reasons: [...first.reasons, "bestGain" as const] }, ...others]
      : recommended;
  return [...led, ...judgements.filter(({ verdict }) => verdict === "passedOver")];
}

/** Known gains first, the highest first; then the least effort, then the highest expected lift. */
function better(a: Recommendation, b: Recommendation): number {
  const [gainA, gainB] = [a.extraNetSalesPerThousandMinor.value, b.extraNetSalesPerThousandMinor.value];
  if (gainA !== null && gainB !== null) return gainB - gainA;
  if (gainA !== null || gainB !== null) return gainA === null ? 1 : -1;
  const [tacticA, tacticB] = [tacticOf(a.tactic), tacticOf(b.tactic)];
  return (
    EFFORTS.indexOf(tacticA.effort) - EFFORTS.indexOf(tacticB.effort) ||
    (tacticB.effect?.likely ?? 0) - (tacticA.effect?.likely ?? 0)
  );
}
