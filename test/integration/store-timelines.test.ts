import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { zonedDays } from "../../app/analytics/calendar.ts";
import { buildTimelines } from "../../app/analytics/timelines-builder.ts";
import {
  CUSTOMER_DIMENSIONS,
  ORDER_DIMENSIONS,
  type TimelineOrder,
  type Timelines,
} from "../../app/analytics/timelines.ts";
import { applyRows, mergeBatch } from "../../app/store/merge.server.ts";
import type { OrderRow, SaleRow } from "../../app/store/rows.ts";
import { openBatch, stageRows } from "../../app/store/staging.server.ts";
import { readTimelines, refreshTimelines } from "../../app/store/timelines-reading.server.ts";
import { forgetTimelines, loadTimelines } from "../../app/store/timelines.server.ts";
import { updateShop } from "../../app/store/shops.server.ts";
import { dataset, NO_DATASETS } from "../golden/datasets.ts";
import { deleteCustomer, deleteOrder, mergeCustomers } from "../../app/store/removals.server.ts";
import { redactCustomer } from "../../app/store/privacy.server.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { devStoreTimelines } from "../factories/dev-store-timelines.ts";
import { agreementRow, customerRow, lineRow, newShop, NOW_MS, orderRow, saleRow } from "./store-scene.ts";
import { openSyncScene, type SyncScene } from "./sync-scene.ts";

const utc = zonedDays("UTC");

const store = generateStore({ stage: "established", nowMs: Date.now(), domain: "columns.myshopify.com" });
let scene: SyncScene;
beforeAll(async () => {
  scene = await openSyncScene([store]);
});
afterAll(() => scene?.stop());

/** The timelines without their codes, whose numbers depend on values that no order has any more. */
function decoded(timelines: Timelines): Record<string, unknown> {
  const { dimensions, customerDimensions, tags, lines, ...columns } = timelines;
  const valuesOf = ({ values, codes }: { values: readonly (string | null)[]; codes: ArrayLike<number> }) =>
    Array.from(codes, (code) => values[code]);
  return {
    ...columns,
    dimensions: ORDER_DIMENSIONS.map((name) => valuesOf(dimensions[name])),
    customerDimensions: CUSTOMER_DIMENSIONS.map((name) => valuesOf(customerDimensions[name])),
    tags: Array.from(timelines.customerIds, (_, i) =>
      valuesOf({ values: tags.values, codes: tags.codes.subarray(tags.start[i], tags.start[i + 1]) }),
    ),
    lines: lines && {
      start: [...lines.start],
      quantity: [...lines.quantity],
      netMinor: [...lines.netMinor],
      variant: valuesOf({ values: lines.variants, codes: lines.variant }),
      product: Array.from(lines.product, (code) => ({
        key: lines.products.keys[code],
        title: lines.products.titles[code],
        type: lines.products.type.values[lines.products.type.codes[code]!],
        vendor: lines.products.vendor.values[lines.products.vendor.codes[code]!],
      })),
    },
  };
}

test("everything the dev store knows of its orders, lines and people comes out of the database after an import", async () => {
  const { shopId } = await scene.signIn(store.facts.domain);
  await scene.backfill(shopId);
  const { timelines } = await readTimelines(shopId);
  const expected = devStoreTimelines(scene.store.shop(store.facts.domain), Date.now());
  expect(expected.lines!.netMinor.length).toBeGreaterThan(1_000);
  expect(decoded(timelines)).toEqual(decoded(expected));
});

