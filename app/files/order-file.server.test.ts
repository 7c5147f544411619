import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { dayOfIsoDate } from "../analytics/calendar.ts";
import { OrderFileError } from "./order-file-error.ts";
import { readOrderFile } from "./order-file.server.ts";
import type { OrderFileOptions } from "./order-file-reading.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "order-files-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads text as if it were a file named orders.csv. */
async function read(content: string | Buffer, options: Partial<OrderFileOptions> = {}) {
  const path = join(folder, "orders.csv");
  writeFileSync(path, content);
  return readOrderFile(path, { zone: "UTC", ...options });
}

async function refusal(content: string | Buffer, options: Partial<OrderFileOptions> = {}): Promise<string> {
  const error: unknown = await read(content, options).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(OrderFileError);
  return (error as OrderFileError).message;
}

const HEAD = "order_id,customer_id,created_at,total\n";

describe("an order file", () => {
  it("is read with its columns in any order, others ignored, gzip-compressed or not", async () => {
    const csv =
      '\uFEFFnote,Total,created_at,customer_id,order_id\r\n"a, ""b""\nc",12.50,2024-02-29T23:30:00Z,7,11\r\n\r\n,3,2024-03-01,7,12\r\n';
    for (const content of [csv, gzipSync(csv)]) {
      const { timelines, orders, rows } = await read(content, { zone: "Europe/Berlin" });
      expect([orders, rows]).toEqual([2, 2]);
      expect([...timelines.customerIds]).toEqual([7n]);
      expect([...timelines.netMinor]).toEqual([300, 1250]);
      expect([...timelines.day]).toEqual([dayOfIsoDate("2024-03-01"), dayOfIsoDate("2024-03-01")]);
    }
  });

  it("may have no amounts, and orders without a customer", async () => {
    const { timelines } = await read("order_id,customer_id,created_at\n1,5,2024-01-01\n2,,2024-01-02\n");
    expect(timelines.hasMoney).toBe(false);
    expect(timelines.guests.day.length).toBe(1);
    expect([...timelines.customerIds]).toEqual([5n]);
  });

  it("may have ids of any text; they sort as integers if all are, else by code point", async () => {
    const order = (orderId: string, customerId: string, total: number): string =>
      `${orderId},${customerId},2024-01-01,${total}\n`;
    const integers = await read(HEAD + order("10", "5", 2) + order("9", "5", 1));
    expect([...integers.timelines.netMinor]).toEqual([100, 200]);
    const texts = await read(
      HEAD + order("10", "ana@x.org", 1) + order("9", "ana@x.org", 2) + order("9a", "bob@x.org", 3),
    );
    expect([...texts.timelines.netMinor]).toEqual([100, 200, 300]);
    expect([...texts.timelines.customerIds]).toEqual([0n, 1n]);
    const beyond64Bits = await read(HEAD + order("10000000000000000000000", "5", 2) + order("9", "5", 1));
    expect([...beyond64Bits.timelines.netMinor]).toEqual([100, 200]);
  });

  it("takes the digits of its currency", async () => {
    const yen = await read(`${HEAD}1,1,2024-01-01,1250\n`, { currency: "JPY" });
    expect([yen.timelines.currency, yen.timelines.netMinor[0]]).toEqual(["JPY", 1250]);
    const dinar = await read("order_id,customer_id,created_at,total,currency\n1,1,2024-01-01,1.2345,KWD\n");
    expect([dinar.timelines.currencyDigits, dinar.timelines.netMinor[0]]).toEqual([3, 1235]);
  });

  it.each([
    ["an empty file", "", "orders.csv: the file is empty."],
    ["no header", "1,2,2024-01-01,5\n", "orders.csv: no column order_id"],
    ["other separators", "order_id;customer_id;created_at;total\n", "separated by commas"],
    ["a bad date", `${HEAD}1,1,2024-02-30,5\n`, 'orders.csv: line 2: created_at "2024-02-30" is not a date'],
    ["a bad amount", `${HEAD}1,1,2024-02-01,5\n2,1,2024-02-01,"1,000"\n`, 'line 3: total "1,000" is not an amount'],
    ["no order id", `${HEAD},1,2024-02-01,5\n`, "line 2: order_id is empty"],
    [
      "an order twice",
      `${HEAD}1,1,2024-02-01,5\n2,1,2024-02-01,5\n1,1,2024-02-01,5\n`,
      "line 4: order 1 is already on line 2",
    ],
    ["a missing column", `${HEAD}1,1,2024-02-01\n`, "line 2: 3 columns where the header has 4"],
    ["an open quote", `${HEAD}1,"1,2024-02-01,5\n`, "a quotation mark is not closed"],
    ["damaged gzip data", gzipSync("x".repeat(1000)).subarray(0, 20), "orders.csv: the gzip data is damaged"],
  ])("refuses %s, and says where", async (_what, content, sentence) => {
    const message = await refusal(content);
    expect(message).toContain(sentence);
    expect(message).toMatch(/[.]$/);
  });

  it("counts lines with line breaks inside fields and blank lines", async () => {
    const csv = `order_id,customer_id,created_at,total,note\n1,1,2024-02-01,5,"a\nb\nc"\n\n2,1,2024-02-01,x,"d\ne"\n`;
    expect(await refusal(csv)).toContain("line 6: total");
  });

  it("skips and counts bad rows when lenient, and nothing else", async () => {
    const csv = `${HEAD}1,1,2024-02-01,5\n2,1,yesterday,5\n3,1,2024-02-02\n1,1,2024-02-03,5\n4,1,2024-02-04,6\n`;
    const file = await read(csv, { lenient: true });
    expect([...file.timelines.netMinor]).toEqual([500, 600]);
    expect([file.rows, file.orders, file.skippedRows]).toEqual([5, 2, 3]);
    expect(file.skippedExamples.map((example) => example.line)).toEqual([3, 4, 5]);
    expect(await refusal("a,b\n1,2\n", { lenient: true })).toContain("no column order_id");
  });

  it("loses no good row to a wrong quotation mark when lenient", async () => {
    const csv = `${HEAD}1,a"b,2024-02-01,1\n2,c,2024-02-01,2\n3,"d"e,2024-02-01,3\n4,f,2024-02-01,4\n5,"g\nh",2024-02-01,5\n`;
    expect(await refusal(csv)).toContain("line 2: the quotation marks do not fit");
    const file = await read(csv, { lenient: true });
    expect(file.orders + file.skippedRows).toBe(5);
    expect([...file.timelines.netMinor].sort()).toEqual([100, 200, 300, 400, 500]);
  });

  it("may write a currency in small letters; what is none is a bad row", async () => {
    const head = "order_id,customer_id,created_at,total,currency\n";
    const dollars = await read(`${head}1,1,2024-01-01,5,usd\n2,1,2024-01-02,5,USD\n`);
    expect([dollars.timelines.currency, dollars.orders]).toEqual(["USD", 2]);
    const csv = `${head}1,1,2024-01-01,5,USD\n2,1,2024-01-02,5,$\n`;
    expect(await refusal(csv)).toContain('line 3: "$" is not a currency');
    expect((await read(csv, { lenient: true })).skippedRows).toBe(1);
  });

  it("counts all orders where there are no amounts, whatever their currencies", async () => {
    const file = await read("order_id,customer_id,created_at,currency\n1,1,2024-01-01,USD\n2,1,2024-01-02,EUR\n");
    expect([file.orders, file.otherCurrencyOrders, file.timelines.currency]).toEqual([2, 0, "XXX"]);
  });

  it("with several currencies is refused, unless one is chosen", async () => {
    const csv =
      "order_id,customer_id,created_at,total,currency\n1,1,2024-01-01,5,USD\n2,1,2024-01-02,500,JPY\n3,2,2024-01-03,7,USD\n";
    expect(await refusal(csv)).toContain("several currencies (JPY, USD)");
    expect(await refusal(csv, { currency: "EUR" })).toContain("no order in EUR");
    const dollars = await read(csv, { currency: "USD" });
    expect([dollars.orders, dollars.otherCurrencyOrders, dollars.timelines.netMinor.length]).toEqual([2, 1, 2]);
    const yen = await read(csv, { currency: "JPY" });
    expect([...yen.timelines.netMinor]).toEqual([500]);
  });

  it("must exist, and be a file", async () => {
    await expect(readOrderFile(join(folder, "none.csv"), { zone: "UTC" })).rejects.toThrow("none.csv does not exist");
    await expect(readOrderFile(folder, { zone: "UTC" })).rejects.toThrow("is a folder");
    await expect(readOrderFile(join(folder, "orders.csv"), { zone: "Mars/Olympus" })).rejects.toThrow(
      "not a time zone",
    );
  });
});

