import { joined } from "./joined-columns.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ordersUntil } from "./orders-until.ts";
import { countsOf, quantileOfCounts, quantiles } from "./quantile.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** Shopify's names, best first. `rfmScores().group` holds indices into this list. */
export const RFM_GROUPS = [
  "champions",
  "loyal",
  "active",
  "new",
  "promising",
  "needsAttention",
  "almostLost",
  "atRisk",
  "previouslyLoyal",
  "dormant",
] as const;
export type RfmGroup = (typeof RFM_GROUPS)[number];

/** One entry per customer with an order by `asOf`, in ascending order of customer. */
export interface RfmScores {
  /** Indices into `timelines.customerIds`. */
  readonly customers: Uint32Array;
  /** Scores 1 to 5. */
  readonly r: Uint8Array;
  readonly f: Uint8Array;
  readonly m: Uint8Array;
  /** Index into RFM_GROUPS. */
  readonly group: Uint8Array;
  readonly daysSinceLastOrder: Int32Array;
  /** Orders and net sales of the window, or of the whole history. */
  readonly orderCount: Int32Array;
  readonly netSalesMinor: Float64Array;
  /** 20, 40, 60 and 80 % quantiles of daysSinceLastOrder, orderCount and netSalesMinor. */
  readonly cutPoints: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] };
}

export interface Rfm {
  readonly cutPoints: RfmScores["cutPoints"];
  /** Number of customers with score 1 … 5. */
  readonly scoreCounts: { readonly r: readonly number[]; readonly f: readonly number[]; readonly m: readonly number[] };
  /** Customers by "RFM" digits, only cells with members. */
  readonly cells: Readonly<Record<string, number>>;
  /** Customers by group, only groups with members. */
  readonly groups: Readonly<Partial<Record<RfmGroup, number>>>;
}

const QUINTILES = [0.2, 0.4, 0.6, 0.8] as const;

/** Cut points of whole numbers are multiples of a fifth; interpolation leaves 512.9999999999999 where 513 is meant. */
const inFifths = (cutPoint: number): number => Math.round(cutPoint * 5) / 5;

/**
 * The group of an (R, F, M) cell, METRICS section 5: every one of the 125 cells has exactly one.
 *
 * Shopify does not publish its ranges; the table follows its descriptions with s = F + M.
 */
export function rfmGroup(r: number, f: number, m: number): RfmGroup {
  const s = f + m;
  if (r === 5) return s <= 3 ? "new" : s <= 7 ? "active" : "champions";
  if (r === 4) return s <= 3 ? "promising" : s <= 7 ? "active" : "loyal";
  if (r === 3) return s <= 5 ? "almostLost" : s <= 7 ? "needsAttention" : "loyal";
  return s <= 5 ? "dormant" : s <= 8 ? "atRisk" : "previouslyLoyal";
}

const CELLS = 6 * 36;

function cellIndex(r: number, f: number, m: number): number {
  return r * 36 + f * 6 + m;
}

/** Index into RFM_GROUPS by index of cell, so that scoring a customer is one look-up. */
const GROUP_OF_CELL = groupTable();

function groupTable(): Uint8Array {
  const table = new Uint8Array(CELLS);
  for (let r = 1; r <= 5; r++) {
    for (let f = 1; f <= 5; f++) {
      for (let m = 1; m <= 5; m++) table[cellIndex(r, f, m)] = RFM_GROUPS.indexOf(rfmGroup(r, f, m));
    }
  }
  return table;
}

/**
 * RFM scores of every customer with an order, as of a day (inclusive), METRICS section 5.
 *
 * Equal values share a score. F is at most the number of orders: where most customers buy once, plain quintiles would give two
 * orders the best score. With a window only orders of the last `windowDays` days, (asOf − windowDays, asOf], count for frequency and
 * value; the days since the last order, the customers and so the cut points are still those of everybody with an order: who has none in
 * the window has 0 orders, 0 net sales and an F of 1.
 */
