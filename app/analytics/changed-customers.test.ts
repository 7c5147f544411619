import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { arbitraryShopWithLines } from "../../test/factories/shops-with-lines.ts";
import type { ShopRecords } from "../../test/factories/shops-with-lines.ts";
import { anOrder, timelinesOf } from "../../test/factories/timelines.ts";
import { withChangedCustomers } from "./changed-customers.ts";
import type { ChangedCustomers } from "./changed-customers.ts";
import { byCodePoint } from "./code-point-order.ts";
import type { CodeColumn } from "./columns.ts";
import type { Dimension } from "./dimension.ts";
import { buildTimelines } from "./timelines-builder.ts";
import type { TimelineProduct, Timelines } from "./timelines.ts";

const SHAPE = { zone: "UTC", currency: "EUR", currencyDigits: 2, hasMoney: true };
const PEOPLE = 9;

describe("withChangedCustomers", () => {
  it("equals building everything anew", () => {
    const change = fc.record({
      before: arbitraryShopWithLines({ people: PEOPLE }),
      after: arbitraryShopWithLines({ people: PEOPLE, firstOrderId: 1000 }),
      changed: fc.subarray(Array.from({ length: PEOPLE }, (_, i) => BigInt(i + 1))),
      replacesGuests: fc.boolean(),
      replacesLeftOut: fc.boolean(),
    });
    fc.assert(
      fc.property(change, ({ before, after, changed, replacesGuests, replacesLeftOut }) => {
        const records = recordsAfter(before, after, { changed, replacesGuests, replacesLeftOut });
        const spliced = withChangedCustomers(buildTimelines(SHAPE, before), {
          customerIds: BigInt64Array.from(changed).reverse(),
          present: buildTimelines(SHAPE, records.present),
          replacesGuests,
          replacesLeftOut,
          products: records.renamed,
        });
        expect(decoded(spliced)).toEqual(decoded(buildTimelines(SHAPE, records.whole)));
        for (const column of columnsOf(spliced)) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
        for (const { values, codes } of dimensionsOf(spliced)) {
          expect(values[0]).toBeNull();
          expect(values.slice(1)).toEqual([...new Set(values.slice(1) as string[])].sort(byCodePoint));
          expect(codes.BYTES_PER_ELEMENT).toBe(1);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("writes nothing into the timelines it is given and shares no column with them", () => {
    fc.assert(
      fc.property(arbitraryShopWithLines(), (shop) => {
        const timelines = buildTimelines(SHAPE, shop);
        const before = structuredClone(decoded(timelines));
        const unchanged = withChangedCustomers(timelines, nothingChanged());
        expect(unchanged).toEqual(timelines);
        const memory = new Set(columnsOf(timelines).map((column) => column.buffer));
        expect(columnsOf(unchanged).filter((column) => memory.has(column.buffer))).toEqual([]);
        for (const column of columnsOf(unchanged)) new Uint8Array(column.buffer).fill(1);
        expect(decoded(timelines)).toEqual(before);
      }),
      { numRuns: 50 },
    );
  });

  it("moves a customer whose last order is deleted to the prospects, and one who is erased out of the shop", () => {
    const known = { createdDay: 1, consent: "subscribed", abandonedDay: null } as const;
    const timelines = timelinesOf(
      [1n, 2n, 3n].map((id) => anOrder({ orderId: id, customerId: id, day: Number(id), netMinor: Number(id) })),
      [1n, 2n, 3n].map((customerId) => ({ customerId, ...known })),
    );
    const after = withChangedCustomers(timelines, {
      ...nothingChanged(),
      customerIds: BigInt64Array.of(3n, 1n),
      present: timelinesOf([], [{ customerId: 1n, ...known }]),
    });
    expect([...after.customerIds]).toEqual([2n]);
    expect([...after.netMinor]).toEqual([2]);
    expect([...after.orderStart]).toEqual([0, 1]);
    expect([...after.prospects.customerIds]).toEqual([1n]);
  });

  it("widens a code column when the 256th value arrives, and keeps the values of all others", () => {
    const orders = Array.from({ length: 255 }, (_, i) =>
      anOrder({ orderId: BigInt(i), customerId: BigInt(i), day: i, campaign: `campaign ${i}` }),
    );
    const timelines = timelinesOf(orders);
    expect(timelines.dimensions.campaign.codes).toBeInstanceOf(Uint8Array);
    const fresh = anOrder({ orderId: 999n, customerId: 7n, day: 7, campaign: "a new campaign, first of all" });
    const after = withChangedCustomers(timelines, {
      ...nothingChanged(),
      customerIds: BigInt64Array.of(7n),
      present: timelinesOf([fresh]),
    });
    const { values, codes } = after.dimensions.campaign;
    expect(codes).toBeInstanceOf(Uint16Array);
    expect([...codes].map((code) => values[code])).toEqual(
      orders.map((order, i) => (i === 7 ? fresh.campaign : order.campaign)),
    );
  });
});

function nothingChanged(): ChangedCustomers {
  return {
    customerIds: new BigInt64Array(0),
    present: timelinesOf([]),
    replacesGuests: false,
    replacesLeftOut: false,
    products: [],
  };
}

/** The shop `before` in which the changed customers are as in `after`: the records of all, and those a loader would read. */
function recordsAfter(
  before: ShopRecords,
  after: ShopRecords,
  change: { changed: readonly bigint[]; replacesGuests: boolean; replacesLeftOut: boolean },
): { whole: ShopRecords; present: ShopRecords; renamed: TimelineProduct[] } {
  const isChanged = (id: bigint | null): boolean => (id === null ? change.replacesGuests : change.changed.includes(id));
  const counted = (shop: ShopRecords): ShopRecords["orders"] => shop.orders.filter((order) => order.leftOut === null);
  const leftOutOf = (shop: ShopRecords): ShopRecords["orders"] => shop.orders.filter((order) => order.leftOut !== null);
  const told = counted(after).filter((order) => isChanged(order.customerId));
  const kept = counted(before).filter((order) => !isChanged(order.customerId));
  const leftOut = change.replacesLeftOut
    ? [
        ...leftOutOf(before).filter((order) => !isChanged(order.customerId)),
        ...leftOutOf(after).filter((order) => isChanged(order.customerId)),
      ]
    : leftOutOf(before);
  const people = after.customers.filter((person) => change.changed.includes(person.customerId));
  const strangers = before.customers.filter((person) => !change.changed.includes(person.customerId));
  const records = new Map([...before.products, ...after.products].map((product) => [product.product, product]));
  const products = [...records.values()];
  return {
    whole: {
      orders: [...kept, ...told, ...leftOut],
      customers: [...strangers, ...people],
      lines: [...before.lines, ...after.lines],
      products,
    },
    present: {
      orders: change.replacesLeftOut ? [...told, ...leftOut] : told,
      customers: people,
      lines: after.lines,
      products,
    },
    renamed: after.products,
  };
}

/** Timelines with every code in words, so that unused dictionary values and the width of codes play no part. */
function decoded(timelines: Timelines): unknown {
  const words = ({ values, codes }: Dimension): unknown[] => [...codes].map((code) => values[code]);
  const dimensions = (all: Readonly<Record<string, Dimension>>): unknown =>
    Object.entries(all).map(([name, dimension]) => [name, words(dimension)]);
  const { lines, tags } = timelines;
  const productOf = (code: number): unknown => {
    const { keys, titles, type, vendor } = lines!.products;
    return [keys[code], titles[code], type.values[type.codes[code]!], vendor.values[vendor.codes[code]!]];
  };
  return {
    ...timelines,
    dimensions: dimensions(timelines.dimensions),
    customerDimensions: dimensions(timelines.customerDimensions),
    tags: [[...tags.start], [...tags.codes].map((code) => tags.values[code])],
    lines: lines && {
      start: lines.start,
      product: [...lines.product].map(productOf),
      variant: [...lines.variant].map((code) => lines.variants[code]),
      quantity: [...lines.quantity],
      netMinor: lines.netMinor,
    },
  };
}

function dimensionsOf({ dimensions, customerDimensions }: Timelines): Dimension[] {
  return [...Object.values(dimensions), ...Object.values(customerDimensions)];
}

/** Every typed array within a value. */
function columnsOf(value: unknown): (CodeColumn | Int32Array | Float64Array)[] {
  if (ArrayBuffer.isView(value)) return [value as CodeColumn];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(columnsOf) : [];
}
