import { ordersUntil } from "../orders-until.ts";
import type { Timelines } from "../timelines.ts";

/**
 * What the purchase models need of the customers: groups of customers who are equal in all three figures. Days are whole.
 * (The models' literature calls `ageAtLastOrder` recency and `customerAge` T.)
 */
export interface PurchaseSummary {
  /** Distinct order days after the first. */
  readonly repeatDays: Int32Array;
  /** Days from the first order day to the last. */
  readonly ageAtLastOrder: Int32Array;
  /** Days from the first order day to `asOf`. */
  readonly customerAge: Int32Array;
  /** Customers in the group. */
  readonly weight: Float64Array;
  readonly customers: number;
  /** Customers with at least one repeat day. */
  readonly repeatCustomers: number;
}

/** The customers with an order by `asOf`, grouped. */
export function purchaseSummary(timelines: Timelines, asOf: number): PurchaseSummary {
  const { customerIds, orderStart, day } = timelines;
  const n = customerIds.length;
  const repeatDays = new Int32Array(n);
  const ageAtLastOrder = new Int32Array(n);
  const customerAge = new Int32Array(n);
  let customers = 0;
  for (let i = 0; i < n; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    let days = 0;
    for (let o = start + 1; o < end; o++) if (day[o] !== day[o - 1]) days++;
    repeatDays[customers] = days;
    ageAtLastOrder[customers] = day[end - 1]! - day[start]!;
    customerAge[customers++] = asOf - day[start]!;
  }
  return groupedSummary(
    repeatDays.subarray(0, customers),
    ageAtLastOrder.subarray(0, customers),
    customerAge.subarray(0, customers),
  );
}

/** Groups customers given one by one. */
export function groupedSummary(
  repeatDays: Int32Array,
  ageAtLastOrder: Int32Array,
  customerAge: Int32Array,
): PurchaseSummary {
  const n = repeatDays.length;
  let span = 1;
  let repeatCustomers = 0;
  for (let i = 0; i < n; i++) {
    span = Math.max(span, customerAge[i]! + 1);
    if (repeatDays[i]! > 0) repeatCustomers++;
  }
  // All three figures in one number, which sorts without a comparison function. Exact: days² × repeat days stays below 2^53.
  const keys = new Float64Array(n);
  for (let i = 0; i < n; i++) keys[i] = (repeatDays[i]! * span + ageAtLastOrder[i]!) * span + customerAge[i]!;
  keys.sort();
  let groups = 0;
  for (let i = 0; i < n; i++) if (i === 0 || keys[i] !== keys[i - 1]) groups++;
  const result = {
    repeatDays: new Int32Array(groups),
    ageAtLastOrder: new Int32Array(groups),
    customerAge: new Int32Array(groups),
    weight: new Float64Array(groups),
  };
  let g = -1;
  for (let i = 0; i < n; i++) {
    const key = keys[i]!;
    if (i === 0 || key !== keys[i - 1]) {
      g++;
      const rest = Math.floor(key / span);
      result.customerAge[g] = key - rest * span;
      result.repeatDays[g] = Math.floor(rest / span);
      result.ageAtLastOrder[g] = rest - result.repeatDays[g]! * span;
    }
    result.weight[g]!++;
  }
  return { ...result, customers: n, repeatCustomers };
}
