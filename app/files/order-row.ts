import { ORDER_DIMENSIONS } from "../analytics/timelines.ts";

/** What a file may tell of an order in words; a file has some of them. The last five end up with the customer or as codes. */
const ORDER_TEXTS = [...ORDER_DIMENSIONS, "kind", "language", "city", "consent", "tags"] as const;
export type OrderText = (typeof ORDER_TEXTS)[number];

/** What a file may tell of an order's money beside its net sales. */
export type OrderAmount = "grossMinor" | "discountMinor" | "refundMinor" | "costMinor";

/** What the orders of one file tell: the same for all of them. */
export interface OrderShape {
  readonly hasMoney: boolean;
  readonly texts: readonly OrderText[];
  readonly amounts: readonly OrderAmount[];
}

/** One order of a file, before its ids are known as numbers. Money in minor units. */
export interface FileOrder extends Record<OrderAmount, number>, Record<OrderText, string | null> {
  orderId: string;
  /** Null: an order without a customer. */
  customerId: string | null;
  instantMs: number;
  day: number;
  netMinor: number;
  /** What a sum of lines has beyond `netMinor`, in millionths of a minor unit. */
  netMillionths: number;
  /** NaN: not known. */
  costMinor: number;
  /** Shop-local day of the refund. */
  refundDay: number;
  leftOut: "voided" | "cancelled" | null;
  /** Where the order begins in the file. */
  line: number;
}

/** One order line of a file. */
export interface FileLine {
  product: string | null;
  title: string | null;
  productType: string | null;
  vendor: string | null;
  variant: string | null;
  quantity: number;
  netMinor: number;
}

/** Why rows are in no order, where that is no mistake of the file. */
export type IgnoredRow = "cancellation" | "noCustomer" | "noInvoice";

/**
 * What one row of a file says.
 * - `order`: an order, which no other row may repeat.
 * - `part`: a line of an order that consists of such rows; the first of them begins the order.
 * - `continuation`: a line of an order whose own row came before; nothing of `order` but its id is meant.
 * - `ignored`: nothing, for a reason that is counted.
 */
export interface FileRow {
  role: "order" | "part" | "continuation" | "ignored";
  readonly order: FileOrder;
  /** ISO 4217 code. */
  currency: string;
  hasLine: boolean;
  readonly line: FileLine;
  ignored: IgnoredRow | null;
}

/** Reads rows of one layout, whose header has been seen. */
export interface RowReader {
  readonly layout: "orders" | "lines" | "invoiceLines" | "shopifyExport";
  /** Number of fields of each row. */
  readonly columns: number;
  readonly shape: OrderShape;
  /** True when an order whose lines add up to nothing, or less, is left out. */
  readonly leavesOutZero: boolean;
  /** The last row read. One object is reused: a file has millions of rows. */
  readonly row: FileRow;
  /** Reads a row; what is wrong with it, as a half-sentence that can stand after "line 7: ", or null. */
  readonly read: (fields: readonly string[], line: number) => string | null;
}

export function emptyRow(): FileRow {
  const texts = Object.fromEntries(ORDER_TEXTS.map((name) => [name, null])) as Record<OrderText, null>;
  return {
    role: "order",
    order: {
      orderId: "",
      customerId: null,
      instantMs: NaN,
      day: NaN,
      netMinor: 0,
      netMillionths: 0,
      grossMinor: 0,
      discountMinor: 0,
      refundMinor: 0,
      costMinor: NaN,
      refundDay: NaN,
      leftOut: null,
      line: 0,
      ...texts,
    },
    currency: "",
    hasLine: false,
    line: { product: null, title: null, productType: null, vendor: null, variant: null, quantity: 0, netMinor: 0 },
    ignored: null,
  };
}
