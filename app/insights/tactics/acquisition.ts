import type { MaturityStage } from "../../analytics/maturity.ts";
import { THRESHOLDS } from "../thresholds.ts";
import { atLeast } from "./tactic.ts";
import type { Tactic } from "./tactic.ts";

const EVERY_STAGE: readonly MaturityStage[] = [
  "just started",
  "gaining traction",
  "consistent",
  "established",
  "well established",
];

/** Winning customers: done once for the shop, not to members of a segment. */
export const ACQUISITION_TACTICS: readonly Tactic[] = [
  {
    key: "contentMarketing",
    family: "acquisition",
    scope: "shop",
    segments: [],
    stages: EVERY_STAGE,
    needsConsent: false,
    condition: () => [],
    kpis: ["organicTraffic", "newCustomers", "acquisitionCost", "inboundLinks"],
    effort: "high",
    risks: ["slowReturn"],
    outcomeDays: 180,
    discountRate: 0,
    effect: null,
    source: "S3",
  },
  {
    key: "searchOptimisation",
    family: "acquisition",
    scope: "shop",
    segments: [],
    stages: EVERY_STAGE,
    needsConsent: false,
    condition: () => [],
    kpis: ["searchPosition", "organicTraffic", "bounceRate", "newCustomers"],
    effort: "medium",
    risks: ["slowReturn"],
    outcomeDays: 180,
    discountRate: 0,
    effect: null,
    source: "S3",
  },
  {
    key: "paidAdvertising",
    family: "acquisition",
    scope: "shop",
    segments: [],
    stages: ["just started", "gaining traction", "consistent", "established"],
    needsConsent: false,
    // A young shop has to buy its first customers without proof; an older one has the proof in its own orders.
    condition: (figures) =>
      figures.ageDays === null || figures.ageDays < THRESHOLDS.paidProofDays.value
        ? []
        : [atLeast(figures, "repeatWithin90Rate", THRESHOLDS.paidReturnRate.value)],
    kpis: ["acquisitionCost", "acquisitionRate", "lifetimeValueToAcquisitionCost", "conversionRate"],
    effort: "medium",
    risks: ["spendWithoutReturn"],
    outcomeDays: 90,
    discountRate: 0,
    effect: null,
    source: "S3",
  },
  {
    key: "referralPartnerships",
    family: "acquisition",
    scope: "shop",
    segments: [],
    stages: ["gaining traction", "consistent", "established", "well established"],
    needsConsent: false,
    condition: (figures) => [atLeast(figures, "customers", THRESHOLDS.partnershipCustomers.value)],
    kpis: ["newCustomers", "acquisitionCost", "socialReferrals", "conversionRate"],
    effort: "medium",
    risks: ["spendWithoutReturn"],
    outcomeDays: 90,
    discountRate: 0,
    effect: null,
    source: "S3",
  },
  {
    key: "socialPresence",
    family: "acquisition",
    scope: "shop",
    segments: [],
    stages: EVERY_STAGE,
    needsConsent: false,
    condition: () => [],
    kpis: ["followers", "engagementRate", "socialReferrals", "newCustomers"],
    effort: "medium",
    risks: ["slowReturn"],
    outcomeDays: 90,
    discountRate: 0,
    effect: null,
    source: "S3",
  },
];
