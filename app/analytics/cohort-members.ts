import { periodStart } from "./calendar.ts";
import type { Period } from "./calendar.ts";
import { ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/**
 * Which customers of a cohort: all of them, those with an order in period k (kind A), with a second order by its end (kind B), or
 * with an order in it or later (kind C).
 */
export type CohortMembership = "all" | "active" | "cumulativeRepeat" | "onOrAfter";

/** A cell of the cohort table; `cohort` is the ordinal of the period of the first order, `k` counts periods from it. */
export interface CohortCellAt {
  readonly asOf: number;
  readonly period: Period;
  readonly cohort: number;
  readonly membership: CohortMembership;
  readonly k: number;
}

/** The customers behind a number of the cohort table, as indices into the timelines, ascending; METRICS section 1. */
export function cohortMembers(
  timelines: Timelines,
  { asOf, period, cohort, membership, k }: CohortCellAt,
): Uint32Array {
  const { customerIds, orderStart, day } = timelines;
  const [joinedFrom, joinedTo] = [periodStart(cohort, period), periodStart(cohort + 1, period)];
  const [from, to] = [periodStart(cohort + k, period), periodStart(cohort + k + 1, period)];
  const members = new Uint32Array(customerIds.length);
  let count = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const firstDay = day[start]!;
    if (firstDay < joinedFrom || firstDay >= joinedTo || firstDay > asOf) continue;
    const end = ordersUntil(timelines, i, asOf);
    if (belongs(day, { start, end, from, to }, membership)) members[count++] = i;
  }
  return members.slice(0, count);
}

/** `start` to `end` are the orders of one customer of the cohort, at least one; `from` to `to` the days of period k. */
function belongs(
  day: Int32Array,
  { start, end, from, to }: { start: number; end: number; from: number; to: number },
  membership: CohortMembership,
): boolean {
  if (membership === "all") return true;
  if (membership === "cumulativeRepeat") return end - start > 1 && day[start + 1]! < to;
  if (day[end - 1]! < from) return false;
  if (membership === "onOrAfter") return true;
  let o = end - 1;
  while (o > start && day[o]! >= to) o--;
  return day[o]! >= from && day[o]! < to;
}
