import { joined } from "./joined-columns.ts";
import { mergedCounts } from "./kaplan-meier.ts";
import { LIFECYCLE_STAGES } from "./lifecycle-stage.ts";
import type { LifecycleStage } from "./lifecycle-stage.ts";
import { addedUp, computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { clockBoundsOf, clockTallyOf, mergedClockTallies, ORDER_NUMBER_CLASSES } from "./order-clock.ts";
import type { ClockBounds, ClockTally } from "./order-clock.ts";
import { ratedTimelines } from "./order-kinds.ts";
import { firstOrderDay, ordersUntil } from "./orders-until.ts";
import {
  laterBuyersAsOf,
  laterCustomers,
  peopleWithoutOrders,
  prospectsAsOf,
  stageCounts,
} from "./people-without-orders.ts";
import type { LaterBuyers, Prospects } from "./people-without-orders.ts";
import { valuesOfRanks } from "./quantile.ts";
import type { Timelines } from "./timelines.ts";

/** How far the time since the last order has run, by the shop's own rhythm. `clock` arrays hold indices into this list. */
export const CLOCKS = ["between", "due", "atRisk", "lapsed"] as const;
export type Clock = (typeof CLOCKS)[number];

export interface Lifecycle {
  /** When a customer with 1, 2, 3 and 4 or more order days becomes due, at risk and lapsed. */
  readonly bounds: readonly [ClockBounds, ClockBounds, ClockBounds, ClockBounds];
  /** The same over all customers together. */
  readonly pooled: ClockBounds;
  /** People who had ordered by the day: indices into `timelines.customerIds`, ascending, with one entry each below. */
  readonly customers: Uint32Array;
  readonly stage: Uint8Array;
  readonly clock: Uint8Array;
  readonly daysSinceLastOrder: Int32Array;
  readonly orderCount: Int32Array;
  readonly netSalesMinor: Float64Array;
  readonly prospects: Prospects;
  readonly laterBuyers: LaterBuyers;
  /** Number of people by stage, and of buyers by stage and clock. */
  readonly sizes: Readonly<Record<LifecycleStage, number>>;
  readonly sizesByClock: Readonly<Record<LifecycleStage, Readonly<Record<Clock, number>>>>;
}

const FIRST_TIME = LIFECYCLE_STAGES.indexOf("firstTime");
const REPEAT = LIFECYCLE_STAGES.indexOf("repeat");
const LOYAL = LIFECYCLE_STAGES.indexOf("loyal");
const AMBASSADOR = LIFECYCLE_STAGES.indexOf("ambassador");

/**
 * Stage and clock of everybody the shop knows, as of a day (inclusive), METRICS section 6.
 *
 * The stage counts orders; ambassadors are loyal customers (three or more orders) whose net sales are among the top fifth of all
 * customers, ties included. The clock compares the days since the last order with the bounds for the customer's number of order
 * days. Consent and abandoned checkouts are known as they are today.
 */
export function lifecycle(timelines: Timelines, asOf: number): Lifecycle {
  const all = timelines.customerIds.length;
  const columns = {
    customers: new Uint32Array(all),
    daysSinceLastOrder: new Int32Array(all),
    orderCount: new Int32Array(all),
    netSalesMinor: new Float64Array(all),
  };
  const orderClass = new Uint8Array(all);
  const later: number[] = [];
  let n = 0;
  const tally = clockOfCustomers(
    timelines,
    asOf,
    clockWidth(timelines, asOf),
    (customer, orders, net, days, ofClass) => {
      if (orders === 0) {
        later.push(customer);
        return;
      }
      columns.customers[n] = customer;
      columns.daysSinceLastOrder[n] = days;
      columns.orderCount[n] = orders;
      columns.netSalesMinor[n] = net;
      orderClass[n++] = ofClass;
    },
  );
  const customers = columns.customers.subarray(0, n);
  const daysSinceLastOrder = columns.daysSinceLastOrder.subarray(0, n);
  const orderCount = columns.orderCount.subarray(0, n);
  const netSalesMinor = columns.netSalesMinor.subarray(0, n);
  const { bounds, pooled } = clockBoundsOf(tally);
  const clock = new Uint8Array(customers.length);
  for (let i = 0; i < clock.length; i++) clock[i] = clockAt(bounds[orderClass[i]!]!, daysSinceLastOrder[i]!);
  const from = timelines.hasMoney ? topFifthFrom(netSalesMinor) : Infinity;
  const stage = new Uint8Array(customers.length);
  for (let i = 0; i < stage.length; i++) {
    const orders = orderCount[i]!;
    if (orders === 1) stage[i] = FIRST_TIME;
    else if (orders === 2) stage[i] = REPEAT;
    else stage[i] = netSalesMinor[i]! >= from ? AMBASSADOR : LOYAL;
  }
  const cells = new Float64Array(LIFECYCLE_STAGES.length * CLOCKS.length);
  for (let i = 0; i < stage.length; i++) cells[stage[i]! * CLOCKS.length + clock[i]!]!++;
  const prospects = prospectsAsOf(timelines, asOf);
  const laterBuyers = laterBuyersAsOf(timelines, later, asOf);
  return {
    bounds,
    pooled,
    customers,
    stage,
    clock,
    daysSinceLastOrder,
    orderCount,
    netSalesMinor,
    prospects,
    laterBuyers,
    ...sizes(cells, addedUp([stageCounts(prospects.stage), stageCounts(laterBuyers.stage)])),
  };
}

/** The lifecycle in figures only: bounds by number of order days ("4" means four or more) and sizes. */
export interface LifecycleSummary extends Pick<Lifecycle, "pooled" | "sizes" | "sizesByClock"> {
  readonly bounds: Readonly<Record<"1" | "2" | "3" | "4", ClockBounds>>;
}

export function lifecycleSummary(timelines: Timelines, asOf: number): LifecycleSummary {
  return computed(lifecycleReport, timelines, { asOf });
}

/**
 * Which clock runs for a customer follows from the class of order days and the days since the last order; both make one number, the
 * `standing` = days × 4 + class, so that it does not depend on how long a set of customers has been there.
 */
interface LifecycleTally {
  readonly hasMoney: boolean;
  readonly clock: ClockTally;
  /** Customers with one order and with two by standing. */
  readonly firstTime: Uint32Array;
  readonly repeat: Uint32Array;
  /**
   * Net sales of all customers, those with three or more orders last, and the standing of these: who of them is an ambassador
   * depends on everybody's net sales.
   */
  readonly netSalesMinor: Float64Array;
  readonly loyalStanding: Uint32Array;
  /** People without an order by stage. */
  readonly withoutOrders: Float64Array;
}

export const lifecycleReport: MergeableReport<LifecycleTally, LifecycleSummary, { readonly asOf: number }> = {
  tally: lifecycleTally,
  merge: (tallies) => ({
    hasMoney: tallies.every(({ hasMoney }) => hasMoney),
    clock: mergedClockTallies(tallies.map(({ clock }) => clock)),
    firstTime: mergedCounts(tallies.map(({ firstTime }) => firstTime)),
    repeat: mergedCounts(tallies.map(({ repeat }) => repeat)),
    netSalesMinor: joined([
      ...tallies.map((tally) => tally.netSalesMinor.subarray(0, fewOf(tally))),
      ...tallies.map((tally) => tally.netSalesMinor.subarray(fewOf(tally))),
    ]),
    loyalStanding: joined(tallies.map(({ loyalStanding }) => loyalStanding)),
    withoutOrders: addedUp(tallies.map(({ withoutOrders }) => withoutOrders)),
  }),
  value: (tally) => {
    const { bounds, pooled } = clockBoundsOf(tally.clock);
    const clockOf = Uint8Array.from({ length: tally.firstTime.length }, (_, standing) =>
      clockAt(bounds[standing % ORDER_NUMBER_CLASSES]!, Math.floor(standing / ORDER_NUMBER_CLASSES)),
    );
    const cells = new Float64Array(LIFECYCLE_STAGES.length * CLOCKS.length);
    for (let standing = 0; standing < clockOf.length; standing++) {
      cells[FIRST_TIME * CLOCKS.length + clockOf[standing]!]! += tally.firstTime[standing]!;
      cells[REPEAT * CLOCKS.length + clockOf[standing]!]! += tally.repeat[standing]!;
    }
    const from = tally.hasMoney ? topFifthFrom(tally.netSalesMinor) : Infinity;
    const loyalNetMinor = tally.netSalesMinor.subarray(fewOf(tally));
    const { loyalStanding } = tally;
    for (let i = 0; i < loyalNetMinor.length; i++) {
      const stage = loyalNetMinor[i]! >= from ? AMBASSADOR : LOYAL;
      cells[stage * CLOCKS.length + clockOf[loyalStanding[i]!]!]!++;
    }
    return {
      bounds: { 1: bounds[0], 2: bounds[1], 3: bounds[2], 4: bounds[3] },
      pooled,
      ...sizes(cells, tally.withoutOrders),
    };
  },
};

/**
 * The lifecycle as it is asked for by name, of timelines with all kinds of orders: buyers by their rated orders; people without an
 * order are those without one of any kind, so that as of a past day nobody is missing who ordered later.
 */
export const lifecycleOfAllKindsReport: typeof lifecycleReport = {
  ...lifecycleReport,
  tally: (timelines, options) => {
    const rated = ratedTimelines(timelines);
    const tally = lifecycleTally(rated, options);
    if (rated === timelines) return tally;
    return {
      ...tally,
      withoutOrders: peopleWithoutOrders(timelines, laterCustomers(timelines, options.asOf), options.asOf),
    };
  },
};

/** Number of customers with fewer than three orders. */
function fewOf({ netSalesMinor, loyalStanding }: LifecycleTally): number {
  return netSalesMinor.length - loyalStanding.length;
}

function lifecycleTally(timelines: Timelines, { asOf }: { asOf: number }): LifecycleTally {
  const n = timelines.customerIds.length;
  const width = clockWidth(timelines, asOf);
  const firstTime = new Uint32Array(width * ORDER_NUMBER_CLASSES);
  const repeat = new Uint32Array(width * ORDER_NUMBER_CLASSES);
  // One column, filled from both ends: fewer than three orders from the front, the others from the back.
  const netSalesMinor = new Float64Array(n);
  const loyalStanding = new Uint32Array(n);
  let few = 0;
  let loyalFrom = n;
  const later: number[] = [];
  const clock = clockOfCustomers(timelines, asOf, width, (customer, orders, net, days, orderClass) => {
    if (orders === 0) {
      later.push(customer);
      return;
    }
    const standing = days * ORDER_NUMBER_CLASSES + orderClass;
    if (orders > 2) {
      netSalesMinor[--loyalFrom] = net;
      loyalStanding[loyalFrom] = standing;
      return;
    }
    netSalesMinor[few++] = net;
    if (orders === 1) firstTime[standing]!++;
    else repeat[standing]!++;
  });
  return {
    hasMoney: timelines.hasMoney,
    clock,
    firstTime,
    repeat,
    netSalesMinor: netSalesMinor.copyWithin(few, loyalFrom).subarray(0, few + n - loyalFrom),
    loyalStanding: loyalStanding.subarray(loyalFrom),
    withoutOrders: peopleWithoutOrders(timelines, later, asOf),
  };
}

/** What is told of a customer; `orderClass` is 0 to 3 for 1, 2, 3, 4 or more order days. All 0 while no order has come. */
type VisitCustomer = (
  customer: number,
  orders: number,
  netSalesMinor: number,
  daysSinceLastOrder: number,
  orderClass: number,
) => void;

/** The clock's tally, with a look at every customer on the way: one scan over days and amounts for both. */
function clockOfCustomers(timelines: Timelines, asOf: number, width: number, visit: VisitCustomer): ClockTally {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const events = new Uint32Array(ORDER_NUMBER_CLASSES * width);
  const censored = new Uint32Array(ORDER_NUMBER_CLASSES * width);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) {
      visit(i, 0, 0, 0, 0);
      continue;
    }
    let net = netMinor[start]!;
    let last = day[start]!;
    let orderClass = 0;
    for (let o = start + 1; o < end; o++) {
      net += netMinor[o]!;
      const next = day[o]!;
      if (next === last) continue;
      events[orderClass * width + next - last]!++;
      last = next;
      if (orderClass < ORDER_NUMBER_CLASSES - 1) orderClass++;
    }
    censored[orderClass * width + asOf - last]!++;
    visit(i, end - start, net, asOf - last, orderClass);
  }
  return clockTallyOf({ events, censored, width });
}

