import { OrderFileError, readCsv, type CsvRecord } from "./csv-records.ts";
import { countryCodeOf } from "./country-names.ts";
import { decimal, times, toMinor } from "./decimals.ts";
import type { FileLine, FileOrder } from "./file-order.ts";

/** Why a line of the line file is in no order of the store. */
export const LINE_LEFT_OUT = [
  "invoiceNotInOrderFile",
  "otherCustomer",
  "negativeQuantity",
  "negativePrice",
  "negativeOrderTotal",
] as const;
export type LineLeftOut = (typeof LINE_LEFT_OUT)[number];

export interface LineReport {
  linesLoaded: number;
  linesLeftOut: Partial<Record<LineLeftOut, number>>;
}

const NEEDED = ["invoiceno", "quantity", "unitprice"];

/**
 * Reads a line file and hangs its lines onto the orders they belong to. Lines of other invoices, of another customer or of
 * none, and lines that take something back are left out and counted. Exact duplicates are kept: totals include them.
 */
export async function addFileLines(path: string, orders: readonly FileOrder[], digits: number): Promise<LineReport> {
  const byId = new Map(orders.map((order) => [order.idText, order]));
  const report: LineReport = { linesLoaded: 0, linesLeftOut: {} };
  const countries = new Map<string, string | null>();
  await readCsv(path, {
    header: (names) => {
      const missing = NEEDED.filter((name) => !names.includes(name));
      if (missing.length > 0) {
        throw new OrderFileError(
          `no column ${missing.join(", no column ")}: a line file has InvoiceNo, StockCode, Description, Quantity, UnitPrice, CustomerID and Country.`,
        );
      }
    },
    record: (record) => {
      const order = byId.get(record.field("InvoiceNo"));
      const reason = order ? hangOn(record, order, digits) : "invoiceNotInOrderFile";
      if (reason !== null) report.linesLeftOut[reason] = (report.linesLeftOut[reason] ?? 0) + 1;
      else report.linesLoaded += 1;
      if (order && reason === null) order.address ??= addressIn(record.field("Country"), countries);
    },
  });
  return report;
}

function hangOn(record: CsvRecord, order: FileOrder, digits: number): LineLeftOut | null {
  if (idOf(record.field("CustomerID")) !== (order.customerText ?? "")) return "otherCustomer";
  if (order.totalMinor < 0) return "negativeOrderTotal";
  const quantity = decimal(record.field("Quantity"));
  const price = decimal(record.field("UnitPrice"));
  if (!quantity) throw new OrderFileError(`Quantity "${record.field("Quantity")}" is not a number.`);
  if (!price) throw new OrderFileError(`UnitPrice "${record.field("UnitPrice")}" is not an amount such as 2.55.`);
  if (quantity.units <= 0n) return "negativeQuantity";
  if (price.units < 0n) return "negativePrice";
  const sku = record.field("StockCode") || null;
  const line: FileLine = {
    title: record.field("Description") || sku || "Item without a name",
    sku,
    vendor: null,
    // Shopify sells whole pieces: half a metre is one piece at half the price.
    quantity:
      quantity.units % 10n ** BigInt(quantity.scale) === 0n
        ? Number(quantity.units / 10n ** BigInt(quantity.scale))
        : 1,
    priceMinor: toMinor(times(quantity, price), digits),
  };
  order.lines.push(line);
  return null;
}

/** Spreadsheets write the customer 17850 as "17850.0". */
function idOf(text: string): string {
  return text.replace(/\.0+$/, "");
}

function addressIn(country: string, known: Map<string, string | null>): FileOrder["address"] {
  let countryCode = known.get(country);
  if (countryCode === undefined) known.set(country, (countryCode = countryCodeOf(country)));
  return countryCode === null
    ? null
    : { countryCode, provinceCode: null, province: null, city: "", zip: "", address1: "" };
}
