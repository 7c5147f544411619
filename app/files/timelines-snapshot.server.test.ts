import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { arbitraryShopWithLines } from "../../test/factories/shops-with-lines.ts";
import { anOrder, timelinesOf } from "../../test/factories/timelines.ts";
import { buildTimelines } from "../analytics/timelines-builder.ts";
import type { Timelines } from "../analytics/timelines.ts";
import { readSnapshot, writeSnapshot } from "./timelines-snapshot.server.ts";
import type { SnapshotReading } from "./timelines-snapshot.server.ts";

const SHAPE = { zone: "Europe/Berlin", currency: "EUR", currencyDigits: 2, hasMoney: true };
const EXPECTED = { zone: "Europe/Berlin", erasureEpoch: 3 };
const STAMP = { version: 41, erasureEpoch: 3 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "snapshots-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("writeSnapshot and readSnapshot", () => {
  it("give back the same timelines, in shared memory", async () => {
    const path = join(folder, "same.arrow");
    await fc.assert(
      fc.asyncProperty(arbitraryShopWithLines(), async (shop) => {
        const timelines = buildTimelines(SHAPE, shop);
        await writeSnapshot(path, timelines, STAMP);
        const reading = await readSnapshot(path, EXPECTED);
        expect(reading).toEqual({ timelines, version: 41 });
        expect(buffersOf(reading).every((buffer) => buffer instanceof SharedArrayBuffer)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("leave no other file in the folder", async () => {
    const own = await mkdtemp(join(folder, "own-"));
    const path = join(own, "shop.arrow");
    await writeSnapshot(path, aShop(), STAMP);
    await writeSnapshot(path, aShop(), { ...STAMP, version: 42 });
    expect(await readdir(own)).toEqual(["shop.arrow"]);
    expect(await readSnapshot(path, EXPECTED)).toMatchObject({ version: 42 });
  });

  it("refuse a part of a shop, which would read as the whole", async () => {
    const { orderStart, customerIds } = aShop();
    const view = { ...aShop(), orderStart: orderStart.subarray(1), customerIds: customerIds.subarray(1) };
    await expect(writeSnapshot(join(folder, "view.arrow"), view, STAMP)).rejects.toThrow("view");
  });
});

describe("a snapshot in another program", () => {
  it("is a row per person, with lists of orders, returns and lines", async () => {
    const path = join(folder, "rows.arrow");
    await writeSnapshot(path, aShop(), STAMP);
    const rows = tableFromIPC(await readFile(path))
      .toArray()
      .map((row) => JSON.parse(JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value))));
    expect(rows.map((row) => row.customer_id)).toEqual(["7", "8", "9", null]);
    expect(rows.map((row) => row.orders.length)).toEqual([2, 1, 0, 1]);
    expect(rows[0]).toMatchObject({ consent: "subscribed", country: "DE", city: null, tags: ["vip"], left_out: [] });
    expect(rows[0].orders[1]).toMatchObject({
      net_minor: 2000,
      kind: "subscription",
      source_medium: "google / cpc",
      campaign: null,
      cost_minor: 450,
      returns: [{ amount_minor: 300 }],
      lines: [{ product: "A", variant: null, quantity: 2, net_minor: 2000 }],
    });
    expect(rows[1].orders[0].cost_minor).toBeNull();
    expect(rows[2]).toMatchObject({ consent: "pending", abandoned_day: 102 * 86_400_000 });
    expect(rows[3].orders).toMatchObject([
      { net_minor: 70, gross_minor: null, kind: null, lines: [{ product: null }] },
    ]);
    expect(rows[3].left_out).toMatchObject([{ reason: "test" }]);
    expect(rows[3].products).toEqual([{ product: "A", title: "Apple", type: "Fruit", vendor: null }]);
  });
});

describe("readSnapshot of a file that is no good", () => {
  it("says that a file is absent, empty, or of another kind", async () => {
    expect(await readSnapshot(join(folder, "absent"), EXPECTED)).toEqual({
      unusable: expect.stringContaining("ENOENT"),
    });
    for (const content of ["", "ARROW1", "order_id,customer_id\n".repeat(100)]) {
      const path = join(folder, "other");
      await writeFile(path, content);
      expect(await readSnapshot(path, EXPECTED)).toEqual({ unusable: expect.any(String) });
    }
  });

  it("does not open a file from before an erasure or of another zone", async () => {
    const path = join(folder, "expected.arrow");
    await writeSnapshot(path, aShop(), STAMP);
    expect(await readSnapshot(path, EXPECTED)).toHaveProperty("timelines");
    for (const other of [{ erasureEpoch: 4 }, { erasureEpoch: 2 }, { zone: "Europe/Paris" }]) {
      expect(await readSnapshot(path, { ...EXPECTED, ...other })).toEqual({ unusable: expect.any(String) });
    }
  });

  it("refuses a file that is cut off anywhere", async () => {
    const { path, whole } = await aFile();
    for (let length = 0; length < whole.length; length += 1 + Math.floor(whole.length / 300)) {
      await writeFile(path, whole.subarray(0, length));
      expect(await readSnapshot(path, EXPECTED), `cut off at ${length}`).toEqual({ unusable: expect.any(String) });
    }
  });

  it("refuses a file in which bytes are changed, or reads exactly what was written", async () => {
    const { path, whole, timelines } = await aFile();
    const footerBytes = whole.readInt32LE(whole.length - 10);
    const anywhere = fc.integer({ min: 0, max: whole.length - 1 });
    // The footer, which its own rules guard and not the checksum over all else, is hit as often as the rest.
    const inFooter = fc.integer({ min: whole.length - 10 - footerBytes, max: whole.length - 1 });
    const change = fc.record({ at: fc.oneof(anywhere, inFooter), flipped: fc.integer({ min: 1, max: 255 }) });
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, flipped } of changes) bytes[at]! ^= flipped;
        await writeFile(path, bytes);
        const reading = await readSnapshot(path, EXPECTED);
        if ("unusable" in reading) refused++;
        else expect(reading).toEqual({ timelines, version: 41 });
      }),
      { numRuns: 1500 },
    );
    expect(refused).toBeGreaterThan(750);
  });

  it("refuses every file in which one byte before the footer is changed", async () => {
    const { path, whole } = await aFile();
    // The two bytes that fill the magic up to eight are covered too.
    const footer = whole.length - 10 - whole.readInt32LE(whole.length - 10);
    for (let at = 0; at < footer; at += 1 + Math.floor(footer / 400)) {
      const bytes = Buffer.from(whole);
      bytes[at]! ^= 0x10;
      await writeFile(path, bytes);
      expect(await readSnapshot(path, EXPECTED), `byte ${at}`).toEqual({ unusable: expect.any(String) });
    }
  });
});

