import { fScore, mScore, RFM_GROUPS, rfmGroupIndex } from "./rfm.ts";
import type { RfmScores } from "./rfm.ts";

/** What comes next for each customer of the scores, one entry each in their order. */
export interface RfmNextSteps {
  /** Days until R falls by at least one without an order; −1 where R is 1 and cannot fall. */
  readonly daysUntilRFalls: Int32Array;
  /** The smallest action that lifts the group: so many more orders today, worth `valueMinor` together. 0 for champions. */
  readonly orders: Int32Array;
  /** The least value of those orders together, in minor units; 0: whatever they are worth. */
  readonly valueMinor: Float64Array;
  /** Index into RFM_GROUPS after the action; the present group for champions. */
  readonly groupAfter: Uint8Array;
  /** The scores that the action raises: 1 for R + 2 for F + 4 for M. */
  readonly raised: Uint8Array;
}

const BEST = 5;
const RAISES_R = 1;
const RAISES_F = 2;
const RAISES_M = 4;

/**
 * When each customer's R falls, and the smallest action that lifts the customer into a better group, METRICS section 5. Both are
 * with the cut points of the day, as though nobody else moved.
 *
 * R falls on the first day on which the days since the last order exceed the next cut point. Groups are better the earlier they stand in
 * RFM_GROUPS. An action is k ≥ 1 orders placed today, worth v ≥ 0 together (a whole number of minor units): the days since the last
 * order become 0, the orders grow by k, net sales by v. The smallest action has the least k that can reach a better group
 * with any v, then the least v. There always is one below champions: with enough orders and value all three scores become 5.
 */
export function rfmNextSteps(scores: RfmScores): RfmNextSteps {
  const { r, f, m, group, daysSinceLastOrder, orderCount, netSalesMinor, cutPoints } = scores;
  const n = group.length;
  const steps = {
    daysUntilRFalls: new Int32Array(n),
    orders: new Int32Array(n),
    valueMinor: new Float64Array(n),
    groupAfter: new Uint8Array(n),
    raised: new Uint8Array(n),
  };
  const leastM = leastMForLift();
  const leastOrders = leastOrdersForF(cutPoints);
  for (let i = 0; i < n; i++) {
    const days = daysSinceLastOrder[i]!;
    steps.daysUntilRFalls[i] = r[i] === 1 ? -1 : Math.floor(cutPoints.r[BEST - r[i]!]!) + 1 - days;
    const from = group[i]!;
    steps.groupAfter[i] = from;
    if (from === 0) continue;
    // The least F with which some M lifts the group; F grows with the orders, so the least number of orders follows.
    let neededF = 1;
    while (leastM[from * (BEST + 1) + neededF]! > BEST) neededF++;
    const orders = Math.max(1, leastOrders[neededF]! - orderCount[i]!);
    const fAfter = fScore(cutPoints, orderCount[i]! + orders);
    const neededM = leastM[from * (BEST + 1) + fAfter]!;
    const value = neededM <= m[i]! ? 0 : Math.floor(cutPoints.m[neededM - 2]! - netSalesMinor[i]!) + 1;
    const mAfter = mScore(cutPoints, netSalesMinor[i]! + value);
    steps.orders[i] = orders;
    steps.valueMinor[i] = value;
    steps.groupAfter[i] = rfmGroupIndex(BEST, fAfter, mAfter);
    steps.raised[i] = (r[i]! < BEST ? RAISES_R : 0) + (fAfter > f[i]! ? RAISES_F : 0) + (mAfter > m[i]! ? RAISES_M : 0);
  }
  return steps;
}

/** At group × 6 + F: the least M with which a customer who ordered today is in a better group; 6 where none is enough. */
function leastMForLift(): Uint8Array {
  const table = new Uint8Array(RFM_GROUPS.length * (BEST + 1)).fill(BEST + 1);
  for (let group = 0; group < RFM_GROUPS.length; group++) {
    for (let f = 1; f <= BEST; f++) {
      for (let m = BEST; m >= 1; m--) {
        if (rfmGroupIndex(BEST, f, m) < group) table[group * (BEST + 1) + f] = m;
      }
    }
  }
  return table;
}

/** By F: the least number of orders that has at least this score. */
function leastOrdersForF(cutPoints: RfmScores["cutPoints"]): number[] {
  const least = [0, 0];
  for (let f = 2; f <= BEST; f++) least.push(Math.max(f, Math.floor(cutPoints.f[f - 2]!) + 1));
  return least;
}
