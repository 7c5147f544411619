import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast, atMost } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Keeping those who already come: care for the best, tiers, points, rewards for referrals. */
export const LOYALTY_TACTICS: readonly Tactic[] = [
  {
    key: "highValueCare",
    family: "loyalty",
    scope: "segments",
    segments: [...rfmKeys("champions", "previouslyLoyal"), ...buyerKeys(["ambassador"], ["between", "due", "atRisk"])],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [
      atLeast(figures, "topFifthShare", THRESHOLDS.topFifthShare.value),
      atLeast(figures, "loyalCustomers", THRESHOLDS.steadyCustomersForLoyalty.value),
    ],
    kpis: ["retentionRate", "lifetimeValue", "netPromoterScore"],
    effort: "medium",
    risks: ["overMailing", "privacy"],
    outcomeDays: 90,
    discountRate: 0,
    effect: { low: 0.01, likely: 0.06, high: 0.14, basis: "assumption" },
    source: "S1",
  },
  {
    key: "loyaltyTiers",
    family: "loyalty",
    scope: "segments",
    segments: [...rfmKeys("champions", "loyal"), ...buyerKeys(["loyal", "ambassador"], ["between", "due"])],
    stages: ["established", "well established"],
    needsConsent: true,
    condition: (figures) => [
      atLeast(figures, "customers", THRESHOLDS.loyaltyProgrammeCustomers.value),
      atLeast(figures, "repeatPurchaseRate", THRESHOLDS.loyaltyRepeatRate.value),
    ],
    kpis: ["retentionRate", "lifetimeValue", "averageOrderValue"],
    effort: "high",
    risks: ["marginLoss"],
    outcomeDays: 90,
    discountRate: 0.03,
    effect: { low: 0.02, likely: 0.09, high: 0.2, basis: "assumption" },
    source: "S1",
  },
  {
    key: "loyaltyPoints",
    family: "loyalty",
    scope: "segments",
    segments: [...rfmKeys("active", "loyal"), ...buyerKeys(["repeat", "loyal"], ["between", "due"])],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [
      atLeast(figures, "customers", THRESHOLDS.loyaltyProgrammeCustomers.value),
      atLeast(figures, "repeatPurchaseRate", THRESHOLDS.loyaltyRepeatRate.value),
      atMost(figures, "medianDaysBetweenOrders", THRESHOLDS.frequentGapDays.value),
    ],
    kpis: ["repeatPurchaseRate", "lifetimeValue", "churnRate"],
    effort: "high",
    risks: ["marginLoss"],
    outcomeDays: 90,
    discountRate: 0.03,
    effect: { low: 0.02, likely: 0.08, high: 0.16, basis: "assumption" },
    source: "S1",
  },
  {
    key: "referralReward",
    family: "loyalty",
    scope: "segments",
    segments: [...rfmKeys("champions"), ...buyerKeys(["loyal", "ambassador"], ["between"])],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "loyalCustomers", THRESHOLDS.steadyCustomersForLoyalty.value)],
    kpis: ["newCustomers", "acquisitionCost", "socialReferrals"],
    effort: "medium",
    risks: ["marginLoss"],
    outcomeDays: 90,
    discountRate: 0,
    // It brings new customers; how many cannot be read from the members' own orders.
    effect: null,
    source: "S1",
  },
];
