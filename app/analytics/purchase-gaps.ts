import { joined } from "./joined-columns.ts";
import { mergedCounts } from "./kaplan-meier.ts";
import { addedUp, computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import { quantileOfCounts, quantiles } from "./quantile.ts";
import { rate } from "./rate.ts";
import type { Timelines } from "./timelines.ts";

/** Days between successive distinct order days of the same customer. */
interface GapSummary {
  readonly n: number;
  readonly mean: number | null;
  readonly p25: number | null;
  readonly median: number | null;
  readonly p75: number | null;
}

/** Gaps of `fromDays` ≤ days < `toDays`; the last bar is open. */
export interface GapBar {
  readonly fromDays: number;
  readonly toDays: number | null;
  readonly gaps: number;
  /** Customers with at least one such gap. */
  readonly customers: number;
}

export interface PurchaseGaps {
  /** All gaps of all customers together. */
  readonly all: GapSummary;
  /** By step: from the n-th order day to the next, n = 1, 2, …, at most 20. */
  readonly steps: readonly (GapSummary & { readonly orderDays: number })[];
  /** Each customer's mean gap; n customers with at least two order days. */
  readonly perCustomer: GapSummary;
  /** Days 1-7, 8-14, … 358-364, and all longer gaps. */
  readonly histogram: readonly GapBar[];
}

const MAX_STEPS = 20;
const BAR_DAYS = 7;
/** Index of the open bar: 52 weeks lie before it. */
const OPEN_BAR = 52;

/** Days between orders up to `asOf` (inclusive), METRICS section 4. Never 365 ÷ frequency, which mixes in silence. */
export function purchaseGaps(timelines: Timelines, asOf: number): PurchaseGaps {
  return computed(purchaseGapsReport, timelines, { asOf });
}

interface PurchaseGapsTally {
  /** Number of gaps by days, one column for each step that somebody took; then those of all later steps together. */
  readonly steps: readonly Uint32Array[];
  readonly later: Uint32Array;
  /** Customers by bar of the histogram. */
  readonly barCustomers: Float64Array;
  /** Mean gap of each customer with at least two order days. */
  readonly meanDays: Float64Array;
  /** By number of gaps g: days from the first to the last order day, summed over customers with g gaps. Whole numbers. */
  readonly spanDays: Float64Array;
}

export const purchaseGapsReport: MergeableReport<PurchaseGapsTally, PurchaseGaps, { readonly asOf: number }> = {
  tally: purchaseGapsTally,
  merge: (tallies) => {
    const taken = Math.max(...tallies.map(({ steps }) => steps.length));
    return {
      steps: Array.from({ length: taken }, (_, n) => mergedCounts(tallies.flatMap(({ steps }) => steps[n] ?? []))),
      later: mergedCounts(tallies.map(({ later }) => later)),
      barCustomers: addedUp(tallies.map(({ barCustomers }) => barCustomers)),
      meanDays: joined(tallies.map(({ meanDays }) => meanDays)),
      spanDays: longestSums(tallies.map(({ spanDays }) => spanDays)),
    };
  },
  value: ({ steps, later, barCustomers, meanDays, spanDays }) => {
    const all = mergedCounts([...steps, later]);
    return {
      all: summary(all),
      steps: steps.map((counts, i) => ({ orderDays: i + 1, ...summary(counts) })),
      perCustomer: customerSummary(meanDays, spanDays),
      histogram: histogram(all, barCustomers),
    };
  },
};

function purchaseGapsTally(timelines: Timelines, { asOf }: { asOf: number }): PurchaseGapsTally {
  const { customerIds, orderStart, day } = timelines;
  const width = asOf - (firstOrderDay(timelines, asOf) ?? asOf) + 1;
  // One flat table: a row for each of the first steps, and one for all later steps.
  const counts = new Uint32Array((MAX_STEPS + 1) * width);
  const laterRow = MAX_STEPS * width;
  const barOf = Uint8Array.from({ length: width }, (_, gap) => barOfGap(gap));
  const barCustomers = new Float64Array(OPEN_BAR + 1);
  // The last customer counted in each bar: a customer with two gaps in one bar is one customer.
  const counted = new Int32Array(OPEN_BAR + 1).fill(-1);
  const meanDays = new Float64Array(customerIds.length);
  let spanDays = new Float64Array(64);
  let repeaters = 0;
  let mostGaps = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end - start < 2) continue;
    const first = day[start]!;
    let last = first;
    let row = 0;
    let gaps = 0;
    for (let o = start + 1; o < end; o++) {
      const next = day[o]!;
      if (next === last) continue;
      const gap = next - last;
      last = next;
      counts[row + gap]!++;
      if (row < laterRow) row += width;
      gaps++;
      const bar = barOf[gap]!;
      if (counted[bar] !== i) {
        counted[bar] = i;
        barCustomers[bar]!++;
      }
    }
    if (gaps === 0) continue;
    meanDays[repeaters++] = (last - first) / gaps;
    if (gaps > mostGaps) mostGaps = gaps;
    if (gaps >= spanDays.length) spanDays = longestSums([spanDays, new Float64Array(2 * gaps)]);
    spanDays[gaps]! += last - first;
  }
  return {
    steps: Array.from({ length: Math.min(mostGaps, MAX_STEPS) }, (_, n) => counts.subarray(n * width, (n + 1) * width)),
    later: counts.subarray(laterRow),
    barCustomers,
    meanDays: meanDays.slice(0, repeaters),
    spanDays: spanDays.slice(0, mostGaps + 1),
  };
}

