import type { TimestampReader } from "../../../app/files/timestamps.ts";
import type { Order } from "../model.ts";
import { OrderFileError, type CsvRecord } from "./csv-records.ts";
import { decimal, times, toMinor } from "./decimals.ts";
import type { FileAddress, FileLine, FileOrder } from "./file-order.ts";

export const EXPORT_COLUMNS = [
  "name",
  "email",
  "financial status",
  "currency",
  "subtotal",
  "total",
  "created at",
  "cancelled at",
  "refunded amount",
  "lineitem quantity",
  "lineitem name",
  "lineitem price",
];

const STATUSES: Record<string, Order["financialStatus"]> = {
  paid: "PAID",
  pending: "PENDING",
  authorized: "AUTHORIZED",
  partially_paid: "PARTIALLY_PAID",
  partially_refunded: "PARTIALLY_REFUNDED",
  refunded: "REFUNDED",
  voided: "VOIDED",
};

export interface ExportReader {
  /** Reads a row: a new order, or null when it adds a line to an earlier one. */
  read: (record: CsvRecord) => FileOrder | null;
}

/**
 * Reads Shopify's own order export: rows with the same Name are one order, order fields stand on the first of them. The
 * customer is the e-mail address, trimmed and in lower case.
 */
export function exportReader(timestamps: TimestampReader, digitsOf: (currency: string | null) => number): ExportReader {
  const orders = new Map<string, FileOrder>();
  return {
    read: (record) => {
      const name = record.field("name");
      if (name === "") throw new OrderFileError("Name is empty.");
      const known = orders.get(name);
      const order = known ?? firstRow(record, name, timestamps, digitsOf);
      const line = lineOf(record, digitsOf(order.currency));
      if (line) order.lines.push(line);
      if (known) return null;
      orders.set(name, order);
      return order;
    },
  };
}

function firstRow(
  record: CsvRecord,
  name: string,
  timestamps: TimestampReader,
  digitsOf: (currency: string | null) => number,
): FileOrder {
  const currency = record.field("currency");
  if (currency === "") throw new OrderFileError(`order ${name} has no Currency.`);
  const digits = digitsOf(currency);
  const atMs = instant(record, "Created at", timestamps);
  const totalMinor = amount(record, "Total", digits);
  const email = record.field("email").toLowerCase();
  const discountCode = record.field("discount code");
  return {
    line: record.line,
    idText: record.field("id") || name,
    name,
    customerText: email || null,
    atMs,
    currency,
    totalMinor,
    goodsMinor: Math.min(totalMinor, amount(record, "Subtotal", digits)),
    refundMinor: record.field("refunded amount") === "" ? 0 : amount(record, "Refunded Amount", digits),
    lines: [],
    financialStatus: STATUSES[record.field("financial status").toLowerCase()] ?? "PAID",
    cancelledAtMs: record.field("cancelled at") === "" ? null : instant(record, "Cancelled at", timestamps),
    discountCodes: discountCode === "" ? [] : [discountCode],
    tags: record
      .field("tags")
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
    sourceName: record.field("source") || "web",
    address: addressOf(record),
    person:
      email === ""
        ? null
        : {
            email,
            name: record.field("billing name") || record.field("shipping name"),
            acceptsMarketing: record.field("accepts marketing").toLowerCase() === "yes",
          },
  };
}

function lineOf(record: CsvRecord, digits: number): FileLine | null {
  const title = record.field("lineitem name");
  if (title === "") return null;
  const quantityText = record.field("lineitem quantity");
  const quantity = Number(quantityText);
  if (!Number.isInteger(quantity) || quantity < 1)
    throw new OrderFileError(`Lineitem quantity "${quantityText}" is not a number of pieces.`);
  const price = decimal(record.field("lineitem price"));
  if (!price)
    throw new OrderFileError(`Lineitem price "${record.field("lineitem price")}" is not an amount such as 12.50.`);
  return {
    title,
    sku: record.field("lineitem sku") || null,
    vendor: record.field("vendor") || null,
    quantity,
    priceMinor: toMinor(times(price, { units: BigInt(quantity), scale: 0 }), digits),
  };
}

function addressOf(record: CsvRecord): FileAddress | null {
  const of = (part: string) => record.field(`shipping ${part}`) || record.field(`billing ${part}`);
  const countryCode = of("country");
  if (!/^[A-Z]{2}$/.test(countryCode)) return null;
  return {
    countryCode,
    provinceCode: of("province") || null,
    province: of("province name") || null,
    city: of("city"),
    // Shopify puts an apostrophe before a zip so that a spreadsheet keeps its zeros.
    zip: of("zip").replace(/^'/, ""),
    address1: of("address1"),
  };
}

function amount(record: CsvRecord, column: string, digits: number): number {
  const value = decimal(record.field(column));
  if (!value) throw new OrderFileError(`${column} "${record.field(column)}" is not an amount such as 12.50.`);
  return toMinor(value, digits);
}

function instant(record: CsvRecord, column: string, timestamps: TimestampReader): number {
  const text = record.field(column);
  if (!timestamps.read(text))
    throw new OrderFileError(`${column} "${text}" is not a date such as 2024-05-31 10:15:00 -0400.`);
  return Math.floor(timestamps.instantMs / 1000) * 1000;
}
