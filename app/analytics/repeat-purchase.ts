import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import type { Timelines } from "./timelines.ts";

const WITHIN_DAYS = [30, 60, 90, 180, 365] as const;
type WithinDays = (typeof WITHIN_DAYS)[number];

export interface RepeatPurchase {
  readonly customers: number;
  /** Customers with at least two orders, and their share. */
  readonly repeatCustomers: number;
  readonly rate: number | null;
  /** The same over distinct order days: two orders on one day are one. */
  readonly repeatCustomersByDays: number;
  readonly rateByDays: number | null;
  /** Of the customers whose first order is at least N days old: those with a second order within N days of it. */
  readonly withinDays: Readonly<Record<WithinDays, RepeatWithin>>;
}

interface RepeatWithin {
  readonly eligible: number;
  readonly repeated: number;
  readonly rate: number | null;
}

/** Repeat purchase rate up to `asOf` (inclusive), METRICS section 2. */
export function repeatPurchase(timelines: Timelines, asOf: number): RepeatPurchase {
  return computed(repeatPurchaseReport, timelines, { asOf });
}

/** Numbers of customers; `eligible` and `repeated` by index of WITHIN_DAYS. */
interface RepeatPurchaseTally {
  readonly customers: number;
  readonly repeatCustomers: number;
  readonly repeatCustomersByDays: number;
  readonly eligible: Float64Array;
  readonly repeated: Float64Array;
}

export const repeatPurchaseReport: MergeableReport<RepeatPurchaseTally, RepeatPurchase, { readonly asOf: number }> = {
  tally: repeatPurchaseTally,
  merge: (tallies) => ({
    customers: sum(tallies, (tally) => tally.customers),
    repeatCustomers: sum(tallies, (tally) => tally.repeatCustomers),
    repeatCustomersByDays: sum(tallies, (tally) => tally.repeatCustomersByDays),
    eligible: addedUp(tallies.map((tally) => tally.eligible)),
    repeated: addedUp(tallies.map((tally) => tally.repeated)),
  }),
  value: ({ customers, repeatCustomers, repeatCustomersByDays, eligible, repeated }) => {
    const within = (w: number): RepeatWithin => ({
      eligible: eligible[w]!,
      repeated: repeated[w]!,
      rate: rate(repeated[w]!, eligible[w]!),
    });
    return {
      customers,
      repeatCustomers,
      rate: rate(repeatCustomers, customers),
      repeatCustomersByDays,
      rateByDays: rate(repeatCustomersByDays, customers),
      withinDays: { 30: within(0), 60: within(1), 90: within(2), 180: within(3), 365: within(4) },
    };
  },
};

function repeatPurchaseTally(timelines: Timelines, { asOf }: { asOf: number }): RepeatPurchaseTally {
  const { customerIds, orderStart, day } = timelines;
  const eligible = new Float64Array(WITHIN_DAYS.length);
  const repeated = new Float64Array(WITHIN_DAYS.length);
  let customers = 0;
  let repeatCustomers = 0;
  let repeatCustomersByDays = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    customers++;
    const firstDay = day[start]!;
    const toSecond = end - start > 1 ? day[start + 1]! - firstDay : Infinity;
    if (end - start > 1) repeatCustomers++;
    if (day[end - 1]! > firstDay) repeatCustomersByDays++;
    for (let w = 0; w < WITHIN_DAYS.length; w++) {
      if (asOf - firstDay < WITHIN_DAYS[w]!) break;
      eligible[w]!++;
      if (toSecond <= WITHIN_DAYS[w]!) repeated[w]!++;
    }
  }
  return { customers, repeatCustomers, repeatCustomersByDays, eligible, repeated };
}
