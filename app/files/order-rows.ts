import { minorUnits } from "../analytics/money.ts";
import { knownCurrencyDigits, NO_CURRENCY } from "./file-currency.ts";
import type { FileOrder } from "./order-columns.ts";
import { OrderFileError } from "./order-file-error.ts";
import type { TimestampReader } from "./timestamps.ts";

/** What one row of a file says. A problem is a half-sentence that can stand after "line 7: ". */
type RowReading =
  | { readonly kind: "order"; readonly order: FileOrder; readonly currency: string }
  | { readonly kind: "continuation" }
  | { readonly kind: "problem"; readonly problem: string };

/** Reads rows of one layout, whose header has been seen. `order` in the answer is one object, reused. */
export interface RowReader {
  readonly layout: "orders" | "shopifyExport";
  readonly columns: number;
  readonly hasMoney: boolean;
  readonly read: (fields: readonly string[], line: number) => RowReading;
}

export interface RowReaderOptions {
  readonly timestamps: TimestampReader;
  /** Decimals of a currency code; asked for once per code. */
  readonly currency: string | null;
}

const NEEDED = ["order_id", "customer_id", "created_at"] as const;
const SHOPIFY_NEEDED = [
  "Name",
  "Email",
  "Financial Status",
  "Currency",
  "Total",
  "Created at",
  "Cancelled at",
  "Refunded Amount",
];

/** The reader for a file with this header. Throws an OrderFileError that names what is missing. */
export function rowReader(header: readonly string[], options: RowReaderOptions): RowReader {
  const names = header.map((name) => name.trim());
  if (names.includes("Name") && names.includes("Created at")) return shopifyRows(names, options);
  const lower = names.map((name) => name.toLowerCase());
  const missing = NEEDED.filter((name) => !lower.includes(name));
  if (missing.length === 0) return orderRows(lower, options);
  const separator = names.length === 1 && /[;\t]/.test(names[0] ?? "") ? " Columns must be separated by commas." : "";
  throw new OrderFileError(
    `no column ${missing.join(", no column ")}: an order file has order_id, customer_id, created_at and, for money, total; ` +
      `Shopify's own order export is read as it is.${separator}`,
  );
}

const CONTINUATION: RowReading = { kind: "continuation" };

function problem(text: string): RowReading {
  return { kind: "problem", problem: text };
}

function emptyOrder(): FileOrder {
  return {
    orderId: "",
    customerId: null,
    instantMs: NaN,
    day: NaN,
    netMinor: 0,
    grossMinor: 0,
    discountMinor: 0,
    refundMinor: 0,
    leftOut: null,
    country: null,
    line: 0,
  };
}

/** Digits of each currency, looked up once; null for what is no currency code. */
function digitsOf(): (currency: string) => number | null {
  const known = new Map<string, number | null>();
  return (currency) => {
    let digits = known.get(currency);
    if (digits === undefined) known.set(currency, (digits = knownCurrencyDigits(currency)));
    return digits;
  };
}

function noCurrency(text: string): RowReading {
  return problem(`"${text}" is not a currency such as EUR`);
}

/** order_id, customer_id, created_at, total; a row is an order. A column "currency" is heeded, all others are ignored. */
function orderRows(names: readonly string[], { timestamps, currency }: RowReaderOptions): RowReader {
  const at = (name: string): number => names.indexOf(name);
  const [orderAt, customerAt, createdAt, totalAt, currencyAt] = [
    at("order_id"),
    at("customer_id"),
    at("created_at"),
    at("total"),
    at("currency"),
  ];
  const digits = digitsOf();
  const order = emptyOrder();
  return {
    layout: "orders",
    columns: names.length,
    hasMoney: totalAt >= 0,
    read: (fields, line) => {
      const orderId = fields[orderAt]!.trim();
      const customerId = fields[customerAt]!.trim();
      const created = fields[createdAt]!.trim();
      if (orderId === "") return problem("order_id is empty");
      if (!timestamps.read(created))
        return problem(`created_at "${created}" is not a date such as 2024-05-31 or 2024-05-31T10:15:00Z`);
      const rowCurrency = (currencyAt < 0 ? "" : fields[currencyAt]!.trim().toUpperCase()) || (currency ?? NO_CURRENCY);
      const decimals = digits(rowCurrency);
      if (decimals === null) return noCurrency(rowCurrency);
      if (totalAt >= 0) {
        const total = fields[totalAt]!.trim();
        const minor = minorUnits(total, decimals);
        if (minor === null) return problem(`total "${total}" is not an amount such as 12.50`);
        order.netMinor = order.grossMinor = minor;
      }
      order.orderId = orderId;
      order.customerId = customerId === "" ? null : customerId;
      order.instantMs = timestamps.instantMs;
      order.day = timestamps.day;
      order.line = line;
      return { kind: "order", order, currency: rowCurrency };
    },
  };
}

/**
 * Shopify's order export: several rows an order, order fields on the first of them.
 *
 * The customer is the e-mail address, trimmed and in lower case; orders without one are guests'. Voided and cancelled orders
 * are left out. The file does not say which part of a refund is goods, tax or shipping, so money is what was paid: net = Total −
 * Refunded Amount, gross = Total + Discount Amount.
 */
function shopifyRows(names: readonly string[], { timestamps }: RowReaderOptions): RowReader {
  const missing = SHOPIFY_NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new OrderFileError(
      `no column "${missing.join('", no column "')}": export the orders from Shopify again, as "CSV for Excel" or "Plain CSV".`,
    );
  }
  const column = new Map(names.map((name, i) => [name, i]));
  const digits = digitsOf();
  const order = emptyOrder();
  const seen = new Set<string>();
  return {
    layout: "shopifyExport",
    columns: names.length,
    hasMoney: true,
    read: (fields, line) => {
      const field = (name: string): string => fields[column.get(name) ?? -1]?.trim() ?? "";
      const name = field("Name");
      if (name === "") return problem("Name is empty");
      if (seen.has(name)) return CONTINUATION;
      seen.add(name);
      const created = field("Created at");
      if (!timestamps.read(created))
        return problem(`Created at "${created}" is not a date such as 2024-05-31 10:15:00 -0400`);
      const currency = field("Currency").toUpperCase();
      if (currency === "") return problem(`order ${name} has no Currency`);
      const decimals = digits(currency);
      if (decimals === null) return noCurrency(currency);
      const amount = (text: string): number | null => (text === "" ? 0 : minorUnits(text, decimals));
      const total = minorUnits(field("Total"), decimals);
      const refund = amount(field("Refunded Amount"));
      const discount = amount(field("Discount Amount"));
      if (total === null) return problem(`Total "${field("Total")}" is not an amount such as 12.50`);
      if (refund === null)
        return problem(`Refunded Amount "${field("Refunded Amount")}" is not an amount such as 12.50`);
      if (discount === null)
        return problem(`Discount Amount "${field("Discount Amount")}" is not an amount such as 12.50`);
      const voided = field("Financial Status").toLowerCase() === "voided";
      order.orderId = field("Id") || name;
      order.customerId = field("Email").toLowerCase() || null;
      order.instantMs = timestamps.instantMs;
      order.day = timestamps.day;
      order.netMinor = total - refund;
      order.grossMinor = total + discount;
      order.discountMinor = discount;
      order.refundMinor = refund;
      order.leftOut = voided ? "voided" : field("Cancelled at") === "" ? null : "cancelled";
      order.country = field("Shipping Country") || field("Billing Country") || null;
      order.line = line;
      return { kind: "order", order, currency };
    },
  };
}
