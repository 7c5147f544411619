import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodedTimelines } from "../../test/factories/decoded-timelines.ts";
import { anOrder, arbitraryShop, timelinesOf, timelinesOfShop } from "../../test/factories/timelines.ts";
import { DEFAULT_ORDER_KINDS, ratedTimelines, unratedOrders } from "./order-kinds.ts";
import { repeatPurchase } from "./repeat-purchase.ts";
import { shardsOf } from "./timeline-shards.ts";
import type { OrderKind } from "./timelines.ts";

/** One customer for each list of kinds, with an order on each day from 0 on. */
function histories(...kinds: OrderKind[][]): ReturnType<typeof timelinesOf> {
  let orderId = 0n;
  return timelinesOf(
    kinds.flatMap((of, c) =>
      of.map((kind, day) => anOrder({ orderId: ++orderId, customerId: BigInt(c + 1), day, kind })),
    ),
  );
}

describe("ratedTimelines", () => {
  it("takes out what is set aside, and what makes no repeat customer unless it is the first order", () => {
    const shop = histories(
      ["standard", "exchange", "standard"],
      ["giftCard", "giftCard", "standard"],
      ["subscription", "subscription"],
      ["staff", "replacement", "replacement"],
    );
    const rated = ratedTimelines(shop);
    expect([...rated.customerIds]).toEqual([1n, 2n, 4n]);
    expect([...rated.orderStart]).toEqual([0, 2, 4, 5]);
    expect([...rated.day]).toEqual([0, 2, 0, 2, 1]);
    expect(unratedOrders(shop, 10)).toEqual({ exchange: 1, replacement: 1, giftCard: 1, subscription: 2, staff: 1 });
    expect(unratedOrders(shop, 0)).toEqual({ subscription: 1, staff: 1 });
    // 1 and 2 came back; 3 is not rated; 4 did not come back by a replacement.
    expect(repeatPurchase(rated, 10)).toMatchObject({ customers: 3, repeatCustomers: 2 });
  });

  it("is the same object where there is nothing to take out", () => {
    const shop = histories(["standard", "standard"], ["standard"]);
    expect(ratedTimelines(shop)).toBe(shop);
    const gifts = histories(["giftCard", "staff"]);
    expect(ratedTimelines(gifts, { notRepeat: [], setAside: [] })).toBe(gifts);
    expect(unratedOrders(shop, 10)).toEqual({});
  });

  it("equals the shop built without these orders, with guests, lines and returns in their places", () => {
    fc.assert(
      fc.property(arbitraryShop(), (shop) => {
        const timelines = timelinesOfShop(shop);
        const { setAside, notRepeat } = DEFAULT_ORDER_KINDS;
        const earliestFirst = [...shop.orders].sort(
          (a, b) => a.processedAtMs - b.processedAtMs || (a.orderId < b.orderId ? -1 : 1),
        );
        const begun = new Set<bigint>();
        const dropped = new Set<bigint>();
        const buyers = new Set<bigint>();
        for (const { orderId, customerId, kind = "standard", leftOut } of earliestFirst) {
          if (customerId === null || leftOut !== null) continue;
          buyers.add(customerId);
          if (setAside.includes(kind) || (notRepeat.includes(kind) && begun.has(customerId))) dropped.add(orderId);
          else begun.add(customerId);
        }
        const built = timelinesOfShop({
          ...shop,
          orders: shop.orders.filter(({ orderId }) => !dropped.has(orderId)),
          // People of whom no order remains are no prospects.
          customers: shop.customers.filter((one) => begun.has(one.customerId) || !buyers.has(one.customerId)),
        });
        // Who is unknown to the shop was created on the day of the first order that is kept in the columns.
        const known = new Set(shop.customers.map(({ customerId }) => customerId));
        const comparable = (of: unknown): unknown => {
          const { customers, ...rest } = of as { customers: { id: bigint; createdDay: number }[] };
          return { ...rest, customers: customers.map((c) => (known.has(c.id) ? c : { ...c, createdDay: 0 })) };
        };
        expect(comparable(decodedTimelines(ratedTimelines(timelines)))).toEqual(comparable(decodedTimelines(built)));
        const counted = Object.values(unratedOrders(timelines, 100_000)).reduce((a, b) => a + b, 0);
        expect(counted).toBe(dropped.size);
      }),
    );
  });

  it("of the views of a shop are the views of its rated timelines", () => {
    fc.assert(
      fc.property(arbitraryShop(), fc.integer({ min: 1, max: 4 }), (shop, count) => {
        const timelines = timelinesOfShop(shop);
        const whole = decodedTimelines(ratedTimelines(timelines)) as { customers: unknown[]; guests: unknown[] };
        const parts = shardsOf(timelines, count).map((part) =>
          decodedTimelines(ratedTimelines(part)),
        ) as (typeof whole)[];
        expect(parts.flatMap(({ customers }) => customers)).toEqual(whole.customers);
        expect(parts.at(-1)!.guests).toEqual(whole.guests);
      }),
    );
  });
});
