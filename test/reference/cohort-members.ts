import type { Period } from "../../app/analytics/calendar.ts";
import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { firstDayOf, peopleAsOf } from "./people.ts";
import { startOf, stepped } from "./periods.ts";

interface CellQuestion {
  readonly asOf: number;
  readonly period: Period;
  /** A day of the cohort's period. */
  readonly joined: number;
  readonly k: number;
  readonly membership: "all" | "active" | "cumulativeRepeat" | "onOrAfter";
}

/** Chapter 1: who is counted in a cell of the cohort table. */
export function cohortMembersReference(
  orders: readonly TimelineOrder[],
  { asOf, period, joined, k, membership }: CellQuestion,
): bigint[] {
  const start = startOf(joined, period);
  const [from, to] = [stepped(start, period, k), stepped(start, period, k + 1)];
  const members = peopleAsOf(orders, asOf)
    .filter((person) => startOf(firstDayOf(person), period) === start)
    .filter(({ orders: own }) => {
      if (membership === "all") return true;
      if (membership === "active") return own.some(({ day }) => day >= from && day < to);
      if (membership === "onOrAfter") return own.some(({ day }) => day >= from);
      return own.length > 1 && own[1]!.day < to;
    });
  return members.map(({ id }) => id);
}
