import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Asking: what went wrong, what went well. */
export const FEEDBACK_TACTICS: readonly Tactic[] = [
  {
    key: "askForFeedback",
    family: "feedback",
    scope: "segments",
    segments: [
      ...rfmKeys("needsAttention", "almostLost", "atRisk", "previouslyLoyal"),
      ...buyerKeys(["repeat", "loyal", "ambassador"], ["atRisk"]),
    ],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "customers", THRESHOLDS.feedbackCustomers.value)],
    kpis: ["netPromoterScore", "churnRate", "reviews"],
    effort: "low",
    risks: ["overMailing"],
    outcomeDays: 60,
    discountRate: 0,
    effect: { low: 0, likely: 0.04, high: 0.1, basis: "assumption" },
    source: "S2",
  },
  {
    key: "reviewRequest",
    family: "feedback",
    scope: "segments",
    segments: [...rfmKeys("champions", "loyal"), ...buyerKeys(["repeat", "loyal", "ambassador"], ["between"])],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "customers", THRESHOLDS.feedbackCustomers.value)],
    kpis: ["reviews", "conversionRate", "netPromoterScore"],
    effort: "low",
    risks: ["overMailing"],
    outcomeDays: 60,
    discountRate: 0,
    // Reviews win other people; the reviewer's own orders do not show it.
    effect: null,
    source: "S4",
  },
];
