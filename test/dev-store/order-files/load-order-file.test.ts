import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { civilDayOf, dayOfIsoDate } from "../../../app/analytics/calendar.ts";
import { counts } from "../../../app/analytics/counts.ts";
import { repeatPurchase } from "../../../app/analytics/repeat-purchase.ts";
import { rfm } from "../../../app/analytics/rfm.ts";
import { readOrderFile } from "../../../app/files/order-file.server.ts";
import { devStoreTimelines } from "../../factories/dev-store-timelines.ts";
import { dataset, NO_DATASETS } from "../../golden/datasets.ts";
import type { Order } from "../model.ts";
import { lineMoney, listPriceMinor, orderMoney } from "../shop/order-money.ts";
import { loadOrderFile, type OrderFileOptions } from "./load-order-file.ts";

const NOW_MS = Date.UTC(2026, 10, 21);
const load = (options: Omit<OrderFileOptions, "nowMs">) => loadOrderFile({ ...options, nowMs: NOW_MS });

describe.skipIf(NO_DATASETS !== null)("the data sets beside the repository (skipped where they are absent)", () => {
  const onlineRetail = dataset("online_retail_even_orders.csv.gz");
  const onlineRetailLines = dataset("online_retail_even_lines.csv.gz");

  it.each([undefined, onlineRetailLines])(
    "Online Retail: each order is worth the file's total (lines: %s)",
    async (linesFile) => {
      const { shop, report } = await load({ dataFile: onlineRetail, linesFile });
      expect(report).toMatchObject({ orders: 8819, customers: 2172 });
      expect(report.linesLoaded).toBe(linesFile ? 190_565 : 0);
      expect(report.linesLeftOut).toEqual(linesFile ? { invoiceNotInOrderFile: 261_823 - 190_565 } : {});

      let sumMinor = 0;
      for (const row of gunzipSync(readFileSync(onlineRetail)).toString("utf8").trim().split("\n").slice(1)) {
        const [id, customer, , total] = row.split(",");
        const order = shop.orders.get(BigInt(id!))!;
        expect(order.customerId).toBe(BigInt(customer!));
        expect(orderMoney(order).netSalesMinor).toBe(Math.round(Number(total) * 100));
        expectHonestLines(order);
        sumMinor += orderMoney(order).netSalesMinor;
      }
      expect(sumMinor).toBe(457_903_254);
      expect(shop.facts).toMatchObject({ zone: "UTC", createdAtMs: Date.UTC(2010, 10, 30) });
    },
  );

  it("CDNOW: orders of 0.00 stay orders", async () => {
    const { shop, report } = await load({
      dataFile: dataset("cdnow_full_orders.csv.gz"),
      zone: "America/New_York",
    });
    expect(report).toMatchObject({ orders: 69_659, customers: 23_570 });
    const orders = [...shop.orders.values()];
    expect(orders.reduce((sum, order) => sum + orderMoney(order).netSalesMinor, 0)).toBe(250_031_563);
    expect(orders.filter((order) => orderMoney(order).netSalesMinor === 0)).toHaveLength(80);
    expect(civilDayOf(shop.orders.get(1n)!.processedAtMs, "America/New_York")).toBe(dayOfIsoDate("1997-01-01"));
  });

  it.each([
    ["online_retail_even_orders.csv.gz", "UTC"],
    ["online_retail_even_orders.csv.gz", "Pacific/Auckland"],
    ["cdnow_sample_orders.csv.gz", "UTC"],
    ["shopify_export_synthetic.csv", "America/New_York"],
  ])("%s in %s: the store's orders give the same figures as the file itself", async (file, zone) => {
    const dataFile = dataset(file);
    const { shop } = await load({ dataFile, zone });
    const ofStore = devStoreTimelines(shop);
    const { timelines: ofFile } = await readOrderFile(dataFile, {
      zone,
      currency: shop.facts.currency === "USD" ? undefined : shop.facts.currency,
    });
    expect(ofStore.day).toEqual(ofFile.day);
    expect(ofStore.netMinor).toEqual(ofFile.netMinor);
    expect(ofStore.orderStart).toEqual(ofFile.orderStart);
    const asOf = dayOfIsoDate("2030-01-01")!;
    expect(counts(ofStore, asOf)).toEqual(counts(ofFile, asOf));
    expect(repeatPurchase(ofStore, asOf)).toEqual(repeatPurchase(ofFile, asOf));
    expect(rfm(ofStore, asOf)).toEqual(rfm(ofFile, asOf));
  });

  it("Shopify's export: 1 500 orders, net sales as the reference has them", async () => {
    const { shop } = await load({ dataFile: dataset("shopify_export_synthetic.csv"), zone: "America/New_York" });
    const orders = [...shop.orders.values()];
    const counted = orders.filter(
      ({ cancelledAtMs, financialStatus }) => cancelledAtMs === null && financialStatus !== "VOIDED",
    );
    expect(orders).toHaveLength(1500);
    expect(counted).toHaveLength(1455);
    expect(counted.filter(({ customerId }) => customerId === null)).toHaveLength(46);
    expect(counted.reduce((sum, order) => sum + orderMoney(order).netSalesMinor, 0)).toBe(13_299_288);
    for (const order of orders) expectHonestLines(order);
  });
});

