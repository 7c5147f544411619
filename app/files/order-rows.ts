import { OrderFileError } from "./order-file-error.ts";
import { invoiceRows, isInvoiceHeader, isLineHeader, lineRows } from "./order-line-rows.ts";
import { plainRows } from "./order-plain-rows.ts";
import type { RowReader } from "./order-row.ts";
import { isShopifyHeader, shopifyRows } from "./order-shopify-rows.ts";
import type { TimestampReader } from "./timestamps.ts";

export interface RowReaderOptions {
  readonly timestamps: TimestampReader;
  /** The currency chosen for the file, if one was. */
  readonly currency: string | null;
}

const NEEDED = ["order_id", "customer_id", "created_at"] as const;

/** The reader for a file with this header. Throws an OrderFileError that names what is missing. */
export function rowReader(header: readonly string[], options: RowReaderOptions): RowReader {
  const names = header.map((name) => name.trim());
  if (isShopifyHeader(names)) return shopifyRows(names, options);
  const lower = names.map((name) => name.toLowerCase());
  const missing = NEEDED.filter((name) => !lower.includes(name));
  if (missing.length === 0) return isLineHeader(lower) ? lineRows(lower, options) : plainRows(lower, options);
  if (isInvoiceHeader(lower)) return invoiceRows(lower, options);
  const separator = names.length === 1 && /[;\t]/.test(names[0] ?? "") ? " Columns must be separated by commas." : "";
  throw new OrderFileError(
    `no column ${missing.join(", no column ")}: an order file has order_id, customer_id, created_at and, for money, total; ` +
      `Shopify's own order export is read as it is.${separator}`,
  );
}
