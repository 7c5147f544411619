import type { MaturityStage } from "../../analytics/maturity.ts";
import type { SegmentKey } from "../segment-key.ts";
import type { FigureKey, ShopFigures } from "../shop-figures.ts";

/**
 * What a tactic is. Its texts (title, summary, steps, risk) are messages under its key; its logic is here and in one file
 * per family.
 */

type TacticFamily =
  | "acquisition"
  | "loyalty"
  | "personalisation"
  | "subscription"
  | "content"
  | "welcome"
  | "friction"
  | "basket"
  | "newsletter"
  | "feedback"
  | "winBack";

export const TACTIC_KEYS = [
  "contentMarketing",
  "searchOptimisation",
  "paidAdvertising",
  "referralPartnerships",
  "socialPresence",
  "highValueCare",
  "loyaltyTiers",
  "loyaltyPoints",
  "referralReward",
  "personalRecommendations",
  "subscriptionOffer",
  "customerContent",
  "educationalContent",
  "signUpIncentive",
  "welcomeSeries",
  "cartReminder",
  "thankYou",
  "secondOrderDiscount",
  "oneClickReorder",
  "upsell",
  "crossSell",
  "tailoredNewsletter",
  "askForFeedback",
  "reviewRequest",
  "reorderReminder",
  "winBackOffer",
  "lastWordBeforeRemoval",
] as const;
export type TacticKey = (typeof TACTIC_KEYS)[number];

/** The measures that tell whether it worked. */
type KpiKey =
  | "averageOrderValue"
  | "repeatPurchaseRate"
  | "retentionRate"
  | "churnRate"
  | "lifetimeValue"
  | "lifetimeValueToAcquisitionCost"
  | "acquisitionCost"
  | "acquisitionRate"
  | "newCustomers"
  | "conversionRate"
  | "bounceRate"
  | "organicTraffic"
  | "searchPosition"
  | "inboundLinks"
  | "followers"
  | "engagementRate"
  | "socialReferrals"
  | "openRate"
  | "clickThroughRate"
  | "emailRepeatPurchaseRate"
  | "unsubscribes"
  | "reviews"
  | "netPromoterScore";

/** What can go wrong. */
type RiskKey = "overMailing" | "discountHabit" | "marginLoss" | "slowReturn" | "spendWithoutReturn" | "privacy";

export const EFFORTS = ["low", "medium", "high"] as const;
type Effort = (typeof EFFORTS)[number];

/** The five source articles on the subject: S0 e-mail care, S1 loyalty and prediction, S2 retention, S3 maturity, S4 lifecycle. */
type SourceArticle = "S0" | "S1" | "S2" | "S3" | "S4";

/** One figure held against a bound. `holds` is null when the figure is unknown. */
export interface Check {
  readonly figure: FigureKey;
  readonly value: number | null;
  readonly must: "atLeast" | "atMost";
  readonly bound: number;
  readonly holds: boolean | null;
}

/**
 * The expected effect before the shop has measured anything: relative lift of the share of members who order within
 * `outcomeDays`. `low` and `high` enclose 80 %. `basis` says whether a source names the size or we assume it.
 */
export interface EffectPrior {
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  readonly basis: "assumption" | "article";
}

export interface Tactic {
  readonly key: TacticKey;
  readonly family: TacticFamily;
  /** "segments": done to the members of segments. "shop": done once for the whole shop. */
  readonly scope: "segments" | "shop";
  /** Segments it is made for; empty for a tactic of the whole shop. */
  readonly segments: readonly SegmentKey[];
  /** Maturity stages in which it is worth the effort. */
  readonly stages: readonly MaturityStage[];
  /** Does it need an e-mail address with consent? */
  readonly needsConsent: boolean;
  /** What it looked at in the shop's own figures; it applies when every check holds. */
  readonly condition: (figures: ShopFigures) => readonly Check[];
  readonly kpis: readonly KpiKey[];
  readonly effort: Effort;
  readonly risks: readonly RiskKey[];
  /** Days after the contact in which the effect is read. */
  readonly outcomeDays: number;
  /** Price reduction it grants, 0–1; 0 for none. */
  readonly discountRate: number;
  /** Null for tactics of the whole shop, whose effect is not a share of members. */
  readonly effect: EffectPrior | null;
  readonly source: SourceArticle;
}

/** The figure must reach the bound. */
export function atLeast(figures: ShopFigures, figure: FigureKey, bound: number): Check {
  const value = figures[figure];
  return { figure, value, must: "atLeast", bound, holds: value === null ? null : value >= bound };
}

/** The figure must not exceed the bound. */
export function atMost(figures: ShopFigures, figure: FigureKey, bound: number): Check {
  const value = figures[figure];
  return { figure, value, must: "atMost", bound, holds: value === null ? null : value <= bound };
}
