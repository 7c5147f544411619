import { ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/**
 * What stands for the margin of orders: net sales × the merchant's rate; else net sales − costs, when the cost of every order up to
 * the day is known; else net sales themselves.
 */
export type MarginBasis = "rate" | "costs" | "netSales";

/** How a margin is made of sums, so that sums of disjoint parts can be added up before the basis is known. */
export interface Margins {
  readonly basis: MarginBasis;
  /** The margin of orders that bring `netMinor` together and cost `costMinor`. */
  readonly of: (netMinor: number, costMinor: number) => number;
}

/** `marginRate`: as the merchant entered it, a share of net sales; null: not entered. */
export function marginsBy(marginRate: number | null, costsKnown: boolean): Margins {
  if (marginRate !== null) return { basis: "rate", of: (netMinor) => netMinor * marginRate };
  if (costsKnown) return { basis: "costs", of: (netMinor, costMinor) => netMinor - costMinor };
  return { basis: "netSales", of: (netMinor) => netMinor };
}

/** The column of costs when that of every customer's order up to the day is known; else null. */
export function knownCosts(timelines: Timelines, asOf: number): Float64Array | null {
  const { costMinor, customerIds, orderStart } = timelines;
  if (costMinor === null) return null;
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, asOf);
    for (let o = orderStart[i]!; o < end; o++) if (Number.isNaN(costMinor[o]!)) return null;
  }
  return costMinor;
}
