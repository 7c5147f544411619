import { RFM_GROUPS } from "../../app/analytics/rfm.ts";
import type { RfmGroup } from "../../app/analytics/rfm.ts";
import type { TimelineOrder } from "../../app/analytics/timelines.ts";
import { lastDayOf, peopleAsOf, total } from "./people.ts";
import { dateOf } from "./periods.ts";

/** Chapter 5: the scores of each customer, movement between two days, and what comes next. */

interface Cuts {
  readonly r: readonly number[];
  readonly f: readonly number[];
  readonly m: readonly number[];
}

/** Cut points are whole numbers of fifths, and kept as such, so that a value that lies on one does so exactly. */
const below = (fifths: readonly number[], value: number): number => fifths.filter((point) => point < 5 * value).length;
const rOf = (cuts: Cuts, days: number): number => 5 - below(cuts.r, days);
/** Nobody has an F of less than 1, also without an order in the window. */
const fOf = (cuts: Cuts, count: number): number => Math.max(1, Math.min(1 + below(cuts.f, count), count));
const mOf = (cuts: Cuts, net: number): number => 1 + below(cuts.m, net);

/** The table of the chapter: columns are s = 2-3, 4-5, 6-7, 8, 9-10. */
const TABLE: Record<number, readonly RfmGroup[]> = {
  5: ["new", "active", "active", "champions", "champions"],
  4: ["promising", "active", "active", "loyal", "loyal"],
  3: ["almostLost", "almostLost", "needsAttention", "loyal", "loyal"],
  2: ["dormant", "dormant", "atRisk", "atRisk", "previouslyLoyal"],
  1: ["dormant", "dormant", "atRisk", "atRisk", "previouslyLoyal"],
};

function groupOf(r: number, f: number, m: number): RfmGroup {
  const s = f + m;
  return TABLE[r]![s <= 3 ? 0 : s <= 5 ? 1 : s <= 7 ? 2 : s === 8 ? 3 : 4]!;
}

/** The 20, 40, 60 and 80 % quantiles of type 7, in fifths: position (n − 1)·k/5. */
function cutsOf(values: readonly number[]): number[] {
  if (values.length === 0) return [];
  const sorted = [...values].sort((a, b) => a - b);
  return [1, 2, 3, 4].map((k) => {
    const fifthsOfPosition = (sorted.length - 1) * k;
    const low = sorted[Math.floor(fifthsOfPosition / 5)]!;
    const high = sorted[Math.ceil(fifthsOfPosition / 5)]!;
    return 5 * low + (high - low) * (fifthsOfPosition % 5);
  });
}

/** Scores by customer id, ascending; with the figures they come from. */
export function rfmScoresReference(orders: readonly TimelineOrder[], asOf: number, windowDays: number | null = null) {
  const figures = peopleAsOf(orders, asOf).map((person) => {
    const counted = person.orders.filter((order) => windowDays === null || order.day > asOf - windowDays);
    return {
      id: person.id,
      days: asOf - lastDayOf(person),
      count: counted.length,
      net: total(counted.map((order) => order.netMinor)),
    };
  });
  const cuts = {
    r: cutsOf(figures.map(({ days }) => days)),
    f: cutsOf(figures.map(({ count }) => count)),
    m: cutsOf(figures.map(({ net }) => net)),
  };
  const people = figures.map((one) => {
    const [r, f, m] = [rOf(cuts, one.days), fOf(cuts, one.count), mOf(cuts, one.net)];
    return { ...one, r, f, m, group: groupOf(r, f, m) };
  });
  return { cuts, people };
}

export function rfmMovementReference(
  orders: readonly TimelineOrder[],
  { from, to, windowDays }: { from: number; to: number; windowDays: number | null },
) {
  const standings = [...RFM_GROUPS, "noOrder"] as const;
  const [before, after] = [from, to].map((day) => rfmScoresReference(orders, day, windowDays).people);
  const everybody = rfmScoresReference(orders, Math.max(from, to), windowDays).people.map(({ id }) => id);
  if (everybody.length === 0) return { unavailable: "noOrders" };
  const standing = (people: typeof before, id: bigint): string =>
    people!.find((one) => one.id === id)?.group ?? "noOrder";
  const moved = everybody.map((id) => `${standing(before, id)} to ${standing(after, id)}`);
  const count = (f: string, t: string): number => moved.filter((one) => one === `${f} to ${t}`).length;
  const byStanding = <V>(of: (standing: string) => V): Record<string, V> =>
    Object.fromEntries(standings.map((name) => [name, of(name)]));
  return {
    fromOn: dateOf(from),
    toOn: dateOf(to),
    customers: everybody.length,
    from: byStanding((f) => total(standings.map((t) => count(f, t)))),
    to: byStanding((t) => total(standings.map((f) => count(f, t)))),
    moves: byStanding((f) => byStanding((t) => count(f, t))),
  };
}

/**
 * By trying: wait day after day until R is less; add orders one by one, each time with every value that could matter (none, or
 * just beyond a cut point), until the group is better.
 */
export function rfmNextStepsReference(orders: readonly TimelineOrder[], asOf: number, windowDays: number | null) {
  const { cuts, people } = rfmScoresReference(orders, asOf, windowDays);
  return people.map(({ days, count, net, r, f, m, group }) => {
    let wait = -1;
    if (r > 1) for (wait = 0; rOf(cuts, days + wait) >= r;) wait++;
    const still = { daysUntilRFalls: wait, orders: 0, valueMinor: 0, groupAfter: group, raised: 0 };
    if (group === "champions") return still;
    const values = [0, ...cuts.m.map((cut) => Math.floor((cut - 5 * net) / 5) + 1)].filter((value) => value >= 0);
    for (let k = 1; ; k++) {
      const fAfter = fOf(cuts, count + k);
      const lifting = values
        .sort((a, b) => a - b)
        .find((value) => isBetter(groupOf(5, fAfter, mOf(cuts, net + value)), group));
      if (lifting === undefined) continue;
      const mAfter = mOf(cuts, net + lifting);
      return {
        ...still,
        orders: k,
        valueMinor: lifting,
        groupAfter: groupOf(5, fAfter, mAfter),
        raised: (r < 5 ? 1 : 0) + (fAfter > f ? 2 : 0) + (mAfter > m ? 4 : 0),
      };
    }
  });
}

function isBetter(group: RfmGroup, than: RfmGroup): boolean {
  return RFM_GROUPS.indexOf(group) < RFM_GROUPS.indexOf(than);
}

/** Whether a cut point is a whole number that lies between two values: there a report that rounds may be a day or a cent off. */
export function hasWholeCutBetweenValues(orders: readonly TimelineOrder[], asOf: number, windowDays: number | null) {
  const { cuts, people } = rfmScoresReference(orders, asOf, windowDays);
  const isBetween =
    (values: readonly number[]) =>
    (cut: number): boolean =>
      cut % 5 === 0 && !values.includes(cut / 5);
  return cuts.r.some(isBetween(people.map(({ days }) => days))) || cuts.m.some(isBetween(people.map(({ net }) => net)));
}
