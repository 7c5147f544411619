import { columnPlaces, digitsOf, noCurrency, noDate, orderTexts, rowCurrency } from "./order-fields.ts";
import type { ColumnPlaces } from "./order-fields.ts";
import { exactProduct, roundedMinor } from "./order-line-amount.ts";
import type { ExactAmount } from "./order-line-amount.ts";
import { emptyRow } from "./order-row.ts";
import type { RowReader } from "./order-row.ts";
import type { TimestampReader } from "./timestamps.ts";

/** Where a line file has what; −1 where it does not. The names are those of error messages. */
interface LineColumns {
  readonly order: LineColumn;
  readonly customer: LineColumn;
  readonly created: LineColumn;
  /** What identifies the product, and its name. */
  readonly product: LineColumn;
  readonly title: LineColumn;
  readonly quantity: LineColumn;
  readonly price: LineColumn;
  /** The amount of the whole line; goes before quantity × price. */
  readonly total: LineColumn;
}

interface LineColumn {
  readonly name: string;
  readonly at: number;
}

interface LineRowOptions {
  readonly timestamps: TimestampReader;
  readonly currency: string | null;
}

/** Whether a header is that of order lines: the columns of orders, a product and a quantity. */
export function isLineHeader(names: readonly string[]): boolean {
  return names.includes("quantity") && ["product", "sku"].some((name) => names.includes(name));
}

/** Whether a header is that of invoice lines, in either spelling of the published retail data. */
export function isInvoiceHeader(names: readonly string[]): boolean {
  const { at } = columnPlaces(names);
  const needed = [
    ["invoiceno", "invoice"],
    ["invoicedate"],
    ["quantity"],
    ["unitprice", "price"],
    ["customerid", "customer id"],
  ];
  return needed.every((names) => at(...names) >= 0);
}

/**
 * Rows that are order lines: order_id, customer_id, created_at, product or sku, quantity, and price (of a piece) or total (of the line);
 * beside them variant, product_type, vendor, currency and whatever `orderTexts` knows.
 *
 * An order is made of its lines: its amount is their exact sum, rounded once, its time the earliest of theirs.
 */
export function lineRows(names: readonly string[], options: LineRowOptions): RowReader {
  const places = columnPlaces(names);
  const column = (...wanted: string[]): LineColumn => {
    const name = wanted.find((each) => places.at(each) >= 0) ?? wanted[0]!;
    return { name, at: places.at(name) };
  };
  const columns: LineColumns = {
    order: column("order_id"),
    customer: column("customer_id"),
    created: column("created_at"),
    product: column("sku", "product"),
    title: column("product", "sku"),
    quantity: column("quantity"),
    price: column("price"),
    total: column("total"),
  };
  return lineReader(names.length, places, columns, options, false);
}

/**
 * The published layout of retail invoices: InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country.
 *
 * An order is an invoice whose number begins with a digit ("C" marks cancellations, other letters book-keeping); lines without a
 * customer belong to no order; orders that come to nothing or less are left out.
 */
export function invoiceRows(names: readonly string[], options: LineRowOptions): RowReader {
  const places = columnPlaces(names);
  const column = (name: string, ...others: string[]): LineColumn => ({
    name,
    at: places.at(name.toLowerCase(), ...others),
  });
  const columns: LineColumns = {
    order: column("InvoiceNo", "invoice"),
    customer: column("CustomerID", "customer id"),
    created: column("InvoiceDate"),
    product: column("StockCode"),
    title: column("Description"),
    quantity: column("Quantity"),
    price: column("UnitPrice", "price"),
    total: { name: "total", at: -1 },
  };
  return lineReader(names.length, places, columns, options, true);
}

function lineReader(
  count: number,
  places: ColumnPlaces,
  columns: LineColumns,
  { timestamps, currency }: LineRowOptions,
  invoices: boolean,
): RowReader {
  const currencyAt = places.at("currency");
  const variantAt = places.at("variant");
  const typeAt = places.at("product_type");
  const vendorAt = places.at("vendor");
  const texts = orderTexts(places);
  const digits = digitsOf();
  const hasMoney = columns.total.at >= 0 || columns.price.at >= 0;
  const row = emptyRow();
  row.role = "part";
  row.hasLine = true;
  const { order, line } = row;
  const amount: ExactAmount = { minor: 0, millionths: 0 };

  const readAmount = (quantity: string, fields: readonly string[], decimals: number): string | null => {
    const whole = columns.total.at < 0 ? "" : fields[columns.total.at]!.trim();
    const { name, at } = whole === "" && columns.price.at >= 0 ? columns.price : columns.total;
    const text = fields[at]!.trim();
    if (!exactProduct(at === columns.total.at ? "1" : quantity, text, decimals, amount)) {
      return `${name} "${text}" is not an amount such as 12.50`;
    }
    order.netMinor = amount.minor;
    order.netMillionths = amount.millionths;
    line.netMinor = roundedMinor(amount.minor, amount.millionths);
    return null;
  };

  return {
    layout: invoices ? "invoiceLines" : "lines",
    columns: count,
    shape: { hasMoney, texts: texts.texts, amounts: [] },
    leavesOutZero: invoices,
    row,
    read: (fields, lineNumber) => {
      const orderId = fields[columns.order.at]!.trim();
      const customerId = fields[columns.customer.at]?.trim() ?? "";
      row.role = "part";
      if (invoices) {
        row.ignored = ignoredInvoice(orderId, customerId);
        if (row.ignored !== null) {
          row.role = "ignored";
          return null;
        }
      }
      if (orderId === "") return `${columns.order.name} is empty`;
      order.orderId = orderId;
      order.customerId = (invoices ? withoutDecimals(customerId) : customerId) || null;
      const created = fields[columns.created.at]!.trim();
      if (!timestamps.read(created)) return noDate(columns.created.name, created);
      order.instantMs = timestamps.instantMs;
      order.day = timestamps.day;
      order.line = lineNumber;
      row.currency = rowCurrency(currencyAt < 0 ? "" : fields[currencyAt]!.trim(), currency);
      const decimals = digits(row.currency);
      if (decimals === null) return noCurrency(row.currency);
      const quantity = fields[columns.quantity.at]!.trim();
      line.quantity = Number(quantity);
      if (quantity === "" || !Number.isFinite(line.quantity)) {
        return `${columns.quantity.name} "${quantity}" is not a number of pieces`;
      }
      const wrong = hasMoney ? readAmount(quantity, fields, decimals) : null;
      if (wrong !== null) return wrong;
      line.product = fields[columns.product.at]?.trim() || fields[columns.title.at]?.trim() || null;
      line.title = fields[columns.title.at]?.trim() || null;
      line.variant = fields[variantAt]?.trim() || null;
      line.productType = fields[typeAt]?.trim() || null;
      line.vendor = fields[vendorAt]?.trim() || null;
      return texts.read(fields, order);
    },
  };
}

function ignoredInvoice(invoice: string, customer: string): RowReader["row"]["ignored"] {
  const first = invoice.charCodeAt(0);
  if (!(first >= 48 && first <= 57)) return /^c/i.test(invoice) ? "cancellation" : "noInvoice";
  return customer === "" ? "noCustomer" : null;
}

/** Spreadsheets write the customer 17850 as "17850.0". */
function withoutDecimals(text: string): string {
  return text.includes(".") ? text.replace(/\.0+$/, "") : text;
}
