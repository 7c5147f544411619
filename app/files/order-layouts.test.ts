import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { dayOfIsoDate, isoDateOfDay } from "../analytics/calendar.ts";
import type { Dimension } from "../analytics/dimension.ts";
import { CONSENT_STATES, ORDER_KINDS } from "../analytics/timelines.ts";
import type { Timelines } from "../analytics/timelines.ts";
import type { OrderFileOptions } from "./order-file-reading.ts";
import { readOrderFile } from "./order-file.server.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "order-layouts-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(content: string, options: Partial<OrderFileOptions> = {}) {
  const path = join(folder, "orders.csv");
  writeFileSync(path, content);
  return readOrderFile(path, { zone: "UTC", ...options });
}

const texts = ({ values, codes }: Dimension): (string | null)[] => Array.from(codes, (code) => values[code]!);
const tagsOf = ({ tags }: Timelines, customer: number): string[] =>
  Array.from(tags.codes.subarray(tags.start[customer]!, tags.start[customer + 1]!), (code) => tags.values[code]!);
const linesOf = ({ lines }: Timelines) =>
  Array.from(lines!.product, (product, l) => [
    lines!.products.keys[product],
    lines!.variants[lines!.variant[l]!],
    lines!.quantity[l],
    lines!.netMinor[l],
  ]);

describe("the further columns of an order file", () => {
  it("say where orders came from, what they cost, and what was given back", async () => {
    const { timelines } = await read(
      "order_id,customer_id,created_at,total,country,channel,source,medium,landing_page,discount,discount_code,refund,refunded_at,cost,kind,sales_channel\n" +
        "1,7,2024-01-05,10.00,SE,search,google,cpc,/a,2.50,HELLO,4.00,2024-01-20,3.10,,web\n" +
        "2,7,2024-02-05,20.00,NO,,,email,,,,,,,Gift card,pos\n" +
        "3,7,2024-03-05,5.00,,,,,,,,1.00,,,,\n",
    );
    expect([...timelines.netMinor]).toEqual([600, 2000, 400]);
    expect([...timelines.grossMinor]).toEqual([1250, 2000, 500]);
    expect([...timelines.discountMinor]).toEqual([250, 0, 0]);
    expect([...timelines.refundMinor]).toEqual([400, 0, 100]);
    expect([...timelines.costMinor!]).toEqual([310, NaN, NaN]);
    expect([...timelines.kind].map((kind) => ORDER_KINDS[kind])).toEqual(["standard", "giftCard", "standard"]);
    expect([...timelines.returns.day].map(isoDateOfDay)).toEqual(["2024-01-20", "2024-03-05"]);
    expect([...timelines.returns.amountMinor]).toEqual([400, 100]);
    const { dimensions } = timelines;
    expect(texts(dimensions.channel)).toEqual(["search", null, null]);
    expect(texts(dimensions.sourceMedium)).toEqual(["google / cpc", "(none) / email", null]);
    expect(texts(dimensions.landingPage)).toEqual(["/a", null, null]);
    expect(texts(dimensions.discountCode)).toEqual(["HELLO", null, null]);
    expect(texts(dimensions.salesChannel)).toEqual(["web", "pos", null]);
    expect(texts(timelines.customerDimensions.country)).toEqual(["NO"]);
  });

  it("say of a customer what the latest order says, and all tags", async () => {
    const rows = [
      '1,a,2024-01-01,en,Malmo,"vip, new"\n',
      "2,a,2024-03-01,sv,,vip;loyal\n",
      "3,b,2024-02-01,,Oslo,\n",
      "4,a,2024-02-01,de,Lund,\n",
    ];
    for (const order of [rows, rows.toReversed()]) {
      const { timelines } = await read(`order_id,customer_id,created_at,language,city,tags\n${order.join("")}`);
      expect(texts(timelines.customerDimensions.language)).toEqual(["sv", null]);
      expect(texts(timelines.customerDimensions.city)).toEqual(["Lund", "Oslo"]);
      expect([tagsOf(timelines, 0), tagsOf(timelines, 1)]).toEqual([["loyal", "new", "vip"], []]);
      expect([...timelines.createdDay].map(isoDateOfDay)).toEqual(["2024-01-01", "2024-02-01"]);
      expect(timelines.prospects.customerIds.length).toBe(0);
    }
  });

  it.each([
    ["discount", "10%", 'line 2: discount "10%" is not an amount'],
    ["refund", "1,0", 'line 2: refund "1,0" is not an amount'],
    ["cost", "x", 'line 2: cost "x" is not an amount'],
    ["kind", "odd", 'line 2: kind "odd" is not known: use standard'],
  ])("are refused when they make no sense: %s", async (column, value, sentence) => {
    const csv = `order_id,customer_id,created_at,total,${column}\n1,1,2024-01-01,5,"${value}"\n`;
    await expect(read(csv)).rejects.toThrow(sentence);
    expect((await read(csv, { lenient: true })).skippedRows).toBe(1);
  });
});

