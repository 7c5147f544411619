import type { TimestampReader } from "../../../app/files/timestamps.ts";
import { OrderFileError, type CsvRecord } from "./csv-records.ts";
import { decimal, toMinor } from "./decimals.ts";
import type { FileOrder } from "./file-order.ts";

export const PLAIN_COLUMNS = ["order_id", "customer_id", "created_at"];

/** Reads one row of an order file: order_id, customer_id, created_at and, where there is money, total and currency. */
export function plainOrder(
  record: CsvRecord,
  timestamps: TimestampReader,
  digitsOf: (currency: string | null) => number,
): FileOrder {
  const idText = record.field("order_id");
  if (idText === "") throw new OrderFileError("order_id is empty.");
  const created = record.field("created_at");
  if (!timestamps.read(created)) {
    throw new OrderFileError(`created_at "${created}" is not a date such as 2024-05-31 or 2024-05-31T10:15:00Z.`);
  }
  const currency = record.field("currency") || null;
  const text = record.field("total");
  // A file without a column for money has orders of value 0; an empty cell in one that has it is a mistake.
  const total = decimal(text === "" && !record.has("total") ? "0" : text);
  if (!total) throw new OrderFileError(`total "${text}" is not an amount such as 12.50.`);
  const totalMinor = toMinor(total, digitsOf(currency));
  return {
    line: record.line,
    idText,
    name: null,
    customerText: record.field("customer_id") || null,
    atMs: Math.floor(timestamps.instantMs / 1000) * 1000,
    currency,
    totalMinor,
    goodsMinor: totalMinor,
    refundMinor: 0,
    lines: [],
    financialStatus: "PAID",
    cancelledAtMs: null,
    discountCodes: [],
    tags: [],
    sourceName: "web",
    address: null,
    person: null,
  };
}
