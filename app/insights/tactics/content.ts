import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Content by customers and content for customers. */
export const CONTENT_TACTICS: readonly Tactic[] = [
  {
    key: "customerContent",
    family: "content",
    scope: "segments",
    segments: [...rfmKeys("champions", "loyal"), ...buyerKeys(["loyal", "ambassador"], ["between"])],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "loyalCustomers", THRESHOLDS.steadyCustomersForLoyalty.value)],
    kpis: ["engagementRate", "reviews", "socialReferrals", "conversionRate"],
    effort: "medium",
    risks: ["privacy"],
    outcomeDays: 90,
    discountRate: 0,
    effect: null,
    source: "S2",
  },
  {
    key: "educationalContent",
    family: "content",
    scope: "segments",
    segments: [...rfmKeys("new", "promising", "needsAttention"), ...buyerKeys(["firstTime"], ["between", "due"])],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "oneTimeShare", THRESHOLDS.oneTimeShareForTeaching.value)],
    kpis: ["repeatPurchaseRate", "clickThroughRate", "unsubscribes"],
    effort: "medium",
    risks: ["overMailing"],
    outcomeDays: 60,
    discountRate: 0,
    effect: { low: 0, likely: 0.05, high: 0.12, basis: "assumption" },
    source: "S2",
  },
];
