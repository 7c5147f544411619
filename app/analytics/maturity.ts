import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { guestsUntil, firstOrderDay } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/** Lowest first. */
export const MATURITY_STAGES = [
  "just started",
  "gaining traction",
  "consistent",
  "established",
  "well established",
] as const;
export type MaturityStage = (typeof MATURITY_STAGES)[number];

/** What a stage asks for and which share of effort it gives to retention, METRICS section 8. */
export interface MaturityRule {
  readonly minAgeDays: number;
  /** Orders a day; reached at this pace, or only above it when `above`. */
  readonly ordersPerDay: number;
  readonly above: boolean;
  readonly retentionShare: number;
}

export const MATURITY_RULES: Readonly<Record<MaturityStage, MaturityRule>> = {
  "just started": { minAgeDays: 0, ordersPerDay: 0, above: false, retentionShare: 0 },
  "gaining traction": { minAgeDays: 0, ordersPerDay: 0, above: false, retentionShare: 0.15 },
  consistent: { minAgeDays: 60, ordersPerDay: 1, above: false, retentionShare: 0.3 },
  established: { minAgeDays: 120, ordersPerDay: 10, above: false, retentionShare: 0.5 },
  "well established": { minAgeDays: 365, ordersPerDay: 10, above: true, retentionShare: 0.6 },
};

/** Pace is counted over this many days up to and including the day. */
const PACE_DAYS = 28;
/** A stage that was held falls only when pace is below this share of its bound; otherwise a shop at a bound flips often. */
const HOLD_SHARE = 0.8;

/** A condition of the next stage that does not hold yet. */
type MissingCondition =
  | { readonly condition: "firstOrder" }
  | { readonly condition: "age"; readonly neededDays: number; readonly missingDays: number }
  | { readonly condition: "pace"; readonly neededOrdersPerDay: number; readonly above: boolean };

export interface Maturity {
  /** Days since the first counted order; null before it. */
  readonly ageDays: number | null;
  readonly ordersPerDay: number;
  readonly stage: MaturityStage;
  readonly retentionShare: number;
  /** The stage advice uses: it rises with `stage` and falls only when pace is clearly below its bound. */
  readonly stageHeld: MaturityStage;
  readonly retentionShareHeld: number;
  readonly ordersPerWeek: number;
  readonly ordersInPace: number;
  readonly paceDays: number;
  /** Finding: there were orders once, none in the last 28 days. */
  readonly salesHaveStopped: boolean;
  /** The stage after `stage` and what it still asks for; null at the last one. */
  readonly next: { readonly stage: MaturityStage; readonly missing: readonly MissingCondition[] } | null;
}

/** The shop's maturity stage as of a day (inclusive). Orders of guests count. */
export function maturity(timelines: Timelines, asOf: number): Maturity {
  return computed(maturityReport, timelines, { asOf });
}

/** Orders (with and without a customer) of each day from `first` to the day of the report; null without orders. */
type MaturityTally = { readonly first: number; readonly perDay: Uint32Array } | null;

export const maturityReport: MergeableReport<MaturityTally, Maturity, { readonly asOf: number }> = {
  tally: (timelines, { asOf }) => {
    const first = firstOrderDay(timelines, asOf);
    return first === null ? null : { first, perDay: ordersPerDay(timelines, first, asOf) };
  },
  merge: (tallies, { asOf }) => {
    const parts = tallies.filter((tally) => tally !== null);
    if (parts.length === 0) return null;
    const first = Math.min(...parts.map((part) => part.first));
    const perDay = new Uint32Array(asOf - first + 1);
    for (const part of parts) part.perDay.forEach((orders, i) => (perDay[part.first - first + i]! += orders));
    return { first, perDay };
  },
  value: (tally, { asOf }) => (tally === null ? describe(null, 0, 0, 0) : scanned(tally, asOf)),
};

function scanned({ first, perDay }: NonNullable<MaturityTally>, asOf: number): Maturity {
  let orders = 0;
  let held = 0;
  let stage = 0;
  for (let age = 0; age <= asOf - first; age++) {
    orders += perDay[age]! - (age >= PACE_DAYS ? perDay[age - PACE_DAYS]! : 0);
    stage = highestStage(age, orders);
    if (stage > held) held = stage;
    else while (held > stage && orders < HOLD_SHARE * ruleOf(held).ordersPerDay * PACE_DAYS) held--;
  }
  return describe(asOf - first, orders, stage, held);
}

function describe(ageDays: number | null, orders: number, stage: number, held: number): Maturity {
  const next = stage + 1 < MATURITY_STAGES.length ? MATURITY_STAGES[stage + 1]! : null;
  return {
    ageDays,
    ordersPerDay: orders / PACE_DAYS,
    stage: MATURITY_STAGES[stage]!,
    retentionShare: ruleOf(stage).retentionShare,
    stageHeld: MATURITY_STAGES[held]!,
    retentionShareHeld: ruleOf(held).retentionShare,
    ordersPerWeek: (orders * 7) / PACE_DAYS,
    ordersInPace: orders,
    paceDays: PACE_DAYS,
    salesHaveStopped: ageDays !== null && orders === 0,
    next: next === null ? null : { stage: next, missing: missingConditions(next, ageDays, orders) },
  };
}

function missingConditions(stage: MaturityStage, ageDays: number | null, orders: number): MissingCondition[] {
  const rule = MATURITY_RULES[stage];
  const missing: MissingCondition[] = [];
  if (ageDays === null) missing.push({ condition: "firstOrder" });
  else if (ageDays < rule.minAgeDays) {
    missing.push({ condition: "age", neededDays: rule.minAgeDays, missingDays: rule.minAgeDays - ageDays });
  }
  if (!paceReached(rule, orders)) {
    missing.push({ condition: "pace", neededOrdersPerDay: rule.ordersPerDay, above: rule.above });
  }
  return missing;
}

function ordersPerDay(timelines: Timelines, first: number, asOf: number): Uint32Array {
  const perDay = new Uint32Array(asOf - first + 1);
  const { day, guests, orderStart, customerIds } = timelines;
  const end = orderStart[customerIds.length]!;
  for (let o = orderStart[0]!; o < end; o++) if (day[o]! <= asOf) perDay[day[o]! - first]!++;
  const guestOrders = guestsUntil(timelines, asOf);
  for (let g = 0; g < guestOrders; g++) perDay[guests.day[g]! - first]!++;
  return perDay;
}

function ruleOf(stage: number): MaturityRule {
  return MATURITY_RULES[MATURITY_STAGES[stage]!];
}

/** Counts are compared, not quotients: 28 orders in 28 days are exactly one a day. */
function paceReached(rule: MaturityRule, orders: number): boolean {
  const needed = rule.ordersPerDay * PACE_DAYS;
  return rule.above ? orders > needed : orders >= needed;
}

/** Index of the highest stage whose conditions hold; the shop has had an order. */
function highestStage(ageDays: number, orders: number): number {
  let stage = MATURITY_STAGES.length - 1;
  while (stage > 1 && !(ageDays >= ruleOf(stage).minAgeDays && paceReached(ruleOf(stage), orders))) stage--;
  return stage;
}
