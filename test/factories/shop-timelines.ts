import fc from "fast-check";
import { CONSENT_STATES } from "../../app/analytics/timelines.ts";
import type { ConsentState, TimelineCustomer, TimelineOrder, Timelines } from "../../app/analytics/timelines.ts";
import { anOrder, timelinesOf } from "./timelines.ts";

/** One customer of a made-up shop: the days of their orders, counted from `FIRST_DAY`. */
export interface Buyer {
  readonly days: readonly number[];
  /** When the shop first knew of them; the day of the first order unless named. */
  readonly createdDay?: number;
  readonly netMinor?: number;
  readonly discountMinor?: number;
  readonly consent?: ConsentState;
  readonly channel?: string | null;
}

/** Somebody the shop knows who has not ordered. */
export interface Stranger {
  readonly createdDay: number;
  readonly consent?: ConsentState;
  readonly abandonedDay?: number | null;
}

/** 2024-01-01: day 0 of made-up shops. */
export const FIRST_DAY = 19_723;

/** A shop from its customers and the people without an order. Each order is worth 10.00 unless said otherwise. */
export function shopOfPeople(
  buyers: readonly Buyer[],
  strangers: readonly Stranger[] = [],
  hasMoney = true,
): Timelines {
  const orders: TimelineOrder[] = [];
  const customers: TimelineCustomer[] = [];
  buyers.forEach(
    ({ days, createdDay, netMinor = 1000, discountMinor = 0, consent = "subscribed", channel = null }, i) => {
      const customerId = BigInt(i + 1);
      for (const offset of days) {
        const orderId = BigInt(orders.length + 1);
        const grossMinor = netMinor + discountMinor;
        orders.push(
          anOrder({ orderId, customerId, day: FIRST_DAY + offset, netMinor, grossMinor, discountMinor, channel }),
        );
      }
      customers.push({
        customerId,
        createdDay: FIRST_DAY + (createdDay ?? Math.min(...days)),
        consent,
        abandonedDay: null,
      });
    },
  );
  strangers.forEach(({ createdDay, consent = "subscribed", abandonedDay = null }, i) => {
    customers.push({
      customerId: BigInt(1_000_000 + i),
      createdDay: FIRST_DAY + createdDay,
      consent,
      abandonedDay: abandonedDay === null ? null : FIRST_DAY + abandonedDay,
    });
  });
  return timelinesOf(orders, customers, { hasMoney });
}

const consents = fc.constantFrom(...CONSENT_STATES);

/** Small shops of any shape, with a day of report that may lie before, between or after their orders. */
export const anyShop: fc.Arbitrary<{ timelines: Timelines; asOf: number }> = fc
  .record({
    buyers: fc.array(
      fc.record({
        days: fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 8 }),
        netMinor: fc.integer({ min: 0, max: 50_000 }),
        consent: consents,
        knownDaysBefore: fc.nat({ max: 200 }),
      }),
      { maxLength: 60 },
    ),
    strangers: fc.array(
      fc.record({
        createdDay: fc.integer({ min: 0, max: 500 }),
        consent: consents,
        abandonedDay: fc.option(fc.integer({ min: 0, max: 500 })),
      }),
      { maxLength: 20 },
    ),
    asOf: fc.integer({ min: -5, max: 600 }),
  })
  .map(({ buyers, strangers, asOf }) => ({
    timelines: shopOfPeople(buyers.map(knownBeforehand), strangers),
    asOf: FIRST_DAY + asOf,
  }));

/** Some people look around before they buy: the shop knows them before their first order. */
function knownBeforehand<B extends Buyer>({ knownDaysBefore, ...buyer }: B & { knownDaysBefore: number }): Buyer {
  return { ...buyer, createdDay: Math.min(...buyer.days) - knownDaysBefore };
}
