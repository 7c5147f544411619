import fc from "fast-check";

import {
  CONSENT_STATES,
  CUSTOMER_DIMENSIONS,
  LEFT_OUT_REASONS,
  ORDER_DIMENSIONS,
  ORDER_KINDS,
} from "../../app/analytics/timelines.ts";
import type { TimelineCustomer, TimelineLine, TimelineOrder, TimelineProduct } from "../../app/analytics/timelines.ts";
import { anOrder } from "./timelines.ts";

/** Everything a source can tell of a shop. */
export interface ShopRecords {
  readonly orders: TimelineOrder[];
  readonly customers: TimelineCustomer[];
  readonly lines: TimelineLine[];
  readonly products: TimelineProduct[];
}

/** Letters within and beyond the basic plane sort differently by code point and by 16-bit unit. */
const TEXTS = [null, "", "a", "b", "search", "Ärzte", "﹏", "😀", "z z"] as const;
const PRODUCTS = ["p1", "p2", "p3", "ß", "😀"] as const;

/**
 * Small shops with every column in use: lines, costs, tags, all dimensions, guests with lines, people without orders. Order ids
 * are above `firstOrderId`; customers are 1 to `people`.
 */
export function arbitraryShopWithLines({ firstOrderId = 0, people = 9 } = {}): fc.Arbitrary<ShopRecords> {
  const text = fc.constantFrom(...TEXTS);
  const day = fc.integer({ min: 15_000, max: 15_200 });
  const order = fc.record({
    customer: fc.option(fc.integer({ min: 1, max: people }), { nil: null, freq: 6 }),
    day,
    net: fc.integer({ min: -500, max: 20_000 }),
    cost: fc.option(fc.integer({ min: 0, max: 900 }), { nil: null, freq: 1 }),
    kind: fc.constantFrom(...ORDER_KINDS),
    leftOut: fc.option(fc.constantFrom(...LEFT_OUT_REASONS), { nil: null, freq: 1 }),
    dimensions: fc.record(Object.fromEntries(ORDER_DIMENSIONS.map((name) => [name, text]))),
    returns: fc.array(fc.record({ day, amountMinor: fc.integer({ min: 1, max: 500 }) }), { maxLength: 2 }),
    lines: fc.array(
      fc.record({
        product: fc.constantFrom(null, ...PRODUCTS),
        variant: text,
        quantity: fc.constantFrom(1, 2, 300, 70_000),
        netMinor: fc.integer({ min: 0, max: 9000 }),
      }),
      { maxLength: 3 },
    ),
  });
  const person = fc.record({
    customer: fc.integer({ min: 1, max: people }),
    createdDay: day,
    consent: fc.constantFrom(...CONSENT_STATES),
    abandonedDay: fc.option(day, { nil: null }),
    dimensions: fc.record(Object.fromEntries(CUSTOMER_DIMENSIONS.map((name) => [name, text]))),
    tags: fc.array(fc.constantFrom("vip", "Ärzte", "😀", "﹏", "b2b"), { maxLength: 3 }),
  });
  const product = fc.record({ title: text, type: text, vendor: text });
  return fc
    .record({
      orders: fc.array(order, { maxLength: 25 }),
      people: fc.uniqueArray(person, { maxLength: 9, selector: (one) => one.customer }),
      products: fc.tuple(...PRODUCTS.map(() => fc.option(product, { nil: null }))),
      // Sources differ in what they know at all.
      knows: fc.record({ costs: fc.boolean(), lines: fc.boolean() }),
    })
    .map(({ orders, people, products, knows }) => ({
      orders: orders.map(({ customer, net, cost, dimensions, lines: _lines, ...rest }, i) =>
        anOrder({
          ...rest,
          ...dimensions,
          orderId: BigInt(firstOrderId + i),
          customerId: customer === null ? null : BigInt(customer),
          netMinor: net,
          grossMinor: net + 100,
          discountMinor: i,
          refundMinor: 7,
          costMinor: knows.costs ? cost : null,
        }),
      ),
      customers: people.map(({ customer, dimensions, ...rest }) => ({
        ...rest,
        ...dimensions,
        customerId: BigInt(customer),
      })),
      lines: knows.lines
        ? orders.flatMap(({ lines }, i) => lines.map((line) => ({ ...line, orderId: BigInt(firstOrderId + i) })))
        : [],
      products: PRODUCTS.flatMap((key, i) => (products[i] === null ? [] : [{ product: key, ...products[i]! }])),
    }));
}