/** Two customers with three orders, one prospect, one guest, one order left out. */
function aShop(): Timelines {
  const order = { grossMinor: 2500, discountMinor: 500, country: "DE" };
  return timelinesOf(
    [
      anOrder({ ...order, orderId: 1n, customerId: 7n, day: 100, netMinor: 1000 }),
      anOrder({
        ...order,
        orderId: 2n,
        customerId: 7n,
        day: 130,
        netMinor: 2000,
        kind: "subscription",
        sourceMedium: "google / cpc",
        costMinor: 450,
        returns: [{ day: 140, amountMinor: 300 }],
      }),
      anOrder({ ...order, orderId: 3n, customerId: 8n, day: 101, netMinor: 500 }),
      anOrder({ orderId: 4n, customerId: null, day: 103, netMinor: 70 }),
      anOrder({ orderId: 5n, customerId: 8n, day: 104, leftOut: "test" }),
    ],
    [
      { customerId: 7n, createdDay: 99, consent: "subscribed", abandonedDay: null, country: "DE", tags: ["vip"] },
      { customerId: 9n, createdDay: 98, consent: "pending", abandonedDay: 102 },
    ],
    SHAPE,
    {
      lines: [
        { orderId: 2n, product: "A", variant: null, quantity: 2, netMinor: 2000 },
        { orderId: 4n, product: null, variant: "small", quantity: 1, netMinor: 70 },
      ],
      products: [{ product: "A", title: "Apple", type: "Fruit", vendor: null }],
    },
  );
}

async function aFile(): Promise<{ path: string; whole: Buffer; timelines: Timelines }> {
  const path = join(folder, "damaged.arrow");
  const timelines = aShop();
  await writeSnapshot(path, timelines, STAMP);
  return { path, whole: await readFile(path), timelines };
}

/** The memory of every typed array within a value. */
function buffersOf(value: SnapshotReading | unknown): ArrayBufferLike[] {
  if (ArrayBuffer.isView(value)) return [value.buffer];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(buffersOf) : [];
}
