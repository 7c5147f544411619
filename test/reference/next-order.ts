import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { daysOf, peopleAsOf } from "./people.ts";

/** Chapter 6: the expected next order of every customer. */

interface Duration {
  readonly orderDays: number;
  readonly days: number;
  readonly ended: boolean;
}

/** S(0), S(1), … S(horizon); null where there are too few customers for any horizon, or nobody returns up to it. */
function curveOf(durations: readonly Duration[]): number[] | null {
  const horizon = [365, 180, 90].find((h) => durations.filter(({ days }) => days >= h).length >= 20);
  if (horizon === undefined) return null;
  const curve: number[] = [];
  for (let day = 0; day <= horizon; day++) {
    const atRisk = durations.filter(({ days }) => days >= day).length;
    const ended = durations.filter(({ days, ended: isEnd }) => isEnd && days === day).length;
    curve.push((curve.at(-1) ?? 1) * (1 - ended / atRisk));
  }
  return curve.at(-1) === 1 ? null : curve;
}

/** Days until the share of those who still return has returned; null: none is expected. */
function daysAhead(curve: readonly number[], waited: number, share: number): number | null {
  const [now, end] = [curve[waited], curve.at(-1)!];
  // From the horizon on, nobody is seen to return.
  if (now === undefined || now - end <= 0 || now - end < 0.05 * now) return null;
  let ahead = 0;
  // A share that is reached exactly must not be missed by the rounding of the curve's product.
  while (now - curve[waited + ahead]! < share * (now - end) - 1e-12) ahead++;
  return ahead;
}

export function nextOrderReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf).map((person) => {
    const days = daysOf(person);
    const durations = days.map((day, i): Duration => ({
      orderDays: Math.min(4, i + 1),
      days: (days[i + 1] ?? asOf) - day,
      ended: i + 1 < days.length,
    }));
    return { orderDays: Math.min(4, days.length), waited: asOf - days.at(-1)!, durations };
  });
  const all = people.flatMap(({ durations }) => durations);
  const pooled = curveOf(all);
  const curves = [1, 2, 3, 4].map((n) => curveOf(all.filter(({ orderDays }) => orderDays === n)) ?? pooled);
  const expected = people.map(({ orderDays, waited }) => {
    const curve = curves[orderDays - 1]!;
    const ahead = (share: number): number | null => (curve === null ? null : daysAhead(curve, waited, share));
    return { known: curve !== null, early: ahead(0.25), expected: ahead(0.5), late: ahead(0.75) };
  });
  const within = (days: number): number =>
    expected.filter((one) => one.expected !== null && one.expected <= days).length;
  const days = (of: (one: (typeof expected)[number]) => number | null): number[] =>
    expected.map((one) => of(one) ?? -1);
  return {
    summary: {
      customers: people.length,
      withinDays: { 7: within(7), 30: within(30), 90: within(90) },
      later: expected.filter((one) => one.expected !== null && one.expected > 90).length,
      unlikely: expected.filter((one) => one.known && one.expected === null).length,
      unknown: expected.filter((one) => !one.known).length,
    },
    earlyDays: days((one) => one.early),
    expectedDays: days((one) => one.expected),
    lateDays: days((one) => one.late),
  };
}
