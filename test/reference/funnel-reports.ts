import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { funnelReference } from "./order-reports.ts";
import { daysOf, peopleAsOf, quantile, ratio, total } from "./people.ts";

/** Chapters 3 and 4: worth of a point, the histogram of gaps, and who stands behind a step or a bar. */

/** The funnel of the slow reference with what follows each step. */
export function funnelWorthReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf);
  const nth = (n: number): TimelineOrder[] => people.flatMap((person) => person.orders.slice(n - 1, n));
  const averageOf = (n: number): number | null => ratio(total(nth(n).map((order) => order.netMinor)), nth(n).length);
  const { steps } = funnelReference(orders, asOf);
  /** V_n. An unknown one counts as nothing in the steps before it. */
  const valueAfter = (n: number): number | null => {
    const step = steps[n - 1];
    if (step === undefined || step.kaplanMeierRate === null) return null;
    if (step.kaplanMeierRate === 0) return 0;
    const next = perReturn(n);
    return next === null ? null : step.kaplanMeierRate * next;
  };
  const perReturn = (n: number): number | null => {
    const average = averageOf(n + 1);
    return average === null ? null : average + (valueAfter(n + 1) ?? 0);
  };
  return {
    steps: steps.map((step) => {
      const n = step.orders;
      const inYear = nth(n).filter((order) => order.day > asOf - 365).length;
      const next = perReturn(n);
      return {
        ...step,
        customersInYear: inYear,
        valueAfterMinor: valueAfter(n),
        pointWorthMinor: step.kaplanMeierRate === null || next === null ? null : inYear * 0.01 * next,
      };
    }),
  };
}

export function funnelMembersReference(orders: readonly TimelineOrder[], asOf: number, n: number) {
  const people = peopleAsOf(orders, asOf);
  const idsOf = (some: typeof people): bigint[] => some.map(({ id }) => id);
  return {
    reached: idsOf(people.filter((person) => person.orders.length >= n)),
    stopped: idsOf(people.filter((person) => person.orders.length === n)),
  };
}

const gapsOf = (person: ReturnType<typeof peopleAsOf>[number]): number[] => {
  const days = daysOf(person);
  return days.slice(1).map((day, i) => day - days[i]!);
};

/** Weeks of days up to a year, and everything beyond. */
const BARS = Array.from({ length: 53 }, (_, bar) => ({ fromDays: 1 + 7 * bar, toDays: bar < 52 ? 8 + 7 * bar : null }));

export function gapHistogramReference(orders: readonly TimelineOrder[], asOf: number) {
  const perCustomer = peopleAsOf(orders, asOf).map(gapsOf);
  const means = perCustomer.filter((gaps) => gaps.length > 0).map((gaps) => total(gaps) / gaps.length);
  return {
    perCustomer: {
      n: means.length,
      mean: ratio(total(means), means.length),
      p25: quantile(means, 0.25),
      median: quantile(means, 0.5),
      p75: quantile(means, 0.75),
    },
    histogram: BARS.map(({ fromDays, toDays }) => {
      const inBar = perCustomer.map(
        (gaps) => gaps.filter((gap) => gap >= fromDays && gap < (toDays ?? Infinity)).length,
      );
      return { fromDays, toDays, gaps: total(inBar), customers: inBar.filter((count) => count > 0).length };
    }),
  };
}

export function gapMembersReference(
  orders: readonly TimelineOrder[],
  asOf: number,
  { fromDays, toDays }: { fromDays: number; toDays: number | null },
): bigint[] {
  return peopleAsOf(orders, asOf)
    .filter((person) => gapsOf(person).some((gap) => gap >= fromDays && gap < (toDays ?? Infinity)))
    .map(({ id }) => id);
}
