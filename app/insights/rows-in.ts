import type { DayRange } from "../analytics/calendar.ts";
import { guestsUntil, ordersUntil } from "../analytics/orders-until.ts";
import { LEFT_OUT_REASONS } from "../analytics/timelines.ts";
import type { LeftOutReason, Timelines } from "../analytics/timelines.ts";

/** The rows a figure rests on, and those of the same days it leaves out. */
export interface RowsOfRange {
  /** Counted orders, with and without a customer. */
  readonly orders: number;
  /** Customers with a counted order in the range. */
  readonly customers: number;
  /** Those of `orders` that have no customer. */
  readonly guestOrders: number;
  /** Every reason is present, also with 0. */
  readonly leftOut: Readonly<Record<LeftOutReason, number>>;
}

/** The range that holds everything up to `asOf`. */
export function historyUntil(asOf: number): DayRange {
  return { from: -Infinity, to: asOf + 1 };
}

/** Counts the rows of the days [from, to). */
export function rowsOfRange(timelines: Timelines, { from, to }: DayRange): RowsOfRange {
  const { customerIds, day, orderStart } = timelines;
  let orders = 0;
  let customers = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, to - 1);
    let start = orderStart[i]!;
    if (start < end && day[start]! < from) start = ordersUntil(timelines, i, from - 1);
    orders += end - start;
    if (end > start) customers++;
  }
  const guestOrders = guestsUntil(timelines, to - 1) - guestsUntil(timelines, from - 1);
  const perReason = new Float64Array(LEFT_OUT_REASONS.length);
  timelines.leftOut.day.forEach((leftOutDay, i) => {
    if (leftOutDay >= from && leftOutDay < to) perReason[timelines.leftOut.reason[i]!]!++;
  });
  const leftOut = Object.fromEntries(LEFT_OUT_REASONS.map((reason, r) => [reason, perReason[r]!]));
  return {
    orders: orders + guestOrders,
    customers,
    guestOrders,
    leftOut: leftOut as Record<LeftOutReason, number>,
  };
}
