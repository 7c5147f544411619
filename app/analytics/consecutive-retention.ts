import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { earliestDay, sumsFromTheEnd } from "./sums-from-the-end.ts";
import type { Timelines } from "./timelines.ts";

export interface ConsecutiveRetention {
  readonly period: Period;
  /** All periods after the one of the very first order, up to the one that holds the day. */
  readonly rows: readonly ConsecutiveRow[];
}

export interface ConsecutiveRow {
  readonly period: string;
  /** Customers with an order in the period before. */
  readonly previous: number;
  /** Customers with an order in this one: new + retained + reactivated. */
  readonly active: number;
  readonly new: number;
  readonly retained: number;
  readonly reactivated: number;
  /** previous − retained. */
  readonly lost: number;
  /** retained / previous; null while the period has not fully passed, and without customers before. */
  readonly rate: number | null;
  readonly state: "observed" | "pending";
}

/** Retention of kind D: of those active in one period, who is active in the next; METRICS section 1. */
export function consecutiveRetention(timelines: Timelines, options: ConsecutiveOptions): ConsecutiveRetention {
  return computed(consecutiveRetentionReport, timelines, options);
}

interface ConsecutiveOptions {
  readonly asOf: number;
  readonly period: Period;
}

/** Customers by period, from that of the first order to that of the day; no entry without orders. */
interface ConsecutiveTally {
  readonly firstOrderDay: number | null;
  readonly active: Float64Array;
  readonly retained: Float64Array;
  readonly newIn: Float64Array;
}

export const consecutiveRetentionReport: MergeableReport<ConsecutiveTally, ConsecutiveRetention, ConsecutiveOptions> = {
  tally: consecutiveTally,
  merge: (tallies) => ({
    firstOrderDay: earliestDay(tallies.map((tally) => tally.firstOrderDay)),
    active: sumsFromTheEnd(tallies.map((tally) => tally.active)),
    retained: sumsFromTheEnd(tallies.map((tally) => tally.retained)),
    newIn: sumsFromTheEnd(tallies.map((tally) => tally.newIn)),
  }),
  value: ({ firstOrderDay, active, retained, newIn }, { asOf, period }) => {
    if (firstOrderDay === null) return { period, rows: [] };
    const firstOrdinal = periodOf(firstOrderDay, period);
    const rows: ConsecutiveRow[] = [];
    for (let i = 1; i < active.length; i++) {
      const pending = periodStart(firstOrdinal + i + 1, period) > asOf + 1;
      rows.push({
        period: periodLabel(firstOrdinal + i, period),
        previous: active[i - 1]!,
        active: active[i]!,
        new: newIn[i]!,
        retained: retained[i]!,
        reactivated: active[i]! - retained[i]! - newIn[i]!,
        lost: active[i - 1]! - retained[i]!,
        rate: pending ? null : rate(retained[i]!, active[i - 1]!),
        state: pending ? "pending" : "observed",
      });
    }
    return { period, rows };
  },
};

function consecutiveTally(timelines: Timelines, { asOf, period }: ConsecutiveOptions): ConsecutiveTally {
  const first = firstOrderDay(timelines, asOf);
  const indexOf = periodIndex(first ?? asOf + 1, asOf + 1, period);
  const periods = first === null ? 0 : indexOf[asOf - first]! + 1;
  const active = new Float64Array(periods);
  const retained = new Float64Array(periods);
  const newIn = new Float64Array(periods);
  if (first === null) return { firstOrderDay: null, active, retained, newIn };
  const { customerIds, orderStart, day } = timelines;
  for (let c = 0; c < customerIds.length; c++) {
    const start = orderStart[c]!;
    const end = ordersUntil(timelines, c, asOf);
    if (end === start) continue;
    let previous = indexOf[day[start]! - first]!;
    newIn[previous]!++;
    active[previous]!++;
    for (let o = start + 1; o < end; o++) {
      const at = indexOf[day[o]! - first]!;
      if (at === previous) continue;
      active[at]!++;
      if (at === previous + 1) retained[at]!++;
      previous = at;
    }
  }
  return { firstOrderDay: first, active, retained, newIn };
}
