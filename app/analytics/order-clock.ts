import { emptyDurations, furthestHorizon, kaplanMeier } from "./kaplan-meier.ts";
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

const HORIZONS = [90, 180, 365] as const;
const MIN_AT_RISK = 20;
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

/** Which of the four classes (1, 2, 3, 4 or more order days) a number of order days falls in: 0 to 3. */
export function orderNumberClass(orderDays: number): number {
  return Math.min(orderDays, 4) - 1;
}

/**
 * The shop's own rhythm: when customers with n order days become due, at risk and lapsed, METRICS section 6.
 *
 * Kaplan-Meier of the days from the n-th distinct order day to the next, with everyone who has not come back censored at
 * `asOf`, so that recent customers do not make the shop look quicker than it is. Each bound is where 50, 80 and 95 % of
 * those who return within the horizon have returned. Bounds are shrunk on the log scale: those of a class to the pooled ones,
 * the pooled ones to 60, 120 and 240 days.
 */
export function clockBounds(
  timelines: Timelines,
  asOf: number,
): { bounds: readonly [ClockBounds, ClockBounds, ClockBounds, ClockBounds]; pooled: ClockBounds } {
  const longest = asOf - (firstOrderDay(timelines, asOf) ?? asOf);
  const classes = [0, 1, 2, 3].map(() => emptyDurations(longest));
  const { customerIds, orderStart, day } = timelines;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    let orderDays = 1;
    for (let o = start + 1; o < end; o++) {
      const gap = day[o]! - day[o - 1]!;
      if (gap > 0) classes[orderNumberClass(orderDays++)]!.events[gap]!++;
    }
    classes[orderNumberClass(orderDays)]!.censored[asOf - day[end - 1]!]!++;
  }
  const all = emptyDurations(longest);
  for (const { events, censored } of classes) {
    for (let t = 0; t <= longest; t++) {
      all.events[t]! += events[t]!;
      all.censored[t]! += censored[t]!;
    }
  }
  const pooled = shrunk(all, { dueDays: PRIOR_DAYS.due, atRiskDays: PRIOR_DAYS.atRisk, lapsedDays: PRIOR_DAYS.lapsed });
  const of = (n: number): ClockBounds => shrunk(classes[n]!, pooled);
  return { bounds: [of(0), of(1), of(2), of(3)], pooled };
}

function shrunk(
  durations: Durations,
  towards: Pick<ClockBounds, "dueDays" | "atRiskDays" | "lapsedDays">,
): ClockBounds {
  const curve = kaplanMeier(durations);
  const horizonDays = furthestHorizon(curve, HORIZONS, MIN_AT_RISK);
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
