import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import { quantileOfCounts } from "./quantile.ts";
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

export interface PurchaseGaps {
  /** All gaps of all customers together. */
  readonly all: GapSummary;
  /** By step: from the n-th order day to the next, n = 1, 2, …, at most 20. */
  readonly steps: readonly (GapSummary & { readonly orderDays: number })[];
}

const MAX_STEPS = 20;

/** Days between orders up to `asOf` (inclusive), METRICS section 4. Never 365 ÷ frequency, which mixes in silence. */
export function purchaseGaps(timelines: Timelines, asOf: number): PurchaseGaps {
  const { customerIds, orderStart, day } = timelines;
  const longest = asOf - (firstOrderDay(timelines, asOf) ?? asOf);
  const all = new Uint32Array(longest + 1);
  const steps: Uint32Array[] = [];
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, asOf);
    let step = 0;
    for (let o = orderStart[i]! + 1; o < end; o++) {
      const gap = day[o]! - day[o - 1]!;
      if (gap === 0) continue;
      all[gap]!++;
      if (step < MAX_STEPS) {
        if (step === steps.length) steps.push(new Uint32Array(longest + 1));
        steps[step]![gap]!++;
      }
      step++;
    }
  }
  return { all: summary(all), steps: steps.map((counts, i) => ({ orderDays: i + 1, ...summary(counts) })) };
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
