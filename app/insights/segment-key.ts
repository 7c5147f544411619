import { CLOCKS } from "../analytics/lifecycle.ts";
import type { Clock } from "../analytics/lifecycle.ts";
import { RFM_GROUPS } from "../analytics/rfm.ts";
import type { RfmGroup } from "../analytics/rfm.ts";

/**
 * The names of the segments. A key is stable: it stands in URLs, in export runs and in messages.
 */

/** Lifecycle stages of people with an order. */
export const BUYER_STAGES = ["firstTime", "repeat", "loyal", "ambassador"] as const;
export type BuyerStage = (typeof BUYER_STAGES)[number];

/** Lifecycle stages of people without an order. */
export const PROSPECT_STAGES = ["prospect", "considering", "checkout"] as const;
export type ProspectStage = (typeof PROSPECT_STAGES)[number];

export type RfmSegmentKey = `rfm.${RfmGroup}`;
export type BuyerSegmentKey = `lifecycle.${BuyerStage}.${Clock}`;
export type ProspectSegmentKey = `lifecycle.${ProspectStage}`;

export type SegmentKey = RfmSegmentKey | BuyerSegmentKey | ProspectSegmentKey;

/** Every RFM group, best first. */
export const RFM_SEGMENT_KEYS: readonly RfmSegmentKey[] = rfmKeys(...RFM_GROUPS);
/** Every stage with every clock, stages in order, clocks in order within. */
export const BUYER_SEGMENT_KEYS: readonly BuyerSegmentKey[] = buyerKeys(BUYER_STAGES, CLOCKS);
export const PROSPECT_SEGMENT_KEYS: readonly ProspectSegmentKey[] = prospectKeys(...PROSPECT_STAGES);
export const SEGMENT_KEYS: readonly SegmentKey[] = [
  ...RFM_SEGMENT_KEYS,
  ...BUYER_SEGMENT_KEYS,
  ...PROSPECT_SEGMENT_KEYS,
];

/** Keys of the named RFM groups. */
export function rfmKeys(...groups: readonly RfmGroup[]): RfmSegmentKey[] {
  return groups.map((group): RfmSegmentKey => `rfm.${group}`);
}

/** Keys of every named stage with every named clock. */
export function buyerKeys(stages: readonly BuyerStage[], clocks: readonly Clock[]): BuyerSegmentKey[] {
  return stages.flatMap((stage) => clocks.map((clock): BuyerSegmentKey => `lifecycle.${stage}.${clock}`));
}

/** Keys of the named stages of people without an order. */
export function prospectKeys(...stages: readonly ProspectStage[]): ProspectSegmentKey[] {
  return stages.map((stage): ProspectSegmentKey => `lifecycle.${stage}`);
}

/** The key a text names, or null: texts come from URLs and stored runs. */
export function parseSegmentKey(text: string): SegmentKey | null {
  return SEGMENT_KEYS.find((key) => key === text) ?? null;
}