export function rfmScores(
  timelines: Timelines,
  asOf: number,
  windowDays: number | null = null,
): RfmScores | Unavailable<"noMoney" | "noOrders"> {
  if (!timelines.hasMoney) return { unavailable: "noMoney" };
  const figures = rfmFigures(timelines, asOf, windowDays);
  const scorer = rfmScorer(figures);
  if (!scorer) return { unavailable: "noOrders" };
  const { daysSinceLastOrder, orderCount, netSalesMinor } = figures;
  const n = netSalesMinor.length;
  const scores = { r: new Uint8Array(n), f: new Uint8Array(n), m: new Uint8Array(n), group: new Uint8Array(n) };
  for (let i = 0; i < n; i++) {
    const r = scorer.rOfDays[daysSinceLastOrder[i]!]!;
    const f = scorer.fOfOrders[orderCount[i]!]!;
    const m = mScore(scorer.cutPoints, netSalesMinor[i]!);
    scores.r[i] = r;
    scores.f[i] = f;
    scores.m[i] = m;
    scores.group[i] = GROUP_OF_CELL[cellIndex(r, f, m)]!;
  }
  return { ...figures, ...scores, cutPoints: scorer.cutPoints };
}

export interface RfmOptions {
  readonly asOf: number;
  /** Days that count for frequency and value; null or absent: all. */
  readonly windowDays?: number | null;
}

/** Sizes by score, cell and group. */
export function rfm(
  timelines: Timelines,
  asOf: number,
  windowDays: number | null = null,
): Rfm | Unavailable<"noMoney" | "noOrders"> {
  return computed(rfmReport, timelines, { asOf, windowDays });
}

/** What scores are made of, one entry per customer with an order. */
export type RfmFigures = Pick<RfmScores, "daysSinceLastOrder" | "orderCount" | "netSalesMinor">;

interface RfmTally {
  readonly hasMoney: boolean;
  readonly figures: RfmFigures;
}

export const rfmReport: MergeableReport<RfmTally, Rfm | Unavailable<"noMoney" | "noOrders">, RfmOptions> = {
  tally: (timelines, { asOf, windowDays = null }) => {
    const { customers: _, ...figures } = rfmFigures(timelines, asOf, windowDays);
    return { hasMoney: timelines.hasMoney, figures };
  },
  merge: (tallies) => ({
    hasMoney: tallies.every(({ hasMoney }) => hasMoney),
    figures: mergedRfmFigures(tallies.map(({ figures }) => figures)),
  }),
  value: ({ hasMoney, figures }) => {
    if (!hasMoney) return { unavailable: "noMoney" };
    const scorer = rfmScorer(figures);
    if (!scorer) return { unavailable: "noOrders" };
    const byCell = new Uint32Array(CELLS);
    const { daysSinceLastOrder, orderCount, netSalesMinor } = figures;
    for (let i = 0; i < netSalesMinor.length; i++) {
      const r = scorer.rOfDays[daysSinceLastOrder[i]!]!;
      const f = scorer.fOfOrders[orderCount[i]!]!;
      byCell[cellIndex(r, f, mScore(scorer.cutPoints, netSalesMinor[i]!))]!++;
    }
    return { cutPoints: scorer.cutPoints, ...sizes(byCell) };
  },
};

/** The figures of disjoint sets of customers, one set after the other. */
export function mergedRfmFigures(parts: readonly RfmFigures[]): RfmFigures {
  return {
    daysSinceLastOrder: joined(parts.map((part) => part.daysSinceLastOrder)),
    orderCount: joined(parts.map((part) => part.orderCount)),
    netSalesMinor: joined(parts.map((part) => part.netSalesMinor)),
  };
}

/** The groups of all the figures, as indices into RFM_GROUPS, under their own cut points. */
export function rfmGroupsOf(figures: RfmFigures): Uint8Array {
  const { daysSinceLastOrder, orderCount, netSalesMinor } = figures;
  const groups = new Uint8Array(netSalesMinor.length);
  const scorer = rfmScorer(figures);
  if (!scorer) return groups;
  for (let i = 0; i < groups.length; i++) {
    const r = scorer.rOfDays[daysSinceLastOrder[i]!]!;
    const f = scorer.fOfOrders[orderCount[i]!]!;
    groups[i] = GROUP_OF_CELL[cellIndex(r, f, mScore(scorer.cutPoints, netSalesMinor[i]!))]!;
  }
  return groups;
}

