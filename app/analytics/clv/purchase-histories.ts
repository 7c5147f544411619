import { firstOrderDay, ordersUntil } from "../orders-until.ts";
import type { Timelines } from "../timelines.ts";

/**
 * The customers with an order by a day, as all models of lifetime value see them: those with one order day counted by age, the others
 * one by one. Plain columns of disjoint sets of customers merge exactly. Money in minor units.
 */
export interface PurchaseHistories {
  /** Day of the first counted order, of a customer or a guest, by the day; null when there is none. */
  readonly firstDay: number | null;
  readonly hasMoney: boolean;
  readonly currencyDigits: number;
  /** Customers with one order day, by days since it. */
  readonly oneTimers: Float64Array;
  /** One entry each for the customers with a repeat day, in the order of the timelines. */
  readonly repeaters: Repeaters;
}

interface Repeaters {
  /** Distinct order days after the first. */
  readonly repeatDays: Int32Array;
  /** Days from the first order day to the last. */
  readonly ageAtLastOrder: Int32Array;
  /** Days from the first order day to the day asked about. */
  readonly customerAge: Int32Array;
  /** Net sales of the days after the first. */
  readonly laterNetMinor: Float64Array;
}

/** What the same customers did afterwards, in the order of their histories. */
export interface PurchaseOutcomes {
  /** Distinct order days in the window, and net sales of it: sums by age of those with one order day, and by repeater. */
  readonly oneTimers: { readonly orderDays: Float64Array; readonly netMinor: Float64Array };
  readonly repeaters: { readonly orderDays: Int32Array; readonly netMinor: Float64Array };
}

export function purchaseHistories(timelines: Timelines, asOf: number): PurchaseHistories {
  return historiesAndOutcomes(timelines, asOf, 0).histories;
}

/** Histories up to `asOf`, and what followed in the `windowDays` days after it. One scan. */
export function historiesAndOutcomes(
  timelines: Timelines,
  asOf: number,
  windowDays: number,
): { histories: PurchaseHistories; outcomes: PurchaseOutcomes } {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const n = customerIds.length;
  const firstDay = firstOrderDay(timelines, asOf);
  const ages = firstDay === null ? 0 : asOf - firstDay + 1;
  const oneTimers = new Float64Array(ages);
  const oneTimersAfter = { orderDays: new Float64Array(ages), netMinor: new Float64Array(ages) };
  const count = repeatCustomers(timelines, asOf);
  const [repeatDays, ageAtLastOrder, customerAge] = [
    new Int32Array(count),
    new Int32Array(count),
    new Int32Array(count),
  ];
  const laterNetMinor = new Float64Array(count);
  const orderDaysAfter = new Int32Array(windowDays > 0 ? count : 0);
  const netAfter = new Float64Array(windowDays > 0 ? count : 0);
  let repeaters = 0;
  for (let i = 0; i < n; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const first = day[start]!;
    let days = 0;
    let net = 0;
    for (let o = start + 1; o < end; o++) {
      if (day[o] !== day[o - 1]) days++;
      if (days > 0) net += netMinor[o]!;
    }
    let daysAfter = 0;
    let after = 0;
    if (windowDays > 0) {
      const all = orderStart[i + 1]!;
      for (let o = end; o < all && day[o]! <= asOf + windowDays; o++) {
        if (day[o] !== day[o - 1]) daysAfter++;
        after += netMinor[o]!;
      }
    }
    const age = asOf - first;
    if (days === 0) {
      oneTimers[age]!++;
      oneTimersAfter.orderDays[age]! += daysAfter;
      oneTimersAfter.netMinor[age]! += after;
      continue;
    }
    repeatDays[repeaters] = days;
    ageAtLastOrder[repeaters] = day[end - 1]! - first;
    customerAge[repeaters] = age;
    laterNetMinor[repeaters] = net;
    if (windowDays > 0) {
      orderDaysAfter[repeaters] = daysAfter;
      netAfter[repeaters] = after;
    }
    repeaters++;
  }
  return {
    histories: {
      firstDay,
      hasMoney: timelines.hasMoney,
      currencyDigits: timelines.currencyDigits,
      oneTimers,
      repeaters: { repeatDays, ageAtLastOrder, customerAge, laterNetMinor },
    },
    outcomes: {
      oneTimers: oneTimersAfter,
      repeaters: { orderDays: orderDaysAfter, netMinor: netAfter },
    },
  };
}

function repeatCustomers(timelines: Timelines, asOf: number): number {
  const { customerIds, orderStart, day } = timelines;
  let count = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, asOf);
    if (end > orderStart[i]! && day[end - 1] !== day[orderStart[i]!]) count++;
  }
  return count;
}

/** The union of disjoint sets of customers of one shop. */
export function mergedHistories(parts: readonly PurchaseHistories[]): PurchaseHistories {
  const days = parts.flatMap(({ firstDay }) => (firstDay === null ? [] : [firstDay]));
  const column = <T extends Int32Array | Float64Array>(of: (repeaters: Repeaters) => T): T =>
    joined(parts.map(({ repeaters }) => of(repeaters)));
  return {
    firstDay: days.length === 0 ? null : Math.min(...days),
    hasMoney: parts[0]!.hasMoney,
    currencyDigits: parts[0]!.currencyDigits,
    oneTimers: summedByAge(parts.map(({ oneTimers }) => oneTimers)),
    repeaters: {
      repeatDays: column(({ repeatDays }) => repeatDays),
      ageAtLastOrder: column(({ ageAtLastOrder }) => ageAtLastOrder),
      customerAge: column(({ customerAge }) => customerAge),
      laterNetMinor: column(({ laterNetMinor }) => laterNetMinor),
    },
  };
}

/** The outcomes that belong to `mergedHistories` of the same parts. */
export function mergedOutcomes(parts: readonly PurchaseOutcomes[]): PurchaseOutcomes {
  return {
    oneTimers: {
      orderDays: summedByAge(parts.map(({ oneTimers }) => oneTimers.orderDays)),
      netMinor: summedByAge(parts.map(({ oneTimers }) => oneTimers.netMinor)),
    },
    repeaters: {
      orderDays: joined(parts.map(({ repeaters }) => repeaters.orderDays)),
      netMinor: joined(parts.map(({ repeaters }) => repeaters.netMinor)),
    },
  };
}

function joined<T extends Int32Array | Float64Array>(columns: readonly T[]): T {
  const length = columns.reduce((total, column) => total + column.length, 0);
  const whole = new (columns[0]!.constructor as new (length: number) => T)(length);
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}

/** Sums of columns that begin at age 0 and end at different ages. */
function summedByAge(columns: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(Math.max(0, ...columns.map((column) => column.length)));
  for (const column of columns) for (let age = 0; age < column.length; age++) sums[age]! += column[age]!;
  return sums;
}
