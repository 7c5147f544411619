/**
 * Rows on their way from Shopify into the database: one row per node, as bulk files deliver them (children apart from
 * their parents, in any order). Live fetches are flattened into the same rows, so there is one way in.
 *
 * Instants are milliseconds since 1970; money is in minor units of the shop's currency. `fetchedAtMs` is the start of the
 * fetch (for a bulk file the creation of its operation): together with `updatedAtMs`, which has whole seconds, it orders
 * two states of the same record.
 */

/** One visit of a customer journey; null where Shopify recorded nothing. */
export interface VisitRow {
  occurredAtMs: number | null;
  source: string | null;
  sourceType: string | null;
  medium: string | null;
  campaign: string | null;
  referrerUrl: string | null;
  landingPage: string | null;
}

export type JourneyState = "ready" | "pending" | "none";

export interface OrderRow {
  orderId: bigint;
  name: string;
  customerId: bigint | null;
  createdAtMs: number;
  processedAtMs: number;
  updatedAtMs: number;
  cancelledAtMs: number | null;
  test: boolean;
  /** Shopify's displayFinancialStatus, as received (VOIDED matters). */
  financialStatus: string | null;
  currency: string;
  sourceName: string | null;
  appName: string | null;
  channelHandle: string | null;
  country: string | null;
  province: string | null;
  city: string | null;
  locale: string | null;
  tags: string[];
  discountCodes: string[];
  journeyState: JourneyState;
  firstVisit: VisitRow | null;
  lastVisit: VisitRow | null;
  fetchedAtMs: number;
  /** Fields whose value Shopify could not tell this time: what is stored stays. Their value here counts for a new record only. */
  unknown?: readonly (keyof OrderRow)[];
}

export interface LineRow {
  orderId: bigint;
  lineId: bigint;
  productId: bigint | null;
  variantId: bigint | null;
  title: string;
  productType: string | null;
  vendor: string | null;
  sku: string | null;
  quantity: number;
  currentQuantity: number;
  /** Before discounts. */
  grossMinor: number;
  /** `priceAfterAllDiscountsBeforeTaxesSet`: after line and order discounts, without tax. */
  netMinor: number;
  isGiftCard: boolean;
}

/** A sales agreement: when its sales happened. */
export interface AgreementRow {
  orderId: bigint;
  agreementId: bigint;
  happenedAtMs: number;
  reason: string;
}

/** One entry of the sales ledger. Net = total − tax. */
export interface SaleRow {
  agreementId: bigint;
  saleId: bigint;
  actionType: string;
  lineType: string;
  lineId: bigint | null;
  quantity: number;
  netMinor: number;
  discountMinor: number;
}

export interface CustomerRow {
  customerId: bigint;
  createdAtMs: number;
  updatedAtMs: number;
  numberOfOrders: number | null;
  /** Shopify's marketing state as received (SUBSCRIBED …), null when unknown. */
  emailConsent: string | null;
  consentUpdatedAtMs: number | null;
  optInLevel: string | null;
  locale: string | null;
  country: string | null;
  province: string | null;
  city: string | null;
  tags: string[];
  fetchedAtMs: number;
  /** As in OrderRow. */
  unknown?: readonly (keyof CustomerRow)[];
}

export interface ProductRow {
  productId: bigint;
  title: string;
  productType: string | null;
  vendor: string | null;
  createdAtMs: number;
  updatedAtMs: number;
  fetchedAtMs: number;
}

export interface CheckoutRow {
  checkoutId: bigint;
  customerId: bigint | null;
  createdAtMs: number;
  updatedAtMs: number;
  completedAtMs: number | null;
  fetchedAtMs: number;
}

/** A record that could not be read: kept with its error, counted, shown. */
export interface RejectedRow {
  kind: "order" | "line" | "agreement" | "sale" | "customer" | "product" | "checkout" | "unknown";
  recordId: string;
  reason: string;
  detail: string;
}
