import { generateStore } from "../generator/generate-store.ts";
import type { ShopData } from "../model.ts";
import { loadOrderFile, type LoadReport } from "../order-files/load-order-file.ts";
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
  const lines = options.lines === null ? {} : { linesFile: options.lines };
  const { shop, report } = await loadOrderFile({
    dataFile: options.data,
    ...lines,
    zone: options.zone ?? "UTC",
    nowMs,
  });
  for (const line of reportLines(report, options.lines !== null)) tell(line);
  return shop;
}

function reportLines(report: LoadReport, withLines: boolean): string[] {
  const lines = [`Read ${count(report.orders)} orders of ${count(report.customers)} customers`];
  if (!withLines) return lines;
  lines.push(`Read ${count(report.linesLoaded)} order lines`);
  for (const [reason, left] of Object.entries(report.linesLeftOut)) {
    lines.push(`Left out ${count(left)} order lines: ${LEFT_OUT_WORDS[reason] ?? reason}`);
  }
  return lines;
}

const LEFT_OUT_WORDS: Record<string, string> = {
  invoiceNotInOrderFile: "their invoice is not in the order file",
  otherCustomer: "their customer is not that of the order",
  negativeQuantity: "their quantity is negative",
  negativePrice: "their price is negative",
};

function count(number: number): string {
  return number.toLocaleString("en");
}
