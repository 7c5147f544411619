import { lifecycle } from "../analytics/lifecycle.ts";
import { ratedTimelines } from "../analytics/order-kinds.ts";
import { rfmScores } from "../analytics/rfm.ts";
import type { Timelines } from "../analytics/timelines.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import type { SegmentKey } from "./segment-key.ts";
import type { Segment } from "./segments.ts";
import { lifecycleSegments, prospectSegments, rfmSegments } from "./segments.ts";

/**
 * The segment of that key as of a day, or null when it cannot be computed (RFM without amounts, or before the first order).
 */
export function findSegment(all: Timelines, asOf: number, key: SegmentKey): Segment | null {
  const timelines = ratedTimelines(all);
  const named = <S extends Segment>(segments: readonly S[]) => segments.find((segment) => segment.key === key) ?? null;
  if (key.startsWith("rfm.")) {
    const scores = rfmScores(timelines, asOf);
    return isUnavailable(scores) ? null : named(rfmSegments(timelines, scores));
  }
  const people = lifecycle(timelines, asOf);
  return named(lifecycleSegments(timelines, people)) ?? named(prospectSegments(timelines, people));
}

/** Shopify's customer ids of the members of a segment that `findSegment` found in the same timelines, buyers first. */
export function memberIds(all: Timelines, segment: Segment): bigint[] {
  const timelines = ratedTimelines(all);
  const ids: bigint[] = [];
  for (const i of segment.customers) ids.push(timelines.customerIds[i]!);
  for (const i of segment.prospects) ids.push(timelines.prospects.customerIds[i]!);
  return ids;
}
