import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf } from "../../test/factories/timelines.ts";
import { counts } from "./counts.ts";
import { idIndex } from "./id-index.ts";
import { buildTimelines } from "./timelines-builder.ts";

describe("buildTimelines", () => {
  it("does not depend on the order of input", () => {
    const shuffled = arbitraryShop().chain(({ orders, customers }) =>
      fc.record({
        orders: fc.constant(orders),
        customers: fc.constant(customers),
        mixedOrders: fc.shuffledSubarray(orders, { minLength: orders.length }),
        mixedCustomers: fc.shuffledSubarray(customers, { minLength: customers.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ orders, customers, mixedOrders, mixedCustomers }) => {
        expect(timelinesOf(mixedOrders, mixedCustomers)).toEqual(timelinesOf(orders, customers));
      }),
    );
  });

  it("keeps each order once: with its customer, as a guest's, or left out with its reason", () => {
    fc.assert(
      fc.property(arbitraryShop(), ({ orders, customers }) => {
        const timelines = timelinesOf(orders, customers);
        const counted = orders.filter((order) => order.leftOut === null);
        const guests = counted.filter((order) => order.customerId === null);
        expect(timelines.day.length).toBe(counted.length - guests.length);
        expect(timelines.orderStart.at(-1)).toBe(counted.length - guests.length);
        expect(timelines.guests.day.length).toBe(guests.length);
        expect(timelines.leftOut.day.length).toBe(orders.length - counted.length);

        const everything = counts(timelines, 100_000);
        const net = counted.reduce((sum, order) => sum + order.netMinor, 0);
        expect(everything.orders).toBe(counted.length);
        expect(everything.netSalesMinor).toBe(net);
        const leftOut = Object.values(everything.leftOut).reduce((sum, n) => sum + n, 0);
        expect(everything.orders + leftOut).toBe(orders.length);
      }),
    );
  });

  it("sorts a customer's orders by instant, then by order id", () => {
    const noon = { customerId: 7n, day: 10, processedAtMs: 864_043_200_000 };
    const { netMinor } = timelinesOf([
      anOrder({ ...noon, orderId: 12n, netMinor: 3 }),
      anOrder({ ...noon, orderId: 9n, netMinor: 2 }),
      anOrder({ ...noon, orderId: 99n, processedAtMs: noon.processedAtMs - 1, netMinor: 1 }),
      anOrder({ ...noon, orderId: 1n, day: 11, processedAtMs: noon.processedAtMs + 1, netMinor: 4 }),
    ]);
    expect([...netMinor]).toEqual([1, 2, 3, 4]);
  });

  it("lets days of a customer never run backwards, even where clocks are set back across midnight", () => {
    // St. John's, 2006-10-29: at 00:01 clocks went back to 23:01 of the 28th.
    const { day } = timelinesOf([
      anOrder({ orderId: 1n, day: 13_450, processedAtMs: 1_162_089_030_000 }),
      anOrder({ orderId: 2n, day: 13_449, processedAtMs: 1_162_089_090_000 }),
    ]);
    expect([...day]).toEqual([13_449, 13_450]);
  });

  it("tells ids apart that are equal as floating-point numbers, and sorts them as integers", () => {
    const ids = [9_007_199_254_740_993n, 9_007_199_254_740_992n, -5n, 0n];
    const { customerIds } = timelinesOf(
      ids.map((customerId, i) => anOrder({ orderId: BigInt(i), customerId, day: 1 })),
    );
    expect([...customerIds]).toEqual([-5n, 0n, 9_007_199_254_740_992n, 9_007_199_254_740_993n]);
  });

  it("keeps people without a counted order as prospects, and what is known of buyers with them", () => {
    const { prospects, consent, createdDay, abandonedDay } = timelinesOf(
      [
        anOrder({ orderId: 1n, customerId: 1n, day: 20 }),
        anOrder({ orderId: 2n, customerId: 2n, day: 5, leftOut: "test" }),
      ],
      [
        { customerId: 3n, createdDay: 4, consent: "subscribed", abandonedDay: 6 },
        { customerId: 2n, createdDay: 3, consent: "unsubscribed", abandonedDay: null },
        { customerId: 1n, createdDay: 2, consent: "pending", abandonedDay: 19 },
      ],
    );
    expect([...prospects.customerIds]).toEqual([2n, 3n]);
    expect([...prospects.abandonedDay]).toEqual([-1, 6]);
    expect([consent[0], createdDay[0], abandonedDay[0]]).toEqual([2, 2, 19]);
  });

  it("keeps returns with their order, wherever that order ends up", () => {
    const { returns, netMinor } = timelinesOf([
      anOrder({ orderId: 2n, customerId: 2n, day: 9, netMinor: 20, returns: [{ day: 30, amountMinor: 5 }] }),
      anOrder({
        orderId: 1n,
        customerId: 1n,
        day: 3,
        netMinor: 10,
        returns: [
          { day: 12, amountMinor: 2 },
          { day: 8, amountMinor: 1 },
        ],
      }),
    ]);
    expect([...netMinor]).toEqual([10, 20]);
    expect([...returns.order]).toEqual([0, 0, 1]);
    expect([...returns.day]).toEqual([8, 12, 30]);
    expect([...returns.amountMinor]).toEqual([1, 2, 5]);
  });

  it("widens a dictionary column only as far as its values need", () => {
    const countries = Array.from({ length: 300 }, (_, i) => `country ${i}`);
    const timelines = timelinesOf(countries.map((country, i) => anOrder({ orderId: BigInt(i), day: i, country })));
    expect(timelines.dimensions.country.codes).toBeInstanceOf(Uint16Array);
    expect(timelines.dimensions.channel.codes).toBeInstanceOf(Uint8Array);
    expect([...timelines.dimensions.country.codes].map((code) => timelines.dimensions.country.values[code])).toEqual(
      countries,
    );
  });

  it("is empty without orders", () => {
    const empty = buildTimelines({ zone: "UTC", currency: "JPY", currencyDigits: 0, hasMoney: true }, { orders: [] });
    expect([...empty.orderStart]).toEqual([0]);
    expect(empty.currencyDigits).toBe(0);
  });
});

describe("idIndex", () => {
  it("numbers ids by first sight, through many growths", () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 5000 }), (ids) => {
        const index = idIndex();
        const expected = [...new Set(ids)];
        for (const id of ids) expect(expected[index.add(id)]).toBe(id);
        expect([...index.ids()]).toEqual(expected);
        expect(expected.every((id, i) => index.find(id) === i)).toBe(true);
      }),
      { numRuns: 20 },
    );
    fc.assert(
      fc.property(fc.maxSafeInteger(), (id) => {
        const index = idIndex();
        index.addInteger(id);
        expect([...index.ids()]).toEqual([BigInt(id)]);
      }),
    );
    const index = idIndex();
    for (let i = 0; i < 100_000; i++) index.add(BigInt(i) * 4096n);
    expect(index.size()).toBe(100_000);
    expect(index.find(4095n)).toBe(-1);
    expect(index.find(99_999n * 4096n)).toBe(99_999);
  });
});
