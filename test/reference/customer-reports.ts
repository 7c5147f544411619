import type { RFM_GROUPS } from "../../app/analytics/rfm.ts";
import type { TimelineCustomer, TimelineOrder } from "../../app/analytics/timelines.ts";
import { daysOf, lastDayOf, netOf, peopleAsOf, quantile, strangersAsOf, survivalAt } from "./people.ts";
import type { Person } from "./people.ts";

/** Chapters 5 and 6: RFM, and the clock with the stages. */

/** The table of chapter 5, line by line: columns are s = 2-3, 4-5, 6-7, 8, 9-10. */
const TABLE: Record<number, readonly (typeof RFM_GROUPS)[number][]> = {
  5: ["new", "active", "active", "champions", "champions"],
  4: ["promising", "active", "active", "loyal", "loyal"],
  3: ["almostLost", "almostLost", "needsAttention", "loyal", "loyal"],
  2: ["dormant", "dormant", "atRisk", "atRisk", "previouslyLoyal"],
  1: ["dormant", "dormant", "atRisk", "atRisk", "previouslyLoyal"],
};
const columnOf = (s: number): number => (s <= 3 ? 0 : s <= 5 ? 1 : s <= 7 ? 2 : s === 8 ? 3 : 4);

export function rfmReference(orders: readonly TimelineOrder[], asOf: number) {
  const people = peopleAsOf(orders, asOf);
  if (people.length === 0) return { unavailable: "noOrders" };
  const values = people.map((person) => ({
    days: asOf - lastDayOf(person),
    count: person.orders.length,
    net: netOf(person),
  }));
  const cuts = (of: (value: (typeof values)[number]) => number) =>
    [0.2, 0.4, 0.6, 0.8].map((p) => quantile(values.map(of), p)!);
  const [r, f, m] = [cuts((one) => one.days), cuts((one) => one.count), cuts((one) => one.net)];
  const below = (points: readonly number[], value: number) => points.filter((point) => point < value).length;
  const cells: Record<string, number> = {};
  const groups: Record<string, number> = {};
  for (const { days, count, net } of values) {
    const scores = { r: 5 - below(r, days), f: Math.min(1 + below(f, count), count), m: 1 + below(m, net) };
    const cell = `${scores.r}${scores.f}${scores.m}`;
    const group = TABLE[scores.r]![columnOf(scores.f + scores.m)]!;
    cells[cell] = (cells[cell] ?? 0) + 1;
    groups[group] = (groups[group] ?? 0) + 1;
  }
  // Interpolated, so the last digit may differ: rounded here and by the test.
  const rounded = (points: readonly number[]) => points.map((point) => Number(point.toFixed(6)));
  return { cutPoints: { r: rounded(r), f: rounded(f), m: rounded(m) }, cells, groups };
}

interface ClockReference {
  readonly dueDays: number;
  readonly atRiskDays: number;
  readonly lapsedDays: number;
  readonly horizonDays: number | null;
  readonly events: number;
}

function clockOf(
  durations: readonly { days: number; ended: boolean }[],
  towards: { dueDays: number; atRiskDays: number; lapsedDays: number },
): ClockReference {
  const horizon = [365, 180, 90].find((h) => durations.filter(({ days }) => days >= h).length >= 20) ?? null;
  if (horizon === null) return { ...towards, horizonDays: null, events: 0 };
  const events = durations.filter(({ days, ended }) => ended && days <= horizon).length;
  const atHorizon = 1 - survivalAt(durations, horizon).survival;
  const shrunk = (share: number, prior: number): number => {
    if (events === 0) return prior;
    let t = 0;
    while (1 - survivalAt(durations, t).survival < share * atHorizon - 1e-12) t++;
    // A return on the same day has no logarithm, so the least is one day; distinct days are never 0 apart.
    return Math.exp((events * Math.log(t) + 50 * Math.log(prior)) / (events + 50));
  };
  return {
    dueDays: shrunk(0.5, towards.dueDays),
    atRiskDays: shrunk(0.8, towards.atRiskDays),
    lapsedDays: shrunk(0.95, towards.lapsedDays),
    horizonDays: horizon,
    events,
  };
}

export function lifecycleReference(
  orders: readonly TimelineOrder[],
  customers: readonly TimelineCustomer[],
  asOf: number,
) {
  const people = peopleAsOf(orders, asOf);
  const durationsOf = (person: Person) => {
    const days = daysOf(person);
    return days.map((day, i) => ({
      orderDays: Math.min(4, i + 1),
      days: (days[i + 1] ?? asOf) - day,
      ended: i + 1 < days.length,
    }));
  };
  const all = people.flatMap(durationsOf);
  const pooled = clockOf(all, { dueDays: 60, atRiskDays: 120, lapsedDays: 240 });
  const bounds = Object.fromEntries(
    [1, 2, 3, 4].map((n) => [
      n,
      clockOf(
        all.filter(({ orderDays }) => orderDays === n),
        pooled,
      ),
    ]),
  );
  const topFifth = people
    .map(netOf)
    .sort((a, b) => b - a)
    .slice(0, Math.ceil(people.length / 5))
    .at(-1);
  const sizes: Record<string, number> = {};
  const sizesByClock: Record<string, Record<string, number>> = {};
  for (const stage of ["prospect", "considering", "checkout", "firstTime", "repeat", "loyal", "ambassador"]) {
    sizes[stage] = 0;
    sizesByClock[stage] = { between: 0, due: 0, atRisk: 0, lapsed: 0 };
  }
  for (const person of people) {
    const n = person.orders.length;
    const stage = n === 1 ? "firstTime" : n === 2 ? "repeat" : netOf(person) >= topFifth! ? "ambassador" : "loyal";
    const own = bounds[Math.min(4, daysOf(person).length)]!;
    const waited = asOf - lastDayOf(person);
    const clock =
      waited >= own.lapsedDays
        ? "lapsed"
        : waited >= own.atRiskDays
          ? "atRisk"
          : waited >= own.dueDays
            ? "due"
            : "between";
    sizes[stage]!++;
    sizesByClock[stage]![clock]!++;
  }
  for (const stranger of strangersAsOf(customers, people, asOf)) {
    const abandoned = stranger.abandonedDay !== null && stranger.abandonedDay <= asOf;
    sizes[abandoned ? "checkout" : stranger.consent === "subscribed" ? "considering" : "prospect"]!++;
  }
  return { pooled, bounds, sizes, sizesByClock };
}
