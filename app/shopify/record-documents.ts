import { z } from "zod";
import type { AdminDocument } from "./admin-client.server.ts";
import { MAX_PAGE_SIZE } from "./admin-api.ts";
import type { AdminNode } from "./order-documents.ts";

/** Customers, products, abandoned checkouts and the shop itself. Bulk and live queries select the same fields. */

/** Consent and address are selections of their own: a denied field nulls its parent, and only that one. */
const CUSTOMER_FIELDS = `
  id createdAt updatedAt numberOfOrders locale tags
  defaultEmailAddress { marketingState marketingUpdatedAt marketingOptInLevel }
  defaultAddress { countryCodeV2 provinceCode city }`;

const PRODUCT_FIELDS = `id title productType vendor createdAt updatedAt`;

/** All customers, those who never ordered included. */
export const bulkCustomersQuery = `{
  customers { edges { node { ${CUSTOMER_FIELDS} } } }
}`;

/** All products. */
export const bulkProductsQuery = `{
  products { edges { node { ${PRODUCT_FIELDS} } } }
}`;

const node = z.record(z.string(), z.unknown());
const nodes = z.object({ nodes: z.array(node.nullable()) });
type Nodes = { nodes: (AdminNode | null)[] };

/** Customers by id (at most 250); null for one that is gone. */
export const customersByIdDocument: AdminDocument<{ ids: string[] }, Nodes> = {
  name: "CustomersById",
  text: `query CustomersById($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { ${CUSTOMER_FIELDS} } } }`,
  data: nodes,
};

/** Products by id (at most 250); null for one that is gone. */
export const productsByIdDocument: AdminDocument<{ ids: string[] }, Nodes> = {
  name: "ProductsById",
  text: `query ProductsById($ids: [ID!]!) { nodes(ids: $ids) { ... on Product { ${PRODUCT_FIELDS} } } }`,
  data: nodes,
};

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** A page of abandoned checkouts changed since an instant; they come by ordinary paging, not in bulk. */
export const checkoutsDocument: AdminDocument<
  { search: string | null; after: string | null },
  { abandonedCheckouts: { nodes: AdminNode[]; pageInfo: z.infer<typeof pageInfo> } }
> = {
  name: "AbandonedCheckouts",
  text: `query AbandonedCheckouts($search: String, $after: String) {
  abandonedCheckouts(first: ${MAX_PAGE_SIZE}, after: $after, query: $search, sortKey: ID) {
    nodes { id createdAt updatedAt completedAt customer { id } }
    pageInfo { hasNextPage endCursor }
  }
}`,
  data: z.object({ abandonedCheckouts: z.object({ nodes: z.array(node), pageInfo }) }),
};

const shopFacts = z.object({
  shop: z.object({
    id: z.string(),
    name: z.string(),
    ianaTimezone: z.string().min(1),
    currencyCode: z.string().regex(/^[A-Z]{3}$/),
    plan: z.object({ publicDisplayName: z.string() }),
  }),
});

/** What the app must know of a shop before the first order: its zone and its currency. */
export const shopFactsDocument: AdminDocument<Record<string, never>, z.infer<typeof shopFacts>> = {
  name: "ShopFacts",
  text: `query ShopFacts {
  shop { id name ianaTimezone currencyCode plan { publicDisplayName } }
}`,
  data: shopFacts,
};

const emailNode = z.object({
  id: z.string(),
  firstName: z.string().nullable(),
  defaultEmailAddress: z
    .object({
      emailAddress: z.string().nullable(),
      marketingState: z.string().nullable(),
      marketingUpdatedAt: z.string().nullable(),
      marketingOptInLevel: z.string().nullable(),
    })
    .nullable(),
});

/** Addresses with the consent that holds now, read when a list is sent and never stored. */
export const customerEmailsDocument: AdminDocument<{ ids: string[] }, { nodes: (z.infer<typeof emailNode> | null)[] }> =
  {
    name: "CustomerEmails",
    text: `query CustomerEmails($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Customer {
    id firstName
    defaultEmailAddress { emailAddress marketingState marketingUpdatedAt marketingOptInLevel }
  } }
}`,
    data: z.object({ nodes: z.array(emailNode.nullable()) }),
  };
