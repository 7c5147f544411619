import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Showing each customer what fits them. */
export const PERSONALISATION_TACTICS: readonly Tactic[] = [
  {
    key: "personalRecommendations",
    family: "personalisation",
    scope: "segments",
    segments: [
      ...rfmKeys("new", "promising", "active", "needsAttention"),
      ...buyerKeys(["firstTime", "repeat", "loyal"], ["between", "due"]),
    ],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "orders", THRESHOLDS.recommendationOrders.value)],
    kpis: ["repeatPurchaseRate", "clickThroughRate", "averageOrderValue"],
    effort: "medium",
    risks: ["privacy"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0.01, likely: 0.08, high: 0.2, basis: "assumption" },
    source: "S4",
  },
];
