import type { OrderKind } from "../analytics/timelines.ts";

/** What is stored of an order that says what sort of order it is. */
export interface OrderKindFacts {
  /** The stored channel: see channel.ts. */
  readonly channel: string | null;
  /** Shopify's handle of the sales channel, or the order's source. */
  readonly salesChannel: string | null;
  /** The order's tags; at least those that match `KIND_TAG_PATTERN`. */
  readonly tags: readonly string[];
  /** Nothing is left to pay for goods and nothing was given back. */
  readonly isFree: boolean;
  /** The order has lines and all are gift cards. */
  readonly giftCardsOnly: boolean;
}

/** Handles and sources of Shopify's connectors to marketplaces, such as `amazon-us` or `ebay`. */
const MARKETPLACE = /^(amazon|ebay|etsy|walmart|target[-_ ]plus)([-_ ]|$)/i;

/**
 * Tags that merchants and returns apps put on a whole order, compared without case. Only tags that mean one thing are here: `staff`
 * alone, say, may be an order that staff typed in.
 */
const KIND_OF_TAG: ReadonlyMap<string, OrderKind> = new Map([
  ["exchange", "exchange"],
  ["exchange order", "exchange"],
  ["replacement", "replacement"],
  ["replacement order", "replacement"],
  ["b2b", "business"],
  ["wholesale", "business"],
  ["staff order", "staff"],
  ["staff purchase", "staff"],
  ["employee order", "staff"],
  ["employee purchase", "staff"],
]);

/** Matches every text (in lower case) that holds a tag `orderKind` knows: PostgreSQL sorts out the orders without one. */
export const KIND_TAG_PATTERN = "exchange|replacement|b2b|wholesale|staff|employee";

/**
 * What sort of order it is, as far as the stored columns can tell; the first rule that holds. What cannot be told is `standard`: a
 * repeat order that is taken for something else would be missing from the rates.
 *
 * 1. `subscription`: its channel says that a subscription contract made it, so nobody decided to buy again.
 * 2. `marketplace`: its sales channel is a marketplace's. The buyer is that marketplace's customer.
 * 3. `exchange`: tagged so by the shop or its returns app; the goods replace others that were paid for.
 * 4. `replacement`: tagged so and free. With a price it may be somebody who buys a replacement part.
 * 5. `giftCard`: every line is a gift card; money changed its form, no goods were sold.
 * 6. `business`, `staff`: tagged so. Companies are not stored, so an untagged one is not recognised.
 */
export function orderKind(order: OrderKindFacts): OrderKind {
  if (order.channel === "subscription") return "subscription";
  if (order.salesChannel !== null && MARKETPLACE.test(order.salesChannel)) return "marketplace";
  const tagged = (kind: OrderKind): boolean =>
    order.tags.some((tag) => KIND_OF_TAG.get(tag.trim().toLowerCase()) === kind);
  if (order.tags.length > 0) {
    if (tagged("exchange")) return "exchange";
    if (order.isFree && tagged("replacement")) return "replacement";
  }
  if (order.giftCardsOnly) return "giftCard";
  if (order.tags.length > 0) {
    if (tagged("business")) return "business";
    if (tagged("staff")) return "staff";
  }
  return "standard";
}
