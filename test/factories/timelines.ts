import fc from "fast-check";

import { buildTimelines, CONSENT_STATES, LEFT_OUT_REASONS } from "../../app/analytics/timelines.ts";
import type { TimelineCustomer, TimelineOrder, Timelines, TimelinesShape } from "../../app/analytics/timelines.ts";

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
): Timelines {
  return buildTimelines({ ...SHAPE, ...shape }, orders, customers);
}

export interface ArbitraryShop {
  readonly orders: TimelineOrder[];
  readonly customers: TimelineCustomer[];
}

/** Days span several years around a leap day, dense enough for repeat orders on one day and long enough for quiet years. */
const FIRST_DAY = 15_600;
const SPAN_DAYS = 900;

/** Small shops of every kind: guests, left-out orders, returns, people without orders, several orders on one day. */
export function arbitraryShop({ maxOrders = 60 } = {}): fc.Arbitrary<ArbitraryShop> {
  const day = fc.integer({ min: FIRST_DAY, max: FIRST_DAY + SPAN_DAYS });
  const order = fc.record({
    customer: fc.option(fc.integer({ min: 1, max: 12 }), { nil: null, freq: 12 }),
    day,
    secondOfDay: fc.integer({ min: 0, max: 86_399 }),
    net: fc.integer({ min: -500, max: 20_000 }),
    leftOut: fc.option(fc.constantFrom(...LEFT_OUT_REASONS), { nil: null, freq: 2 }),
    channel: fc.constantFrom(null, "search", "email", "Ärzte"),
    returns: fc.array(fc.record({ day, amountMinor: fc.integer({ min: 1, max: 500 }) }), { maxLength: 2 }),
  });
  const person = fc.record({
    createdDay: fc.integer({ min: FIRST_DAY - 50, max: FIRST_DAY + SPAN_DAYS }),
    consent: fc.constantFrom(...CONSENT_STATES),
    abandonedDay: fc.option(day, { nil: null }),
  });
  return fc
    .tuple(fc.array(order, { maxLength: maxOrders }), fc.array(person, { maxLength: 15 }))
    .map(([orders, people]) => ({
      orders: orders.map(({ customer, day, secondOfDay, net, leftOut, channel, returns }, i) =>
        anOrder({
          orderId: BigInt(i + 1),
          customerId: customer === null ? null : customerIdOf(customer),
          day,
          processedAtMs: day * 86_400_000 + secondOfDay * 1000,
          netMinor: net,
          leftOut,
          channel,
          returns,
        }),
      ),
      // Some people are among the buyers (1 to 12), some are not. Nobody orders before the shop knows them.
      customers: people.map((one, i) => ({ ...one, customerId: customerIdOf(i + 1) })),
    }));
}

/** Ids beyond 2^53, as Shopify's test ids are: a number in their place would lose digits. */
function customerIdOf(number: number): bigint {
  return 9_007_199_254_740_993n + BigInt(number);
}
