/**
 * `Timelines`: the counted orders of one shop as columns, grouped by customer and sorted by time.
 *
 * Every report of this folder is a linear scan over this value. A day is a shop-local civil day, counted from
 * 1970-01-01; money is in minor units of the shop's currency, exact up to 2^53. Columns lie in shared memory.
 */

import type { CodeColumn } from "./columns.ts";
import type { Dimension } from "./dimension.ts";

/** Why an order is in no figure. An order has one reason: the first of this list that holds. */
export const LEFT_OUT_REASONS = ["deleted", "test", "voided", "cancelled", "zeroValue"] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

/** What sort of order it is; the index is the code stored in `kind` columns. Only some sorts make a repeat customer. */
export const ORDER_KINDS = [
  "standard",
  "exchange",
  "replacement",
  "giftCard",
  "subscription",
  "business",
  "staff",
  "marketplace",
] as const;
export type OrderKind = (typeof ORDER_KINDS)[number];

/**
 * What is known of an order beside its money, one dictionary column each. The journey's first visit gives `channel`,
 * `sourceMedium` ("google / cpc"), `campaign`, `referrer` and `landingPage`; its last visit `lastChannel`.
 */
export const ORDER_DIMENSIONS = [
  "channel",
  "lastChannel",
  "sourceMedium",
  "campaign",
  "referrer",
  "landingPage",
  "country",
  "region",
  "discountCode",
  "salesChannel",
] as const;
export type OrderDimension = (typeof ORDER_DIMENSIONS)[number];

/** What is known of a person, one dictionary column each. */
export const CUSTOMER_DIMENSIONS = ["language", "country", "city"] as const;
export type CustomerDimension = (typeof CUSTOMER_DIMENSIONS)[number];

/** Shopify's e-mail marketing states; the index is the code stored in `consent` columns. Only `subscribed` may be mailed. */
export const CONSENT_STATES = [
  "unknown",
  "subscribed",
  "pending",
  "notSubscribed",
  "unsubscribed",
  "invalid",
  "redacted",
] as const;
export type ConsentState = (typeof CONSENT_STATES)[number];

export interface Timelines {
  /** IANA zone whose civil days the columns hold. */
  readonly zone: string;
  /** ISO 4217 code and number of decimals of the shop's currency. */
  readonly currency: string;
  readonly currencyDigits: number;
  /** False when the source has no amounts; money reports are then unavailable. */
  readonly hasMoney: boolean;

  /** Customers with at least one counted order, ascending. n of them. */
  readonly customerIds: BigInt64Array;
  /**
   * Orders of customer i are the indices orderStart[i] … orderStart[i + 1] − 1, earliest first. Length n + 1. A view of some of a
   * shop's customers keeps the order columns whole, so its own orders are orderStart[0] … orderStart[n] − 1 and no others.
   */
  readonly orderStart: Uint32Array;

  /** Per order. Net is order-date net sales: gross − discounts − all returns known today. */
  readonly day: Int32Array;
  readonly netMinor: Float64Array;
  readonly grossMinor: Float64Array;
  readonly discountMinor: Float64Array;
  readonly refundMinor: Float64Array;
  /** What the order's goods cost the shop, NaN where not known; null when the source knows no costs. */
  readonly costMinor: Float64Array | null;
  /** Index into ORDER_KINDS. */
  readonly kind: Uint8Array;
  readonly dimensions: Readonly<Record<OrderDimension, Dimension>>;

  /**
   * Returns with the day they happened, grouped by the order they belong to and sorted by (order, day). Guest order g is counted
   * as order (length of the order columns) + g.
   */
  readonly returns: { readonly order: Uint32Array; readonly day: Int32Array; readonly amountMinor: Float64Array };

  /** What was bought; null when the source has no lines. */
  readonly lines: OrderLines | null;