test("changed customers read into earlier timelines give what reading everything gives, whatever was written", async () => {
  const shopId = await newShop();
  let seed = 7;
  const below = (limit: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % limit;
  };
  const customer = (): bigint => BigInt(100 + below(20));
  let atMs = NOW_MS;
  const write = async (): Promise<void> => {
    atMs += 60_000;
    const orderId = BigInt(1 + below(60));
    const owner = below(8) === 0 ? null : customer();
    switch (below(9)) {
      case 0:
        return deleteOrder(shopId, orderId, atMs);
      case 1:
        return mergeCustomers(shopId, customer(), customer(), atMs);
      case 2:
        return deleteCustomer(shopId, BigInt(500 + below(5)), atMs);
      case 3: {
        const createdAtMs = NOW_MS - below(200) * 86_400_000;
        const completedAtMs = below(2) === 0 ? atMs : null;
        const dates = { createdAtMs, updatedAtMs: atMs, completedAtMs, fetchedAtMs: atMs };
        await applyRows(shopId, { checkouts: [{ checkoutId: BigInt(below(9)), customerId: owner, ...dates }] }, atMs);
        return;
      }
      case 4: {
        const person = customerRow(below(2) === 0 ? customer() : BigInt(500 + below(5)), {
          tags: below(2) === 0 ? ["vip", `tag ${below(9)}`] : [],
          emailConsent: below(2) === 0 ? "SUBSCRIBED" : "UNSUBSCRIBED",
          city: `City ${below(9)}`,
          updatedAtMs: atMs,
          fetchedAtMs: atMs,
        });
        await applyRows(shopId, { customers: [person] }, atMs);
        return;
      }
      case 5: {
        const dates = { createdAtMs: NOW_MS, updatedAtMs: atMs, fetchedAtMs: atMs };
        const names = { title: `Title ${atMs}`, productType: null, vendor: `Vendor ${below(3)}` };
        await applyRows(shopId, { products: [{ productId: BigInt(1 + below(5)), ...names, ...dates }] }, atMs);
        return;
      }
      default: {
        const order = orderRow(orderId, {
          customerId: owner,
          processedAtMs: NOW_MS - below(400) * 3_600_000,
          updatedAtMs: atMs,
          fetchedAtMs: atMs,
          cancelledAtMs: below(9) === 0 ? atMs : null,
          financialStatus: [null, "PAID", "VOIDED"][below(9)] ?? "PAID",
          country: ["SE", "NO", null][below(3)]!,
          discountCodes: below(3) === 0 ? [`CODE${below(9)}`] : [],
        });
        const line = (n: bigint) =>
          lineRow(orderId, orderId * 10n + n, { productId: BigInt(1 + below(5)), variantId: BigInt(below(9)) });
        const sale = (n: bigint, netMinor: number) =>
          saleRow(orderId * 10n, orderId * 100n + n, { lineId: orderId * 10n + n, netMinor });
        const back = { actionType: "RETURN", netMinor: -below(4_000), lineId: orderId * 10n + 1n };
        const rows = {
          orders: [order],
          lines: [line(1n), line(2n)],
          agreements: [agreementRow(orderId, orderId * 10n), agreementRow(orderId, orderId * 10n + 1n)],
          sales: [sale(1n, 5_000), sale(2n, 4_000)],
        };
        if (below(3) === 0) rows.sales.push(saleRow(orderId * 10n + 1n, orderId * 100n + 9n, back));
        await applyRows(shopId, rows, atMs);
      }
    }
  };
  const products = [1n, 2n, 3n, 4n, 5n].map((productId) => ({
    ...{ productId, title: `Product ${productId}`, productType: "Tea", vendor: null },
    ...{ createdAtMs: NOW_MS, updatedAtMs: NOW_MS, fetchedAtMs: NOW_MS },
  }));
  await applyRows(shopId, { products }, NOW_MS);
  let earlier = await readTimelines(shopId);
  for (let round = 0; round < 25; round++) {
    for (let writes = below(5); writes >= 0; writes--) await write();
    const { loaded, read } = await refreshTimelines(shopId, earlier);
    expect(read).not.toBe("all");
    const all = await readTimelines(shopId);
    expect(decoded(loaded.timelines)).toEqual(decoded(all.timelines));
    expect({ ...loaded, timelines: null }).toEqual({ ...all, timelines: null });
    earlier = loaded;
  }
  expect(earlier.timelines.day.length).toBeGreaterThan(10);

  // After an erasure nothing is built upon what was there before.
  await redactCustomer(shopId, earlier.timelines.customerIds[0]!, atMs);
  const { loaded, read } = await refreshTimelines(shopId, earlier);
  expect(read).toBe("all");
  expect(loaded.erasureEpoch).toBe(earlier.erasureEpoch + 1);
  expect(loaded.timelines.customerIds.includes(earlier.timelines.customerIds[0]!)).toBe(false);
});

test.skipIf(NO_DATASETS)(
  "the Online Retail orders come out of the database as they come out of their file",
  async () => {
    const orders: TimelineOrder[] = [];
    const file = createReadStream(dataset("online_retail_even_orders.csv.gz")).pipe(createGunzip());
    for await (const row of file.pipe(parse({ columns: true })) as AsyncIterable<Record<string, string>>) {
      const processedAtMs = Date.parse(`${row["created_at"]!.replace(" ", "T").replace("Z", "")}Z`);
      const netMinor = Math.round(Number(row["total"]) * 100);
      const orderId = BigInt(row["order_id"]!.replace(/\D/g, ""));
      orders.push({
        orderId,
        customerId: row["customer_id"] ? BigInt(row["customer_id"]) : null,
        processedAtMs,
        day: utc(processedAtMs),
        netMinor,
        grossMinor: netMinor,
        discountMinor: 0,
        refundMinor: 0,
        leftOut: null,
        channel: "pos",
        lastChannel: "pos",
        salesChannel: "pos",
        country: "GB",
        returns: [],
      });
    }
    expect(orders.length).toBeGreaterThan(1_000);
    const shopId = await newShop({ zone: "UTC" });
    const batchId = await openBatch(shopId, NOW_MS);
    // Children first and backwards: the way in must not care.
    const sales = orders.map((order): SaleRow =>
      saleRow(order.orderId * 10n, order.orderId, { netMinor: order.netMinor, discountMinor: 0 }),
    );
    await stageRows(shopId, batchId, { sales: sales.reverse() }, NOW_MS);
    const agreements = orders.map(({ orderId, processedAtMs }) =>
      agreementRow(orderId, orderId * 10n, { happenedAtMs: processedAtMs }),
    );
    await stageRows(shopId, batchId, { agreements }, NOW_MS);
    const rows = orders.map(({ orderId, customerId, processedAtMs, country }): OrderRow =>
      orderRow(orderId, { customerId, processedAtMs, country, sourceName: "pos" }),
    );
    await stageRows(shopId, batchId, { orders: rows }, NOW_MS);
    await mergeBatch(shopId, batchId, NOW_MS);
    const { timelines } = await readTimelines(shopId);
    // The shop's currency is not the file's; the columns are what counts.
    expect(timelines).toEqual(
      buildTimelines({ zone: "UTC", currency: "SEK", currencyDigits: 2, hasMoney: true }, { orders }),
    );
  },
);

