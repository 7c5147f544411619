import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { decodedTimelines } from "../../test/factories/decoded-timelines.ts";
import { anOrder, arbitraryShop, timelinesOf, timelinesOfShop } from "../../test/factories/timelines.ts";
import { counts } from "./counts.ts";
import {
  attributeName,
  attributeNamed,
  attributeValues,
  CUSTOMER_ATTRIBUTES,
  customersMatching,
} from "./customer-attributes.ts";
import { selectedCustomers, splitBy } from "./customer-selection.ts";
import { shardsOf } from "./timeline-shards.ts";
import type { Timelines } from "./timelines.ts";

const line = { variant: null, quantity: 1, netMinor: 100 };

/** Four customers: Ann (beans and a grinder first, tags vip), Bo (grinder, discounted), Cy (no lines), Di (oil without facts). */
function smallShop(): Timelines {
  const order = (orderId: bigint, customerId: bigint, more: object): ReturnType<typeof anOrder> =>
    anOrder({ orderId, customerId, day: Number(orderId), ...more });
  return timelinesOf(
    [
      order(1n, 1n, { channel: "search", country: "SE" }),
      order(2n, 2n, { channel: "email", country: "SE", discountMinor: 50 }),
      order(3n, 3n, { channel: "direct" }),
      order(4n, 4n, { channel: "search", country: "NO" }),
      // Later orders say nothing of a customer's attributes.
      order(5n, 3n, { channel: "search", country: "SE", discountMinor: 10 }),
    ],
    [
      { customerId: 1n, createdDay: 0, consent: "subscribed", abandonedDay: null, tags: ["vip", "b2b"], city: "Lund" },
      { customerId: 2n, createdDay: 0, consent: "subscribed", abandonedDay: null, tags: ["vip"] },
    ],
    {},
    {
      lines: [
        { ...line, orderId: 1n, product: "beans" },
        { ...line, orderId: 1n, product: "grinder" },
        { ...line, orderId: 1n, product: "beans", variant: "dark" },
        { ...line, orderId: 2n, product: "grinder" },
        { ...line, orderId: 4n, product: "oil" },
        { ...line, orderId: 5n, product: "beans" },
      ],
      products: [
        { product: "beans", title: "Beans", type: "Coffee", vendor: "Nord" },
        { product: "grinder", title: "Grinder", type: "Equipment", vendor: "Nord" },
      ],
    },
  );
}

describe("customer attributes", () => {
  it("are those of the first order, of the person, and of every line of the first order", () => {
    const shop = smallShop();
    const sizes = (attribute: (typeof CUSTOMER_ATTRIBUTES)[number]): unknown =>
      attributeValues(shop, attribute).map(({ value, customers }) => [value, customers]);
    expect(attributeValues(shop, "firstProduct")).toEqual([
      { value: "grinder", label: "Grinder", customers: 2 },
      { value: "beans", label: "Beans", customers: 1 },
      { value: "oil", label: null, customers: 1 },
      { value: null, label: null, customers: 1 },
    ]);
    expect(sizes("productType")).toEqual([
      ["Equipment", 2],
      [null, 2],
      ["Coffee", 1],
    ]);
    // Ann has two lines of one vendor and counts once.
    expect(sizes("vendor")).toEqual([
      ["Nord", 2],
      [null, 2],
    ]);
    expect(sizes("channel")).toEqual([
      ["search", 2],
      ["direct", 1],
      ["email", 1],
    ]);
    expect(sizes("country")).toEqual([
      ["SE", 2],
      ["NO", 1],
      [null, 1],
    ]);
    expect(sizes("discounted")).toEqual([
      ["no", 3],
      ["yes", 1],
    ]);
    expect(sizes("tag")).toEqual([
      ["vip", 2],
      [null, 2],
      ["b2b", 1],
    ]);
    expect(sizes("city")).toEqual([
      [null, 3],
      ["Lund", 1],
    ]);
  });

  it("combine: any value of a condition, all conditions", () => {
    const mask = (...conditions: Parameters<typeof customersMatching>[1][number][]): number[] => [
      ...customersMatching(smallShop(), conditions),
    ];
    expect(mask()).toEqual([1, 1, 1, 1]);
    expect(mask({ attribute: "firstProduct", values: ["beans", "oil"] })).toEqual([1, 0, 0, 1]);
    expect(mask({ attribute: "tag", values: ["vip"] }, { attribute: "channel", values: ["search"] })).toEqual([
      1, 0, 0, 0,
    ]);
    expect(mask({ attribute: "tag", values: [null] })).toEqual([0, 0, 1, 1]);
    expect(mask({ attribute: "channel", values: ["nowhere"] })).toEqual([0, 0, 0, 0]);
  });

  it("have a name each, in small letters", () => {
    expect(attributeName("firstProduct")).toBe("first-product");
    for (const attribute of CUSTOMER_ATTRIBUTES) expect(attributeNamed(attributeName(attribute))).toBe(attribute);
    expect(attributeNamed("firstProduct")).toBeNull();
  });
});

