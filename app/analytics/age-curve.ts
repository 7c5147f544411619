import { AGE_DAYS, completedAges } from "./customer-age.ts";
import { addedUp, sum } from "./mergeable-report.ts";
import { knownCosts, marginsBy } from "./order-margin.ts";
import type { MarginBasis } from "./order-margin.ts";
import type { Timelines } from "./timelines.ts";

/** Length of an age in days: age k is the days [30k, 30k + 30) after the first order. */
const LEAST_CUSTOMERS = 30;
/** Beyond the last age that enough customers have completed, what a customer brings halves every year. */
const HALF_LIFE_DAYS = 365;
const AGES_FOR_TAIL = 3;

/** Sums over customers who have completed an age: by k. All columns have the same length. */
export interface AgeCurveTally {
  /** Whether the cost of every order up to the day is known. */
  readonly costsKnown: boolean;
  /** Customers who had completed age k by the day. */
  readonly customers: Float64Array;
  /** Net sales of these customers' orders in age k, and their costs where all are known. */
  readonly netMinor: Float64Array;
  readonly costMinor: Float64Array;
}

/** Margin per acquired customer by age, minor units. */
export interface AgeCurve {
  readonly basis: MarginBasis;
  /** c(k) for the ages that at least 30 customers have completed. */
  readonly marginByAge: readonly number[];
  /** Σ c up to a number of days after the first order, evenly spread within an age, with the tail beyond the last age. */
  readonly cumulative: (days: number) => number;
}

/** The age columns of margin as of a day (inclusive), METRICS sections 7 and 8. */
export function ageCurveTally(timelines: Timelines, asOf: number): AgeCurveTally {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const costs = knownCosts(timelines, asOf);
  let firstDay = Infinity;
  for (let i = 0; i < customerIds.length; i++) firstDay = Math.min(firstDay, day[orderStart[i]!]!);
  const ages = Math.max(0, completedAges(firstDay, asOf));
  const customers = new Float64Array(ages);
  const net = new Float64Array(ages);
  const cost = new Float64Array(ages);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const joined = day[start]!;
    const complete = completedAges(joined, asOf);
    if (complete <= 0) continue;
    customers[complete - 1]!++;
    const end = orderStart[i + 1]!;
    const until = joined + complete * AGE_DAYS;
    for (let o = start; o < end && day[o]! < until; o++) {
      const age = ((day[o]! - joined) / AGE_DAYS) | 0;
      net[age]! += netMinor[o]!;
      if (costs !== null) cost[age]! += costs[o]!;
    }
  }
  for (let k = ages - 2; k >= 0; k--) customers[k]! += customers[k + 1]!;
  return { costsKnown: costs !== null, customers, netMinor: net, costMinor: cost };
}

export function mergedAgeCurves(tallies: readonly AgeCurveTally[]): AgeCurveTally {
  const ages = Math.max(...tallies.map(({ customers }) => customers.length));
  const merged = (columnOf: (tally: AgeCurveTally) => Float64Array): Float64Array =>
    addedUp(
      tallies.map((tally) => {
        const longer = new Float64Array(ages);
        longer.set(columnOf(tally));
        return longer;
      }),
    );
  return {
    costsKnown: tallies.every((tally) => tally.costsKnown),
    customers: merged((tally) => tally.customers),
    netMinor: merged((tally) => tally.netMinor),
    costMinor: merged((tally) => tally.costMinor),
  };
}

/** Null when no age has been completed by at least 30 customers. `marginRate` null: not known. */
export function ageCurveOf(
  { costsKnown, customers, netMinor, costMinor }: AgeCurveTally,
  marginRate: number | null,
): AgeCurve | null {
  const margins = marginsBy(marginRate, costsKnown);
  const marginByAge: number[] = [];
  for (let k = 0; k < customers.length && customers[k]! >= LEAST_CUSTOMERS; k++) {
    marginByAge.push(margins.of(netMinor[k]!, costMinor[k]!) / customers[k]!);
  }
  if (marginByAge.length === 0) return null;
  const known = [0];
  for (const margin of marginByAge) known.push(known.at(-1)! + margin);
  const last = marginByAge.slice(-AGES_FOR_TAIL);
  const tailPerDay = sum(last, (margin) => margin) / last.length / AGE_DAYS;
  const knownDays = marginByAge.length * AGE_DAYS;
  const cumulative = (days: number): number => {
    if (days <= 0) return 0;
    if (days >= knownDays) {
      // ∫ tail · 2^(−t/half-life) dt from 0 to the days beyond.
      const decayed = (HALF_LIFE_DAYS / Math.LN2) * (1 - 2 ** (-(days - knownDays) / HALF_LIFE_DAYS));
      return known.at(-1)! + tailPerDay * decayed;
    }
    const age = Math.floor(days / AGE_DAYS);
    return known[age]! + (marginByAge[age]! * (days - age * AGE_DAYS)) / AGE_DAYS;
  };
  return { basis: margins.basis, marginByAge, cumulative };
}
