import { furthestHorizon, kaplanMeier } from "./kaplan-meier.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** Fewer customers say too little of one product. */
const MIN_CUSTOMERS = 50;
const HORIZONS = [90, 180, 365] as const;
const LONGEST = 365;
const MIN_AT_RISK = 20;
/** As in the order clock: a share that is reached exactly must not be missed by the rounding of a product. */
const ROUNDING = 1e-12;

interface ReorderRow {
  readonly product: string;
  readonly title: string | null;
  /** Customers who bought it, and their purchases: distinct days of a customer with the product. */
  readonly customers: number;
  readonly purchases: number;
  /** Purchases followed by another of the same product within the horizon; null without a horizon. */
  readonly boughtAgain: number | null;
  /** The largest of 90, 180, 365 days that at least 20 purchases have been followed for; null if none, and all below with it. */
  readonly horizonDays: number | null;
  /** Share of purchases followed by another within the horizon (Kaplan-Meier). */
  readonly shareBoughtAgain: number | null;
  /** Day by which half of all purchases are followed by another; null where the horizon does not see it. */
  readonly medianDays: number | null;
  /** Day by which half of those that are followed within the horizon are: when to remind. Null when none is. */
  readonly usualDays: number | null;
}

export interface ReorderRhythm {
  /** Most customers first, equal ones by key; products with at least 50 customers. */
  readonly rows: readonly ReorderRow[];
  /** Products with at least 50 customers that have no row, and products with fewer customers. */
  readonly moreProducts: number;
  readonly tooFewCustomers: number;
}

export interface ReorderOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  /** How many products have a row; 100 unless named. */
  readonly most?: number;
}

/**
 * Usual days until the same customer buys the same product again, METRICS section 9.
 *
 * Kaplan-Meier of the days from each purchase of a product (a day on which the customer bought it) to the customer's next one;
 * a purchase not followed by another is censored at `asOf`. The horizon is found as in the order clock. Lines without a product
 * are in no row.
 */
export function reorderRhythm(timelines: Timelines, options: ReorderOptions): ReorderRhythm | Unavailable<"noLines"> {
  return computed(reorderRhythmReport, timelines, options);
}

/** The durations of product p are `days` of start[p] … start[p + 1] − 1, in no particular order. */
interface ReorderTally {
  readonly keys: readonly (string | null)[];
  readonly titles: readonly (string | null)[];
  readonly start: Float64Array;
  /** Followed: days until then, at most BEYOND. Not followed: NOT_FOLLOWED + days since, at most BEYOND. */
  readonly days: Uint16Array;
}

/** Longer than any horizon; how much longer does not matter. */
const BEYOND = LONGEST + 1;
const NOT_FOLLOWED = 512;

export const reorderRhythmReport: MergeableReport<
  ReorderTally | null,
  ReorderRhythm | Unavailable<"noLines">,
  ReorderOptions
> = {
  tally: reorderTally,
  merge: (tallies) => {
    const known = tallies.filter((tally) => tally !== null);
    return known.length === 0 ? null : mergedTallies(known);
  },
  value: (tally, { most = 100 }) => (tally === null ? { unavailable: "noLines" } : reorderValue(tally, most)),
};

function reorderTally(timelines: Timelines, { asOf }: ReorderOptions): ReorderTally | null {
  const { customerIds, orderStart, day, lines } = timelines;
  if (lines === null) return null;
  const { start: lineStart, product } = lines;
  const { keys, titles } = lines.products;
  // Room for a duration of each line; lines of one day share one, so that some room stays empty.
  const room = new Float64Array(keys.length + 1);
  for (let i = 0; i < customerIds.length; i++) {
    const to = lineStart[ordersUntil(timelines, i, asOf)]!;
    for (let l = lineStart[orderStart[i]!]!; l < to; l++) room[product[l]! + 1]!++;
  }
  for (let p = 0; p < keys.length; p++) room[p + 1]! += room[p]!;
  const next = room.slice(0, keys.length);
  const durations = new Uint16Array(room[keys.length]!);
  // The last customer seen with each product, counted from 1, and the day.
  const buyer = new Uint32Array(keys.length);
  const lastDay = new Int32Array(keys.length);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    for (let o = start; o < end; o++) {
      const today = day[o]!;
      for (let l = lineStart[o]!; l < lineStart[o + 1]!; l++) {
        const code = product[l]!;
        if (buyer[code] === i + 1) {
          const gap = today - lastDay[code]!;
          if (gap === 0) continue;
          durations[next[code]!++] = gap < BEYOND ? gap : BEYOND;
        }
        buyer[code] = i + 1;
        lastDay[code] = today;
      }
    }
    for (let l = lineStart[start]!; l < lineStart[end]!; l++) {
      const code = product[l]!;
      if (buyer[code] !== i + 1) continue;
      buyer[code] = 0;
      const since = asOf - lastDay[code]!;
      durations[next[code]!++] = NOT_FOLLOWED + (since < BEYOND ? since : BEYOND);
    }
  }
  return { keys, titles, ...closedUp(room, next, durations) };
}

