import { periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { rate } from "./rate.ts";
import { retentionRateReport, retentionState } from "./retention-rate.ts";
import type { RetentionOptions, RetentionState, RetentionTally } from "./retention-rate.ts";
import { runningSums } from "./running-sums.ts";
import type { Timelines } from "./timelines.ts";

export interface ReturningShare {
  readonly lookBackDays: number;
  readonly period: Period;
  /** All periods after the one of the very first order, up to the one that holds the day. */
  readonly rows: readonly ReturningRow[];
}

interface ReturningRow {
  readonly period: string;
  /** S of the formula: customers with an order in the look-back before the period. */
  readonly existing: number;
  /** Of these, the customers with an order in the period. */
  readonly returned: number;
  /** returned / existing, never above 1; null unless observed, and without existing customers. */
  readonly share: number | null;
  readonly state: RetentionState;
}

/**
 * Returning share of existing customers, for every period up to `asOf`, METRICS section 1. Unlike the formula it holds for any
 * look-back, because new customers are no part of it; states are those of the formula.
 */
export function returningShare(timelines: Timelines, options: RetentionOptions): ReturningShare {
  return computed(returningShareReport, timelines, options);
}

/** Read from the formula's own tally, so that S is the same number on both. */
export const returningShareReport: MergeableReport<RetentionTally, ReturningShare, RetentionOptions> = {
  tally: retentionRateReport.tally,
  merge: retentionRateReport.merge,
  value: ({ firstOrderDay, present, returned }, { asOf, period, lookBackDays }) => {
    if (firstOrderDay === null) return { lookBackDays, period, rows: [] };
    const firstOrdinal = periodOf(firstOrderDay, period);
    const existing = runningSums(present);
    const rows: ReturningRow[] = [];
    for (let i = 1; i < returned.length; i++) {
      const range = { from: periodStart(firstOrdinal + i, period), to: periodStart(firstOrdinal + i + 1, period) };
      const state = retentionState({ range, asOf, lookBackDays, firstOrderDay });
      rows.push({
        period: periodLabel(firstOrdinal + i, period),
        existing: existing[i]!,
        returned: returned[i]!,
        share: state === "observed" ? rate(returned[i]!, existing[i]!) : null,
        state,
      });
    }
    return { lookBackDays, period, rows };
  },
};
