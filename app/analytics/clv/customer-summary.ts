import type { Timelines } from "../timelines.ts";
import { purchaseHistories } from "./purchase-histories.ts";
import type { PurchaseHistories } from "./purchase-histories.ts";

/**
 * What the purchase models need of the customers: groups of customers who are equal in all three figures, sorted by them. Days are
 * whole. (The models' literature calls `ageAtLastOrder` recency and `customerAge` T.)
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
  return summaryOf(purchaseHistories(timelines, asOf));
}

/** The customers of `histories`, grouped. Does not depend on their order. */
export function summaryOf({ oneTimers, repeaters }: PurchaseHistories): PurchaseSummary {
  const repeated = groupedSummary(repeaters.repeatDays, repeaters.ageAtLastOrder, repeaters.customerAge);
  let ages = 0;
  let customers = repeated.customers;
  for (let age = 0; age < oneTimers.length; age++) {
    if (oneTimers[age]! > 0) ages++;
    customers += oneTimers[age]!;
  }
  const groups = ages + repeated.weight.length;
  const summary = emptyGroups(groups);
  let g = 0;
  for (let age = 0; age < oneTimers.length; age++) {
    if (oneTimers[age] === 0) continue;
    summary.customerAge[g] = age;
    summary.weight[g++] = oneTimers[age]!;
  }
  summary.repeatDays.set(repeated.repeatDays, g);
  summary.ageAtLastOrder.set(repeated.ageAtLastOrder, g);
  summary.customerAge.set(repeated.customerAge, g);
  summary.weight.set(repeated.weight, g);
  return { ...summary, customers, repeatCustomers: repeated.repeatCustomers };
}

/** Groups customers given one by one. Linear in their number, but for a sort of small parts. */
export function groupedSummary(
  repeatDays: Int32Array,
  ageAtLastOrder: Int32Array,
  customerAge: Int32Array,
): PurchaseSummary {
  const n = repeatDays.length;
  let span = 1;
  let mostRepeats = 0;
  for (let i = 0; i < n; i++) {
    if (customerAge[i]! >= span) span = customerAge[i]! + 1;
    if (repeatDays[i]! > mostRepeats) mostRepeats = repeatDays[i]!;
  }
  // Customers with the same number of repeat days lie together, each as one number made of the other two.
  const from = new Uint32Array(mostRepeats + 2);
  for (let i = 0; i < n; i++) from[repeatDays[i]! + 1]!++;
  for (let x = 0; x <= mostRepeats; x++) from[x + 1]! += from[x]!;
  const keys = new Uint32Array(n);
  const next = from.slice();
  for (let i = 0; i < n; i++) keys[next[repeatDays[i]!]!++] = ageAtLastOrder[i]! * span + customerAge[i]!;
  const spare = new Uint32Array(n);
  let groups = 0;
  for (let x = 0; x <= mostRepeats; x++) {
    const [first, end] = [from[x]!, from[x + 1]!];
    sortWholeNumbers(keys.subarray(first, end), span * span, spare);
    for (let i = first; i < end; i++) if (i === first || keys[i] !== keys[i - 1]) groups++;
  }
  const summary = emptyGroups(groups);
  let g = -1;
  for (let x = 0; x <= mostRepeats; x++) {
    for (let i = from[x]!; i < from[x + 1]!; i++) {
      const key = keys[i]!;
      if (i === from[x] || key !== keys[i - 1]) {
        g++;
        summary.repeatDays[g] = x;
        summary.ageAtLastOrder[g] = Math.floor(key / span);
        summary.customerAge[g] = key % span;
      }
      summary.weight[g]!++;
    }
  }
  return { ...summary, customers: n, repeatCustomers: n - (from[1] ?? n) };
}

/** One group in `every`: a sample of the customers for a first look. */
export function thinned(summary: PurchaseSummary, every: number): PurchaseSummary {
  const kept = <T extends Int32Array | Float64Array>(column: T): T => column.filter((_, g) => g % every === 0) as T;
  return {
    ...summary,
    repeatDays: kept(summary.repeatDays),
    ageAtLastOrder: kept(summary.ageAtLastOrder),
    customerAge: kept(summary.customerAge),
    weight: kept(summary.weight),
  };
}

function emptyGroups(
  groups: number,
): Pick<PurchaseSummary, "repeatDays" | "ageAtLastOrder" | "customerAge" | "weight"> {
  return {
    repeatDays: new Int32Array(groups),
    ageAtLastOrder: new Int32Array(groups),
    customerAge: new Int32Array(groups),
    weight: new Float64Array(groups),
  };
}

const FEW = 4096;
const DIGIT_BITS = 11;

/** Sorts in place numbers below `bound`: many of them digit by digit, which needs no comparison. `spare` is room for as many. */
function sortWholeNumbers(values: Uint32Array, bound: number, spare: Uint32Array): void {
  if (values.length < FEW) {
    values.sort();
    return;
  }
  let [from, to] = [values, spare.subarray(0, values.length)];
  const mask = (1 << DIGIT_BITS) - 1;
  for (let shift = 0; 2 ** shift < bound; shift += DIGIT_BITS) {
    const places = new Uint32Array(mask + 2);
    for (let i = 0; i < from.length; i++) places[((from[i]! >>> shift) & mask) + 1]!++;
    for (let digit = 0; digit < mask; digit++) places[digit + 1]! += places[digit]!;
    for (let i = 0; i < from.length; i++) to[places[(from[i]! >>> shift) & mask]!++] = from[i]!;
    [from, to] = [to, from];
  }
  if (from !== values) values.set(from);
}
