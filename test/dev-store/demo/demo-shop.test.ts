import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { demoOptions } from "./demo-options.ts";
import { demoShop } from "./demo-shop.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "comeback-demo-shop-"));
  const write = (name: string, rows: string[]) => writeFileSync(join(folder, name), `${rows.join("\n")}\n`);
  write("orders.csv", [
    "order_id,customer_id,created_at,total,currency",
    "1,7,2024-01-01,5.00,EUR",
    "2,7,2024-02-01,-1.00,EUR",
    "3,8,2024-02-02,9.00,USD",
  ]);
  write("lines.csv", [
    "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
    "1,A,Apron,1,2024-01-01,5.00,7,France",
    "1,B,Bowl,-1,2024-01-01,5.00,7,France",
    "1,B,Bowl,1,2024-01-01,-5.00,7,France",
    "1,B,Bowl,1,2024-01-01,5.00,8,France",
    "2,B,Bowl,1,2024-01-01,5.00,7,France",
    "9,B,Bowl,1,2024-01-01,5.00,7,France",
  ]);
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the shop of a demo", () => {
  it("says in words what of an order file was left out, for every reason", async () => {
    const args = ["--data", "orders.csv", "--lines", "lines.csv", "--currency", "EUR"];
    const options = demoOptions(args, { from: folder, project: folder, kind: "demo" });
    const told: string[] = [];
    const shop = await demoShop(options, Date.UTC(2026, 10, 21), (line) => told.push(line));
    expect(shop.facts.currency).toBe("EUR");
    expect(shop.orders.size).toBe(2);
    expect(told).toEqual([
      "Read 2 orders of 1 customers",
      "Left out 1 orders: they are in another currency",
      "Read 1 order lines",
      "Left out 1 order lines: their invoice is not in the order file",
      "Left out 1 order lines: their customer is not that of the order",
      "Left out 1 order lines: their quantity is negative",
      "Left out 1 order lines: their price is negative",
      "Left out 1 order lines: their order is worth less than nothing",
    ]);
  });
});
