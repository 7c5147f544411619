import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast, atMost } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Those who should have come again. */
export const WIN_BACK_TACTICS: readonly Tactic[] = [
  {
    key: "reorderReminder",
    family: "winBack",
    scope: "segments",
    segments: [
      ...rfmKeys("needsAttention", "almostLost"),
      ...buyerKeys(["firstTime", "repeat", "loyal", "ambassador"], ["due", "atRisk"]),
    ],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "dueOrAtRiskShare", THRESHOLDS.fadingShare.value)],
    kpis: ["repeatPurchaseRate", "churnRate", "clickThroughRate"],
    effort: "low",
    risks: ["overMailing"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0.04, likely: 0.15, high: 0.3, basis: "assumption" },
    source: "S4",
  },
  {
    key: "winBackOffer",
    family: "winBack",
    scope: "segments",
    segments: [
      ...rfmKeys("atRisk", "previouslyLoyal", "almostLost"),
      ...buyerKeys(["firstTime", "repeat", "loyal", "ambassador"], ["atRisk", "lapsed"]),
    ],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [
      atLeast(figures, "ageDays", THRESHOLDS.firmHistoryDays.value),
      atMost(figures, "discountedOrderShare", THRESHOLDS.discountHabit.value),
    ],
    kpis: ["churnRate", "emailRepeatPurchaseRate", "averageOrderValue"],
    effort: "low",
    risks: ["discountHabit", "marginLoss", "overMailing"],
    outcomeDays: 30,
    discountRate: 0.15,
    effect: { low: 0.12, likely: 0.4, high: 0.8, basis: "assumption" },
    source: "S4",
  },
  {
    key: "lastWordBeforeRemoval",
    family: "winBack",
    scope: "segments",
    segments: [...rfmKeys("dormant"), ...buyerKeys(["firstTime", "repeat", "loyal", "ambassador"], ["lapsed"])],
    stages: ["consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "ageDays", THRESHOLDS.matureHistoryDays.value)],
    kpis: ["unsubscribes", "openRate", "churnRate"],
    effort: "low",
    risks: ["overMailing"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0, likely: 0.08, high: 0.25, basis: "assumption" },
    source: "S0",
  },
];