const LINES = "order_id,customer_id,created_at,product,quantity,price,variant,product_type,vendor\n";

describe("a file of order lines", () => {
  it("makes orders of their lines: exact sums, the earliest time, the customer some of them name", async () => {
    const { timelines, orders, layout } = await read(
      `${LINES}1,7,2024-01-05T10:00,Soap,3,0.335,Rose,Care,Foam & Co\n` +
        "2,,2024-01-06,Towel,1,9,,,\n" +
        "1,,2024-01-04T23:00,Brush,1,-0.005,,Care,\n" +
        "1,7,2024-01-05T10:00,Soap,-1,0.335,Rose,,\n",
    );
    expect([layout, orders]).toEqual(["lines", 2]);
    // 3 × 0.335 − 0.005 − 0.335 = 0.665, rounded once, half away from zero.
    expect([...timelines.netMinor]).toEqual([67]);
    expect([...timelines.day]).toEqual([dayOfIsoDate("2024-01-04")]);
    expect([...timelines.guests.netMinor]).toEqual([900]);
    // What was given back is in the amount, and not among what was bought.
    expect(linesOf(timelines)).toEqual([
      ["Brush", null, 1, -1],
      ["Soap", "Rose", 3, 101],
      ["Towel", null, 1, 900],
    ]);
    const { products } = timelines.lines!;
    expect(texts(products.type)).toEqual([null, "Care", "Care", null]);
    expect(texts(products.vendor)).toEqual([null, null, "Foam & Co", null]);
  });

  it("takes the amount of the whole line, and stock keeping units with names", async () => {
    const { timelines } = await read(
      "order_id,customer_id,created_at,sku,product,quantity,total\n1,7,2024-01-05,S1,Soap,3,10.05\n2,7,2024-02-05,S1,Soap bar,1,4\n",
    );
    expect([...timelines.netMinor]).toEqual([1005, 400]);
    expect(timelines.lines!.products).toMatchObject({ keys: [null, "S1"], titles: [null, "Soap bar"] });
  });

  it("does not depend on the order of rows", async () => {
    const row = fc
      .record({
        order: fc.nat(3),
        day: fc.integer({ min: 10, max: 28 }),
        product: fc.nat(2),
        quantity: fc.nat(3),
        cents: fc.nat(999),
      })
      .map(
        (r) =>
          `${r.order},${r.order % 2},2024-01-${r.day},P${r.product},${r.quantity},${r.cents / 1000},,T${r.day % 3},\n`,
      );
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 12 }), async (rows) => {
        const [one, other] = [await read(LINES + rows.join("")), await read(LINES + rows.toReversed().join(""))];
        expect(one.timelines).toEqual(other.timelines);
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    [
      "two customers",
      "1,7,2024-01-05,A,1,1,,,\n1,8,2024-01-05,B,1,1,,,\n",
      "line 3: order 1 has customer 8 here and another one on line 2",
    ],
    ["no quantity", "1,7,2024-01-05,A,,1,,,\n", 'line 2: quantity "" is not a number of pieces'],
    ["no price", "1,7,2024-01-05,A,1,,,,\n", 'line 2: price "" is not an amount'],
    ["no order", ",7,2024-01-05,A,1,1,,,\n", "line 2: order_id is empty"],
  ])("refuses %s", async (_what, rows, sentence) => {
    await expect(read(LINES + rows)).rejects.toThrow(sentence);
  });

  it("counts orders in other currencies once", async () => {
    const csv =
      "order_id,customer_id,created_at,product,quantity,price,currency\n" +
      "1,7,2024-01-05,A,1,1,EUR\n2,7,2024-01-05,A,1,1,USD\n2,7,2024-01-05,B,1,1,USD\n";
    await expect(read(csv)).rejects.toThrow("several currencies (EUR, USD)");
    const { orders, otherCurrencyOrders } = await read(csv, { currency: "EUR" });
    expect([orders, otherCurrencyOrders]).toEqual([1, 1]);
  });
});

