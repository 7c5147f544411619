import { dayOfCivil } from "../../app/analytics/calendar.ts";
import { float64Column, int32Column, uint32Column, uint8Column } from "../../app/analytics/columns.ts";
import { LEFT_OUT_REASONS, ORDER_KINDS } from "../../app/analytics/timelines.ts";
import type { OrderDimension, Timelines } from "../../app/analytics/timelines.ts";
import { dimensionOver, numberedNames } from "./large-shop-dictionary.ts";
import { orderLines } from "./large-shop-lines.ts";
import { buyerIds, homeDimensions, homesOf, peopleColumns } from "./large-shop-people.ts";
import { namedRandom, nearlyNormal, ranked } from "./large-shop-random.ts";

/** Three years; neither end is that of a period, so that the last cells are pending. */
const DAYS = { from: dayOfCivil(2022, 1, 11), to: dayOfCivil(2025, 1, 16) };
const SPAN_DAYS = DAYS.to - DAYS.from;

const ORDERS_PER_CUSTOMER = 5;
const GUEST_SHARE = 0.02;
/** P(orders ≥ k) falls with k^−TAIL up to MOST_ORDERS: half buy once, one in a hundred 70 times, the mean is about 5. */
const TAIL = 1.04;
const MOST_ORDERS = 300;

/** Number of values of each dimension, and the share of orders of which it is not known. */
const DICTIONARIES: Readonly<
  Record<Exclude<OrderDimension, "country" | "region" | "discountCode">, { values: number; unknown: number }>
> = {
  channel: { values: 9, unknown: 0.1 },
  lastChannel: { values: 9, unknown: 0.1 },
  sourceMedium: { values: 40, unknown: 0.12 },
  campaign: { values: 300, unknown: 0.6 },
  referrer: { values: 240, unknown: 0.5 },
  landingPage: { values: 1_000, unknown: 0.15 },
  salesChannel: { values: 6, unknown: 0 },
};
const DISCOUNT_CODES = numberedNames("code", 200);

/**
 * A shop of any size, always the same for the same size: `orders` counted orders in three years by a fifth as many customers, and
 * 2 % of guests among the orders.
 *
 * Columns are written directly, at about a microsecond an order; `large-shop.test.ts` proves that they are what the builder makes
 * of the same orders. Customers differ in pace, spend and number of orders, which has a heavy tail.
 */
export function largeShop({ orders, withLines = false }: { orders: number; withLines?: boolean }): Timelines {
  const guestOrders = Math.round(orders * GUEST_SHARE);
  const customers = Math.floor(orders / ORDERS_PER_CUSTOMER);
  const orderStart = orderStarts(customers, orders - guestOrders);
  const day = orderDays(orderStart);
  const money = orderMoney(orderStart);
  const guests = guestColumns(guestOrders);
  const homes = homesOf(customers);
  const firstDays = Int32Array.from({ length: customers }, (_, i) => day[orderStart[i]!]!);
  const counted = orders - guestOrders;
  const own = <T>(column: ArrayLike<T>, guestColumn: ArrayLike<T>, o: number): T =>
    o < counted ? column[o]! : guestColumn[o - counted]!;
  return {
    zone: "Europe/Berlin",
    currency: "EUR",
    currencyDigits: 2,
    hasMoney: true,
    customerIds: buyerIds(customers),
    orderStart,
    day,
    ...money,
    costMinor: orderCosts(money),
    kind: orderKinds(counted),
    dimensions: { ...journeyDimensions(counted, money.discountMinor), ...homeDimensions(homes, orderStart) },
    returns: returnColumns(
      orders,
      (o) => own(money.refundMinor, guests.refundMinor, o),
      (o) => own(day, guests.day, o),
    ),
    lines: withLines
      ? orderLines(
          orders,
          (o) => own(money.netMinor, guests.netMinor, o) + own(money.refundMinor, guests.refundMinor, o),
        )
      : null,
    ...peopleColumns({ homes, firstDays, days: DAYS }),
    guests: { day: guests.day, netMinor: guests.netMinor },
    leftOut: leftOutColumns(Math.floor(orders / 100)),
  };
}

