import { ratedTimelines } from "../analytics/order-kinds.ts";
import { CLOCKS, lifecycle } from "../analytics/lifecycle.ts";
import { RFM_GROUPS, rfmScores } from "../analytics/rfm.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import { rankTactics } from "../insights/ranking.ts";
import { BUYER_STAGES, PROSPECT_STAGES } from "../insights/segment-key.ts";
import type { Segment } from "../insights/segments.ts";
import { lifecycleSegments, prospectSegments, rfmSegments } from "../insights/segments.ts";
import { shopAdvice, shopSituation } from "../insights/shop-advice.ts";
import type { LifecycleTable, RfmTable, SegmentsModel, SegmentView } from "./segments.types.ts";
import { reportOf } from "./computation-data.ts";
import type { ShopData } from "./computation-data.ts";

type View = (segment: Segment) => SegmentView;

/**
 * The Segments page: RFM groups and lifecycle, each with size, value, reach and the tactics that fit. While the data do not
 * allow advice there are none.
 */
export function segmentsModel(data: ShopData): SegmentsModel {
  const advice = shopAdvice(data.timelines, data.asOf, data.state);
  const situation = advice.advice.state === "withheld" ? null : shopSituation(data.timelines, data.asOf, advice);
  const view: View = (segment) => {
    const ranked = situation === null ? [] : rankTactics(segment, situation);
    // Members stay on the server: an export looks them up again by the key.
    const { customers: _customers, prospects: _prospects, ...figures } = segment;
    return {
      ...figures,
      tactics: ranked.filter(({ verdict }) => verdict === "recommended"),
      passedOver: ranked.filter(({ verdict }) => verdict === "passedOver"),
    };
  };
  return {
    ...data.frame,
    rfm: reportOf(data, "rfmGroups", rfmTable(data, view)),
    lifecycle: reportOf(data, "lifecycle", lifecycleTable(data, view)),
    findings: advice.findings,
    advice: advice.advice,
  };
}

function rfmTable({ asOf, ...data }: ShopData, view: View): RfmTable {
  const timelines = ratedTimelines(data.timelines);
  const scores = rfmScores(timelines, asOf);
  if (isUnavailable(scores)) return { unavailable: scores.unavailable, groups: [], cutPoints: null };
  const groups = rfmSegments(timelines, scores).map((segment, g) => ({ ...view(segment), group: RFM_GROUPS[g]! }));
  return { unavailable: null, groups, cutPoints: scores.cutPoints };
}

function lifecycleTable({ asOf, ...data }: ShopData, view: View): LifecycleTable {
  const timelines = ratedTimelines(data.timelines);
  const people = lifecycle(timelines, asOf);
  const cells = BUYER_STAGES.flatMap((stage) => CLOCKS.map((clock) => ({ stage, clock })));
  return {
    bounds: people.bounds.map((bounds, n) => ({ orders: n + 1, ...bounds })),
    buyers: lifecycleSegments(timelines, people).map((segment, c) => ({ ...view(segment), ...cells[c]! })),
    prospects: prospectSegments(timelines, people).map((segment, s) => ({
      ...view(segment),
      stage: PROSPECT_STAGES[s]!,
    })),
  };
}