describe("retail invoices", () => {
  it("are orders but for cancellations, book-keeping, lines without a customer and what comes to nothing", async () => {
    const { timelines, ignoredRows, layout } = await read(
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n" +
        "536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom\n" +
        "536365,71053,,6,2010-12-01 08:25:00,3.39,17850.0,United Kingdom\n" +
        "C536379,D,Discount,-1,2010-12-01 09:41:00,27.50,14527.0,United Kingdom\n" +
        "A563185,B,Adjust bad debt,1,2011-08-12 14:50:00,11062.06,,United Kingdom\n" +
        "536414,22139,,56,2010-12-01 11:52:00,0.0,,United Kingdom\n" +
        "536415,22139,Gift,1,2010-12-01 11:52:00,0.0,17850,United Kingdom\n",
    );
    expect(layout).toBe("invoiceLines");
    expect(ignoredRows).toEqual({ cancellation: 1, noInvoice: 1, noCustomer: 1 });
    expect([...timelines.customerIds]).toEqual([17850n]);
    expect([...timelines.netMinor]).toEqual([3564]);
    expect(timelines.leftOut.reason.length).toBe(1);
    expect(texts(timelines.dimensions.country)).toEqual(["United Kingdom"]);
    expect(timelines.lines!.products.titles).toEqual([null, null, "HOLDER"]);
  });
});

describe("Shopify's order export", () => {
  const head =
    "Name,Email,Financial Status,Currency,Total,Discount Code,Discount Amount,Created at,Cancelled at,Refunded Amount,Accepts Marketing," +
    "Shipping Country,Shipping Province,Tags,Source,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,Vendor\n";

  it("tells lines, discount codes, tags, place, source and consent", async () => {
    const { timelines, rows, orders } = await read(
      `${head}#1,ana@example.org,paid,USD,29.00,HELLO,1.00,2024-06-30 10:00:00 -0400,,0.00,yes,US,NY,"vip, new",web,2,Soap - Rose,10.00,S-R,1.00,Foam\n` +
        "#1,ana@example.org,,,,,,2024-06-30 10:00:00 -0400,,,,,,,,1,Brush,10.00,,0,Foam\n" +
        "#2,bo@example.org,voided,USD,5.00,,0,2024-06-30 10:00:00 -0400,,0.00,no,CA,ON,,pos,1,Brush,5.00,,0,\n" +
        "#2,bo@example.org,,,,,,2024-06-30 10:00:00 -0400,,,,,,,,1,Soap,5.00,,0,\n",
    );
    expect([rows, orders]).toEqual([4, 2]);
    expect(linesOf(timelines)).toEqual([
      ["Brush", null, 1, 1000],
      ["S-R", null, 2, 1900],
    ]);
    expect(timelines.lines!.products.titles).toEqual([null, "Brush", "Soap - Rose"]);
    expect(texts(timelines.dimensions.region)).toEqual(["NY"]);
    expect(texts(timelines.dimensions.discountCode)).toEqual(["HELLO"]);
    expect(texts(timelines.dimensions.salesChannel)).toEqual(["web"]);
    expect(tagsOf(timelines, 0)).toEqual(["new", "vip"]);
    expect([...timelines.consent].map((code) => CONSENT_STATES[code])).toEqual(["subscribed"]);
  });
});
