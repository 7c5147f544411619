import { generateStore } from "../generator/generate-store.ts";
import type { ShopData } from "../model.ts";
import { loadOrderFile, type LoadReport } from "../order-files/load-order-file.ts";
import { LINE_LEFT_OUT, type LineLeftOut } from "../order-files/order-lines.ts";
import type { DemoOptions } from "./demo-options.ts";

/** The shop that the options ask for: from an order file, or generated. Throws OrderFileError. */
export async function demoShop(options: DemoOptions, nowMs: number, tell: (line: string) => void): Promise<ShopData> {
  if (options.data === null) {
    const stage = options.stage === null ? {} : { stage: options.stage };
    const zone = options.zone === null ? {} : { zone: options.zone };
    const shop = generateStore({ nowMs, ...stage, ...zone });
    tell(`Generated a store: ${count(shop.orders.size)} orders of ${count(shop.customers.size)} customers`);
    return shop;
  }
  const { shop, report } = await loadOrderFile({
    dataFile: options.data,
    linesFile: options.lines ?? undefined,
    zone: options.zone ?? "UTC",
    currency: options.currency ?? undefined,
    nowMs,
  });
  for (const line of reportLines(report, options.lines !== null)) tell(line);
  return shop;
}

function reportLines(report: LoadReport, withLines: boolean): string[] {
  const lines = [`Read ${count(report.orders)} orders of ${count(report.customers)} customers`];
  if (report.otherCurrencyOrders > 0) {
    lines.push(`Left out ${count(report.otherCurrencyOrders)} orders: they are in another currency`);
  }
  if (!withLines) return lines;
  lines.push(`Read ${count(report.linesLoaded)} order lines`);
  for (const reason of LINE_LEFT_OUT) {
    const left = report.linesLeftOut[reason] ?? 0;
    if (left > 0) lines.push(`Left out ${count(left)} order lines: ${LEFT_OUT_WORDS[reason]}`);
  }
  return lines;
}

const LEFT_OUT_WORDS: Record<LineLeftOut, string> = {
  invoiceNotInOrderFile: "their invoice is not in the order file",
  otherCustomer: "their customer is not that of the order",
  negativeQuantity: "their quantity is negative",
  negativePrice: "their price is negative",
  negativeOrderTotal: "their order is worth less than nothing",
};

function count(number: number): string {
  return number.toLocaleString("en");
}
