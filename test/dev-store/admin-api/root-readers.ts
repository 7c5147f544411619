/** The entry points: lists, counts, single records and the mutations of bulk operations. */
import { BULK_MUTATION_FIELDS, BULK_QUERY_FIELDS } from "../bulk/bulk-readers.ts";
import { connection } from "./connection.ts";
import { accessDenied, isGranted } from "./access.ts";
import { idOf, parseGid } from "./gid.ts";
import { orderReachSinceMs, reachesOrder } from "./order-reach.ts";
import type { FieldArgs, FieldReader, RequestContext, TypeReaders } from "./request-context.ts";
import type { FindOptions, Hit } from "./search-index.ts";
import type { ShopSearch } from "./shop-search.ts";
import { INSTALLATION, SHOP } from "./shop-readers.ts";

type Root = undefined;
type ListName = keyof ShopSearch;

function findOptions(list: ListName, args: FieldArgs, context: RequestContext): FindOptions {
  return {
    query: typeof args["query"] === "string" ? args["query"] : null,
    sortKey: typeof args["sortKey"] === "string" ? args["sortKey"] : "ID",
    reverse: args["reverse"] === true,
    createdSinceMs: list === "orders" ? orderReachSinceMs(context) : null,
    zone: context.data.facts.zone,
    nowMs: context.nowMs,
    lagMs: context.faults.searchLagMs,
  };
}

function search(list: ListName, args: FieldArgs, context: RequestContext): readonly Hit<unknown>[] | undefined {
  // Saved searches are made in Shopify's admin; the dev store has none.
  if (args["savedSearchId"] != null) return undefined;
  return context.search[list].find(findOptions(list, args, context));
}

const list =
  (name: ListName): FieldReader<Root> =>
  (_root, args, context) => {
    const hits = search(name, args, context);
    return (
      hits &&
      connection(hits, args, context, {
        positionOf: ({ position }) => position,
        nodeOf: ({ record }) => record,
        reversed: args["reverse"] === true,
      })
    );
  };

/** Exact up to the limit (10 000 unless the client says otherwise, null for none), then "at least". */
const count =
  (name: ListName): FieldReader<Root> =>
  (_root, args, context) => {
    const hits = search(name, args, context);
    if (!hits) return undefined;
    const limit = typeof args["limit"] === "number" ? args["limit"] : null;
    return limit !== null && hits.length > limit
      ? { count: limit, precision: "AT_LEAST" }
      : { count: hits.length, precision: "EXACT" };
  };

/** The record behind an id, or null: unknown, of a type without records, or out of the token's reach. */
function record(typeName: string, id: bigint, context: RequestContext): unknown {
  const { data } = context;
  switch (typeName) {
    case "Order": {
      const order = data.orders.get(id);
      return order && reachesOrder(order, context) ? order : null;
    }
    case "Customer":
      return data.customers.get(id) ?? null;
    case "Product":
      return data.products.get(id) ?? null;
    case "AbandonedCheckout":
      return data.checkouts.get(id) ?? null;
    case "BulkOperation":
      return context.bulkOperations.find(id);
    case "Shop":
      return id === data.facts.id ? SHOP : null;
    default:
      return undefined;
  }
}

const single =
  (typeName: string): FieldReader<Root> =>
  (_root, args, context) => {
    const id = idOf(args["id"], typeName);
    return id === null ? null : record(typeName, id, context);
  };

/** `node` returns an interface, so the scope is known only from the id. */
function node(id: unknown, context: RequestContext): unknown {
  const parsed = parseGid(id);
  const scopes = context.admin.scopesOfType(parsed.typeName);
  if (!isGranted(context.scopes, scopes)) throw accessDenied(parsed.typeName, scopes);
  return record(parsed.typeName, parsed.id, context);
}

const QUERY_ROOT: TypeReaders<Root> = {
  shop: () => SHOP,
  currentAppInstallation: () => INSTALLATION,
  orders: list("orders"),
  order: single("Order"),
  ordersCount: count("orders"),
  customers: list("customers"),
  customer: single("Customer"),
  customersCount: count("customers"),
  products: list("products"),
  product: single("Product"),
  productsCount: count("products"),
  abandonedCheckouts: list("abandonedCheckouts"),
  abandonedCheckoutsCount: count("abandonedCheckouts"),
  node: (_root, args, context) => node(args["id"], context),
  nodes: (_root, args, context) => (args["ids"] as unknown[]).map((id) => node(id, context) ?? null),
  ...BULK_QUERY_FIELDS,
};

export const ROOT_READERS = { QueryRoot: QUERY_ROOT, Mutation: BULK_MUTATION_FIELDS };
