import { LEFT_OUT_REASONS } from "../../app/analytics/timelines.ts";
import type { TimelineCustomer, TimelineOrder } from "../../app/analytics/timelines.ts";

/**
 * The slow, obvious way: plain objects, the orders of each customer in a list, every report as its definition reads. Nothing here
 * shares code with the reports it is compared with.
 */

export interface Person {
  readonly id: bigint;
  /** Counted orders up to the day, earliest first. */
  readonly orders: readonly TimelineOrder[];
}

/** Who had ordered by the day (inclusive), by id. */
export function peopleAsOf(orders: readonly TimelineOrder[], asOf: number): Person[] {
  const byCustomer = new Map<bigint, TimelineOrder[]>();
  for (const order of orders) {
    if (order.leftOut !== null || order.customerId === null || order.day > asOf) continue;
    byCustomer.set(order.customerId, [...(byCustomer.get(order.customerId) ?? []), order]);
  }
  return [...byCustomer]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, own]) => ({
      id,
      orders: own.sort(
        (a, b) => a.day - b.day || a.processedAtMs - b.processedAtMs || (a.orderId < b.orderId ? -1 : 1),
      ),
    }));
}

export function guestOrdersAsOf(orders: readonly TimelineOrder[], asOf: number): TimelineOrder[] {
  return orders.filter((order) => order.leftOut === null && order.customerId === null && order.day <= asOf);
}

export function leftOutAsOf(orders: readonly TimelineOrder[], asOf: number): Record<string, number> {
  const result: Record<string, number> = {};
  for (const reason of LEFT_OUT_REASONS) {
    const count = orders.filter((order) => order.leftOut === reason && order.day <= asOf).length;
    if (count > 0) result[reason] = count;
  }
  return result;
}

/** People known by the day without an order by then, from the records of all people. */
export function strangersAsOf(
  customers: readonly TimelineCustomer[],
  buyers: readonly Person[],
  asOf: number,
): TimelineCustomer[] {
  return customers.filter(
    (customer) => customer.createdDay <= asOf && !buyers.some((buyer) => buyer.id === customer.customerId),
  );
}

export const firstDayOf = (person: Person): number => person.orders[0]!.day;
export const lastDayOf = (person: Person): number => person.orders.at(-1)!.day;
export const netOf = (person: Person): number => total(person.orders.map((order) => order.netMinor));
/** Distinct order days, earliest first. */
export const daysOf = (person: Person): number[] => [...new Set(person.orders.map((order) => order.day))];

export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

export function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}

/** R's type 7: sort, go to position (n − 1)·p, interpolate. Null without values. */
export function quantile(values: readonly number[], p: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  return low + (high - low) * (at - Math.floor(at));
}

/** Kaplan-Meier read at a day, from durations and whether each ended; with the number at risk and Greenwood's sum. */
export function survivalAt(durations: readonly { days: number; ended: boolean }[], day: number) {
  let survival = 1;
  let greenwood = 0;
  const times = [...new Set(durations.filter((one) => one.ended && one.days <= day).map((one) => one.days))];
  for (const time of times.sort((a, b) => a - b)) {
    const atRisk = durations.filter((one) => one.days >= time).length;
    const ended = durations.filter((one) => one.ended && one.days === time).length;
    survival *= 1 - ended / atRisk;
    greenwood += ended / (atRisk * (atRisk - ended));
  }
  return { survival, greenwood };
}