/** Number of days a duration can have up to the day: 0 to those since the shop's first order. */
function clockWidth(timelines: Timelines, asOf: number): number {
  return asOf - (firstOrderDay(timelines, asOf) ?? asOf) + 1;
}

/** Index into CLOCKS of a customer `days` after the last order. */
function clockAt(bounds: ClockBounds, days: number): number {
  if (days < bounds.dueDays) return 0;
  if (days < bounds.atRiskDays) return 1;
  return days < bounds.lapsedDays ? 2 : 3;
}

/** The least net sales of the top fifth of all customers, ceil(n / 5) of them; infinite without customers. */
function topFifthFrom(netSalesMinor: Float64Array): number {
  const n = netSalesMinor.length;
  return n > 0 ? valuesOfRanks(netSalesMinor, [n - Math.ceil(n / 5)])[0]! : Infinity;
}

/** `cells` counts buyers at stage × 4 + clock, `withoutOrders` people by stage. */
function sizes(cells: Float64Array, withoutOrders: Float64Array): Pick<Lifecycle, "sizes" | "sizesByClock"> {
  const byClock = (s: number): Record<Clock, number> => {
    const at = (c: number): number => cells[s * CLOCKS.length + c]!;
    return { between: at(0), due: at(1), atRisk: at(2), lapsed: at(3) };
  };
  const size = (s: number): number => Object.values(byClock(s)).reduce((sum, n) => sum + n, withoutOrders[s]!);
  return {
    sizes: recordOf(LIFECYCLE_STAGES.map((key, s) => [key, size(s)] as const)),
    sizesByClock: recordOf(LIFECYCLE_STAGES.map((key, s) => [key, byClock(s)] as const)),
  };
}

function recordOf<V>(entries: readonly (readonly [LifecycleStage, V])[]): Record<LifecycleStage, V> {
  return Object.fromEntries(entries) as Record<LifecycleStage, V>;
}
