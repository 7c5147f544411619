import { isoDateOfDay } from "./calendar.ts";
import { joined } from "./joined-columns.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { mergedRfmFigures, RFM_GROUPS, rfmFigures, rfmGroupsOf } from "./rfm.ts";
import type { RfmFigures, RfmGroup } from "./rfm.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** Where a customer stands on a day: in a group, or without an order yet. */
type RfmStanding = RfmGroup | "noOrder";

/** Numbers of customers with an order by the later of the two days. */
export interface RfmMovement {
  /** The two days. */
  readonly fromOn: string;
  readonly toOn: string;
  readonly customers: number;
  /** By standing on each day. */
  readonly from: Readonly<Record<RfmStanding, number>>;
  readonly to: Readonly<Record<RfmStanding, number>>;
  /** By standing on the day `from`, then by standing on the day `to`; every pair is there. */
  readonly moves: Readonly<Record<RfmStanding, Readonly<Record<RfmStanding, number>>>>;
}

export interface RfmMovementOptions {
  /** Two days, inclusive, in any order. */
  readonly from: number;
  readonly to: number;
  /** As for the scores; null: the whole history. */
  readonly windowDays: number | null;
}

const STANDINGS: readonly RfmStanding[] = [...RFM_GROUPS, "noOrder"];
const NO_ORDER = STANDINGS.indexOf("noOrder");

/**
 * How customers moved between RFM groups from one day to another, METRICS section 5. Each day has its own cut points, so a customer
 * can move because the others did.
 */
export function rfmMovement(
  timelines: Timelines,
  options: RfmMovementOptions,
): RfmMovement | Unavailable<"noMoney" | "noOrders"> {
  return computed(rfmMovementReport, timelines, options);
}

interface RfmMovementTally {
  readonly hasMoney: boolean;
  /** Figures on the earlier and on the later day; who had an order by the earlier day had one by the later. */
  readonly earlier: RfmFigures;
  readonly later: RfmFigures;
  /** For each entry of `earlier`: the same customer's place in `later`. */
  readonly placeInLater: Uint32Array;
}

export const rfmMovementReport: MergeableReport<
  RfmMovementTally,
  RfmMovement | Unavailable<"noMoney" | "noOrders">,
  RfmMovementOptions
> = {
  tally: (timelines, { from, to, windowDays }) => {
    const { customers: known, ...earlier } = rfmFigures(timelines, Math.min(from, to), windowDays);
    const { customers: all, ...later } = rfmFigures(timelines, Math.max(from, to), windowDays);
    const placeInLater = new Uint32Array(known.length);
    let place = 0;
    for (let i = 0; i < known.length; i++) {
      while (all[place]! < known[i]!) place++;
      placeInLater[i] = place;
    }
    return { hasMoney: timelines.hasMoney, earlier, later, placeInLater };
  },
  merge: (tallies) => {
    let before = 0;
    const places = tallies.map(({ later, placeInLater }) => {
      const first = before;
      before += later.orderCount.length;
      return placeInLater.map((place) => first + place);
    });
    return {
      hasMoney: tallies.every(({ hasMoney }) => hasMoney),
      earlier: mergedRfmFigures(tallies.map(({ earlier }) => earlier)),
      later: mergedRfmFigures(tallies.map(({ later }) => later)),
      placeInLater: joined(places),
    };
  },
  value: ({ hasMoney, earlier, later, placeInLater }, { from, to }) => {
    if (!hasMoney) return { unavailable: "noMoney" };
    const customers = later.orderCount.length;
    if (customers === 0) return { unavailable: "noOrders" };
    const laterStanding = rfmGroupsOf(later);
    const earlierStanding = new Uint8Array(customers).fill(NO_ORDER);
    const groups = rfmGroupsOf(earlier);
    for (let i = 0; i < groups.length; i++) earlierStanding[placeInLater[i]!] = groups[i]!;
    const moved = from <= to ? movement(earlierStanding, laterStanding) : movement(laterStanding, earlierStanding);
    return { fromOn: isoDateOfDay(from), toOn: isoDateOfDay(to), ...moved };
  },
};

function movement(from: Uint8Array, to: Uint8Array): Omit<RfmMovement, "fromOn" | "toOn"> {
  const size = STANDINGS.length;
  const pairs = new Uint32Array(size * size);
  for (let i = 0; i < from.length; i++) pairs[from[i]! * size + to[i]!]!++;
  const at = (f: number, t: number): number => pairs[f * size + t]!;
  const total = (of: (k: number) => number): number => STANDINGS.reduce((sum, _, k) => sum + of(k), 0);
  return {
    customers: from.length,
    from: byStanding((f) => total((t) => at(f, t))),
    to: byStanding((t) => total((f) => at(f, t))),
    moves: byStanding((f) => byStanding((t) => at(f, t))),
  };
}

function byStanding<V>(of: (standing: number) => V): Record<RfmStanding, V> {
  return Object.fromEntries(STANDINGS.map((name, s) => [name, of(s)])) as Record<RfmStanding, V>;
}
