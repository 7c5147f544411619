import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { expect, test } from "vitest";
import { zonedDays } from "../../app/analytics/calendar.ts";
import { buildTimelines, type TimelineOrder } from "../../app/analytics/timelines.ts";
import { applyRows, mergeBatch } from "../../app/store/merge.server.ts";
import type { OrderRow, SaleRow } from "../../app/store/rows.ts";
import { openBatch, stageRows } from "../../app/store/staging.server.ts";
import { forgetTimelines, loadTimelines, readTimelines } from "../../app/store/timelines.server.ts";
import { updateShop } from "../../app/store/shops.server.ts";
import { dataset, NO_DATASETS } from "../golden/datasets.ts";
import { agreementRow, customerRow, newShop, NOW_MS, orderRow, saleRow } from "./store-scene.ts";

const utc = zonedDays("UTC");

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
      buildTimelines({ zone: "UTC", currency: "SEK", currencyDigits: 2, hasMoney: true }, orders, []),
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
  expect(timelines.channel.values).toEqual([null, "paidSearch"]);
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
  await expect.poll(async () => (await loadTimelines(shopId)).version, { timeout: 3_000 }).toBe(version);
  expect((await loadTimelines(shopId)).timelines.day).toHaveLength(2);

  // Another zone is another day for the same instant.
  await updateShop(shopId, { zone: "Pacific/Auckland" }, NOW_MS);
  forgetTimelines(shopId);
  expect((await loadTimelines(shopId)).timelines.zone).toBe("Pacific/Auckland");
});
