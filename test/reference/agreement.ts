import fc from "fast-check";
import { expect } from "vitest";

import { arbitraryShop } from "../factories/timelines.ts";
import type { ArbitraryShopWithLines } from "../factories/timelines.ts";
import { ORDER_KINDS } from "../../app/analytics/timelines.ts";

/** Whether two answers are the same, and on how many shops they were compared. */

/** Relative, so that counts and money below a thousand million are equal exactly. */
const TOLERANCE = 1e-9;

/** Where an answer differs from the reference, one line each. Both have the same keys; a key that is missing is not a null. */
export function unlike(actual: unknown, expected: unknown, path = "report"): string[] {
  if (typeof actual === "number" && typeof expected === "number") {
    const near = Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(expected));
    return near ? [] : [`${path}: ${actual}, expected ${expected}`];
  }
  if (isList(actual) && isList(expected)) {
    if (actual.length !== expected.length) return [`${path}: ${actual.length} entries, expected ${expected.length}`];
    return Array.from(expected).flatMap((value, i) => unlike(actual[i], value, `${path}[${i}]`));
  }
  if (isRecord(actual) && isRecord(expected)) {
    const keys = [...new Set([...Object.keys(actual), ...Object.keys(expected)])];
    return keys.flatMap((key) =>
      key in actual && key in expected
        ? unlike(actual[key], expected[key], `${path}.${key}`)
        : [`${path}.${key}: only ${key in actual ? "in the report" : "in the reference"}`],
    );
  }
  return Object.is(actual, expected) ? [] : [`${path}: ${String(actual)}, expected ${String(expected)}`];
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !isList(value);
}

export interface Comparison<Asked> {
  /** How many random cases are compared. */
  readonly runs: number;
  /** Whether a case reaches what is worth comparing, and in which share of the cases at least one must. */
  readonly reached?: { readonly when: (expected: unknown, asked: Asked) => boolean; readonly share: number };
}

/** Compares a report with its reference on random cases; fails also when too few of them reach the interesting branch. */
export function agreeOn<Asked>(
  cases: fc.Arbitrary<Asked>,
  report: (asked: Asked) => unknown,
  reference: (asked: Asked) => unknown,
  { runs, reached }: Comparison<Asked>,
): void {
  let seen = 0;
  let hits = 0;
  const compared = fc.property(cases, (asked) => {
    const expected = reference(asked);
    seen++;
    if (reached?.when(expected, asked)) hits++;
    expect(unlike(report(asked), expected).slice(0, 5)).toEqual([]);
  });
  // Left to itself fast-check prefers the smallest and the largest of everything: good for a part of the cases.
  const biased = Math.ceil(runs / 4);
  fc.assert(compared, { numRuns: biased });
  fc.assert(compared, { numRuns: runs - biased, unbiased: true });
  if (reached) expect(hits / seen).toBeGreaterThanOrEqual(reached.share);
}

/** Days before, within and after the orders of `arbitraryShop`. */
const anyDay = fc.integer({ min: 15_590, max: 16_520 });
/** Days by which most of the orders have been placed, and now and then another. */
export const lateDay = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 16_300, max: 16_600 }) }, anyDay);

const FIRST_DAY = 15_600;
const SPAN_DAYS = 900;

/**
 * `arbitraryShop` with any number of orders up to the most (left to itself fast-check makes lists of about five, however long they
 * may be), most of them counted, of all kinds, and with the costs of none, some or all of them.
 */
export function shopOfAnySize(maxOrders: number): fc.Arbitrary<ArbitraryShopWithLines> {
  const settings = fc.readConfigureGlobal();
  fc.configureGlobal({ ...settings, baseSize: "xlarge" });
  const shop = arbitraryShop({ maxOrders });
  fc.configureGlobal(settings);
  return fc
    .record({ made: shop, seed: fc.nat(997), costsOf: fc.constantFrom(0, 0.9, 1) })
    .map(({ made, seed, costsOf }) => ({
      ...made,
      orders: made.orders.map((order, i) => ({
        ...order,
        leftOut: i % 5 === 0 ? order.leftOut : null,
        kind: (seed + 7 * i) % 3 === 0 ? ORDER_KINDS[(seed + i) % ORDER_KINDS.length]! : "standard",
        costMinor: ((seed + 13 * i) % 10) / 10 < costsOf ? (seed * 31 + i * 97) % 6000 : null,
      })),
    }));
}

export interface Crowd {
  readonly maxOrders?: number;
  readonly copies: { readonly min: number; readonly max: number };
  /** Days are pressed into 1/n of the span, so that customers are alike in time. */
  readonly pressed?: readonly number[];
  /** Whether some crowds know nothing of where orders came from and went to. */
  readonly mayBeAlike?: boolean;
}

/**
 * Shops large enough for figures that ask for a least number of customers: one arbitrary shop many times over, each time with other
 * customers, other days, other values, and everything else taken from another of its orders.
 */
export function crowdedShop({
  maxOrders = 40,
  copies,
  pressed = [1],
  mayBeAlike = false,
}: Crowd): fc.Arbitrary<ArbitraryShopWithLines> {
  return fc
    .record({
      shop: shopOfAnySize(maxOrders),
      times: fc.integer(copies),
      stride: fc.integer({ min: 1, max: 97 }),
      press: fc.constantFrom(...pressed),
      alike: mayBeAlike ? fc.boolean() : fc.constant(false),
    })
    .map(({ shop, times, stride, press, alike }) => {
      const copiesOf = Array.from({ length: times }, (_, c) => c);
      const moved = (day: number, c: number): number =>
        FIRST_DAY + Math.floor(((day - FIRST_DAY + c * stride) % (SPAN_DAYS + 1)) / press);
      const unknown = { channel: null, country: null };
      return {
        products: shop.products,
        customers: copiesOf.flatMap((c) =>
          shop.customers.map((one, i) => ({
            ...one,
            ...pick(shop.customers[(i + c) % shop.customers.length]!, ["consent", "language", "city", "tags"]),
            customerId: one.customerId + BigInt(100 * c),
          })),
        ),
        orders: copiesOf.flatMap((c) =>
          shop.orders.map((order, i) => {
            const day = moved(order.day, c);
            const other = shop.orders[(i + 7 * c) % shop.orders.length]!;
            const changeMinor = (c * 37) % 501;
            return {
              ...other,
              ...(alike ? unknown : {}),
              orderId: order.orderId + BigInt(1000 * c),
              customerId: order.customerId === null ? null : order.customerId + BigInt(100 * c),
              processedAtMs: order.processedAtMs + (day - order.day) * 86_400_000,
              day,
              netMinor: other.netMinor + changeMinor,
              grossMinor: other.grossMinor + changeMinor,
              returns: other.returns.map((one) => ({ ...one, day: moved(one.day, c) })),
            };
          }),
        ),
        lines: copiesOf.flatMap((c) => shop.lines.map((one) => ({ ...one, orderId: one.orderId + BigInt(1000 * c) }))),
      };
    });
}

function pick<T, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, value[key]])) as Pick<T, K>;
}

/** Tiny shops, small ones, and now and then a crowd. */
export const anyShop = fc.oneof(
  { weight: 1, arbitrary: arbitraryShop() },
  { weight: 2, arbitrary: shopOfAnySize(60) },
  { weight: 2, arbitrary: crowdedShop({ maxOrders: 25, copies: { min: 2, max: 8 }, pressed: [1, 3] }) },
);
