import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast, atMost } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Making the next order easy. */
export const FRICTION_TACTICS: readonly Tactic[] = [
  {
    key: "oneClickReorder",
    family: "friction",
    scope: "segments",
    segments: [...rfmKeys("active", "loyal"), ...buyerKeys(["repeat", "loyal", "ambassador"], ["due"])],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [
      atLeast(figures, "repeatPurchaseRate", THRESHOLDS.loyaltyRepeatRate.value),
      atMost(figures, "medianDaysBetweenOrders", THRESHOLDS.frequentGapDays.value),
    ],
    kpis: ["repeatPurchaseRate", "conversionRate", "churnRate"],
    effort: "medium",
    risks: ["privacy"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0.02, likely: 0.1, high: 0.22, basis: "assumption" },
    source: "S2",
  },
];