test("what is left out, guests, returns with their day, prospects and consent arrive in the timelines", async () => {
  const shopId = await newShop();
  // Half past midnight in Stockholm is the evening before in UTC.
  const processedAtMs = Date.UTC(2026, 7, 31, 22, 30);
  const returnedAtMs = Date.UTC(2026, 8, 30, 22, 30);
  const visit = {
    occurredAtMs: null,
    source: "google",
    sourceType: null,
    medium: "cpc",
    campaign: null,
    referrerUrl: null,
    landingPage: null,
  };
  await applyRows(
    shopId,
    {
      orders: [
        orderRow(1n, { processedAtMs, journeyState: "ready", firstVisit: visit }),
        orderRow(2n, { customerId: null }),
        orderRow(3n, { test: true, cancelledAtMs: NOW_MS }),
        orderRow(4n, { financialStatus: "VOIDED", cancelledAtMs: NOW_MS }),
        orderRow(5n, { cancelledAtMs: NOW_MS }),
      ],
      agreements: [agreementRow(1n, 21n), agreementRow(1n, 22n, { happenedAtMs: returnedAtMs }), agreementRow(2n, 23n)],
      sales: [
        saleRow(21n, 31n, { netMinor: 8_000, discountMinor: 500 }),
        saleRow(22n, 32n, { actionType: "RETURN", netMinor: -2_000 }),
        saleRow(22n, 33n, { actionType: "RETURN", netMinor: -1_000 }),
        saleRow(23n, 34n, { netMinor: 7_000, discountMinor: 0 }),
      ],
      customers: [
        customerRow(500n),
        customerRow(600n, { emailConsent: "UNSUBSCRIBED" }),
        customerRow(700n, { emailConsent: "NEW_STATE" }),
      ],
      checkouts: [
        {
          checkoutId: 1n,
          customerId: 600n,
          createdAtMs: NOW_MS,
          updatedAtMs: NOW_MS,
          completedAtMs: null,
          fetchedAtMs: NOW_MS,
        },
        {
          checkoutId: 2n,
          customerId: 700n,
          createdAtMs: NOW_MS,
          updatedAtMs: NOW_MS,
          completedAtMs: NOW_MS,
          fetchedAtMs: NOW_MS,
        },
      ],
    },
    NOW_MS,
  );
  const { timelines, ordersWithoutLedger } = await readTimelines(shopId);
  const day = (year: number, month: number, date: number) => Date.UTC(year, month, date) / 86_400_000;
  expect(timelines.customerIds).toEqual(BigInt64Array.of(500n));
  expect([...timelines.day]).toEqual([day(2026, 8, 1)]);
  expect([
    timelines.netMinor[0],
    timelines.grossMinor[0],
    timelines.discountMinor[0],
    timelines.refundMinor[0],
  ]).toEqual([5_000, 8_500, 500, 3_000]);
  expect([...timelines.returns.day]).toEqual([day(2026, 9, 1)]);
  expect([...timelines.returns.amountMinor]).toEqual([3_000]);
  expect(timelines.dimensions.channel.values).toEqual([null, "paidSearch"]);
  expect([...timelines.guests.netMinor]).toEqual([7_000]);
  // Test before voided before cancelled: one reason an order.
  expect([...timelines.leftOut.reason].sort()).toEqual([1, 2, 3]);
  expect(timelines.prospects.customerIds).toEqual(BigInt64Array.of(600n, 700n));
  expect([...timelines.prospects.consent]).toEqual([4, 0]);
  expect([...timelines.prospects.abandonedDay]).toEqual([day(2026, 10, 20), -1]);
  expect(ordersWithoutLedger).toBe(3);
});

test("timelines are cached by version: the same object until something changes, then the new order within the second", async () => {
  const shopId = await newShop();
  await applyRows(shopId, { orders: [orderRow(1n)] }, NOW_MS);
  const first = await loadTimelines(shopId);
  expect((await loadTimelines(shopId)).timelines).toBe(first.timelines);
  const { version } = await applyRows(shopId, { orders: [orderRow(2n)] }, NOW_MS);
  await expect.poll(async () => (await loadTimelines(shopId)).version).toBe(version);
  expect((await loadTimelines(shopId)).timelines.day).toHaveLength(2);

  // Another zone is another day for the same instant.
  await updateShop(shopId, { zone: "Pacific/Auckland" }, NOW_MS);
  forgetTimelines(shopId);
  expect((await loadTimelines(shopId)).timelines.zone).toBe("Pacific/Auckland");
});
