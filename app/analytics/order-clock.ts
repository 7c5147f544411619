import { furthestHorizon, kaplanMeier, mergedDurations } from "./kaplan-meier.ts";
import type { Durations } from "./kaplan-meier.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/** Days since the last order day from which a customer is due, at risk and lapsed; not whole numbers. */
export interface ClockBounds {
  readonly dueDays: number;
  readonly atRiskDays: number;
  readonly lapsedDays: number;
  /** The horizon H within which returning is observed; null when too few customers are old enough for any. */
  readonly horizonDays: number | null;
  /** Returns observed up to the horizon: the weight of the shop's own rhythm. */
  readonly events: number;
}

/** Horizons of which the largest with enough customers at risk holds. */
export const CLOCK_HORIZONS = [90, 180, 365] as const;
export const MIN_AT_HORIZON = 20;
/** Shares of all who return within the horizon. */
const SHARES = { due: 0.5, atRisk: 0.8, lapsed: 0.95 } as const;
/**
 * Far above the rounding of a curve's product, far below a single return among millions: without it a share that is reached
 * exactly (10 of 20 returns) would often be missed, and the bound would jump to the day of the next return.
 */
const ROUNDING = 1e-12;
/** The prior's weight, in returns, and its bounds: what is assumed of a shop of which nothing is known. */
const PRIOR_EVENTS = 50;
const PRIOR_DAYS = { due: 60, atRisk: 120, lapsed: 240 } as const;

/** Customers with 1, 2, 3, and 4 or more order days. */
export const ORDER_NUMBER_CLASSES = 4;

/** The bounds for customers with 1, 2, 3 and 4 or more order days, and those of all of them together. */
export interface ClockBoundsByClass {
  readonly bounds: readonly [ClockBounds, ClockBounds, ClockBounds, ClockBounds];
  readonly pooled: ClockBounds;
}

/**
 * The shop's own rhythm: when customers with n order days become due, at risk and lapsed, METRICS section 6.
 *
 * Kaplan-Meier of the days from the n-th distinct order day to the next, with everyone who has not come back censored at
 * `asOf`, so that recent customers do not make the shop look quicker than it is. Each bound is where 50, 80 and 95 % of
 * those who return within the horizon have returned. Bounds are shrunk on the log scale: those of a class to the pooled ones,
 * the pooled ones to 60, 120 and 240 days.
 */
export function clockBounds(timelines: Timelines, asOf: number): ClockBoundsByClass {
  return clockBoundsOf(clockTally(timelines, asOf));
}

/**
 * Days from an order day to the next by class (1, 2, 3, 4 or more order days so far), up to a day. A return is an event of the
 * class it ends; every customer with an order is censored once, in the present class at the days since the last order: the
 * censored counts are therefore also where the customers stand on that day. All arrays have one length.
 */
export interface ClockTally {
  readonly classes: readonly Durations[];
}

/** The clock's tally of a set of customers up to `asOf` (inclusive). One scan over the days. */
export function clockTally(timelines: Timelines, asOf: number): ClockTally {
  const { customerIds, orderStart, day } = timelines;
  const width = asOf - (firstOrderDay(timelines, asOf) ?? asOf) + 1;
  // One flat table of four rows each, so that the loop addresses one array.
  const events = new Uint32Array(ORDER_NUMBER_CLASSES * width);
  const censored = new Uint32Array(ORDER_NUMBER_CLASSES * width);
  const lastRow = (ORDER_NUMBER_CLASSES - 1) * width;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    let row = 0;
    let last = day[start]!;
    for (let o = start + 1; o < end; o++) {
      const next = day[o]!;
      if (next === last) continue;
      events[row + next - last]!++;
      last = next;
      if (row < lastRow) row += width;
    }
    censored[row + asOf - last]!++;
  }
  return clockTallyOf({ events, censored, width });
}

/** A tally from flat tables with a row of `width` days for each class. */
export function clockTallyOf(table: Durations & { readonly width: number }): ClockTally {
  const row = (counts: Uint32Array, c: number): Uint32Array => counts.subarray(c * table.width, (c + 1) * table.width);
  return {
    classes: [0, 1, 2, 3].map((c) => ({ events: row(table.events, c), censored: row(table.censored, c) })),
  };
}

/** The tally of the union of disjoint sets of customers. */
export function mergedClockTallies(tallies: readonly ClockTally[]): ClockTally {
  return { classes: [0, 1, 2, 3].map((c) => mergedDurations(tallies.map(({ classes }) => classes[c]!))) };
}

/** The bounds that a tally gives. */
export function clockBoundsOf({ classes }: ClockTally): ClockBoundsByClass {
  const pooled = shrunk(mergedDurations(classes), {
    dueDays: PRIOR_DAYS.due,
    atRiskDays: PRIOR_DAYS.atRisk,
    lapsedDays: PRIOR_DAYS.lapsed,
  });
  const of = (c: number): ClockBounds => shrunk(classes[c]!, pooled);
  return { bounds: [of(0), of(1), of(2), of(3)], pooled };
}

function shrunk(
  durations: Durations,
  towards: Pick<ClockBounds, "dueDays" | "atRiskDays" | "lapsedDays">,
): ClockBounds {
  const curve = kaplanMeier(durations);
  const horizonDays = furthestHorizon(curve, CLOCK_HORIZONS, MIN_AT_HORIZON);
  let events = 0;
  for (let t = 0; t <= (horizonDays ?? -1); t++) events += durations.events[t]!;
  const bound = (share: number, prior: number): number => {
    if (horizonDays === null || events === 0) return prior;
    const returned = 1 - curve.survival[horizonDays]!;
    let t = 0;
    while (1 - curve.survival[t]! < share * returned - ROUNDING) t++;
    return Math.exp((events * Math.log(t) + PRIOR_EVENTS * Math.log(prior)) / (events + PRIOR_EVENTS));
  };
  return {
    dueDays: bound(SHARES.due, towards.dueDays),
    atRiskDays: bound(SHARES.atRisk, towards.atRiskDays),
    lapsedDays: bound(SHARES.lapsed, towards.lapsedDays),
    horizonDays,
    events,
  };
}
