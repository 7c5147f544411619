/**
 * `Timelines`: the counted orders of one shop as columns, grouped by customer and sorted by time.
 *
 * Every report of this folder is a linear scan over this value. A day is a shop-local civil day, counted from
 * 1970-01-01; money is in minor units of the shop's currency, exact up to 2^53.
 */

import { dimensionCoder } from "./dimension.ts";
import type { Dimension } from "./dimension.ts";
import { idIndex } from "./id-index.ts";
import type { IdIndex } from "./id-index.ts";
import { placed, sortedOrders } from "./order-sort.ts";

/** Why an order is in no figure. An order has one reason: the first of this list that holds. */
export const LEFT_OUT_REASONS = ["deleted", "test", "voided", "cancelled", "zeroValue"] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** Shopify's e-mail marketing states; the index is the code stored in `consent` columns. Only `subscribed` may be mailed. */
export const CONSENT_STATES = [
  "unknown",
  "subscribed",
  "pending",
  "notSubscribed",
  "unsubscribed",
  "invalid",
  "redacted",
] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export interface Timelines {
  /** IANA zone whose civil days the columns hold. */
  readonly zone: string;
  /** ISO 4217 code and number of decimals of the shop's currency. */
  readonly currency: string;
  readonly currencyDigits: number;
  /** False when the source has no amounts; money reports are then unavailable. */
  readonly hasMoney: boolean;

  /** Customers with at least one counted order, ascending. n of them. */
  readonly customerIds: BigInt64Array;
  /** Orders of customer i are the indices orderStart[i] … orderStart[i + 1] − 1, earliest first. Length n + 1. */
  readonly orderStart: Uint32Array;

  /** Per order. Net is order-date net sales: gross − discounts − all returns known today. */
  readonly day: Int32Array;
  readonly netMinor: Float64Array;
  readonly grossMinor: Float64Array;
  readonly discountMinor: Float64Array;
  readonly refundMinor: Float64Array;
  readonly channel: Dimension;
  readonly country: Dimension;

  /** Returns with the day they happened, grouped by the order they belong to and sorted by (order, day). */
  readonly returns: { readonly order: Uint32Array; readonly day: Int32Array; readonly amountMinor: Float64Array };

  /** Per customer of `customerIds`: index into CONSENT_STATES. */
  readonly consent: Uint8Array;
  /** Per customer: day the shop's record of the person began (day of the first order when not known). */
  readonly createdDay: Int32Array;
  /** Per customer: day of the last abandoned checkout, −1 for none. */
  readonly abandonedDay: Int32Array;

  /** Counted orders without a customer: in the sales totals and AOV, in no customer figure. Sorted by day. */
  readonly guests: { readonly day: Int32Array; readonly netMinor: Float64Array };

  /** Orders in no figure; `reason[i]` indexes LEFT_OUT_REASONS. Sorted by day. */
  readonly leftOut: { readonly day: Int32Array; readonly reason: Uint8Array };

  /** People the shop knows who have no counted order. Day −1: never abandoned a checkout. */
  readonly prospects: {
    readonly customerIds: BigInt64Array;
    readonly createdDay: Int32Array;
    readonly consent: Uint8Array;
    readonly abandonedDay: Int32Array;
  };
}

/** One order on its way into `Timelines`. Order ids are unique within a shop. */
export interface TimelineOrder {
  readonly orderId: bigint;
  readonly customerId: bigint | null;
  /** Instant of `processedAt`, milliseconds since 1970: decides the order of orders within a customer. */
  readonly processedAtMs: number;
  /** Shop-local civil day of that instant. */
  readonly day: number;
  readonly netMinor: number;
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly refundMinor: number;
  readonly leftOut: LeftOutReason | null;
  readonly channel: string | null;
  readonly country: string | null;
  readonly returns: readonly { readonly day: number; readonly amountMinor: number }[];
}

/** One person on the way into `Timelines`: attributes for buyers, a row of `prospects` for the others. */
export interface TimelineCustomer {
  readonly customerId: bigint;
  readonly createdDay: number;
  readonly consent: ConsentState;
  /** Day of the last abandoned checkout, or null. */
  readonly abandonedDay: number | null;
}

/** What is true of the shop as a whole. */
export interface TimelinesShape {
  readonly zone: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly hasMoney: boolean;
}

/** Takes orders and people one by one, in any order and from any kind of source. Call `build` once, at the end. */
export interface TimelinesBuilder {
  addOrder(order: TimelineOrder): void;
  addCustomer(customer: TimelineCustomer): void;
  build(): Timelines;
}