const attributes = fc.constantFrom(...CUSTOMER_ATTRIBUTES);

describe("selectedCustomers", () => {
  it("equals the shop built from the orders of these customers", () => {
    fc.assert(
      fc.property(arbitraryShop(), fc.func(fc.boolean()), (shop, chosen) => {
        const timelines = timelinesOfShop(shop);
        const mask = Uint8Array.from(timelines.customerIds, (id) => (chosen(id) ? 1 : 0));
        const ids = new Set([...timelines.customerIds].filter((id) => chosen(id)));
        const built = timelinesOfShop({
          ...shop,
          orders: shop.orders.filter((o) => o.customerId !== null && o.leftOut === null && ids.has(o.customerId)),
          customers: shop.customers.filter(({ customerId }) => ids.has(customerId)),
        });
        expect(decodedTimelines(selectedCustomers(timelines, mask))).toEqual(decodedTimelines(built));
      }),
    );
  });

  it("copies long runs as it copies short ones", () => {
    const timelines = timelinesOf(
      Array.from({ length: 500 }, (_, i) => anOrder({ orderId: BigInt(i), customerId: BigInt(i >> 1), day: i })),
    );
    const mask = new Uint8Array(250).fill(1, 20, 220);
    const { customerIds, orderStart, day } = selectedCustomers(timelines, mask);
    expect([...customerIds]).toEqual(Array.from({ length: 200 }, (_, i) => BigInt(i + 20)));
    expect([...day]).toEqual(Array.from({ length: 400 }, (_, i) => i + 40));
    expect(orderStart.at(-1)).toBe(400);
    expect(day.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it("of a view equals the selection of the whole", () => {
    fc.assert(
      fc.property(arbitraryShop(), fc.integer({ min: 1, max: 4 }), attributes, (shop, count, attribute) => {
        const timelines = timelinesOfShop(shop);
        const everybody = new Uint8Array(timelines.customerIds.length).fill(1);
        const first = attributeValues(timelines, attribute)[0]?.value ?? null;
        const condition = { attribute, values: [first] };
        const whole = selectedCustomers(timelines, customersMatching(timelines, [condition]));
        const parts = shardsOf(timelines, count).map((part) =>
          decodedTimelines(selectedCustomers(part, customersMatching(part, [condition]))),
        ) as { customers: unknown[] }[];
        expect(parts.flatMap(({ customers }) => customers)).toEqual(
          (decodedTimelines(whole) as { customers: unknown[] }).customers,
        );
        expect(counts(selectedCustomers(timelines, everybody), 100_000).customers).toBe(everybody.length);
      }),
    );
  });
});

describe("splitBy", () => {
  it("lists the largest values, the others together, and those without", () => {
    const parts = splitBy(smallShop(), "firstProduct", { most: 2 });
    expect(parts.map(({ kind, value, label, customers, mask }) => [kind, value, label, customers, ...mask])).toEqual([
      ["value", "grinder", "Grinder", 2, 1, 1, 0, 0],
      ["value", "beans", "Beans", 1, 1, 0, 0, 0],
      ["other", null, null, 1, 0, 0, 0, 1],
      ["none", null, null, 1, 0, 0, 1, 0],
    ]);
  });

  it("puts every customer somewhere, and into one part only where an attribute has one value", () => {
    fc.assert(
      fc.property(arbitraryShop(), attributes, fc.integer({ min: 1, max: 3 }), (shop, attribute, most) => {
        const timelines = timelinesOfShop(shop);
        const parts = splitBy(timelines, attribute, { most });
        const several = ["firstProduct", "productType", "vendor", "tag"].includes(attribute);
        timelines.customerIds.forEach((_, i) => {
          const places = parts.filter(({ mask }) => mask[i] === 1).length;
          if (several) expect(places).toBeGreaterThan(0);
          else expect(places).toBe(1);
        });
        expect(parts.every((part) => part.customers > 0)).toBe(true);
      }),
    );
  });
});
