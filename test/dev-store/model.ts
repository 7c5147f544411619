/**
 * The dev store's data: what a Shopify shop knows, as plain objects in memory.
 *
 * Ids are the numeric part of Shopify's gids, money is in minor units of the shop's currency, instants are milliseconds
 * since 1970 with whole seconds. An order's money lives in its sales ledger (`agreements`) alone; every other money field
 * of the Admin API is derived from it.
 */

export type PlanName = "standard" | "advanced" | "plus";

export type MarketingState = "SUBSCRIBED" | "PENDING" | "NOT_SUBSCRIBED" | "UNSUBSCRIBED" | "INVALID" | "REDACTED";

export interface ShopFacts {
  id: bigint;
  name: string;
  /** something.myshopify.com */
  domain: string;
  email: string;
  zone: string;
  currency: string;
  currencyDigits: number;
  plan: PlanName;
  createdAtMs: number;
  taxesIncluded: boolean;
}

export interface Product {
  id: bigint;
  title: string;
  handle: string;
  productType: string;
  vendor: string;
  tags: string[];
  createdAtMs: number;
  updatedAtMs: number;
  variants: Variant[];
}

export interface Variant {
  id: bigint;
  title: string;
  sku: string;
  priceMinor: number;
}

export interface Address {
  countryCode: string;
  country: string;
  provinceCode: string | null;
  province: string | null;
  city: string;
  zip: string;
  address1: string;
}

export interface Customer {
  id: bigint;
  firstName: string;
  lastName: string;
  email: string | null;
  phone: string | null;
  locale: string;
  tags: string[];
  createdAtMs: number;
  updatedAtMs: number;
  emailConsent: MarketingState;
  emailConsentUpdatedAtMs: number | null;
  optInLevel: "SINGLE_OPT_IN" | "CONFIRMED_OPT_IN" | "UNKNOWN";
  address: Address | null;
  dataSaleOptOut: boolean;
}

export interface Visit {
  id: bigint;
  occurredAtMs: number;
  source: string;
  /** Shopify's MarketingTactic (SEO, AD, NEWSLETTER …) or null. */
  sourceType: string | null;
  referrerUrl: string | null;
  landingPage: string | null;
  utm: { source: string; medium: string; campaign: string | null; content: string | null; term: string | null } | null;
}

export interface Journey {
  /** The journey answers `ready: false` and no visits before this instant. */
  readyAtMs: number;
  firstVisit: Visit | null;
  lastVisit: Visit | null;
}

export interface LineItem {
  id: bigint;
  title: string;
  quantity: number;
  currentQuantity: number;
  sku: string | null;
  vendor: string | null;
  isGiftCard: boolean;
  productId: bigint | null;
  variantId: bigint | null;
  /** Unit price before discounts, tax included when the shop's prices include taxes. */
  unitPriceMinor: number;
}

type SaleAction = "ORDER" | "RETURN" | "UPDATE" | "UNKNOWN";
export type SaleLine = "PRODUCT" | "ADJUSTMENT" | "GIFT_CARD" | "TIP" | "SHIPPING" | "DUTY" | "FEE" | "ADDITIONAL_FEE";

/**
 * One ledger entry. `total` is after discounts and contains `tax`; a return has negative quantity, total, tax and discount, so
 * that the sums over the ledger are what is left of the order.
 */
export interface Sale {
  id: bigint;
  actionType: SaleAction;
  lineType: SaleLine;
  lineItemId: bigint | null;
  quantity: number;
  totalMinor: number;
  taxMinor: number;
  discountBeforeTaxesMinor: number;
}

export interface Agreement {
  id: bigint;
  kind: "ORDER" | "ORDER_EDIT" | "REFUND" | "RETURN";
  reason: "ORDER" | "ORDER_EDIT" | "REFUND" | "RETURN" | "UNKNOWN";
  happenedAtMs: number;
  sales: Sale[];
  refundId: bigint | null;
}

export interface Refund {
  id: bigint;
  createdAtMs: number;
  note: string | null;
  /** Money given back, tax and shipping included; 0 for the cancellation of an unpaid order. */
  totalMinor: number;
}

export interface Order {
  id: bigint;
  number: number;
  name: string;
  customerId: bigint | null;
  email: string | null;
  createdAtMs: number;
  processedAtMs: number;
  updatedAtMs: number;
  cancelledAtMs: number | null;
  cancelReason: string | null;
  closedAtMs: number | null;
  test: boolean;
  edited: boolean;
  financialStatus: "PAID" | "PENDING" | "AUTHORIZED" | "PARTIALLY_REFUNDED" | "REFUNDED" | "VOIDED" | "PARTIALLY_PAID";
  /** Presentment currency when it differs from the shop's. */
  presentmentCurrency: string;
  sourceName: "web" | "pos" | "shopify_draft_order" | "subscription_contract" | string;
  appName: string;
  channelHandle: string;
  tags: string[];
  discountCodes: string[];
  locale: string | null;
  shippingAddress: Address | null;
  journey: Journey | null;
  lines: LineItem[];
  agreements: Agreement[];
  refunds: Refund[];
}

export interface AbandonedCheckout {
  id: bigint;
  name: string;
  customerId: bigint | null;
  createdAtMs: number;
  updatedAtMs: number;
  completedAtMs: number | null;
  totalMinor: number;
}

/** Everything of one shop. Maps are keyed by numeric id. */
export interface ShopData {
  facts: ShopFacts;
  products: Map<bigint, Product>;
  customers: Map<bigint, Customer>;
  orders: Map<bigint, Order>;
  checkouts: Map<bigint, AbandonedCheckout>;
  /** The next free numeric id: ids are unique over all kinds. */
  nextId: bigint;
  nextOrderNumber: number;
}

/** Something that happened in the shop after it was opened; the webhook sender listens. `payload` follows Shopify's examples. */
export interface ShopEvent {
  /** Topic as in shopify.app.toml, for example `orders/create`. */
  topic: string;
  happenedAtMs: number;
  payload: Record<string, unknown>;
}