describe("order files", () => {
  let folder = "";
  const write = async (name: string, text: string | Buffer) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "order-files-"))));
  afterAll(() => rm(folder, { recursive: true }));

  const orders =
    "order_id,customer_id,created_at,total\n7,1,2024-03-31 01:30:00,10.00\n8,1,2024-03-30,3.34\n9,,2024-04-01T00:30:00Z,0.00\n";

  it("reads local times and plain days in the shop's zone, guests, and gzip", async () => {
    const dataFile = await write("orders.csv.gz", gzipSync(orders));
    const { shop, report } = await load({ dataFile, zone: "America/New_York", currency: "GBP" });
    expect(report).toMatchObject({ orders: 3, customers: 1, linesLoaded: 0 });
    const day = (id: bigint) => civilDayOf(shop.orders.get(id)!.processedAtMs, "America/New_York");
    expect([day(7n), day(8n), day(9n)]).toEqual(["2024-03-31", "2024-03-30", "2024-03-31"].map(dayOfIsoDate));
    expect(shop.orders.get(9n)!.customerId).toBeNull();
    expect(shop.facts.currency).toBe("GBP");
    expect(shop.facts.createdAtMs).toBeLessThan(shop.orders.get(8n)!.processedAtMs);
    expect(shop.nextId).toBeGreaterThan(9n);
    expect(shop.orders.get(7n)!.closedAtMs).not.toBeNull();
    const soonAfter = await loadOrderFile({ dataFile, nowMs: shop.orders.get(7n)!.processedAtMs + 1000 });
    expect(soonAfter.shop.orders.get(7n)).toMatchObject({ closedAtMs: null });
  });

  it("puts rounding onto the largest line and leaves lines out by reason", async () => {
    const dataFile = await write("orders.csv", orders);
    const linesFile = await write(
      "lines.csv",
      [
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
        '7,A,"Apron, linen",4,2024-03-31,2.505,1,EIRE',
        "7,B,Bowl,-1,2024-03-31,0.02,1,EIRE",
        "8,A,Apron,3,2024-03-30,1.115,1,EIRE",
        "8,C,Cup,1,2024-03-30,1.00,2,EIRE",
        "C9,C,Cup,1,2024-03-30,1.00,1,EIRE",
      ].join("\n"),
    );
    const { shop, report } = await load({ dataFile, linesFile });
    expect(report.linesLoaded).toBe(2);
    expect(report.linesLeftOut).toEqual({ negativeQuantity: 1, otherCustomer: 1, invoiceNotInOrderFile: 1 });
    const [first, second] = [shop.orders.get(7n)!, shop.orders.get(8n)!];
    // 4 × 2.505 = 10.02, and the file says 10.00: two cents too much on one line.
    expect(orderMoney(first).netSalesMinor).toBe(1000);
    expect(orderMoney(second).netSalesMinor).toBe(334);
    expect(first.lines).toMatchObject([{ title: "Apron, linen", sku: "A", quantity: 4 }]);
    expect(first.shippingAddress).toMatchObject({ countryCode: "IE", country: "Ireland" });
    for (const order of shop.orders.values()) expectHonestLines(order);
  });

  it("gives other ids than integers new ones, in their order, and keeps the name", async () => {
    const dataFile = await write(
      "names.csv",
      "order_id,customer_id,created_at,total\nB-2,anna,2024-01-01,1\nA-1,bert,2024-01-01,2\n",
    );
    const { shop } = await load({ dataFile });
    const byName = new Map([...shop.orders.values()].map((order) => [order.name, order.id]));
    expect(byName.get("A-1")! < byName.get("B-2")!).toBe(true);
    expect([...shop.customers.values()].map(({ email }) => email)).toEqual([
      "customer-anna@example.com",
      "customer-bert@example.com",
    ]);
  });

  it("gives every consent state that a person can have, the same each time", async () => {
    const rows = Array.from({ length: 300 }, (_, n) => `${String(n + 1)},${String(n + 1)},2024-01-01,1`);
    const dataFile = await write("many.csv", ["order_id,customer_id,created_at,total", ...rows].join("\n"));
    const states = async () =>
      [...(await load({ dataFile })).shop.customers.values()].map(({ emailConsent }) => emailConsent);
    expect(new Set(await states()).size).toBe(5);
    expect(await states()).toEqual(await states());
  });

  it.each([
    [
      "order_id,customer_id,created_at,total\n1,1,2024-01-01,1\n2,1,yesterday,1\n",
      /bad\.csv: line 3: created_at "yesterday" is not a date/,
    ],
    ["order_id,customer_id,created_at,total\n1,1,2024-01-01,1.5 EUR\n", /line 2: total "1\.5 EUR" is not an amount/],
    [
      "order_id,customer_id,created_at,total\n1,1,2024-01-01,1\n1,1,2024-01-01,1\n",
      /line 3: order 1 is already on line 2/,
    ],
    ["order_id,customer_id,created_at,total\n1,1,2024-01-01\n", /line 2: 3 columns where the header has 4/],
    ["date,id\n2024-01-01,1\n", /no column order_id, no column customer_id, no column created_at/],
    ["order_id;customer_id;created_at;total\n1;1;2024-01-01;1\n", /no column order_id.*separated by commas\.$/],
    ["order_id,customer_id,created_at,total\n1,1,2024-01-01,99999999999999999999.99\n", /line 2: an amount is larger/],
    [
      "order_id,customer_id,created_at,total,currency\n1,1,2024-01-01,1,USD\n2,1,2024-01-02,1,EUR\n",
      /bad\.csv: .*\(EUR, USD\).*--currency/,
    ],
    ['order_id,customer_id,created_at,total\n1,"1,2024-01-01,1\n', /line 2: a quotation mark is not closed/],
    ['order_id,customer_id,created_at,total\n1,"1" x,2024-01-01,1\n', /quotation marks do not fit/],
    ["", /the file is empty/],
  ])("refuses a bad file in one sentence: %j", async (text, message) => {
    await expect(load({ dataFile: await write("bad.csv", text) })).rejects.toThrow(message);
  });

  it("names a file that is not there and a zone that is none", async () => {
    await expect(load({ dataFile: join(folder, "nowhere.csv") })).rejects.toThrow("nowhere.csv does not exist");
    await expect(load({ dataFile: await write("z.csv", orders), zone: "Mars/Base" })).rejects.toThrow(
      '"Mars/Base" is not a time zone',
    );
  });
});

/** Unit price × quantity − discount is each line's price as ordered, and no amount is a fraction. */
function expectHonestLines(order: Order): void {
  const money = lineMoney(order);
  for (const line of order.lines) {
    const { orderedNetMinor, orderedDiscountMinor } = money.get(line.id)!;
    if (
      listPriceMinor(line) - orderedDiscountMinor !== orderedNetMinor ||
      orderedNetMinor < 0 ||
      !Number.isSafeInteger(line.unitPriceMinor)
    ) {
      throw new Error(`Line "${line.title}" of order ${order.name} does not add up.`);
    }
  }
}
