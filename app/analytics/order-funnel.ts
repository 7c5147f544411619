import { emptyDurations, endedInterval, furthestHorizon, kaplanMeier } from "./kaplan-meier.ts";
import type { Durations } from "./kaplan-meier.ts";
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
}

export interface OrderFunnel {
  readonly steps: readonly FunnelStep[];
}

const MAX_STEPS = 20;
const HORIZONS = [30, 60, 90, 180, 365] as const;
const MIN_AT_RISK = 20;

/**
 * How many customers go from order n to n + 1, METRICS section 3.
 *
 * The raw step rate counts customers who have had no time to return yet as lost; the Kaplan-Meier rate beside it censors them
 * at `asOf`.
 */
export function orderFunnel(timelines: Timelines, asOf: number): OrderFunnel {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const longest = asOf - (firstOrderDay(timelines, asOf) ?? asOf);
  const durations: Durations[] = [];
  const net = new Float64Array(MAX_STEPS);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    const steps = Math.min(end - start, MAX_STEPS);
    for (let n = 0; n < steps; n++) {
      if (n === durations.length) durations.push(emptyDurations(longest));
      const o = start + n;
      net[n]! += netMinor[o]!;
      if (o + 1 < end) durations[n]!.events[day[o + 1]! - day[o]!]!++;
      else durations[n]!.censored[asOf - day[o]!]!++;
    }
  }
  return {
    steps: durations.map((of, n) => {
      const curve = kaplanMeier(of);
      const customers = curve.atRisk[0]!;
      const horizonDays = furthestHorizon(curve, HORIZONS, MIN_AT_RISK);
      const interval = horizonDays === null ? null : endedInterval(curve, horizonDays);
      return {
        orders: n + 1,
        customers,
        stepRate: rate(sum(of.events), customers),
        kaplanMeierRate: horizonDays === null ? null : 1 - curve.survival[horizonDays]!,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        horizonDays,
        medianDaysToNext: quantileOfCounts(of.events, 0.5),
        averageOrderValueMinor: timelines.hasMoney ? rate(net[n]!, customers) : null,
      };
    }),
  };
}

function sum(values: Uint32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
