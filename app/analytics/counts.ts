import { guestsUntil, ordersUntil } from "./orders-until.ts";
import { median, valuesOfRanks } from "./quantile.ts";
import { rate } from "./rate.ts";
import { LEFT_OUT_REASONS } from "./timelines.ts";
import type { LeftOutReason, Timelines } from "./timelines.ts";

/** Money is null when the source has none, and where there is nothing to divide by. */
export interface Counts {
  readonly customers: number;
  readonly orders: number;
  /** Of `orders`: those without a customer. In the sales totals and AOV, in no customer figure. */
  readonly guestOrders: number;
  /** Orders in no figure, by reason; only reasons that occur. */
  readonly leftOut: Partial<Record<LeftOutReason, number>>;
  readonly netSalesMinor: number | null;
  readonly averageOrderValueMinor: number | null;
  readonly medianOrderValueMinor: number | null;
  readonly ordersPerCustomer: number | null;
  readonly netSalesPerCustomerMinor: number | null;
  /** Share of the customers' net sales that the ceil(n/5) customers with the highest net sales bring. */
  readonly topFifthShare: number | null;
}

/** Sizes and averages of the whole history up to `asOf` (inclusive), METRICS sections 0 and 2. */
export function counts(timelines: Timelines, asOf: number): Counts {
  const { customerIds, orderStart, netMinor, guests } = timelines;
  const n = customerIds.length;
  const perCustomer = new Float64Array(n);
  let customers = 0;
  let customerOrders = 0;
  let customerNet = 0;
  for (let i = 0; i < n; i++) {
    const end = ordersUntil(timelines, i, asOf);
    const start = orderStart[i]!;
    if (end === start) continue;
    let net = 0;
    for (let o = start; o < end; o++) net += netMinor[o]!;
    perCustomer[customers++] = net;
    customerOrders += end - start;
    customerNet += net;
  }
  const guestOrders = guestsUntil(timelines, asOf);
  let netSales = customerNet;
  for (let g = 0; g < guestOrders; g++) netSales += guests.netMinor[g]!;
  const orders = customerOrders + guestOrders;
  const money = timelines.hasMoney;
  return {
    customers,
    orders,
    guestOrders,
    leftOut: leftOutUntil(timelines, asOf),
    netSalesMinor: money ? netSales : null,
    averageOrderValueMinor: money ? rate(netSales, orders) : null,
    medianOrderValueMinor: money ? median(orderValues(timelines, asOf, { customerOrders, guestOrders })) : null,
    ordersPerCustomer: rate(customerOrders, customers),
    netSalesPerCustomerMinor: money ? rate(customerNet, customers) : null,
    topFifthShare: money ? topFifthShare(perCustomer.subarray(0, customers), customerNet) : null,
  };
}

/** Net sales of every counted order up to the day, in no particular order; the column itself where it holds just these. */
function orderValues(
  timelines: Timelines,
  asOf: number,
  { customerOrders, guestOrders }: { customerOrders: number; guestOrders: number },
): Float64Array {
  const { customerIds, orderStart, netMinor, guests } = timelines;
  if (guestOrders === 0 && customerOrders === netMinor.length) return netMinor;
  const values = new Float64Array(customerOrders + guestOrders);
  let count = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, asOf);
    for (let o = orderStart[i]!; o < end; o++) values[count++] = netMinor[o]!;
  }
  values.set(guests.netMinor.subarray(0, guestOrders), count);
  return values;
}

/** Orders left out of every figure up to `asOf`, by reason; only reasons that occur. */
function leftOutUntil(timelines: Timelines, asOf: number): Partial<Record<LeftOutReason, number>> {
  const { day, reason } = timelines.leftOut;
  const result: Partial<Record<LeftOutReason, number>> = {};
  for (let i = 0; i < day.length && day[i]! <= asOf; i++) {
    const key = LEFT_OUT_REASONS[reason[i]!]!;
    result[key] = (result[key] ?? 0) + 1;
  }
  return result;
}

function topFifthShare(perCustomer: Float64Array, total: number): number | null {
  const n = perCustomer.length;
  if (n === 0 || total <= 0) return null;
  const size = Math.ceil(n / 5);
  const least = valuesOfRanks(perCustomer, [n - size])[0]!;
  let above = 0;
  let top = 0;
  for (let i = 0; i < n; i++) {
    if (perCustomer[i]! > least) {
      above++;
      top += perCustomer[i]!;
    }
  }
  // Customers that tie for the last places bring the same, whichever of them are taken.
  return (top + (size - above) * least) / total;
}
