import { endedInterval, furthestHorizon, kaplanMeier, mergedDurations } from "./kaplan-meier.ts";
import type { Durations } from "./kaplan-meier.ts";
import { addedUp, computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import { quantileOfCounts } from "./quantile.ts";
import { rate } from "./rate.ts";
import type { Timelines } from "./timelines.ts";

interface FunnelStep {
  /** n: customers with at least n orders, and what becomes of them. */
  readonly orders: number;
  readonly customers: number;
  /** Share of them with at least n + 1 orders so far. */
  readonly stepRate: number | null;
  /** Share with order n + 1 within `horizonDays` of order n, by Kaplan-Meier, and its 95 % interval. */
  readonly kaplanMeierRate: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly horizonDays: number | null;
  /** Median days from order n to n + 1 of those who placed it; 0 on the same day. */
  readonly medianDaysToNext: number | null;
  /** Mean net sales of the n-th orders. */
  readonly averageOrderValueMinor: number | null;
  /** Customers whose n-th order lies in the last 365 days up to the day. */
  readonly customersInYear: number;
  /** V_n: expected net sales of the orders that follow order n. */
  readonly valueAfterMinor: number | null;
  /** Net sales that one more percentage point of this step's rate brings in a year. */
  readonly pointWorthMinor: number | null;
}

export interface OrderFunnel {
  readonly steps: readonly FunnelStep[];
}

const MAX_STEPS = 20;
const HORIZONS = [30, 60, 90, 180, 365] as const;
const MIN_AT_RISK = 20;
const YEAR_DAYS = 365;
const POINT = 0.01;

/**
 * How many customers go from order n to n + 1, METRICS section 3.
 *
 * The raw step rate counts customers who have had no time to return yet as lost; the Kaplan-Meier rate beside it censors them
 * at `asOf`.
 *
 * Worth of a point: V_n = KM_n · (AOV_{n+1} + V_{n+1}), and a point at step n is worth (customers reaching n in the last 365 days)
 * × 0.01 × (AOV_{n+1} + V_{n+1}). Where KM_n is not known (too few at risk), V_n and the step's own worth are null; so they are where
 * nobody placed order n + 1 (its value is not known), but V_n is 0 where KM_n is 0. An unknown V_{n+1} ends the recursion of the
 * steps before it: they leave out what follows order n + 1 and are lower bounds. Otherwise the last customers of every
 * shop, always too few to be measured, would make all steps unknown. Step 20 leaves out what follows order 21 in the same way.
 */
export function orderFunnel(timelines: Timelines, asOf: number): OrderFunnel {
  return computed(orderFunnelReport, timelines, { asOf });
}

/** By step n − 1; the money columns have one entry more, for the order that follows the last step. */
interface OrderFunnelTally {
  readonly hasMoney: boolean;
  /** Days from order n to n + 1; one entry for each step that somebody reached. */
  readonly steps: readonly Durations[];
  /** Number and net sales of the n-th orders. */
  readonly placed: Float64Array;
  readonly netMinor: Float64Array;
  /** Of `placed`: in the last 365 days. */
  readonly placedInYear: Float64Array;
}

export const orderFunnelReport: MergeableReport<OrderFunnelTally, OrderFunnel, { readonly asOf: number }> = {
  tally: orderFunnelTally,
  merge: (tallies) => {
    const reached = Math.max(...tallies.map(({ steps }) => steps.length));
    return {
      hasMoney: tallies.every(({ hasMoney }) => hasMoney),
      steps: Array.from({ length: reached }, (_, n) => mergedDurations(tallies.flatMap(({ steps }) => steps[n] ?? []))),
      placed: addedUp(tallies.map(({ placed }) => placed)),
      netMinor: addedUp(tallies.map(({ netMinor }) => netMinor)),
      placedInYear: addedUp(tallies.map(({ placedInYear }) => placedInYear)),
    };
  },
  value: (tally) => {
    const steps: FunnelStep[] = [];
    let valueAfterNext: number | null = null;
    for (let n = tally.steps.length - 1; n >= 0; n--) {
      const step = funnelStep(tally, n, valueAfterNext);
      valueAfterNext = step.valueAfterMinor;
      steps.push(step);
    }
    return { steps: steps.reverse() };
  },
};

function orderFunnelTally(timelines: Timelines, { asOf }: { asOf: number }): OrderFunnelTally {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const width = asOf - (firstOrderDay(timelines, asOf) ?? asOf) + 1;
  const yearFrom = asOf - YEAR_DAYS + 1;
  const events = new Uint32Array(MAX_STEPS * width);
  const censored = new Uint32Array(MAX_STEPS * width);
  const placed = new Float64Array(MAX_STEPS + 1);
  const net = new Float64Array(MAX_STEPS + 1);
  const placedInYear = new Float64Array(MAX_STEPS + 1);
  let reached = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const orders = Math.min(end - start, MAX_STEPS + 1);
    let previous = day[start]!;
    placed[0]!++;
    net[0]! += netMinor[start]!;
    if (previous >= yearFrom) placedInYear[0]!++;
    for (let n = 1; n < orders; n++) {
      const at = day[start + n]!;
      events[(n - 1) * width + at - previous]!++;
      placed[n]!++;
      net[n]! += netMinor[start + n]!;
      if (at >= yearFrom) placedInYear[n]!++;
      previous = at;
    }
    if (orders <= MAX_STEPS) censored[(orders - 1) * width + asOf - previous]!++;
    if (orders > reached) reached = orders;
  }
  const row = (counts: Uint32Array, n: number): Uint32Array => counts.subarray(n * width, (n + 1) * width);
  const steps = Array.from({ length: Math.min(reached, MAX_STEPS) }, (_, n) => ({
    events: row(events, n),
    censored: row(censored, n),
  }));
  return { hasMoney: timelines.hasMoney, steps, placed, netMinor: net, placedInYear };
}

/** Step n + 1 of the tally. `valueAfterNext` is V of the step after it. */
function funnelStep(tally: OrderFunnelTally, n: number, valueAfterNext: number | null): FunnelStep {
  const { events } = tally.steps[n]!;
  const curve = kaplanMeier(tally.steps[n]!);
  const customers = tally.placed[n]!;
  const horizonDays = furthestHorizon(curve, HORIZONS, MIN_AT_RISK);
  const interval = horizonDays === null ? null : endedInterval(curve, horizonDays);
  const kaplanMeierRate = horizonDays === null ? null : 1 - curve.survival[horizonDays]!;
  const averageOf = (step: number): number | null =>
    tally.hasMoney ? rate(tally.netMinor[step]!, tally.placed[step]!) : null;
  const nextMinor = averageOf(n + 1);
  const perReturnMinor = nextMinor === null ? null : nextMinor + (valueAfterNext ?? 0);
  return {
    orders: n + 1,
    customers,
    stepRate: rate(sum(events), customers),
    kaplanMeierRate,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    horizonDays,
    medianDaysToNext: quantileOfCounts(events, 0.5),
    averageOrderValueMinor: averageOf(n),
    customersInYear: tally.placedInYear[n]!,
    valueAfterMinor: tally.hasMoney ? valueAfter(kaplanMeierRate, perReturnMinor) : null,
    pointWorthMinor:
      kaplanMeierRate === null || perReturnMinor === null ? null : tally.placedInYear[n]! * POINT * perReturnMinor,
  };
}

function valueAfter(kaplanMeierRate: number | null, perReturnMinor: number | null): number | null {
  if (kaplanMeierRate === 0) return 0;
  return kaplanMeierRate === null || perReturnMinor === null ? null : kaplanMeierRate * perReturnMinor;
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}