/** `timelinesBuilder` for sources that can be iterated at once. */
export function buildTimelines(
  shape: TimelinesShape,
  orders: Iterable<TimelineOrder>,
  customers: Iterable<TimelineCustomer>,
): Timelines {
  const builder = timelinesBuilder(shape);
  for (const order of orders) builder.addOrder(order);
  for (const customer of customers) builder.addCustomer(customer);
  return builder.build();
}

/** Numeric columns of the counted orders with a customer, as they arrive. All have the same capacity. */
interface IncomingColumns {
  customer: Uint32Array;
  orderId: BigInt64Array;
  atMs: Float64Array;
  day: Int32Array;
  netMinor: Float64Array;
  grossMinor: Float64Array;
  discountMinor: Float64Array;
  refundMinor: Float64Array;
  channel: Uint32Array;
  country: Uint32Array;
}

/**
 * Builds `Timelines`: orders grouped by customer (ascending id) and sorted by day, instant, then order id.
 *
 * Orders are written into columns as they arrive and none is kept as an object, so that millions of them cost tens of bytes
 * each. Grouping is a counting sort by customer; within a customer orders that arrive in order are left alone, so the whole is
 * linear for the usual source. The result does not depend on the order of input. (The day comes before the instant because a zone
 * that sets its clocks back across midnight, as Newfoundland did at 00:01, would otherwise let days run backwards.)
 */
export function timelinesBuilder(shape: TimelinesShape): TimelinesBuilder {
  const index = idIndex();
  const channel = dimensionCoder();
  const country = dimensionCoder();
  let columns = incomingColumns(1024);
  let count = 0;
  const guests = { day: [] as number[], netMinor: [] as number[] };
  const leftOut = { day: [] as number[], reason: [] as number[] };
  const returns = { order: [] as number[], day: [] as number[], amountMinor: [] as number[] };
  const people = { ids: idIndex(), createdDay: [] as number[], consent: [] as number[], abandonedDay: [] as number[] };

  return {
    addOrder: (order) => {
      if (order.leftOut !== null) {
        leftOut.day.push(order.day);
        leftOut.reason.push(LEFT_OUT_REASONS.indexOf(order.leftOut));
        return;
      }
      if (order.customerId === null) {
        guests.day.push(order.day);
        guests.netMinor.push(order.netMinor);
        return;
      }
      if (count === columns.day.length) columns = enlarged(columns, Math.ceil(count * 1.5));
      columns.customer[count] = index.add(order.customerId);
      columns.orderId[count] = order.orderId;
      columns.atMs[count] = order.processedAtMs;
      columns.day[count] = order.day;
      columns.netMinor[count] = order.netMinor;
      columns.grossMinor[count] = order.grossMinor;
      columns.discountMinor[count] = order.discountMinor;
      columns.refundMinor[count] = order.refundMinor;
      columns.channel[count] = channel.codeOf(order.channel);
      columns.country[count] = country.codeOf(order.country);
      for (const back of order.returns) {
        returns.order.push(count);
        returns.day.push(back.day);
        returns.amountMinor.push(back.amountMinor);
      }
      count++;
    },
    addCustomer: (customer) => {
      const person = people.ids.add(customer.customerId);
      people.createdDay[person] = customer.createdDay;
      people.consent[person] = CONSENT_STATES.indexOf(customer.consent);
      people.abandonedDay[person] = customer.abandonedDay ?? -1;
    },
    build: () => {
      const customerIds = index.ids().sort();
      const rank = new Uint32Array(customerIds.length);
      for (let i = 0; i < customerIds.length; i++) rank[index.find(customerIds[i]!)] = i;
      for (let i = 0; i < count; i++) columns.customer[i] = rank[columns.customer[i]!]!;
      const { orderStart, sorted } = sortedOrders(columns.customer, columns, count, customerIds.length);
      const money = (column: Float64Array): Float64Array => placed(column, sorted, new Float64Array(count));
      const day = placed(columns.day, sorted, new Int32Array(count));
      return {
        ...shape,
        customerIds,
        orderStart,
        day,
        netMinor: money(columns.netMinor),
        grossMinor: money(columns.grossMinor),
        discountMinor: money(columns.discountMinor),
        refundMinor: money(columns.refundMinor),
        channel: channel.build(placed(columns.channel, sorted, new Uint32Array(count))),
        country: country.build(placed(columns.country, sorted, new Uint32Array(count))),
        returns: sortedReturns(returns, sorted),
        ...attributesOf(people, customerIds, (i) => day[orderStart[i]!]!),
        guests: sortedGuests(guests),
        leftOut: sortedLeftOut(leftOut),
        prospects: prospectsOf(people, index),
      };
    },
  };
}