/** Where each customer's orders begin. Each customer has one order at least; together they have `orders`. */
function orderStarts(customers: number, orders: number): Uint32Array {
  const random = namedRandom("orders of a customer");
  const rarest = (MOST_ORDERS + 1) ** -TAIL;
  const start = uint32Column(customers + 1);
  let left = orders;
  for (let i = 0; i < customers; i++) {
    const count = Math.floor((rarest + (1 - rarest) * random()) ** (-1 / TAIL));
    start[i + 1] = Math.min(MOST_ORDERS, count);
    left -= start[i + 1]!;
  }
  // The mean of the drawn numbers is a little off: the rest is shared out, and one-time buyers remain so.
  for (let i = 1; left !== 0; i = (i % customers) + 1) {
    const step = Math.sign(left);
    if (start[i]! < (step > 0 && i % 5 > 0 ? 2 : 1) + (step < 0 ? 1 : 0)) continue;
    start[i]! += step;
    left -= step;
  }
  for (let i = 0; i < customers; i++) start[i + 1]! += start[i]!;
  return start;
}

/** Exponential gaps at each customer's own pace, squeezed where they would not fit into the shop's history. */
function orderDays(orderStart: Uint32Array): Int32Array {
  const random = namedRandom("days");
  const customers = orderStart.length - 1;
  const day = int32Column(orderStart[customers]!);
  const sinceFirst = new Float64Array(2 * MOST_ORDERS + day.length / Math.max(1, customers));
  for (let i = 0; i < customers; i++) {
    const start = orderStart[i]!;
    const count = orderStart[i + 1]! - start;
    const meanGapDays = Math.exp(3.6 + 0.7 * nearlyNormal(random));
    let length = 0;
    for (let n = 1; n < count; n++) sinceFirst[n] = length -= meanGapDays * Math.log(1 - random());
    const room = SPAN_DAYS * (0.3 + 0.65 * random());
    const squeeze = length > room ? room / length : 1;
    const first = DAYS.from + Math.floor((SPAN_DAYS - Math.floor(length * squeeze)) * random() ** 0.75);
    for (let n = 0; n < count; n++) day[start + n] = first + (n === 0 ? 0 : Math.floor(sinceFirst[n]! * squeeze));
  }
  return day;
}

type Money = Pick<Timelines, "netMinor" | "grossMinor" | "discountMinor" | "refundMinor">;

function orderMoney(orderStart: Uint32Array): Money {
  const random = namedRandom("money");
  const customers = orderStart.length - 1;
  const orders = orderStart[customers]!;
  const [netMinor, grossMinor, discountMinor, refundMinor] = Array.from({ length: 4 }, () => float64Column(orders));
  for (let i = 0; i < customers; i++) {
    const usualMinor = 3_600 * Math.exp(0.4 * nearlyNormal(random));
    for (let o = orderStart[i]!; o < orderStart[i + 1]!; o++) {
      const gross = 500 + Math.floor(usualMinor * Math.exp(0.45 * nearlyNormal(random)));
      const discount = random() < 0.25 ? Math.round(gross * 0.05 * (1 + Math.floor(6 * random()))) : 0;
      const refund = random() < 0.05 ? refundOf(gross - discount, random) : 0;
      grossMinor![o] = gross;
      discountMinor![o] = discount;
      refundMinor![o] = refund;
      netMinor![o] = gross - discount - refund;
    }
  }
  return { netMinor: netMinor!, grossMinor: grossMinor!, discountMinor: discountMinor!, refundMinor: refundMinor! };
}

/** All of it, or a part of at least a tenth. */
function refundOf(amountMinor: number, random: () => number): number {
  return random() < 0.6 ? amountMinor : Math.ceil(amountMinor * (0.1 + 0.8 * random()));
}

/** 35 to 60 % of what was paid; not known of three in a hundred orders. */
function orderCosts({ grossMinor, discountMinor }: Money): Float64Array {
  const random = namedRandom("costs");
  const cost = float64Column(grossMinor.length);
  for (let o = 0; o < cost.length; o++) {
    const known = random() >= 0.03;
    cost[o] = known ? Math.round((grossMinor[o]! - discountMinor[o]!) * (0.35 + 0.25 * random())) : NaN;
  }
  return cost;
}