  /** Per customer of `customerIds`: index into CONSENT_STATES. */
  readonly consent: Uint8Array;
  /** Per customer: day the shop's record of the person began (day of the first order when not known). */
  readonly createdDay: Int32Array;
  /** Per customer: day of the last abandoned checkout, −1 for none. */
  readonly abandonedDay: Int32Array;
  /** Per customer, as they are today. */
  readonly customerDimensions: Readonly<Record<CustomerDimension, Dimension>>;
  /** Per customer, as they are today: tags of customer i are `values[codes[t]]` for t in start[i] … start[i + 1] − 1, ascending. */
  readonly tags: { readonly values: readonly string[]; readonly start: Uint32Array; readonly codes: CodeColumn };

  /** Counted orders without a customer: in the sales totals and AOV, in no customer figure. Sorted by day, net sales, order id. */
  readonly guests: { readonly day: Int32Array; readonly netMinor: Float64Array };

  /** Orders in no figure; `reason[i]` indexes LEFT_OUT_REASONS. Sorted by day. */
  readonly leftOut: { readonly day: Int32Array; readonly reason: Uint8Array };

  /** People the shop knows who have no counted order. Day −1: never abandoned a checkout. */
  readonly prospects: {
    readonly customerIds: BigInt64Array;
    readonly createdDay: Int32Array;
    readonly consent: Uint8Array;
    readonly abandonedDay: Int32Array;
  };
}

/** The second level of arrays: the lines of each order, then of each guest order. */
export interface OrderLines {
  /**
   * Lines of order o are start[o] … start[o + 1] − 1, sorted by product, variant, quantity, net. Guest order g follows all
   * others: its lines are those of o = (length of the order columns) + g.
   */
  readonly start: Uint32Array;
  /** Index into `products`; 0 for a line without a product. */
  readonly product: CodeColumn;
  /** Index into `variants`; 0 for a line without a variant. */
  readonly variant: CodeColumn;
  /** Pieces. */
  readonly quantity: CodeColumn;
  /** Net sales of the line as the source tells them, without tax. */
  readonly netMinor: Float64Array;
  readonly products: ProductCatalogue;
  /** The source's keys of variants; index 0 is null. */
  readonly variants: readonly (string | null)[];
}

/** Products by the index that lines hold; index 0 is "no product". Names are as they are today. */
export interface ProductCatalogue {
  /** The source's key: Shopify's product id, or the code in a file. Ascending by code point. */
  readonly keys: readonly (string | null)[];
  readonly titles: readonly (string | null)[];
  /** Product type and vendor of each product. */
  readonly type: Dimension;
  readonly vendor: Dimension;
}

/** One order on its way into `Timelines`. Order ids are unique within a shop. */
export interface TimelineOrder extends Readonly<Partial<Record<OrderDimension, string | null>>> {
  readonly orderId: bigint;
  readonly customerId: bigint | null;
  /** Instant of `processedAt`, milliseconds since 1970: decides the order of orders within a customer. */
  readonly processedAtMs: number;
  /** Shop-local civil day of that instant. */
  readonly day: number;
  readonly netMinor: number;
  readonly grossMinor: number;
  readonly discountMinor: number;
  readonly refundMinor: number;
  /** Null or absent: not known. */
  readonly costMinor?: number | null;
  /** Absent: standard. */
  readonly kind?: OrderKind;
  readonly leftOut: LeftOutReason | null;
  readonly returns: readonly { readonly day: number; readonly amountMinor: number }[];
}

/** One line of an order on the way into `Timelines`. */
export interface TimelineLine {
  readonly orderId: bigint;
  readonly product: string | null;
  readonly variant: string | null;
  readonly quantity: number;
  readonly netMinor: number;
}

/** What is known of a product whose key lines hold. */
export interface TimelineProduct {
  readonly product: string;
  readonly title: string | null;
  readonly type: string | null;
  readonly vendor: string | null;
}

/** One person on the way into `Timelines`: attributes for buyers, a row of `prospects` for the others. */
export interface TimelineCustomer extends Readonly<Partial<Record<CustomerDimension, string | null>>> {
  readonly customerId: bigint;
  readonly createdDay: number;
  readonly consent: ConsentState;
  /** Day of the last abandoned checkout, or null. */
  readonly abandonedDay: number | null;
  readonly tags?: readonly string[];
}

/** What is true of the shop as a whole. */
export interface TimelinesShape {
  readonly zone: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly hasMoney: boolean;
}
