/**
 * `Timelines`: the counted orders of one shop as columns, grouped by customer and sorted by time.
 *
 * Every report of this folder is a linear scan over this value. A day is a shop-local civil day, counted from
 * 1970-01-01; money is in minor units of the shop's currency, exact up to 2^53.
 */

/** Why an order is in no figure. An order has one reason: the first of this list that holds. */
export const LEFT_OUT_REASONS = ["deleted", "test", "voided", "cancelled", "zeroValue"] as const;
export type LeftOutReason = (typeof LEFT_OUT_REASONS)[number];

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

/** A dictionary-coded column: `codes[i]` indexes `values`; `values[0]` is always null (not known). */
export interface Dimension {
  readonly values: readonly (string | null)[];
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

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
  /** Orders of customer i are the indices orderStart[i] … orderStart[i + 1] − 1, earliest first. Length n + 1. */
  readonly orderStart: Uint32Array;

  /** Per order. Net is order-date net sales: gross − discounts − all returns known today. */
  readonly day: Int32Array;
  readonly netMinor: Float64Array;
  readonly grossMinor: Float64Array;
  readonly discountMinor: Float64Array;
  readonly refundMinor: Float64Array;
  readonly channel: Dimension;
  readonly country: Dimension;

  /** Returns with the day they happened, grouped by the order they belong to and sorted by (order, day). */
  readonly returns: { readonly order: Uint32Array; readonly day: Int32Array; readonly amountMinor: Float64Array };

  /** Per customer of `customerIds`: index into CONSENT_STATES. */
  readonly consent: Uint8Array;

  /** Counted orders without a customer: in the sales totals and AOV, in no customer figure. Sorted by day. */
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

/** One order on its way into `Timelines`. */
export interface TimelineOrder {
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
  readonly leftOut: LeftOutReason | null;
  readonly channel: string | null;
  readonly country: string | null;
  readonly returns: readonly { readonly day: number; readonly amountMinor: number }[];
}

/** One person on the way into `Timelines`: attributes for buyers, a row of `prospects` for the others. */
export interface TimelineCustomer {
  readonly customerId: bigint;
  readonly createdDay: number;
  readonly consent: ConsentState;
  /** Day of the last abandoned checkout, or null. */
  readonly abandonedDay: number | null;
}
