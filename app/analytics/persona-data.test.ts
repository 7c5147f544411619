import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf, timelinesOfShop } from "../../test/factories/timelines.ts";
import { FEWEST_PEOPLE, personas } from "./persona-data.ts";
import type { PersonaSegment } from "./persona-data.ts";
import type { TimelineLine, TimelineOrder } from "./timelines.ts";
import { isUnavailable } from "./unavailable.ts";

/** 40 people bought once; 30 twice, 10 days apart, the second time with a discount; 29 three times. */
function shop(): ReturnType<typeof timelinesOf> {
  const orders: TimelineOrder[] = [];
  const lines: TimelineLine[] = [];
  for (let customer = 0; customer < 99; customer++) {
    const times = customer < 40 ? 1 : customer < 70 ? 2 : 3;
    for (let time = 0; time < times; time++) {
      const orderId = BigInt(orders.length);
      orders.push(
        anOrder({
          orderId,
          customerId: BigInt(customer),
          day: 10 * time,
          channel: customer === 0 ? null : "search",
          country: customer < 29 ? "NO" : "SE",
          discountMinor: time === 1 ? 100 : 0,
        }),
      );
      // Twice in one order is one customer; p2 is bought by the 30 of two orders, in the second.
      for (const product of time === 1 ? ["p2", "p2"] : ["p1"])
        lines.push({ orderId, product, variant: null, quantity: 1, netMinor: 1000 });
    }
  }
  return timelinesOf(orders, [], {}, { lines });
}

function segments(...args: Parameters<typeof personas>): readonly PersonaSegment[] {
  const value = personas(...args);
  if (isUnavailable(value)) throw new Error(value.unavailable);
  return value as readonly PersonaSegment[];
}

describe("personas", () => {
  it("say what is typical of a stage, each with its cases, and nothing of fewer than 30 people", () => {
    const stages = segments(shop(), { asOf: 100, by: "stage" });
    // 29 loyal customers or ambassadors: none is shown.
    expect(stages.map(({ segment, figures }) => [segment, figures === null])).toEqual([
      ["firstTime", false],
      ["repeat", false],
      ["ambassador", true],
    ]);
    const [once, twice] = stages.map(({ figures }) => figures!);
    expect(once).toMatchObject({ customers: 40, orders: 40, ordersPerCustomer: 1, discountShare: 0 });
    expect(once!.daysBetweenOrders).toBeNull();
    // 39 of 40 have a channel. 29 from Norway and 11 from Sweden: neither is shown, though all are known.
    expect(once!.channels).toEqual({
      known: 39,
      values: [{ value: "search", label: "search", customers: 39, share: 1 }],
    });
    expect(once!.countries).toEqual({ known: 40, values: [] });
    expect(once!.languages).toEqual({ known: null, values: [] });
    expect(twice).toMatchObject({ customers: 30, orders: 60, discountShare: 0.5, averageOrderValueMinor: 1000 });
    expect(twice!.daysBetweenOrders).toEqual({ gaps: 30, customers: 30, p25: 10, median: 10, p75: 10 });
    expect(twice!.products.values.map(({ value, customers, share }) => [value, customers, share])).toEqual([
      ["p1", 30, 1],
      ["p2", 30, 1],
    ]);
    // As of day 9 everybody has bought once.
    expect(segments(shop(), { asOf: 9, by: "stage" }).map(({ figures }) => figures!.customers)).toEqual([99]);
  });

  it("need money for RFM groups only", () => {
    const free = { ...shop(), hasMoney: false };
    expect(personas(free, { asOf: 100, by: "rfm" })).toEqual({ unavailable: "noMoney" });
    expect(segments(free, { asOf: 100, by: "stage" })[0]!.figures).toMatchObject({
      averageOrderValueMinor: null,
      discountShare: null,
    });
  });

  it("show no count of people below the least, for any shop", () => {
    const many = arbitraryShop().map((small) => ({
      ...small,
      orders: Array.from({ length: 20 }, (_, copy) =>
        small.orders.map((order) => ({
          ...order,
          orderId: order.orderId + BigInt(copy) * 1000n,
          customerId: order.customerId === null ? null : order.customerId + BigInt(copy) * 1000n,
        })),
      ).flat(),
    }));
    let shown = 0;
    fc.assert(
      fc.property(many, fc.constantFrom("rfm" as const, "stage" as const), (made, by) => {
        const value = personas(timelinesOfShop(made), { asOf: 17_000, by });
        const counts = [...JSON.stringify(value).matchAll(/"(?:customers|known)":(\d+)/g)].map(([, count]) =>
          Number(count),
        );
        shown += counts.length;
        expect(counts.every((count) => count >= FEWEST_PEOPLE)).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect(shown).toBeGreaterThan(0);
  });
});
