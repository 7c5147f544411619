import { addAmount, amountCounter, amountCounts, medianAmount, mergedAmounts } from "./amount-counts.ts";
import { joined } from "./joined-columns.ts";
import type { AmountCounts } from "./amount-counts.ts";
import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { guestsUntil, ordersUntil } from "./orders-until.ts";
import { valuesOfRanks } from "./quantile.ts";
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
  return computed(countsReport, timelines, { asOf });
}

interface CountsTally {
  readonly hasMoney: boolean;
  /** Orders of customers and of guests, and their net sales. */
  readonly customerOrders: number;
  readonly customerNetMinor: number;
  readonly guestOrders: number;
  readonly guestNetMinor: number;
  /** By index of LEFT_OUT_REASONS. */
  readonly leftOut: Float64Array;
  /** Net sales of every counted order, guests' included. */
  readonly orderValues: AmountCounts;
  /** Net sales of each customer with an order, in no particular order. */
  readonly perCustomerMinor: Float64Array;
}

export const countsReport: MergeableReport<CountsTally, Counts, { readonly asOf: number }> = {
  tally: countsTally,
  merge: (tallies) => ({
    hasMoney: tallies.every((tally) => tally.hasMoney),
    customerOrders: sum(tallies, (tally) => tally.customerOrders),
    customerNetMinor: sum(tallies, (tally) => tally.customerNetMinor),
    guestOrders: sum(tallies, (tally) => tally.guestOrders),
    guestNetMinor: sum(tallies, (tally) => tally.guestNetMinor),
    leftOut: addedUp(tallies.map((tally) => tally.leftOut)),
    orderValues: mergedAmounts(tallies.map((tally) => tally.orderValues)),
    perCustomerMinor: joined(tallies.map((tally) => tally.perCustomerMinor)),
  }),
  value: (tally) => {
    const { hasMoney, customerOrders, customerNetMinor, guestOrders, perCustomerMinor } = tally;
    const customers = perCustomerMinor.length;
    const orders = customerOrders + guestOrders;
    const netSales = customerNetMinor + tally.guestNetMinor;
    return {
      customers,
      orders,
      guestOrders,
      leftOut: reasonsThatOccur(tally.leftOut),
      netSalesMinor: hasMoney ? netSales : null,
      averageOrderValueMinor: hasMoney ? rate(netSales, orders) : null,
      medianOrderValueMinor: hasMoney ? medianAmount(tally.orderValues) : null,
      ordersPerCustomer: rate(customerOrders, customers),
      netSalesPerCustomerMinor: hasMoney ? rate(customerNetMinor, customers) : null,
      topFifthShare: hasMoney ? topFifthShare(perCustomerMinor, customerNetMinor) : null,
    };
  },
};

function countsTally(timelines: Timelines, { asOf }: { asOf: number }): CountsTally {
  const { customerIds, orderStart, day, netMinor, guests, hasMoney } = timelines;
  const orderValues = amountCounter();
  const perCustomer = new Float64Array(customerIds.length);
  let customers = 0;
  let customerOrders = 0;
  let customerNet = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    let end = orderStart[i + 1]!;
    if (day[end - 1]! > asOf) end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    let net = 0;
    for (let o = start; o < end; o++) {
      net += netMinor[o]!;
      addAmount(orderValues, netMinor[o]!);
    }
    perCustomer[customers++] = net;
    customerOrders += end - start;
    customerNet += net;
  }
  const guestOrders = guestsUntil(timelines, asOf);
  let guestNet = 0;
  for (let g = 0; g < guestOrders; g++) {
    guestNet += guests.netMinor[g]!;
    addAmount(orderValues, guests.netMinor[g]!);
  }
  return {
    hasMoney,
    customerOrders,
    customerNetMinor: customerNet,
    guestOrders,
    guestNetMinor: guestNet,
    leftOut: leftOutUntil(timelines, asOf),
    orderValues: amountCounts(orderValues),
    perCustomerMinor: perCustomer.subarray(0, customers),
  };
}

/** Orders left out of every figure up to `asOf`, by index of LEFT_OUT_REASONS. */
function leftOutUntil(timelines: Timelines, asOf: number): Float64Array {
  const { day, reason } = timelines.leftOut;
  const orders = new Float64Array(LEFT_OUT_REASONS.length);
  for (let i = 0; i < day.length && day[i]! <= asOf; i++) orders[reason[i]!]!++;
  return orders;
}

function reasonsThatOccur(orders: Float64Array): Partial<Record<LeftOutReason, number>> {
  return Object.fromEntries(
    LEFT_OUT_REASONS.map((reason, r): [LeftOutReason, number] => [reason, orders[r]!]).filter(([, n]) => n > 0),
  );
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
