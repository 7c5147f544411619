import fc from "fast-check";

import { buildTimelines } from "../../app/analytics/timelines-builder.ts";
import type { TimelineRecords } from "../../app/analytics/timelines-builder.ts";
import { CONSENT_STATES, LEFT_OUT_REASONS, ORDER_KINDS } from "../../app/analytics/timelines.ts";
import type {
  TimelineCustomer,
  TimelineLine,
  TimelineOrder,
  TimelineProduct,
  Timelines,
  TimelinesShape,
} from "../../app/analytics/timelines.ts";

const SHAPE: TimelinesShape = { zone: "UTC", currency: "EUR", currencyDigits: 2, hasMoney: true };

/** An order in which only what matters to the test is said. The instant is the day's noon unless named. */
export function anOrder(order: Partial<TimelineOrder> & { orderId: bigint; day: number }): TimelineOrder {
  const netMinor = order.netMinor ?? 1000;
  return {
    customerId: 1n,
    processedAtMs: order.day * 86_400_000 + 43_200_000,
    netMinor,
    grossMinor: netMinor,
    discountMinor: 0,
    refundMinor: 0,
    leftOut: null,
    channel: null,
    country: null,
    returns: [],
    ...order,
  };
}

/** A shop written as customer → days of orders: `{ 1: [0, 30], 2: [5] }`. Order n has id n, in the order of writing. */
export function shopOf(
  daysByCustomer: Record<number, readonly number[]>,
  shape: Partial<TimelinesShape> = {},
  netMinor = 1000,
): Timelines {
  let orderId = 0n;
  const orders = Object.entries(daysByCustomer).flatMap(([customer, days]) =>
    days.map((day) => anOrder({ orderId: ++orderId, customerId: BigInt(customer), day, netMinor })),
  );
  return timelinesOf(orders, [], shape);
}

export function timelinesOf(
  orders: readonly TimelineOrder[],
  customers: readonly TimelineCustomer[] = [],
  shape: Partial<TimelinesShape> = {},
  { lines = [], products = [] }: Pick<TimelineRecords, "lines" | "products"> = {},
): Timelines {
  return buildTimelines({ ...SHAPE, ...shape }, { orders, customers, lines, products });
}

export interface ArbitraryShop {
  readonly orders: TimelineOrder[];
  readonly customers: TimelineCustomer[];
}

export interface ArbitraryShopWithLines extends ArbitraryShop {
  /** Of some orders, guests' and left-out ones among them. */
  readonly lines: TimelineLine[];
  readonly products: TimelineProduct[];
}

/** The timelines of an arbitrary shop with what was bought. */
export function timelinesOfShop({ orders, customers, lines, products }: ArbitraryShopWithLines): Timelines {
  return timelinesOf(orders, customers, {}, { lines, products });
}

/** Days span several years around a leap day, dense enough for repeat orders on one day and long enough for quiet years. */
const FIRST_DAY = 15_600;
const SPAN_DAYS = 900;

/** Keys that lines hold; nothing more is known of the last one. */
const PRODUCT_KEYS = ["p1", "p2", "p3", "p4", "p5"] as const;

const line = fc.record({
  product: fc.constantFrom(null, ...PRODUCT_KEYS),
  variant: fc.constantFrom(null, "v1", "v2"),
  quantity: fc.integer({ min: 1, max: 5 }),
  netMinor: fc.integer({ min: 0, max: 5000 }),
});

const product = fc.record({
  title: fc.constantFrom(null, "Beans", "Grinder", "Öl"),
  type: fc.constantFrom(null, "Coffee", "Equipment"),
  vendor: fc.constantFrom(null, "Nordic", "Süd"),
});

