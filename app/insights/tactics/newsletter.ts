import { buyerKeys, rfmKeys } from "../segment-key.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

/** Staying in touch between two orders. */
export const NEWSLETTER_TACTICS: readonly Tactic[] = [
  {
    key: "tailoredNewsletter",
    family: "newsletter",
    scope: "segments",
    segments: [
      ...rfmKeys("active", "promising", "loyal"),
      ...buyerKeys(["firstTime", "repeat", "loyal", "ambassador"], ["between"]),
    ],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: true,
    condition: (figures) => [atLeast(figures, "mailableCustomers", THRESHOLDS.newsletterReaders.value)],
    kpis: ["openRate", "clickThroughRate", "emailRepeatPurchaseRate", "unsubscribes"],
    effort: "medium",
    risks: ["overMailing"],
    outcomeDays: 30,
    discountRate: 0,
    effect: { low: 0.01, likely: 0.06, high: 0.14, basis: "assumption" },
    source: "S4",
  },
];
