import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast, atMost } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Turning a habit into a standing order. */
export const SUBSCRIPTION_TACTICS: readonly Tactic[] = [
  {
    key: "subscriptionOffer",
    family: "subscription",
    scope: "segments",
    segments: [...rfmKeys("active", "loyal", "champions"), ...buyerKeys(["repeat", "loyal"], ["between", "due"])],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [
      atMost(figures, "medianDaysBetweenOrders", THRESHOLDS.subscriptionGapDays.value),
      atLeast(figures, "regularRhythmShare", THRESHOLDS.regularRhythmShare.value),
    ],
    kpis: ["retentionRate", "churnRate", "lifetimeValue"],
    effort: "high",
    risks: ["marginLoss"],
    outcomeDays: 90,
    discountRate: 0.05,
    effect: { low: 0.02, likely: 0.12, high: 0.3, basis: "assumption" },
    source: "S1",
  },
];