/** Where an order came from and went to, with plenty unknown. */
const orderDimensions = fc.record({
  channel: fc.constantFrom(null, "search", "email", "Ärzte", "direct", "unknown"),
  lastChannel: fc.constantFrom(null, "direct", "email"),
  sourceMedium: fc.constantFrom(null, "google / cpc", "klaviyo / email"),
  campaign: fc.constantFrom(null, "spring"),
  referrer: fc.constantFrom(null, "https://example.org/"),
  landingPage: fc.constantFrom(null, "/", "/products/beans"),
  country: fc.constantFrom(null, "SE", "DE", "NO"),
  region: fc.constantFrom(null, "Skåne", "Bayern"),
  discountCode: fc.constantFrom(null, "WELCOME"),
  salesChannel: fc.constantFrom(null, "web", "pos"),
});

/**
 * Small shops of every kind: guests, left-out orders, returns, people without orders, several orders on one day, lines of some
 * orders, all kinds of orders, values of all dimensions.
 */
export function arbitraryShop({ maxOrders = 60 } = {}): fc.Arbitrary<ArbitraryShopWithLines> {
  const day = fc.integer({ min: FIRST_DAY, max: FIRST_DAY + SPAN_DAYS });
  const order = fc.record({
    customer: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null, freq: 12 }),
    day,
    secondOfDay: fc.integer({ min: 0, max: 86_399 }),
    net: fc.integer({ min: -500, max: 20_000 }),
    discountMinor: fc.constantFrom(0, 0, 0, 250),
    costMinor: fc.option(fc.integer({ min: 0, max: 9000 }), { nil: null, freq: 3 }),
    kind: fc.option(fc.constantFrom(...ORDER_KINDS), { nil: "standard" as const, freq: 2 }),
    leftOut: fc.oneof(
      { weight: 8, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...LEFT_OUT_REASONS) },
    ),
    dimensions: orderDimensions,
    lines: fc.array(line, { maxLength: 3 }),
    returns: fc.array(fc.record({ day, amountMinor: fc.integer({ min: 1, max: 500 }) }), { maxLength: 2 }),
  });
  const person = fc.record({
    createdDay: fc.integer({ min: FIRST_DAY - 50, max: FIRST_DAY + SPAN_DAYS }),
    consent: fc.constantFrom(...CONSENT_STATES),
    abandonedDay: fc.option(day, { nil: null }),
    language: fc.constantFrom(null, "sv", "de"),
    country: fc.constantFrom(null, "SE", "DE"),
    city: fc.constantFrom(null, "Malmö", "München"),
    tags: fc.subarray(["vip", "wholesale", "Älskar kaffe"]),
  });
  return fc
    .record({
      // Without a size lists stay short, and most shops would have no customer with two orders.
      orders: fc.array(order, { maxLength: maxOrders, size: "max" }),
      people: fc.array(person, { maxLength: 15 }),
      facts: fc.tuple(product, product, product, product),
    })
    .map(({ orders, people, facts }) => ({
      orders: orders.map(({ customer, secondOfDay, net, dimensions, lines: _, ...rest }, i) =>
        anOrder({
          ...rest,
          ...dimensions,
          orderId: BigInt(i + 1),
          customerId: customer === null ? null : customerIdOf(customer),
          processedAtMs: rest.day * 86_400_000 + secondOfDay * 1000,
          netMinor: net,
          grossMinor: net + rest.discountMinor,
        }),
      ),
      // Some people are among the buyers (1 to 12), some are not. Nobody orders before the shop knows them.
      customers: people.map((one, i) => ({ ...one, customerId: customerIdOf(i + 1) })),
      lines: orders.flatMap(({ lines }, i) => lines.map((one) => ({ ...one, orderId: BigInt(i + 1) }))),
      products: facts.map((fact, i) => ({ ...fact, product: PRODUCT_KEYS[i]! })),
    }));
}

/** Ids beyond 2^53, as Shopify's test ids are: a number in their place would lose digits. */
function customerIdOf(number: number): bigint {
  return 9_007_199_254_740_993n + BigInt(number);
}
