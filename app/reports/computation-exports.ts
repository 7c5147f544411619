import { bigInt64Column } from "../analytics/columns.ts";
import { CONSENT_STATES } from "../analytics/timelines.ts";
import {
  defaultControlShare,
  EXPORT_DESTINATIONS,
  exportTargetName,
  SMALLEST_PROPOSED_CONTROL_REACH,
  type ExportDestination,
} from "../insights/mailing.ts";
import type { SegmentKey } from "../insights/segment-key.ts";
import { findSegment, memberIds } from "../insights/segment-members.ts";
import type { Segment } from "../insights/segments.ts";
import type { ShopData } from "./computation-data.ts";
import type { ExportPreview, NotSent } from "./exports.types.ts";
import type { PageFrame } from "./report.types.ts";

/** The head of the export pages and, of a segment that was named, who would be sent; null when there is no such segment. */
export function exportsModel(
  data: ShopData,
  { segment: key }: { readonly segment: SegmentKey | null },
): { frame: PageFrame; preview: ExportPreview | null } {
  const segment = key === null ? null : findSegment(data.timelines, data.asOf, key);
  return { frame: data.frame, preview: segment && previewOf(segment, data.frame.asOf) };
}

/** Who is in a segment: Shopify's customer ids in shared memory; null when there is no such segment. */
export function membersModel(
  data: ShopData,
  { segment: key }: { readonly segment: SegmentKey },
): { frame: PageFrame; customerIds: BigInt64Array | null } {
  const segment = findSegment(data.timelines, data.asOf, key);
  if (segment === null) return { frame: data.frame, customerIds: null };
  const ids = memberIds(data.timelines, segment);
  const customerIds = bigInt64Column(ids.length);
  customerIds.set(ids);
  return { frame: data.frame, customerIds };
}

function previewOf(segment: Segment, asOf: string): ExportPreview {
  const { byConsent, mailable, people } = segment.reach;
  const notSent = CONSENT_STATES.flatMap((reason) =>
    reason === "subscribed" || byConsent[reason] === 0 ? [] : [{ reason, people: byConsent[reason] }],
  );
  const targetName = Object.fromEntries(
    EXPORT_DESTINATIONS.map((destination) => [destination, exportTargetName(destination, segment.key, asOf)]),
  ) as Record<ExportDestination, string>;
  return {
    segment: segment.key,
    members: people,
    mailable,
    notSent: mostFirst(notSent),
    targetName,
    controlShare: defaultControlShare(mailable),
    controlProposed: mailable >= SMALLEST_PROPOSED_CONTROL_REACH,
  };
}

/** Reasons with the most people first. */
export function mostFirst(notSent: NotSent): NotSent {
  return [...notSent].sort((a, b) => b.people - a.people || (a.reason < b.reason ? -1 : 1));
}
