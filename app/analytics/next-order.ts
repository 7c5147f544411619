import { furthestHorizon, kaplanMeier, mergedDurations } from "./kaplan-meier.ts";
import type { Durations } from "./kaplan-meier.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { CLOCK_HORIZONS, clockTally, MIN_AT_HORIZON, mergedClockTallies, ORDER_NUMBER_CLASSES } from "./order-clock.ts";
import type { ClockTally } from "./order-clock.ts";
import { ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/** Numbers of customers with an order; the last three and `withinDays[90]` add up to all. */
export interface NextOrder {
  readonly customers: number;
  /** Whose next order is expected within so many days of the day; each number contains the smaller ones. */
  readonly withinDays: Readonly<Record<7 | 30 | 90, number>>;
  /** Expected, but later than in 90 days. */
  readonly later: number;
  /** Not expected: almost everybody of their class who returns within the horizon has done so sooner. */
  readonly unlikely: number;
  /** Too few customers are old enough to know the shop's rhythm. */
  readonly unknown: number;
}

/** When each customer with an order is expected to order next; one entry each, in ascending order of customer. */
export interface NextOrderDays {
  /** Indices into `timelines.customerIds`. */
  readonly customers: Uint32Array;
  /** Days from the day to the expected order, and to the quarter and three-quarter marks around it; −1: none is expected. */
  readonly expectedDays: Int32Array;
  readonly earlyDays: Int32Array;
  readonly lateDays: Int32Array;
}

/** Shares of those who still return within the horizon. */
const EARLY = 0.25;
const EXPECTED = 0.5;
const LATE = 0.75;
/** Below this share of the customers who are as far as this one nothing is expected. */
const LEAST_RETURNING = 0.05;
/** As for the clock: a share that is reached exactly must not be missed by the rounding of the curve's product. */
const ROUNDING = 1e-12;
const WITHIN_DAYS = [7, 30, 90] as const;
const UNLIKELY = -1;
const UNKNOWN = -2;

/**
 * How many customers are expected to order again soon, METRICS section 6.
 *
 * For a customer t days after the last of n order days, S the Kaplan-Meier curve of class n (1, 2, 3, 4 or more) and H its horizon, the
 * expected order is u days ahead: the smallest whole u with S(t) − S(t + u) ≥ 0.5 · (S(t) − S(H)). None is expected
 * where S(t) − S(H) < 0.05 · S(t), which holds from H on. A class without a horizon, or without a return up to it, uses the curve and the
 * horizon of all classes together; without these as well nothing is known.
 */
export function nextOrder(timelines: Timelines, asOf: number): NextOrder {
  return computed(nextOrderReport, timelines, { asOf });
}

/** The clock's tally says all: its censored counts are where the customers stand. */
export const nextOrderReport: MergeableReport<ClockTally, NextOrder, { readonly asOf: number }> = {
  tally: (timelines, { asOf }) => clockTally(timelines, asOf),
  merge: mergedClockTallies,
  value: (tally) => {
    const expected = daysTables(tally, EXPECTED);
    let customers = 0;
    let later = 0;
    let unlikely = 0;
    let unknown = 0;
    const within = [0, 0, 0];
    tally.classes.forEach(({ censored }, c) => {
      for (let t = 0; t < censored.length; t++) {
        const count = censored[t]!;
        const days = expected[c]![t]!;
        customers += count;
        if (days === UNKNOWN) unknown += count;
        else if (days === UNLIKELY) unlikely += count;
        else if (days > WITHIN_DAYS[2]) later += count;
        else WITHIN_DAYS.forEach((bound, w) => (within[w]! += days <= bound ? count : 0));
      }
    });
    return { customers, withinDays: { 7: within[0]!, 30: within[1]!, 90: within[2]! }, later, unlikely, unknown };
  },
};

/** The expected next order of each customer, as `nextOrder` counts them. */
export function nextOrderDays(timelines: Timelines, asOf: number): NextOrderDays {
  const { customerIds, orderStart, day } = timelines;
  const tally = clockTally(timelines, asOf);
  const width = tally.classes[0]!.censored.length;
  const [early, expected, late] = [EARLY, EXPECTED, LATE].map((share) => flat(daysTables(tally, share), width));
  const all = customerIds.length;
  const customers = new Uint32Array(all);
  const expectedDays = new Int32Array(all);
  const earlyDays = new Int32Array(all);
  const lateDays = new Int32Array(all);
  let n = 0;
  for (let i = 0; i < all; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const last = day[end - 1]!;
    // The class needs at most the last four order days, so the walk goes backwards and stops early.
    let orderClass = 0;
    for (let o = end - 1; o > start && orderClass < ORDER_NUMBER_CLASSES - 1; o--) {
      if (day[o] !== day[o - 1]) orderClass++;
    }
    const at = orderClass * width + asOf - last;
    customers[n] = i;
    expectedDays[n] = expected![at]!;
    earlyDays[n] = early![at]!;
    lateDays[n++] = late![at]!;
  }
  return {
    customers: customers.subarray(0, n),
    expectedDays: expectedDays.subarray(0, n),
    earlyDays: earlyDays.subarray(0, n),
    lateDays: lateDays.subarray(0, n),
  };
}

/** The tables of the classes in one; what is not expected and what is not known are both −1. */
function flat(tables: readonly Int32Array[], width: number): Int32Array {
  const all = new Int32Array(tables.length * width);
  tables.forEach((table, c) => all.set(table, c * width));
  return all.map((days) => Math.max(days, -1));
}

/** By class, then by days since the last order: days until the share of those who still return has returned. */
function daysTables({ classes }: ClockTally, share: number): Int32Array[] {
  const pooled = daysTable(mergedDurations(classes), share);
  return classes.map((durations) => {
    const own = daysTable(durations, share);
    return own ?? pooled ?? new Int32Array(durations.events.length).fill(UNKNOWN);
  });
}

/** Null where there is no horizon, or no return up to it. */
function daysTable(durations: Durations, share: number): Int32Array | null {
  const curve = kaplanMeier(durations);
  const { survival } = curve;
  const horizon = furthestHorizon(curve, CLOCK_HORIZONS, MIN_AT_HORIZON);
  if (horizon === null || survival[horizon]! === 1) return null;
  const table = new Int32Array(survival.length).fill(UNLIKELY);
  // As t grows so does the day t + u of the mark, so one walk over the curve serves all t.
  let mark = 0;
  for (let t = 0; t < horizon; t++) {
    const returning = survival[t]! - survival[horizon]!;
    if (returning <= 0 || returning < LEAST_RETURNING * survival[t]!) continue;
    while (survival[t]! - survival[mark]! < share * returning - ROUNDING) mark++;
    table[t] = mark - t;
  }
  return table;
}
