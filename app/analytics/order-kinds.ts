import { uint32Column } from "./columns.ts";
import { ordersUntil } from "./orders-until.ts";
import { copiedTimelines, runsOf } from "./timelines-copy.ts";
import { ORDER_KINDS } from "./timelines.ts";
import type { OrderKind, Timelines } from "./timelines.ts";

/** Which kinds of orders do not count in customer rates; a setting of the shop. */
export interface OrderKindSetting {
  /** Orders, but not repeat orders: a customer does not come back by them. */
  readonly notRepeat: readonly OrderKind[];
  /** Kept out of all rates. */
  readonly setAside: readonly OrderKind[];
}

export const DEFAULT_ORDER_KINDS: OrderKindSetting = {
  notRepeat: ["exchange", "replacement", "giftCard"],
  setAside: ["subscription", "business", "staff", "marketplace"],
};

/**
 * The shop as customer rates see it, METRICS section 0 "kinds of orders". The rule:
 * - Sales totals, numbers of orders and AOV use all counted orders: the timelines as they are.
 * - Every customer rate (retention, repeat purchase, funnel, gaps, RFM, lifecycle, lifetime value) uses these timelines. Orders
 *   of a kind that is `setAside` are not in them, at any place in a history. Of the orders that remain, the customer's earliest is
 *   the first order whatever its kind; later ones of a kind that is `notRepeat` are not in them. (So a person whose first order is
 *   a gift card is a customer from that day on, and comes back with the first purchase of another kind.)
 * - A customer of whom no order remains is not in them, and is not a prospect either, also not as of a day before those orders: nobody
 *   who has bought by subscription should be greeted as somebody who never ordered.
 * - Guests, orders left out and prospects are unchanged. Returns and lines go with their orders.
 *
 * Where nothing is to be taken out, the result is the very same object.
 */
export function ratedTimelines(timelines: Timelines, setting: OrderKindSetting = DEFAULT_ORDER_KINDS): Timelines {
  const made = setting === DEFAULT_ORDER_KINDS ? ratedByDefault.get(timelines) : undefined;
  if (made !== undefined) return made;
  const rated = withoutUnrated(timelines, setting);
  if (setting === DEFAULT_ORDER_KINDS) ratedByDefault.set(timelines, rated);
  return rated;
}

/** What was made of a shop is made once, and kept as long as the shop itself: a page asks for it many times. */
const ratedByDefault = new WeakMap<Timelines, Timelines>();

function withoutUnrated(timelines: Timelines, setting: OrderKindSetting): Timelines {
  const { customerIds, orderStart, day } = timelines;
  if (!anyUnrated(timelines, setting)) return timelines;
  const treatment = treatments(setting);
  const kept = new Uint8Array(day.length);
  const customers = new Uint8Array(customerIds.length);
  const sizes = new Uint32Array(customerIds.length);
  let keptCustomers = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const orders = keepRated(timelines, i, orderStart[i + 1]!, treatment, kept);
    if (orders === 0) continue;
    customers[i] = 1;
    sizes[keptCustomers++] = orders;
  }
  const starts = uint32Column(keptCustomers + 1);
  for (let i = 0; i < keptCustomers; i++) starts[i + 1] = starts[i]! + sizes[i]!;
  return copiedTimelines(timelines, {
    customers: runsOf(customers),
    orders: runsOf(kept),
    orderStart: starts,
    behind: true,
  });
}

/** Orders of customers up to `asOf` that are in the sales totals but in no customer rate, by kind; only kinds that occur. */
export function unratedOrders(
  timelines: Timelines,
  asOf: number,
  setting: OrderKindSetting = DEFAULT_ORDER_KINDS,
): Partial<Record<OrderKind, number>> {
  const unrated: Partial<Record<OrderKind, number>> = {};
  if (!anyUnrated(timelines, setting)) return unrated;
  const { customerIds, orderStart, kind, day } = timelines;
  const treatment = treatments(setting);
  const kept = new Uint8Array(day.length);
  const byKind = new Uint32Array(ORDER_KINDS.length);
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, asOf);
    keepRated(timelines, i, end, treatment, kept);
    for (let o = orderStart[i]!; o < end; o++) if (kept[o] === 0) byKind[kind[o]!]!++;
  }
  ORDER_KINDS.forEach((name, k) => {
    if (byKind[k]! > 0) unrated[name] = byKind[k]!;
  });
  return unrated;
}

const RATED = 0;
const NOT_REPEAT = 1;
const SET_ASIDE = 2;

/** What becomes of each kind, by index of ORDER_KINDS. A kind named in both lists is set aside. */
function treatments({ notRepeat, setAside }: OrderKindSetting): Uint8Array {
  return Uint8Array.from(ORDER_KINDS, (kind) =>
    setAside.includes(kind) ? SET_ASIDE : notRepeat.includes(kind) ? NOT_REPEAT : RATED,
  );
}

/** Marks the customer's rated orders before index `end` in `kept`; returns how many. */
function keepRated(
  { orderStart, kind }: Timelines,
  customer: number,
  end: number,
  treatment: Uint8Array,
  kept: Uint8Array,
): number {
  let orders = 0;
  for (let o = orderStart[customer]!; o < end; o++) {
    const what = treatment[kind[o]!]!;
    if (what === SET_ASIDE || (what === NOT_REPEAT && orders > 0)) continue;
    kept[o] = 1;
    orders++;
  }
  return orders;
}

/** Whether any order of the timelines may be taken out; most shops have none, and need no copy. */
function anyUnrated({ orderStart, customerIds, kind }: Timelines, setting: OrderKindSetting): boolean {
  const treatment = treatments(setting);
  for (let o = orderStart[0]!; o < orderStart[customerIds.length]!; o++) if (treatment[kind[o]!] !== RATED) return true;
  return false;
}
