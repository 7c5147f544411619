import type { Timelines } from "./timelines.ts";

/** Index after the customer's last order of day ≤ `asOf`; equal to `orderStart[customer]` when there is none. */
export function ordersUntil(timelines: Timelines, customer: number, asOf: number): number {
  const { day, orderStart } = timelines;
  let low = orderStart[customer]!;
  let high = orderStart[customer + 1]!;
  if (high > low && day[high - 1]! <= asOf) return high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (day[middle]! <= asOf) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of guest orders of day ≤ `asOf`; they are sorted by day, so these are the first ones. */
export function guestsUntil(timelines: Timelines, asOf: number): number {
  const { day } = timelines.guests;
  let low = 0;
  let high = day.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (day[middle]! <= asOf) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Day of the shop's first counted order, of a customer or a guest; null when there is none up to `asOf`. */
export function firstOrderDay(timelines: Timelines, asOf: number): number | null {
  const { day, orderStart, customerIds, guests } = timelines;
  let first = guests.day.length > 0 ? guests.day[0]! : Infinity;
  for (let i = 0; i < customerIds.length; i++) first = Math.min(first, day[orderStart[i]!]!);
  return first <= asOf ? first : null;
}

/** Day of the shop's last counted order; null when there is none. The default `asOf` of an order file. */
export function lastOrderDay(timelines: Timelines): number | null {
  const { day, orderStart, customerIds, guests } = timelines;
  let last = guests.day.length > 0 ? guests.day[guests.day.length - 1]! : -Infinity;
  for (let i = 0; i < customerIds.length; i++) last = Math.max(last, day[orderStart[i + 1]! - 1]!);
  return last === -Infinity ? null : last;
}
