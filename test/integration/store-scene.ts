import type { AgreementRow, CustomerRow, LineRow, OrderRow, SaleRow } from "../../app/store/rows.ts";
import { installShop } from "../../app/store/shops.server.ts";

/** The present of the store's tests. */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);

let installed = 0;

/** Installs a shop, in Stockholm unless named otherwise. */
export async function newShop(facts: { zone?: string; domain?: string } = {}): Promise<bigint> {
  const domain = facts.domain ?? `shop-${++installed}.myshopify.com`;
  const { shopId } = await installShop(
    domain,
    {
      gid: `gid://shopify/Shop/${installed}`,
      name: domain,
      zone: facts.zone ?? "Europe/Stockholm",
      currency: "SEK",
      currencyDigits: 2,
      plan: "basic",
      scopes: ["read_orders", "read_all_orders"],
    },
    NOW_MS,
    () => Promise.resolve(),
  );
  return shopId;
}

export function orderRow(orderId: bigint, changes: Partial<OrderRow> = {}): OrderRow {
  const atMs = changes.processedAtMs ?? Date.UTC(2026, 8, 1, 12);
  return {
    orderId,
    name: `#${orderId}`,
    customerId: 500n,
    createdAtMs: atMs,
    processedAtMs: atMs,
    updatedAtMs: atMs,
    cancelledAtMs: null,
    test: false,
    financialStatus: "PAID",
    currency: "SEK",
    sourceName: "web",
    appName: null,
    channelHandle: null,
    country: "SE",
    province: null,
    city: "Malmö",
    locale: "sv",
    tags: [],
    discountCodes: [],
    journeyState: "none",
    firstVisit: null,
    lastVisit: null,
    fetchedAtMs: NOW_MS,
    ...changes,
  };
}

export function lineRow(orderId: bigint, lineId: bigint, changes: Partial<LineRow> = {}): LineRow {
  return {
    orderId,
    lineId,
    productId: 1n,
    variantId: 2n,
    title: "Coffee",
    productType: null,
    vendor: null,
    sku: null,
    quantity: 2,
    currentQuantity: 2,
    grossMinor: 10_000,
    netMinor: 9_000,
    isGiftCard: false,
    ...changes,
  };
}

export function agreementRow(orderId: bigint, agreementId: bigint, changes: Partial<AgreementRow> = {}): AgreementRow {
  return { orderId, agreementId, happenedAtMs: Date.UTC(2026, 8, 1, 12), reason: "ORDER", ...changes };
}

export function saleRow(agreementId: bigint, saleId: bigint, changes: Partial<SaleRow> = {}): SaleRow {
  return {
    agreementId,
    saleId,
    actionType: "ORDER",
    lineType: "PRODUCT",
    lineId: null,
    quantity: 1,
    netMinor: 9_000,
    discountMinor: 1_000,
    ...changes,
  };
}

export function customerRow(customerId: bigint, changes: Partial<CustomerRow> = {}): CustomerRow {
  const atMs = Date.UTC(2026, 7, 1);
  return {
    customerId,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    numberOfOrders: 1,
    emailConsent: "SUBSCRIBED",
    consentUpdatedAtMs: atMs,
    optInLevel: "SINGLE_OPT_IN",
    locale: "sv",
    country: "SE",
    province: null,
    city: null,
    tags: [],
    fetchedAtMs: NOW_MS,
    ...changes,
  };
}