describe("Shopify's order export", () => {
  const columns = [
    "Name",
    "Email",
    "Financial Status",
    "Currency",
    "Total",
    "Discount Amount",
    "Created at",
    "Cancelled at",
    "Refunded Amount",
    "Shipping Country",
    "Id",
    "Lineitem name",
  ];
  const row = (fields: Record<string, string>): string => `${columns.map((name) => fields[name] ?? "").join(",")}\n`;
  const order = (name: string, fields: Record<string, string> = {}): string =>
    row({
      Name: name,
      Email: "Ana@Example.org ",
      "Financial Status": "paid",
      Currency: "USD",
      Total: "50.00",
      "Discount Amount": "5.00",
      "Created at": "2024-06-30 23:31:43 -0400",
      "Refunded Amount": "0.00",
      "Shipping Country": "US",
      Id: name.replace("#", "50000"),
      ...fields,
    });
  const head = `${columns.join(",")}\n`;

  it("is one order a name, whatever its number of rows", async () => {
    const line = row({
      Name: "#1",
      Email: "ana@example.org",
      "Created at": "2024-06-30 23:31:43 -0400",
      "Lineitem name": "Soap",
    });
    const { timelines, rows, orders } = await read(
      head + order("#1", { "Refunded Amount": "20.00" }) + line + order("#2"),
    );
    expect([rows, orders]).toEqual([3, 2]);
    expect([...timelines.netMinor]).toEqual([3000, 5000]);
    expect([...timelines.grossMinor]).toEqual([5500, 5500]);
    expect([timelines.discountMinor[0], timelines.refundMinor[0]]).toEqual([500, 2000]);
    expect([...timelines.dimensions.country.codes].map((code) => timelines.dimensions.country.values[code])).toEqual([
      "US",
      "US",
    ]);
  });

  it("knows customers by e-mail, guests, and orders that do not count", async () => {
    const { timelines } = await read(
      head +
        order("#1") +
        order("#2", { Email: " ana@example.ORG" }) +
        order("#3", { Email: "" }) +
        order("#4", { "Financial Status": "voided", "Cancelled at": "2024-07-01 10:00:00 -0400" }) +
        order("#5", { "Cancelled at": "2024-07-01 10:00:00 -0400" }),
    );
    expect([...timelines.orderStart]).toEqual([0, 2]);
    expect(timelines.guests.day.length).toBe(1);
    expect([...timelines.leftOut.reason]).toEqual([2, 3]);
  });
});
