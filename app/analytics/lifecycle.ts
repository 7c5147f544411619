import { clockBounds, orderNumberClass } from "./order-clock.ts";
import type { ClockBounds } from "./order-clock.ts";
import { ordersUntil } from "./orders-until.ts";
import { valuesOfRanks } from "./quantile.ts";
import { CONSENT_STATES } from "./timelines.ts";
import type { Timelines } from "./timelines.ts";

/** Where a person stands, by number of orders. `stage` arrays hold indices into this list. */
export const LIFECYCLE_STAGES = [
  "prospect",
  "considering",
  "checkout",
  "firstTime",
  "repeat",
  "loyal",
  "ambassador",
] as const;
type LifecycleStage = (typeof LIFECYCLE_STAGES)[number];

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
  /** People known by the day who never ordered: indices into `timelines.prospects`, and their stage. */
  readonly prospects: { readonly people: Uint32Array; readonly stage: Uint8Array };
  /** People known by the day whose first order came later: indices into `timelines.customerIds`, and their stage. */
  readonly laterBuyers: { readonly customers: Uint32Array; readonly stage: Uint8Array };
  /** Number of people by stage, and of buyers by stage and clock. */
  readonly sizes: Readonly<Record<LifecycleStage, number>>;
  readonly sizesByClock: Readonly<Record<LifecycleStage, Readonly<Record<Clock, number>>>>;
}

const PROSPECT = LIFECYCLE_STAGES.indexOf("prospect");
const CONSIDERING = LIFECYCLE_STAGES.indexOf("considering");
const CHECKOUT = LIFECYCLE_STAGES.indexOf("checkout");
const FIRST_TIME = LIFECYCLE_STAGES.indexOf("firstTime");
const REPEAT = LIFECYCLE_STAGES.indexOf("repeat");
const LOYAL = LIFECYCLE_STAGES.indexOf("loyal");
const AMBASSADOR = LIFECYCLE_STAGES.indexOf("ambassador");
const SUBSCRIBED = CONSENT_STATES.indexOf("subscribed");

/**
 * Stage and clock of everybody the shop knows, as of a day (inclusive), METRICS section 6.
 *
 * The stage counts orders; ambassadors are loyal customers (three or more orders) whose net sales are among the top fifth of all
 * customers, ties included. The clock compares the days since the last order with the bounds for the customer's number of order
 * days. Consent and abandoned checkouts are known as they are today.
 */
export function lifecycle(timelines: Timelines, asOf: number): Lifecycle {
  const { customerIds, orderStart, day, netMinor } = timelines;
  const { bounds, pooled } = clockBounds(timelines, asOf);
  const all = customerIds.length;
  const customers = new Uint32Array(all);
  const daysSinceLastOrder = new Int32Array(all);
  const orderCount = new Int32Array(all);
  const netSalesMinor = new Float64Array(all);
  const clock = new Uint8Array(all);
  let n = 0;
  for (let i = 0; i < all; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    let net = 0;
    let orderDays = 0;
    for (let o = start; o < end; o++) {
      net += netMinor[o]!;
      if (o === start || day[o] !== day[o - 1]) orderDays++;
    }
    customers[n] = i;
    daysSinceLastOrder[n] = asOf - day[end - 1]!;
    orderCount[n] = end - start;
    netSalesMinor[n] = net;
    clock[n] = clockAt(bounds[orderNumberClass(orderDays)]!, daysSinceLastOrder[n]!);
    n++;
  }
  const buyers = {
    customers: customers.subarray(0, n),
    daysSinceLastOrder: daysSinceLastOrder.subarray(0, n),
    orderCount: orderCount.subarray(0, n),
    netSalesMinor: netSalesMinor.subarray(0, n),
    clock: clock.subarray(0, n),
  };
  const stage = buyerStages(buyers, timelines.hasMoney);
  const prospects = prospectsAsOf(timelines, asOf);
  const laterBuyers = laterBuyersAsOf(timelines, asOf);
  return {
    bounds,
    pooled,
    ...buyers,
    stage,
    prospects,
    laterBuyers,
    ...sizes(stage, buyers.clock, [prospects.stage, laterBuyers.stage]),
  };
}

