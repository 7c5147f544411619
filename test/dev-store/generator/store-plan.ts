/** The five maturity stages a generated store can be in, as `npm run demo -- --store STAGE` names them. */
export const STORE_STAGES = [
  "just-started",
  "gaining-traction",
  "consistent",
  "established",
  "well-established",
] as const;
export type StoreStage = (typeof STORE_STAGES)[number];

export interface StoreOptions {
  /** Default "well-established". */
  stage?: StoreStage;
  /** Same options, same store. Default 1. */
  seed?: number;
  /** The store's present: nothing in it is later. Milliseconds since 1970. */
  nowMs: number;
  /** IANA zone of the shop. Default "America/New_York". */
  zone?: string;
  /** Currency of the shop. Default "USD". */
  currency?: string;
  /** About how many orders there shall be (within 5 %), for benches: stage "well-established" only, at least 5 000. */
  orders?: number;
  /** something.myshopify.com */
  domain?: string;
}

/** What a store of a stage looks like at its present. */
export interface StageShape {
  /** Days since the first order; null: no order ever. */
  ageDays: number | null;
  /** Orders a day in the last 28 days; well inside the stage's bounds, so that chance does not leave them. */
  pacePerDay: number;
  /** Sales at the beginning as a share of sales now, and how soon they grow (below 1: early). */
  startShare: number;
  growthPower: number;
  /** People who left their address and bought nothing. */
  prospects: number;
}

/** Bounds: age and pace of METRICS' maturity stages. A young store cannot pass for an older stage, whatever it sells. */
export const STAGE_SHAPES: Record<StoreStage, StageShape> = {
  "just-started": { ageDays: null, pacePerDay: 0, startShare: 1, growthPower: 1, prospects: 140 },
  "gaining-traction": { ageDays: 40, pacePerDay: 3.5 / 7, startShare: 0.7, growthPower: 1, prospects: 60 },
  consistent: { ageDays: 85, pacePerDay: 2.8, startShare: 0.3, growthPower: 1, prospects: 110 },
  established: { ageDays: 160, pacePerDay: 15, startShare: 0.1, growthPower: 0.9, prospects: 320 },
  "well-established": { ageDays: 745, pacePerDay: 22, startShare: 0.02, growthPower: 0.62, prospects: 700 },
};