function incomingColumns(capacity: number): IncomingColumns {
  return {
    customer: new Uint32Array(capacity),
    orderId: new BigInt64Array(capacity),
    atMs: new Float64Array(capacity),
    day: new Int32Array(capacity),
    netMinor: new Float64Array(capacity),
    grossMinor: new Float64Array(capacity),
    discountMinor: new Float64Array(capacity),
    refundMinor: new Float64Array(capacity),
    channel: new Uint32Array(capacity),
    country: new Uint32Array(capacity),
  };
}

function enlarged(columns: IncomingColumns, capacity: number): IncomingColumns {
  const larger = incomingColumns(capacity);
  larger.customer.set(columns.customer);
  larger.orderId.set(columns.orderId);
  larger.atMs.set(columns.atMs);
  larger.day.set(columns.day);
  larger.netMinor.set(columns.netMinor);
  larger.grossMinor.set(columns.grossMinor);
  larger.discountMinor.set(columns.discountMinor);
  larger.refundMinor.set(columns.refundMinor);
  larger.channel.set(columns.channel);
  larger.country.set(columns.country);
  return larger;
}

function sortedReturns(
  incoming: { order: number[]; day: number[]; amountMinor: number[] },
  sorted: Uint32Array,
): Timelines["returns"] {
  const place = new Uint32Array(sorted.length);
  for (let i = 0; i < sorted.length; i++) place[sorted[i]!] = i;
  const rows = Uint32Array.from(incoming.order.keys()).sort(
    (a, b) =>
      place[incoming.order[a]!]! - place[incoming.order[b]!]! ||
      incoming.day[a]! - incoming.day[b]! ||
      incoming.amountMinor[a]! - incoming.amountMinor[b]!,
  );
  return {
    order: rows.map((row) => place[incoming.order[row]!]!),
    day: Int32Array.from(rows, (row) => incoming.day[row]!),
    amountMinor: Float64Array.from(rows, (row) => incoming.amountMinor[row]!),
  };
}

function sortedGuests(incoming: { day: number[]; netMinor: number[] }): Timelines["guests"] {
  const rows = Uint32Array.from(incoming.day.keys()).sort(
    (a, b) => incoming.day[a]! - incoming.day[b]! || incoming.netMinor[a]! - incoming.netMinor[b]!,
  );
  return {
    day: Int32Array.from(rows, (row) => incoming.day[row]!),
    netMinor: Float64Array.from(rows, (row) => incoming.netMinor[row]!),
  };
}

function sortedLeftOut(incoming: { day: number[]; reason: number[] }): Timelines["leftOut"] {
  const rows = Uint32Array.from(incoming.day.keys()).sort(
    (a, b) => incoming.day[a]! - incoming.day[b]! || incoming.reason[a]! - incoming.reason[b]!,
  );
  return {
    day: Int32Array.from(rows, (row) => incoming.day[row]!),
    reason: Uint8Array.from(rows, (row) => incoming.reason[row]!),
  };
}

interface IncomingPeople {
  readonly ids: IdIndex;
  readonly createdDay: number[];
  readonly consent: number[];
  readonly abandonedDay: number[];
}

function attributesOf(
  people: IncomingPeople,
  customerIds: BigInt64Array,
  firstDay: (customer: number) => number,
): Pick<Timelines, "consent" | "createdDay" | "abandonedDay"> {
  const consent = new Uint8Array(customerIds.length);
  const createdDay = new Int32Array(customerIds.length);
  const abandonedDay = new Int32Array(customerIds.length).fill(-1);
  for (let i = 0; i < customerIds.length; i++) {
    const person = people.ids.find(customerIds[i]!);
    createdDay[i] = firstDay(i);
    if (person < 0) continue;
    consent[i] = people.consent[person]!;
    createdDay[i] = people.createdDay[person]!;
    abandonedDay[i] = people.abandonedDay[person]!;
  }
  return { consent, createdDay, abandonedDay };
}

/** The people without a counted order, by ascending id. */
function prospectsOf(people: IncomingPeople, buyers: IdIndex): Timelines["prospects"] {
  const customerIds = people.ids
    .ids()
    .filter((id) => buyers.find(id) < 0)
    .sort();
  const rows = Uint32Array.from(customerIds, (id) => people.ids.find(id));
  return {
    customerIds,
    createdDay: Int32Array.from(rows, (row) => people.createdDay[row]!),
    consent: Uint8Array.from(rows, (row) => people.consent[row]!),
    abandonedDay: Int32Array.from(rows, (row) => people.abandonedDay[row]!),
  };
}
