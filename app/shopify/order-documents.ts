import { z } from "zod";
import type { AdminDocument } from "./admin-client.server.ts";
import { MAX_PAGE_SIZE } from "./admin-api.ts";

/**
 * Orders: in bulk with lines and sales ledger, and by id for live changes. Both select the same fields, so that one mapping
 * reads both. Names, e-mail addresses and streets are not asked for: nothing stored needs them.
 */
const ORDER_FIELDS = `
  id name createdAt processedAt updatedAt cancelledAt test
  displayFinancialStatus currencyCode sourceName customerLocale tags discountCodes
  app { name }
  attribution { handle }
  customer { id }
  shippingAddress { countryCodeV2 provinceCode city }
  customerJourneySummary {
    ready
    firstVisit { occurredAt source sourceType referrerUrl landingPage utmParameters { source medium campaign } }
    lastVisit { occurredAt source sourceType referrerUrl landingPage utmParameters { source medium campaign } }
  }`;

const LINE_FIELDS = `
  id title quantity currentQuantity sku vendor isGiftCard
  product { id productType }
  variant { id }
  originalTotalSet { shopMoney { amount } }
  priceAfterAllDiscountsBeforeTaxesSet { shopMoney { amount } }`;

const AGREEMENT_FIELDS = `id happenedAt reason`;

const SALE_FIELDS = `
  id actionType lineType quantity
  totalAmount { shopMoney { amount } }
  totalTaxAmount { shopMoney { amount } }
  totalDiscountAmountBeforeTaxes { shopMoney { amount } }
  ... on ProductSale { lineItem { id } }`;

/**
 * All orders with their lines and the sales ledger: four connections, two nested levels, as bulk operations allow. `search`
 * narrows them, for example `processed_at:>='2026-01-01'`; without it every order is meant.
 */
export function bulkOrdersQuery(search?: string): string {
  const where = search ? `query: ${JSON.stringify(search)}, ` : "";
  return `{
  orders(${where}sortKey: PROCESSED_AT) { edges { node { ${ORDER_FIELDS}
    lineItems { edges { node { ${LINE_FIELDS} } } }
    agreements { edges { node { ${AGREEMENT_FIELDS}
      sales { edges { node { ${SALE_FIELDS} } } }
    } } }
  } } }
}`;
}

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
const node = z.record(z.string(), z.unknown());
const connection = z.object({ nodes: z.array(node), pageInfo });
const agreement = z.looseObject({ id: z.string(), sales: connection });

/** A node as Shopify sent it; `map-nodes` in sync reads its fields. */
export type AdminNode = z.infer<typeof node>;

/** Orders asked for together: five such orders cost about 600 of the 1 000 points one query may cost. */
export const ORDERS_PER_QUERY = 5;

const orderWithChildren = z.looseObject({
  id: z.string(),
  lineItems: connection,
  agreements: z.object({ nodes: z.array(agreement), pageInfo }),
});
export type OrderWithChildren = z.infer<typeof orderWithChildren>;

/** Up to `ORDERS_PER_QUERY` orders by id, with the first lines and ledger entries. An order that is gone is null. */
export const ordersByIdDocument: AdminDocument<{ ids: string[] }, { nodes: (OrderWithChildren | null)[] }> = {
  name: "OrdersById",
  text: `query OrdersById($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Order { ${ORDER_FIELDS}
    lineItems(first: 50) { nodes { ${LINE_FIELDS} } pageInfo { hasNextPage endCursor } }
    agreements(first: 10) { nodes { ${AGREEMENT_FIELDS}
      sales(first: 50) { nodes { ${SALE_FIELDS} } pageInfo { hasNextPage endCursor } }
    } pageInfo { hasNextPage endCursor } }
  } }
}`,
  data: z.object({ nodes: z.array(orderWithChildren.nullable()) }),
};

/** A page of one order's lines, for orders with more lines than `ordersByIdDocument` brings. */
export const orderLinesDocument: AdminDocument<
  { id: string; after: string | null },
  { order: { lineItems: z.infer<typeof connection> } | null }
> = {
  name: "OrderLines",
  text: `query OrderLines($id: ID!, $after: String) {
  order(id: $id) {
    lineItems(first: ${MAX_PAGE_SIZE}, after: $after) { nodes { ${LINE_FIELDS} } pageInfo { hasNextPage endCursor } }
  }
}`,
  data: z.object({ order: z.object({ lineItems: connection }).nullable() }),
};

/** One agreement of an order with a page of its sales: an agreement cannot be asked for by its id. */
export const orderLedgerDocument: AdminDocument<
  { id: string; afterAgreement: string | null; afterSale: string | null },
  { order: { agreements: { nodes: z.infer<typeof agreement>[]; pageInfo: z.infer<typeof pageInfo> } } | null }
> = {
  name: "OrderLedger",
  text: `query OrderLedger($id: ID!, $afterAgreement: String, $afterSale: String) {
  order(id: $id) {
    agreements(first: 1, after: $afterAgreement) { nodes { ${AGREEMENT_FIELDS}
      sales(first: ${MAX_PAGE_SIZE}, after: $afterSale) { nodes { ${SALE_FIELDS} } pageInfo { hasNextPage endCursor } }
    } pageInfo { hasNextPage endCursor } }
  }
}`,
  data: z.object({
    order: z.object({ agreements: z.object({ nodes: z.array(agreement), pageInfo }) }).nullable(),
  }),
};

/** Number of orders for the progress display. `precision` is `AT_LEAST` when there are more than Shopify counts. */
export const ordersCountDocument: AdminDocument<
  { search: string | null },
  { ordersCount: { count: number; precision: string } | null }
> = {
  name: "OrdersCount",
  text: `query OrdersCount($search: String) { ordersCount(query: $search, limit: null) { count precision } }`,
  data: z.object({ ordersCount: z.object({ count: z.number(), precision: z.string() }).nullable() }),
};