/** The durations without the empty room: product p's end at `next[p]`. */
function closedUp(
  room: Float64Array,
  next: Float64Array,
  durations: Uint16Array,
): Pick<ReorderTally, "start" | "days"> {
  const start = new Float64Array(room.length);
  for (let p = 0; p < next.length; p++) start[p + 1] = start[p]! + next[p]! - room[p]!;
  const days = new Uint16Array(start[next.length]!);
  for (let p = 0; p < next.length; p++) days.set(durations.subarray(room[p]!, next[p]!), start[p]!);
  return { start, days };
}

function mergedTallies(tallies: readonly ReorderTally[]): ReorderTally {
  const { keys, titles } = tallies[0]!;
  const start = new Float64Array(keys.length + 1);
  const days = new Uint16Array(tallies.reduce((sum, tally) => sum + tally.days.length, 0));
  for (let p = 0; p < keys.length; p++) {
    let at = start[p]!;
    for (const tally of tallies) {
      const own = tally.days.subarray(tally.start[p]!, tally.start[p + 1]!);
      days.set(own, at);
      at += own.length;
    }
    start[p + 1] = at;
  }
  return { keys, titles, start, days };
}

function reorderValue({ keys, titles, start, days }: ReorderTally, most: number): ReorderRhythm {
  const customers = new Uint32Array(keys.length);
  for (let p = 1; p < keys.length; p++) {
    for (let d = start[p]!; d < start[p + 1]!; d++) if (days[d]! >= NOT_FOLLOWED) customers[p]!++;
  }
  const bought = Array.from(keys.keys()).filter((p) => customers[p]! > 0);
  const enough = bought
    .filter((p) => customers[p]! >= MIN_CUSTOMERS)
    // Codes ascend by key, and sorting keeps the order of equals.
    .sort((a, b) => customers[b]! - customers[a]!);
  return {
    rows: enough.slice(0, most).map((p) => ({
      product: keys[p]!,
      title: titles[p]!,
      customers: customers[p]!,
      ...rhythmOf(days.subarray(start[p], start[p + 1])),
    })),
    moreProducts: Math.max(0, enough.length - most),
    tooFewCustomers: bought.length - enough.length,
  };
}

function rhythmOf(days: Uint16Array): Omit<ReorderRow, "product" | "title" | "customers"> {
  const events = new Uint32Array(BEYOND + 1);
  const censored = new Uint32Array(BEYOND + 1);
  for (const value of days) {
    if (value >= NOT_FOLLOWED) censored[value - NOT_FOLLOWED]!++;
    // Followed later than any horizon sees: until then it was not.
    else if (value === BEYOND) censored[BEYOND]!++;
    else events[value]!++;
  }
  const curve = kaplanMeier({ events, censored });
  const horizonDays = furthestHorizon(curve, HORIZONS, MIN_AT_RISK);
  const purchases = days.length;
  if (horizonDays === null)
    return { purchases, boughtAgain: null, horizonDays, shareBoughtAgain: null, medianDays: null, usualDays: null };
  let boughtAgain = 0;
  for (let t = 0; t <= horizonDays; t++) boughtAgain += events[t]!;
  const shareBoughtAgain = 1 - curve.survival[horizonDays]!;
  const dayOfShare = (share: number): number | null => {
    for (let t = 0; t <= horizonDays; t++) if (1 - curve.survival[t]! >= share - ROUNDING) return t;
    return null;
  };
  return {
    purchases,
    boughtAgain,
    horizonDays,
    shareBoughtAgain,
    medianDays: dayOfShare(0.5),
    usualDays: boughtAgain > 0 ? dayOfShare(shareBoughtAgain / 2) : null,
  };
}