/** Index into CLOCKS of a customer `days` after the last order. */
function clockAt(bounds: ClockBounds, days: number): number {
  if (days < bounds.dueDays) return 0;
  if (days < bounds.atRiskDays) return 1;
  return days < bounds.lapsedDays ? 2 : 3;
}

function buyerStages(
  { orderCount, netSalesMinor }: Pick<Lifecycle, "orderCount" | "netSalesMinor">,
  hasMoney: boolean,
): Uint8Array {
  const n = orderCount.length;
  const topFifthFrom = hasMoney && n > 0 ? valuesOfRanks(netSalesMinor, [n - Math.ceil(n / 5)])[0]! : Infinity;
  const stage = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const orders = orderCount[i]!;
    if (orders === 1) stage[i] = FIRST_TIME;
    else if (orders === 2) stage[i] = REPEAT;
    else stage[i] = netSalesMinor[i]! >= topFifthFrom ? AMBASSADOR : LOYAL;
  }
  return stage;
}

function prospectStage(consent: number, abandonedDay: number, asOf: number): number {
  if (abandonedDay >= 0 && abandonedDay <= asOf) return CHECKOUT;
  return consent === SUBSCRIBED ? CONSIDERING : PROSPECT;
}

function prospectsAsOf({ prospects }: Timelines, asOf: number): Lifecycle["prospects"] {
  const { createdDay, consent, abandonedDay } = prospects;
  const people = Uint32Array.from(createdDay.keys()).filter((i) => createdDay[i]! <= asOf);
  const stage = Uint8Array.from(people, (i) => prospectStage(consent[i]!, abandonedDay[i]!, asOf));
  return { people, stage };
}

function laterBuyersAsOf(timelines: Timelines, asOf: number): Lifecycle["laterBuyers"] {
  const { customerIds, orderStart, day, createdDay, consent, abandonedDay } = timelines;
  const customers: number[] = [];
  for (let i = 0; i < customerIds.length; i++) {
    if (createdDay[i]! <= asOf && day[orderStart[i]!]! > asOf) customers.push(i);
  }
  const stage = Uint8Array.from(customers, (i) => prospectStage(consent[i]!, abandonedDay[i]!, asOf));
  return { customers: Uint32Array.from(customers), stage };
}

function sizes(
  stage: Uint8Array,
  clock: Uint8Array,
  withoutOrders: readonly Uint8Array[],
): Pick<Lifecycle, "sizes" | "sizesByClock"> {
  const cells = new Uint32Array(LIFECYCLE_STAGES.length * CLOCKS.length);
  for (let i = 0; i < stage.length; i++) cells[stage[i]! * CLOCKS.length + clock[i]!]!++;
  const perStage = new Uint32Array(LIFECYCLE_STAGES.length);
  for (const stages of withoutOrders) for (const s of stages) perStage[s]!++;
  const byClock = (s: number): Record<Clock, number> => {
    const at = (c: number): number => cells[s * CLOCKS.length + c]!;
    return { between: at(0), due: at(1), atRisk: at(2), lapsed: at(3) };
  };
  for (const [cell, size] of cells.entries()) perStage[Math.floor(cell / CLOCKS.length)]! += size;
  const perStageAndClock = LIFECYCLE_STAGES.map((key, s) => [key, byClock(s)] as const);
  return {
    sizes: recordOf(LIFECYCLE_STAGES.map((key, s) => [key, perStage[s]!] as const)),
    sizesByClock: recordOf(perStageAndClock),
  };
}

function recordOf<V>(entries: readonly (readonly [LifecycleStage, V])[]): Record<LifecycleStage, V> {
  return Object.fromEntries(entries) as Record<LifecycleStage, V>;
}

/** The lifecycle in figures only: bounds by number of order days ("4" means four or more) and sizes. */
export interface LifecycleSummary extends Pick<Lifecycle, "pooled" | "sizes" | "sizesByClock"> {
  readonly bounds: Readonly<Record<"1" | "2" | "3" | "4", ClockBounds>>;
}

export function lifecycleSummary(timelines: Timelines, asOf: number): LifecycleSummary {
  const { bounds, pooled, sizes, sizesByClock } = lifecycle(timelines, asOf);
  return { bounds: { 1: bounds[0], 2: bounds[1], 3: bounds[2], 4: bounds[3] }, pooled, sizes, sizesByClock };
}
