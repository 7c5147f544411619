import { minorUnits } from "../analytics/money.ts";
import { OrderFileError } from "./order-file-error.ts";
import { digitsOf, noAmount, noCurrency, optionalAmount } from "./order-fields.ts";
import { emptyRow } from "./order-row.ts";
import type { RowReader } from "./order-row.ts";
import type { TimestampReader } from "./timestamps.ts";

const NEEDED = [
  "Name",
  "Email",
  "Financial Status",
  "Currency",
  "Total",
  "Created at",
  "Cancelled at",
  "Refunded Amount",
];

export function isShopifyHeader(names: readonly string[]): boolean {
  return names.includes("Name") && names.includes("Created at");
}

/**
 * Shopify's order export: several rows an order, order fields on the first of them, a line item on each.
 *
 * The customer is the e-mail address, trimmed and in lower case; orders without one are guests'. Voided and cancelled orders
 * are left out. The file does not say which part of a refund is goods, tax or shipping, nor when it was: money is what was paid, net =
 * Total − Refunded Amount, gross = Total + Discount Amount, and a refund counts on the day of the cancellation, else of the order. Of a
 * line it does not name the product, so its stock keeping unit stands for it, or its name.
 */
export function shopifyRows(names: readonly string[], { timestamps }: { timestamps: TimestampReader }): RowReader {
  const missing = NEEDED.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new OrderFileError(
      `no column "${missing.join('", no column "')}": export the orders from Shopify again, as "CSV for Excel" or "Plain CSV".`,
    );
  }
  const column = new Map(names.map((name, i) => [name, i]));
  const digits = digitsOf();
  const row = emptyRow();
  const { order, line } = row;
  /** The id and the currency's decimals of each order; null for one whose own row cannot be read. */
  const seen = new Map<string, { readonly orderId: string; readonly decimals: number } | null>();

  const readLine = (field: (name: string) => string, decimals: number): string | null => {
    const title = field("Lineitem name");
    row.hasLine = title !== "";
    if (!row.hasLine) return null;
    const quantity = Number(field("Lineitem quantity") || "1");
    if (!Number.isInteger(quantity))
      return `Lineitem quantity "${field("Lineitem quantity")}" is not a number of pieces`;
    const price = optionalAmount(field("Lineitem price"), decimals);
    const discount = optionalAmount(field("Lineitem discount"), decimals);
    if (Number.isNaN(price)) return noAmount("Lineitem price", field("Lineitem price"));
    if (Number.isNaN(discount)) return noAmount("Lineitem discount", field("Lineitem discount"));
    line.product = field("Lineitem sku") || title;
    line.title = title;
    line.vendor = field("Vendor") || null;
    line.quantity = quantity;
    line.netMinor = quantity * price - discount;
    return null;
  };

  const readOrder = (field: (name: string) => string, decimals: number): string | null => {
    const total = minorUnits(field("Total"), decimals);
    const refund = optionalAmount(field("Refunded Amount"), decimals);
    const discount = optionalAmount(field("Discount Amount"), decimals);
    if (total === null) return noAmount("Total", field("Total"));
    if (Number.isNaN(refund)) return noAmount("Refunded Amount", field("Refunded Amount"));
    if (Number.isNaN(discount)) return noAmount("Discount Amount", field("Discount Amount"));
    const cancelled = field("Cancelled at");
    const voided = field("Financial Status").toLowerCase() === "voided";
    order.customerId = field("Email").toLowerCase() || null;
    order.netMinor = total - refund;
    order.grossMinor = total + discount;
    order.discountMinor = discount;
    order.refundMinor = refund;
    order.refundDay = cancelled !== "" && timestamps.read(cancelled) ? timestamps.day : order.day;
    order.leftOut = voided ? "voided" : cancelled === "" ? null : "cancelled";
    order.country = field("Shipping Country") || field("Billing Country") || null;
    order.region = field("Shipping Province") || field("Billing Province") || null;
    order.city = field("Shipping City") || field("Billing City") || null;
    order.discountCode = field("Discount Code") || null;
    order.salesChannel = field("Source") || null;
    order.tags = field("Tags") || null;
    order.consent = CONSENT[field("Accepts Marketing").toLowerCase()] ?? null;
    return null;
  };

  return {
    layout: "shopifyExport",
    columns: names.length,
    shape: {
      hasMoney: true,
      texts: ["country", "region", "city", "discountCode", "salesChannel", "tags", "consent"],
      amounts: ["grossMinor", "discountMinor", "refundMinor"],
    },
    leavesOutZero: false,
    row,
    read: (fields, lineNumber) => {
      const field = (name: string): string => fields[column.get(name) ?? -1]?.trim() ?? "";
      const name = field("Name");
      if (name === "") return "Name is empty";
      const known = seen.get(name);
      if (known !== undefined) {
        row.role = known === null ? "ignored" : "continuation";
        row.ignored = null;
        if (known === null) return null;
        order.orderId = known.orderId;
        return readLine(field, known.decimals);
      }
      seen.set(name, null);
      row.role = "order";
      const created = field("Created at");
      if (!timestamps.read(created)) return `Created at "${created}" is not a date such as 2024-05-31 10:15:00 -0400`;
      order.instantMs = timestamps.instantMs;
      order.day = timestamps.day;
      order.line = lineNumber;
      row.currency = field("Currency").toUpperCase();
      if (row.currency === "") return `order ${name} has no Currency`;
      const decimals = digits(row.currency);
      if (decimals === null) return noCurrency(row.currency);
      order.orderId = field("Id") || name;
      const wrong = readOrder(field, decimals) ?? readLine(field, decimals);
      if (wrong === null) seen.set(name, { orderId: order.orderId, decimals });
      return wrong;
    },
  };
}

/** Shopify's own words for consent, by what its export says. */
const CONSENT: Readonly<Record<string, string>> = { yes: "subscribed", no: "notSubscribed" };
