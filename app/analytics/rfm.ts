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

/** Group index of every cell at r·36 + f·6 + m, so that scoring a customer is one look-up. */
function groupTable(): Uint8Array {
  const table = new Uint8Array(6 * 36);
  for (let r = 1; r <= 5; r++) {
    for (let f = 1; f <= 5; f++) {
      for (let m = 1; m <= 5; m++) table[r * 36 + f * 6 + m] = RFM_GROUPS.indexOf(rfmGroup(r, f, m));
    }
  }
  return table;
}

/**
 * RFM scores of every customer as of a day (inclusive), over the whole history up to it.
 *
 * Equal values share a score. F is at most the number of orders: where most customers buy once, plain quintiles would give two
 * orders the best score.
 */
export function rfmScores(timelines: Timelines, asOf: number): RfmScores | Unavailable<"noMoney" | "noOrders"> {
  if (!timelines.hasMoney) return { unavailable: "noMoney" };
  const values = rfmValues(timelines, asOf);
  const { customers, daysSinceLastOrder, orderCount, netSalesMinor } = values;
  const n = customers.length;
  const m5 = quantiles(netSalesMinor, QUINTILES);
  if (!m5) return { unavailable: "noOrders" };
  const r5 = wholeNumberCuts(daysSinceLastOrder);
  const f5 = wholeNumberCuts(orderCount);

  const scores = { r: new Uint8Array(n), f: new Uint8Array(n), m: new Uint8Array(n), group: new Uint8Array(n) };
  const table = groupTable();
  for (let i = 0; i < n; i++) {
    const r = 5 - below(r5, daysSinceLastOrder[i]!);
    const f = Math.min(1 + below(f5, orderCount[i]!), orderCount[i]!);
    const m = 1 + below(m5, netSalesMinor[i]!);
    scores.r[i] = r;
    scores.f[i] = f;
    scores.m[i] = m;
    scores.group[i] = table[r * 36 + f * 6 + m]!;
  }
  return { ...values, ...scores, cutPoints: { r: r5, f: f5, m: m5 } };
}

/** Sizes by score, cell and group. */
export function rfm(timelines: Timelines, asOf: number): Rfm | Unavailable<"noMoney" | "noOrders"> {
  const scores = rfmScores(timelines, asOf);
  if ("unavailable" in scores) return scores;
  const byCell = new Uint32Array(6 * 36);
  for (let i = 0; i < scores.customers.length; i++) byCell[scores.r[i]! * 36 + scores.f[i]! * 6 + scores.m[i]!]!++;
  const scoreCounts = { r: [0, 0, 0, 0, 0], f: [0, 0, 0, 0, 0], m: [0, 0, 0, 0, 0] };
  const cells: Record<string, number> = {};
  const byGroup = new Uint32Array(RFM_GROUPS.length);
  for (let r = 1; r <= 5; r++) {
    for (let f = 1; f <= 5; f++) {
      for (let m = 1; m <= 5; m++) {
        const size = byCell[r * 36 + f * 6 + m]!;
        if (size === 0) continue;
        cells[`${r}${f}${m}`] = size;
        scoreCounts.r[r - 1]! += size;
        scoreCounts.f[f - 1]! += size;
        scoreCounts.m[m - 1]! += size;
        byGroup[RFM_GROUPS.indexOf(rfmGroup(r, f, m))]! += size;
      }
    }
  }
  const groups: Partial<Record<RfmGroup, number>> = {};
  RFM_GROUPS.forEach((group, i) => {
    if (byGroup[i]! > 0) groups[group] = byGroup[i]!;
  });
  return { cutPoints: scores.cutPoints, scoreCounts, cells, groups };
}

type RfmValues = Pick<RfmScores, "customers" | "daysSinceLastOrder" | "orderCount" | "netSalesMinor">;

function rfmValues(timelines: Timelines, asOf: number): RfmValues {
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
    let net = 0;
    for (let o = start; o < end; o++) net += netMinor[o]!;
    customers[n] = i;
    daysSinceLastOrder[n] = asOf - day[end - 1]!;
    orderCount[n] = end - start;
    netSalesMinor[n++] = net;
  }
  return {
    customers: customers.subarray(0, n),
    daysSinceLastOrder: daysSinceLastOrder.subarray(0, n),
    orderCount: orderCount.subarray(0, n),
    netSalesMinor: netSalesMinor.subarray(0, n),
  };
}

function wholeNumberCuts(values: Int32Array): number[] {
  const counts = countsOf(values);
  return QUINTILES.flatMap((p) => quantileOfCounts(counts, p) ?? []);
}

/** Number of cut points strictly below the value. */
function below(cutPoints: readonly number[], value: number): number {
  let count = 0;
  while (count < cutPoints.length && cutPoints[count]! < value) count++;
  return count;
}
