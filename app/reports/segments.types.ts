import type { ClockBounds } from "../analytics/order-clock.ts";
import type { Figure } from "../insights/definition.ts";
import type { AdviceState, Finding } from "../insights/finding.ts";
import type { Recommendation } from "../insights/ranking.ts";
import type { Clock } from "../analytics/lifecycle.ts";
import type { RfmGroup, RfmScores } from "../analytics/rfm.ts";
import type { BuyerStage, ProspectStage, SegmentKey } from "../insights/segment-key.ts";
import type { Reach } from "../insights/segments.ts";
import type { PageFrame, Report } from "./report.types.ts";

export interface SegmentView {
  readonly key: SegmentKey;
  readonly size: number;
  /** Of all people of the same table (buyers, or people without an order). */
  readonly sizeShare: Figure;
  readonly orders: number;
  readonly netSalesMinor: Figure;
  /** Of the net sales of all customers. */
  readonly netSalesShare: Figure;
  readonly averageOrderValueMinor: Figure;
  /** Who may be mailed: only those who said yes. */
  readonly reach: Reach;
  /** Best first; empty while advice is withheld or nothing fits. */
  readonly tactics: readonly Recommendation[];
  /** What was considered for this segment and not recommended, with the reason. */
  readonly passedOver: readonly Recommendation[];
}

export interface RfmTable {
  /** Why there are no scores, or null; the groups are then empty. */
  readonly unavailable: "noMoney" | "noOrders" | null;
  /** In the fixed order of the groups; groups without members are present with size 0. */
  readonly groups: readonly (SegmentView & { readonly group: RfmGroup })[];
  /** q1 … q4 of days since the last order, orders and net sales (minor units); null without scores. */
  readonly cutPoints: RfmScores["cutPoints"] | null;
}

/** The bounds of the clock for customers with `orders` order days (4: four or more), in days after the last one. */
export type ClockBoundsView = ClockBounds & { readonly orders: number };

export interface LifecycleTable {
  /** Few returns (`events`) pull the bounds towards 60 / 120 / 240 days. */
  readonly bounds: readonly ClockBoundsView[];
  /** Every stage × clock, stages in order, clocks in order within. */
  readonly buyers: readonly (SegmentView & { readonly stage: BuyerStage; readonly clock: Clock })[];
  readonly prospects: readonly (SegmentView & { readonly stage: ProspectStage })[];
}

export interface SegmentsModel extends PageFrame {
  readonly rfm: Report<RfmTable>;
  readonly lifecycle: Report<LifecycleTable>;
  readonly findings: readonly Finding[];
  readonly advice: AdviceState;
}
