import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf, timelinesOfShop } from "../../test/factories/timelines.ts";
import { dayOfCivil } from "./calendar.ts";
import { CHANNEL_DIMENSIONS, channels, channelsReport } from "./channels.ts";
import { counts } from "./counts.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { shardsOf } from "./timeline-shards.ts";

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });

describe("channels", () => {
  it("counts customers, sales and return by the first visit of the first order", () => {
    const day = (month: number, dayOfMonth: number): number => dayOfCivil(2024, month, dayOfMonth);
    let orderId = 0n;
    const order = (customerId: bigint | null, on: number, netMinor: number, more = {}): ReturnType<typeof anOrder> =>
      anOrder({ orderId: ++orderId, customerId, day: on, netMinor, ...more });
    const shop = timelinesOf([
      // Back after exactly 90 days, through another channel, which does not matter.
      order(1n, day(1, 1), 1000, { channel: "search", lastChannel: "email" }),
      order(1n, day(3, 31), 3000, { channel: "email" }),
      // Not back within 90 days: 91.
      order(2n, day(1, 10), 500, { channel: "search", lastChannel: "direct" }),
      order(2n, day(4, 10), 500, { channel: "search" }),
      order(3n, day(2, 1), 700, { channel: "direct", lastChannel: "direct" }),
      order(4n, day(2, 2), 900),
      // 31 days old on the day of the report.
      order(5n, day(4, 1), 100, { channel: "unknown" }),
      order(null, day(1, 2), 250, { channel: "search" }),
    ]);
    const table = channels(shop, { asOf: day(5, 2) });
    expect(table.first.months).toEqual(["2024-01", "2024-02", "2024-03", "2024-04", "2024-05"]);
    expect(table.first.pendingFrom).toBe(4);
    expect(channels(shop, { asOf: day(4, 30) }).first.pendingFrom).toBeNull();
    const search = table.first.rows[0]!;
    expect(search).toMatchObject({ value: "search", customers: 2, share: 0.4, orders: 4, netSalesMinor: 5000 });
    expect(search).toMatchObject({ averageOrderValueMinor: 1250, newCustomers: [2, 0, 0, 0, 0] });
    expect(search.repeatWithin90Days).toMatchObject({ eligible: 2, repeated: 1, rate: 0.5 });
    // Wilson for 1 of 2: (0.5 + 3.841459/4)/(1 + 3.841459/2) ± 1.959964·√(0.125 + 3.841459/16)/(2.920729).
    // = 0.5 ± 0.405469.
    expect(search.repeatWithin90Days.interval!.low).toBeCloseTo(0.094531, 5);
    expect(table.first.rows.map(({ value, customers }) => [value, customers])).toEqual([
      ["search", 2],
      [null, 1],
      ["direct", 1],
      ["unknown", 1],
    ]);
    expect(table.first.rows[3]!.repeatWithin90Days).toEqual({ eligible: 0, repeated: 0, rate: null, interval: null });
    expect(table.first.other).toBeNull();
    expect(table.last!.rows.map(({ value, customers, netSalesMinor }) => [value, customers, netSalesMinor])).toEqual([
      [null, 2, 1000],
      ["direct", 2, 1700],
      ["email", 1, 4000],
    ]);
    expect(table.guests).toEqual({ orders: 1, netSalesMinor: 250 });
    expect(channels(shop, { asOf: day(5, 2), by: "campaign" }).last).toBeNull();
  });

  it("sums the values beyond the fiftieth, and never direct, unknown and no journey among them", () => {
    const values = [...Array.from({ length: 60 }, (_, i) => `page ${i}`), "direct", null];
    const shop = timelinesOf(
      // The pages have two customers each, the last two values one.
      values.flatMap((landingPage, v) =>
        Array.from({ length: v < 60 ? 2 : 1 }, (_, c) =>
          anOrder({ orderId: BigInt(2 * v + c), customerId: BigInt(2 * v + c), day: 10, landingPage }),
        ),
      ),
    );
    const { rows, other } = channels(shop, { asOf: 10, by: "landingPage" }).first;
    expect(rows.slice(50).map(({ value }) => value)).toEqual([null, "direct"]);
    expect(other).toMatchObject({ values: 10, customers: 20, orders: 20, netSalesMinor: 20_000 });
  });

  it("reconciles with the shop's totals, whatever the dimension", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, fc.constantFrom(...CHANNEL_DIMENSIONS), (shop, asOf, by) => {
        const timelines = timelinesOfShop(shop);
        const { first, last, guests } = channels(timelines, { asOf, by });
        const whole = counts(timelines, asOf);
        for (const table of last === null ? [first] : [first, last]) {
          const rows = table.other === null ? table.rows : [...table.rows, table.other];
          const total = (of: (row: (typeof rows)[number]) => number): number => rows.reduce((s, row) => s + of(row), 0);
          expect(total((row) => row.customers)).toBe(whole.customers);
          expect(total((row) => row.newCustomers.reduce((a, b) => a + b, 0))).toBe(whole.customers);
          expect(total((row) => row.orders) + guests.orders).toBe(whole.orders);
          expect(total((row) => row.netSalesMinor!) + guests.netSalesMinor!).toBe(whole.netSalesMinor);
        }
      }),
    );
  });

  it("merges over parts, and as of a day knows nothing of later orders", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, fc.integer({ min: 1, max: 4 }), (shop, asOf, count) => {
        const timelines = timelinesOfShop(shop);
        const whole = channels(timelines, { asOf });
        expect(computedOverParts(channelsReport, shardsOf(timelines, count), { asOf })).toEqual(whole);
        const past = { ...shop, orders: shop.orders.filter((order) => order.day <= asOf) };
        expect(channels(timelinesOfShop(past), { asOf })).toEqual(whole);
      }),
    );
  });
});
