import type { MaturityStage } from "../analytics/maturity.ts";
import { rate } from "../analytics/rate.ts";
import type { Timelines } from "../analytics/timelines.ts";
import type { Segment } from "./segments.ts";
import { THRESHOLDS } from "./thresholds.ts";

/**
 * What the maturity of a shop asks for: what to do in each stage, and the nine steps of the strategy as a checklist that the
 * data tick off where they can.
 */

/** What to do; the words are messages. */
export const STAGE_ADVICE = [
  "acquireFirst",
  "expectHighAcquisitionCost",
  "startNewsletter",
  "discountSecondOrder",
  "watchAcquisitionCostFall",
  "moveEffortToKeeping",
  "equalAttention",
  "turnRegularsLoyal",
  "raiseOrderValue",
  "raiseLifetimeValue",
] as const;
export type StageAdvice = (typeof STAGE_ADVICE)[number];

/** S3's table of stages. */
export const ADVICE_BY_STAGE: Readonly<Record<MaturityStage, readonly StageAdvice[]>> = {
  "just started": ["acquireFirst", "expectHighAcquisitionCost"],
  "gaining traction": ["startNewsletter", "discountSecondOrder"],
  consistent: ["watchAcquisitionCostFall", "moveEffortToKeeping"],
  established: ["equalAttention", "turnRegularsLoyal"],
  "well established": ["raiseOrderValue", "raiseLifetimeValue"],
};

/** The nine steps, in their order. */
export const CHECKLIST_STEPS = [
  "knowAudience",
  "knowCompetitors",
  "setGoals",
  "track",
  "budgetByChannel",
  "optimiseSite",
  "personalise",
  "followTrends",
  "review",
] as const;
type ChecklistStepKey = (typeof CHECKLIST_STEPS)[number];

/** What in the data speaks for or against a step. */
export type EvidenceCode =
  "segmentsHaveMembers" | "ordersWithChannel" | "channelsCompared" | "segmentsReachable" | "merchantMustSay";

/**
 * `done`: the data show it. `open`: the data show that it, or what it needs, is missing. `yours`: orders cannot tell whether it
 * is done; the merchant knows.
 */
export interface ChecklistStep {
  readonly step: ChecklistStepKey;
  readonly state: "done" | "open" | "yours";
  readonly evidence: EvidenceCode;
  /** The figure the evidence rests on (null: unknown) and the bound it is held against; both null for `merchantMustSay`. */
  readonly value: number | null;
  readonly bound: number | null;
}

/** How well the shop knows where its orders come from. */
export interface Tracking {
  /** Share of recent orders whose channel is known; null without recent orders. */
  readonly knownChannelShare: number | null;
  /** Known channels with enough recent orders to be compared. */
  readonly channels: number;
}

/** Channels of the customers' orders in the last `trackingDays` days up to `asOf`. */
export function tracking(timelines: Timelines, asOf: number): Tracking {
  const { day } = timelines;
  const { channel } = timelines.dimensions;
  const perChannel = new Float64Array(channel.values.length);
  let orders = 0;
  for (let o = 0; o < day.length; o++) {
    if (day[o]! > asOf || day[o]! <= asOf - THRESHOLDS.trackingDays.value) continue;
    orders++;
    perChannel[channel.codes[o]!]!++;
  }
  let channels = 0;
  for (let c = 1; c < perChannel.length; c++) if (perChannel[c]! >= THRESHOLDS.fewCases.value) channels++;
  return { knownChannelShare: rate(orders - (perChannel[0] ?? 0), orders), channels };
}

/** The nine steps with what the data say about each. */
export function checklist(buyerSegments: readonly Segment[], tracked: Tracking): ChecklistStep[] {
  const told = buyerSegments.filter(({ size }) => size >= THRESHOLDS.fewCases.value).length;
  const reachable = buyerSegments.reduce((sum, { reach }) => sum + reach.mailable, 0);
  const evidence: Readonly<Record<ChecklistStepKey, Omit<ChecklistStep, "step">>> = {
    knowAudience: provable("segmentsHaveMembers", told, THRESHOLDS.segmentsToKnow.value),
    knowCompetitors: MERCHANT,
    setGoals: MERCHANT,
    track: provable("ordersWithChannel", tracked.knownChannelShare, THRESHOLDS.knownChannelShare.value),
    budgetByChannel: precondition("channelsCompared", tracked.channels, THRESHOLDS.channelsToCompare.value),
    optimiseSite: MERCHANT,
    personalise: precondition("segmentsReachable", reachable, THRESHOLDS.newsletterReaders.value),
    followTrends: MERCHANT,
    review: MERCHANT,
  };
  return CHECKLIST_STEPS.map((step) => ({ step, ...evidence[step] }));
}

const MERCHANT = { state: "yours", evidence: "merchantMustSay", value: null, bound: null } as const;

/** A step that the data alone can tick off. */
function provable(evidence: EvidenceCode, value: number | null, bound: number): Omit<ChecklistStep, "step"> {
  return { state: value !== null && value >= bound ? "done" : "open", evidence, value, bound };
}

/** A step of which the data show only whether it is possible. */
function precondition(evidence: EvidenceCode, value: number, bound: number): Omit<ChecklistStep, "step"> {
  return { state: value >= bound ? "yours" : "open", evidence, value, bound };
}