function barOfGap(gapDays: number): number {
  return Math.min(Math.floor(Math.max(gapDays - 1, 0) / BAR_DAYS), OPEN_BAR);
}

function histogram(gapsByDays: Uint32Array, barCustomers: Float64Array): GapBar[] {
  const gaps = new Float64Array(OPEN_BAR + 1);
  for (let days = 1; days < gapsByDays.length; days++) gaps[barOfGap(days)]! += gapsByDays[days]!;
  return Array.from(gaps, (count, bar) => ({
    fromDays: 1 + bar * BAR_DAYS,
    toDays: bar === OPEN_BAR ? null : 1 + (bar + 1) * BAR_DAYS,
    gaps: count,
    customers: barCustomers[bar]!,
  }));
}

function summary(counts: Uint32Array): GapSummary {
  let n = 0;
  let total = 0;
  for (let gap = 0; gap < counts.length; gap++) {
    n += counts[gap]!;
    total += counts[gap]! * gap;
  }
  return {
    n,
    mean: rate(total, n),
    p25: quantileOfCounts(counts, 0.25),
    median: quantileOfCounts(counts, 0.5),
    p75: quantileOfCounts(counts, 0.75),
  };
}

/** The mean of means is summed by number of gaps, so that it does not depend on the order of customers to the last digit. */
function customerSummary(meanDays: Float64Array, spanDays: Float64Array): GapSummary {
  let total = 0;
  for (let gaps = 1; gaps < spanDays.length; gaps++) total += spanDays[gaps]! / gaps;
  const quarters = quantiles(meanDays, [0.25, 0.5, 0.75]);
  return {
    n: meanDays.length,
    mean: rate(total, meanDays.length),
    p25: quarters?.[0] ?? null,
    median: quarters?.[1] ?? null,
    p75: quarters?.[2] ?? null,
  };
}

/** Sums, entry by entry, as long as the longest column. */
function longestSums(columns: readonly Float64Array[]): Float64Array<ArrayBuffer> {
  const sums = new Float64Array(Math.max(...columns.map((column) => column.length)));
  for (const column of columns) for (let i = 0; i < column.length; i++) sums[i]! += column[i]!;
  return sums;
}
