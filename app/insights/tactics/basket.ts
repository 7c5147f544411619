import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** More in the basket: the dearer choice, the thing that belongs to it. */
export const BASKET_TACTICS: readonly Tactic[] = [
  {
    key: "upsell",
    family: "basket",
    scope: "segments",
    segments: [
      ...rfmKeys("champions", "loyal", "active"),
      ...buyerKeys(["repeat", "loyal", "ambassador"], ["between"]),
    ],
    stages: ["established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "meanToMedianOrderValue", THRESHOLDS.orderValueSpread.value)],
    kpis: ["averageOrderValue", "lifetimeValue", "conversionRate"],
    effort: "medium",
    risks: ["overMailing"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0, likely: 0.03, high: 0.08, basis: "assumption" },
    source: "S3",
  },
  {
    key: "crossSell",
    family: "basket",
    scope: "segments",
    segments: [
      ...rfmKeys("active", "new", "needsAttention"),
      ...buyerKeys(["firstTime", "repeat"], ["between", "due"]),
    ],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "orders", THRESHOLDS.recommendationOrders.value)],
    kpis: ["averageOrderValue", "repeatPurchaseRate", "clickThroughRate"],
    effort: "medium",
    risks: ["overMailing"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0, likely: 0.06, high: 0.15, basis: "assumption" },
    source: "S2",
  },
];