function orderKinds(orders: number): Uint8Array {
  const random = namedRandom("kinds");
  const kind = uint8Column(orders);
  for (let o = 0; o < orders; o++) if (random() < 0.04) kind[o] = 1 + Math.floor(random() * (ORDER_KINDS.length - 1));
  return kind;
}

function journeyDimensions(
  orders: number,
  discountMinor: Float64Array,
): Omit<Timelines["dimensions"], "country" | "region"> {
  const drawn = (name: keyof typeof DICTIONARIES): Timelines["dimensions"]["channel"] => {
    const random = namedRandom(name);
    const { values, unknown } = DICTIONARIES[name];
    const codes = new Uint16Array(orders);
    for (let o = 0; o < orders; o++) if (random() >= unknown) codes[o] = 1 + ranked(values, random);
    return dimensionOver(numberedNames(name, values), codes);
  };
  const random = namedRandom("discount codes");
  const discountCode = new Uint16Array(orders);
  for (let o = 0; o < orders; o++) {
    if (discountMinor[o]! > 0 && random() < 0.8) discountCode[o] = 1 + ranked(DISCOUNT_CODES.length, random);
  }
  return {
    channel: drawn("channel"),
    lastChannel: drawn("lastChannel"),
    sourceMedium: drawn("sourceMedium"),
    campaign: drawn("campaign"),
    referrer: drawn("referrer"),
    landingPage: drawn("landingPage"),
    discountCode: dimensionOver(DISCOUNT_CODES, discountCode),
    salesChannel: drawn("salesChannel"),
  };
}

/** What was refunded, on one day of the five weeks after the order, or on two. */
function returnColumns(
  orders: number,
  refundOfOrder: (order: number) => number,
  dayOfOrder: (order: number) => number,
): Timelines["returns"] {
  const random = namedRandom("returns");
  const rows: { order: number; day: number; amountMinor: number }[] = [];
  for (let o = 0; o < orders; o++) {
    const refund = refundOfOrder(o);
    if (refund === 0) continue;
    const later = (day: number): number => Math.min(DAYS.to - 1, day + 1 + Math.floor(random() * 35));
    const day = later(dayOfOrder(o));
    const part = random() < 0.1 ? Math.floor(refund / 3) : 0;
    if (part > 0) rows.push({ order: o, day, amountMinor: part });
    rows.push({ order: o, day: part > 0 ? later(day) : day, amountMinor: refund - part });
  }
  const order = uint32Column(rows.length);
  const day = int32Column(rows.length);
  const amountMinor = float64Column(rows.length);
  rows.forEach((row, i) => {
    order[i] = row.order;
    day[i] = row.day;
    amountMinor[i] = row.amountMinor;
  });
  return { order, day, amountMinor };
}

/** Guest orders by day and net sales, with what was refunded of each. */
function guestColumns(orders: number): { day: Int32Array; netMinor: Float64Array; refundMinor: Float64Array } {
  const random = namedRandom("guests");
  const rows = Array.from({ length: orders }, () => {
    const paid = 400 + Math.floor(3_000 * Math.exp(0.5 * nearlyNormal(random)));
    const refund = random() < 0.05 ? refundOf(paid, random) : 0;
    return { day: DAYS.from + Math.floor(SPAN_DAYS * random() ** 0.75), net: paid - refund, refund };
  }).sort((a, b) => a.day - b.day || a.net - b.net);
  const day = int32Column(orders);
  const netMinor = float64Column(orders);
  const refundMinor = new Float64Array(orders);
  rows.forEach((row, g) => {
    day[g] = row.day;
    netMinor[g] = row.net;
    refundMinor[g] = row.refund;
  });
  return { day, netMinor, refundMinor };
}

function leftOutColumns(orders: number): Timelines["leftOut"] {
  const random = namedRandom("left out");
  const rows = Array.from({ length: orders }, () => ({
    day: DAYS.from + Math.floor(SPAN_DAYS * random()),
    reason: ranked(LEFT_OUT_REASONS.length, random),
  })).sort((a, b) => a.day - b.day || a.reason - b.reason);
  const day = int32Column(orders);
  const reason = uint8Column(orders);
  rows.forEach((row, i) => {
    day[i] = row.day;
    reason[i] = row.reason;
  });
  return { day, reason };
}