interface RfmScorer {
  readonly cutPoints: RfmScores["cutPoints"];
  /** R by days since the last order and F by number of orders, for all that occur. */
  readonly rOfDays: Uint8Array;
  readonly fOfOrders: Uint8Array;
}

/** Null without customers. */
function rfmScorer({ daysSinceLastOrder, orderCount, netSalesMinor }: RfmFigures): RfmScorer | null {
  const m = quantiles(netSalesMinor, QUINTILES)?.map(inFifths);
  if (!m) return null;
  const days = countsOf(daysSinceLastOrder);
  const orders = countsOf(orderCount);
  const cuts = (counts: Uint32Array): number[] =>
    QUINTILES.flatMap((p) => quantileOfCounts(counts, p) ?? []).map(inFifths);
  const cutPoints = { r: cuts(days), f: cuts(orders), m };
  return {
    cutPoints,
    rOfDays: Uint8Array.from(days, (_, d) => 5 - below(cutPoints.r, d)),
    fOfOrders: Uint8Array.from(orders, (_, count) => fScore(cutPoints, count)),
  };
}

/** F of a number of orders: its quintile, at most the number itself, at least 1. */
export function fScore({ f }: RfmScores["cutPoints"], orderCount: number): number {
  return Math.max(1, Math.min(1 + below(f, orderCount), orderCount));
}

export function mScore({ m }: RfmScores["cutPoints"], netSalesMinor: number): number {
  return 1 + below(m, netSalesMinor);
}

/** Index into RFM_GROUPS of an (R, F, M) cell. */
export function rfmGroupIndex(r: number, f: number, m: number): number {
  return GROUP_OF_CELL[cellIndex(r, f, m)]!;
}

function sizes(byCell: Uint32Array): Pick<Rfm, "scoreCounts" | "cells" | "groups"> {
  const scoreCounts = { r: [0, 0, 0, 0, 0], f: [0, 0, 0, 0, 0], m: [0, 0, 0, 0, 0] };
  const cells: Record<string, number> = {};
  const byGroup = new Uint32Array(RFM_GROUPS.length);
  for (let r = 1; r <= 5; r++) {
    for (let f = 1; f <= 5; f++) {
      for (let m = 1; m <= 5; m++) {
        const size = byCell[cellIndex(r, f, m)]!;
        if (size === 0) continue;
        cells[`${r}${f}${m}`] = size;
        scoreCounts.r[r - 1]! += size;
        scoreCounts.f[f - 1]! += size;
        scoreCounts.m[m - 1]! += size;
        byGroup[GROUP_OF_CELL[cellIndex(r, f, m)]!]! += size;
      }
    }
  }
  const groups: Partial<Record<RfmGroup, number>> = {};
  RFM_GROUPS.forEach((group, i) => {
    if (byGroup[i]! > 0) groups[group] = byGroup[i]!;
  });
  return { scoreCounts, cells, groups };
}

/** Days since the last order, orders and net sales of each customer with an order up to the day. */
export function rfmFigures(
  timelines: Timelines,
  asOf: number,
  windowDays: number | null,
): RfmFigures & Pick<RfmScores, "customers"> {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const all = customerIds.length;
  const customers = new Uint32Array(all);
  const daysSinceLastOrder = new Int32Array(all);
  const orderCount = new Int32Array(all);
  const netSalesMinor = new Float64Array(all);
  let n = 0;
  for (let i = 0; i < all; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    let from = start;
    if (windowDays !== null) {
      from = end;
      while (from > start && day[from - 1]! > asOf - windowDays) from--;
    }
    let net = 0;
    for (let o = from; o < end; o++) net += netMinor[o]!;
    customers[n] = i;
    daysSinceLastOrder[n] = asOf - day[end - 1]!;
    orderCount[n] = end - from;
    netSalesMinor[n++] = net;
  }
  return {
    customers: customers.subarray(0, n),
    daysSinceLastOrder: daysSinceLastOrder.subarray(0, n),
    orderCount: orderCount.subarray(0, n),
    netSalesMinor: netSalesMinor.subarray(0, n),
  };
}

/** Number of cut points strictly below the value. */
function below(cutPoints: readonly number[], value: number): number {
  let count = 0;
  while (count < cutPoints.length && cutPoints[count]! < value) count++;
  return count;
}
