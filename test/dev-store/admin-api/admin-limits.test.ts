import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOrder } from "../shop/order-ledger.ts";
import { mergeCustomers } from "../shop/merge-customers.ts";
import { adminSchema } from "./schema-snapshot.ts";
import { pageFactor } from "./query-cost.ts";
import { ALL_SCOPES, serveApi, type ServedApi } from "./served-api.ts";
import { NOW_MS, smallShop, type SmallShop } from "./small-shop.ts";

let shop: SmallShop;
let served: ServedApi;

beforeEach(async () => {
  shop = smallShop();
  served = await serveApi(shop.data);
});
afterEach(() => served.close());

describe("search lag", () => {
  const names = async (query = ""): Promise<string[]> => {
    const { data } = await served.graphql(
      `query ($query: String) { orders(first: 50, query: $query, sortKey: ID) { nodes { name } } }`,
      { query },
    );
    return data.orders.nodes.map(({ name }: { name: string }) => name);
  };
  const place = (): string => {
    const order = openOrder(shop.data, { customerId: null, email: null, atMs: NOW_MS, lines: [] });
    return order.name;
  };

  it("hides a new order from lists, not from a direct look", async () => {
    expect(await names()).toHaveLength(3);
    const placed = place();
    const { id } = [...shop.data.orders.values()].at(-1)!;
    expect(await names()).not.toContain(placed);
    const direct = await served.graphql(`{ order(id: "gid://shopify/Order/${id}") { name } }`);
    expect(direct.data.order).toEqual({ name: placed });
    served.elapse(1_999);
    expect(await names()).not.toContain(placed);
    served.elapse(1);
    expect(await names()).toContain(placed);
  });

  it("finds a changed order by what it was, and shows what it is", async () => {
    expect(await names("updated_at:>=2026-11-20T12:00:00Z")).toEqual([]);
    shop.first.updatedAtMs = NOW_MS;
    shop.first.tags = ["late"];
    expect(await names("updated_at:>=2026-11-20T12:00:00Z")).toEqual([]);
    expect(await names("tag:vip")).toEqual([shop.first.name]);
    const fresh = await served.graphql(`{ orders(first: 1, query: "tag:vip") { nodes { tags updatedAt } } }`);
    expect(fresh.data.orders.nodes).toEqual([{ tags: ["late"], updatedAt: "2026-11-20T12:00:00Z" }]);
    served.elapse(2_000);
    expect(await names("updated_at:>=2026-11-20T12:00:00Z")).toEqual([shop.first.name]);
    expect(await names("tag:vip")).toEqual([]);
  });

  it("drops deleted orders at once and follows merged customers", async () => {
    expect(await names()).toHaveLength(3);
    shop.data.orders.delete(shop.giftCard.id);
    expect(await names()).toEqual([shop.first.name, shop.guestTest.name]);
    const scene = { shop: shop.data, nowMs: NOW_MS, random: () => 0.5 };
    mergeCustomers(scene, { keptId: shop.subscriber.id, removedId: shop.customer.id });
    expect(await names(`customer_id:${shop.subscriber.id}`)).toEqual([shop.first.name]);
    const { data } = await served.graphql(
      `{ customer(id: "gid://shopify/Customer/${shop.subscriber.id}") { numberOfOrders } }`,
    );
    expect(data.customer.numberOfOrders).toBe("1");
  });

  it("has none when it is switched off", async () => {
    served.faults.searchLagMs = 0;
    expect(await names()).toHaveLength(3);
    expect(await names()).not.toContain("#9");
    const placed = place();
    expect(await names()).toContain(placed);
    shop.first.tags = ["now"];
    expect(await names("tag:now")).toEqual([shop.first.name]);
  });
});

describe("scopes", () => {
  it("denies a list and a nested record, each where it stands", async () => {
    served.setScopes(["read_orders", "read_all_orders"]);
    const { data, errors } = await served.graphql(
      `{ shop { name } orders(first: 1, sortKey: CREATED_AT) { nodes { name customer { id } } } }`,
    );
    expect(errors).toMatchObject([
      {
        message: "Access denied for customer field. Required access: `read_customers` access scope.",
        path: ["orders", "nodes", 0, "customer"],
        extensions: { code: "ACCESS_DENIED" },
      },
    ]);
    expect(data.orders.nodes).toEqual([{ name: shop.first.name, customer: null }]);

    served.setScopes(["read_products"]);
    for (const field of [
      "orders(first: 1) { nodes { id } }",
      "ordersCount { count }",
      `node(id: "gid://shopify/Order/1") { id }`,
    ]) {
      const denied = await served.graphql(`{ ${field} }`);
      expect(denied.errors?.[0]?.extensions?.code, field).toBe("ACCESS_DENIED");
    }
  });

  it("takes a write scope for its read scope", async () => {
    served.setScopes(["write_customers"]);
    expect((await served.graphql("{ customers(first: 1) { nodes { id } } }")).errors).toBeUndefined();
  });

  it("reaches 60 days back without read_all_orders, silently", async () => {
    served.setScopes(ALL_SCOPES.filter((scope) => scope !== "read_all_orders"));
    const id = `gid://shopify/Order/${shop.first.id}`;
    const { data, errors } = await served.graphql(
      `query ($id: ID!) { orders(first: 9) { nodes { name } } ordersCount { count } order(id: $id) { id } node(id: $id) { id }
        currentAppInstallation { accessScopes { handle } } }`,
      { id },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ ordersCount: { count: 2 }, order: null, node: null });
    expect(data.orders.nodes).not.toContainEqual({ name: shop.first.name });
    expect(data.currentAppInstallation.accessScopes).toHaveLength(3);
  });
});

describe("protected customer data", () => {
  it("knows the 81 protected fields of the schema", () => {
    const admin = adminSchema("2026-07");
    let count = 0;
    for (const type of Object.values(admin.schema.getTypeMap())) {
      const fields = "getFields" in type ? Object.keys(type.getFields()) : [];
      count += fields.filter((field) => admin.protectedKindOf(type.name, field) !== null).length;
    }
    expect(count).toBe(81);
  });

  it("answers null with an error, kind by kind", async () => {
    served.faults.deniedProtectedKinds = new Set(["name", "email"]);
    const { data, errors } = await served.graphql(
      `query ($id: ID!) { customer(id: $id) { id firstName defaultAddress { zip city }
        defaultEmailAddress { marketingState } } }`,
      { id: `gid://shopify/Customer/${shop.customer.id}` },
    );
    expect(errors).toMatchObject([{ path: ["customer", "firstName"], extensions: { code: "ACCESS_DENIED" } }]);
    expect(data.customer).toMatchObject({
      firstName: null,
      defaultAddress: { zip: "10115", city: "Berlin" },
      defaultEmailAddress: { marketingState: "SUBSCRIBED" },
    });
    served.faults.deniedProtectedKinds = new Set(["address"]);
    const address = await served.graphql(`{ customers(first: 9) { nodes { firstName defaultAddress { zip city } } } }`);
    expect(address.errors).toHaveLength(1);
    expect(address.data.customers.nodes[0]).toEqual({
      firstName: "Ada",
      defaultAddress: { zip: null, city: "Berlin" },
    });
  });

  it("nulls the parent of a field that must not be null", async () => {
    served.faults.deniedProtectedKinds = new Set(["email"]);
    const { data } = await served.graphql(
      `query ($id: ID!) { customer(id: $id) { id defaultEmailAddress { emailAddress marketingState } } }`,
      { id: `gid://shopify/Customer/${shop.customer.id}` },
    );
    expect(data.customer.defaultEmailAddress).toBeNull();
    expect(data.customer.id).toBeTruthy();
  });
});

describe("cost and throttle", () => {
  it("grows with the page as recorded", () => {
    expect([1, 2, 5, 10, 20, 50, 100, 250].map(pageFactor)).toEqual([1, 2, 3, 4, 5, 7, 9, 11]);
  });

  it.each([
    ["{ shop { name } }", 1],
    ["{ ordersCount { count } }", 10],
    ["{ orders(first: 10) { nodes { id } } }", 6],
    ["{ orders(first: 10) { edges { cursor node { id } } pageInfo { hasNextPage } } }", 6],
    ["{ orders(first: 10) { nodes { id totalPriceSet { shopMoney { amount } } customer { id } } } }", 10],
    ["{ orders(first: 10) { nodes { lineItems(first: 5) { nodes { product { id } } } } } }", 2 + 4 * (1 + 2 + 3 * 2)],
    [
      `{ nodes(ids: ["gid://shopify/Order/1", "gid://shopify/Order/2"]) { ... on Order { id customer { id } } ... on Customer { id } } }`,
      4,
    ],
    ['mutation { bulkOperationCancel(id: "gid://shopify/BulkOperation/1") { userErrors { message } } }', 10],
  ])("asks for %s", async (query, cost) => {
    const { extensions } = await served.graphql(query);
    expect(extensions.cost.requestedQueryCost).toBe(cost);
    expect(extensions.cost.actualQueryCost).toBeLessThanOrEqual(cost);
  });

  it("charges what was really answered, and restores by the second", async () => {
    const query = "{ orders(first: 250) { nodes { customer { id } } } }";
    const { extensions } = await served.graphql(query);
    expect(extensions.cost).toMatchObject({
      requestedQueryCost: 24,
      throttleStatus: { maximumAvailable: 2_000, restoreRate: 100 },
    });
    // Three orders, two of them with a customer: 2 + f(3) × 5/3.
    expect(extensions.cost.actualQueryCost).toBe(5);
    expect(extensions.cost.throttleStatus.currentlyAvailable).toBe(1_995);
  });

  it("throttles with HTTP 200 and no data until the bucket has refilled", async () => {
    served.faults.throttleFactor = 0.01;
    const query = "{ orders(first: 50) { nodes { id customer { id } } } }";
    expect((await served.graphql(query)).errors).toBeUndefined();
    const throttled = await served.graphql(query);
    expect(throttled.status).toBe(200);
    expect(throttled.data).toBeUndefined();
    expect(throttled.errors).toMatchObject([{ message: "Throttled", extensions: { code: "THROTTLED" } }]);
    expect(throttled.extensions.cost).toMatchObject({
      requestedQueryCost: 16,
      actualQueryCost: null,
      throttleStatus: { maximumAvailable: 20, restoreRate: 1 },
    });
    served.elapse(2_000);
    expect((await served.graphql(query)).errors).toBeUndefined();
  });

  it("throttles on demand", async () => {
    served.faults.throttleNextRequests = 1;
    expect((await served.graphql("{ shop { name } }")).errors?.[0]?.extensions?.code).toBe("THROTTLED");
    expect((await served.graphql("{ shop { name } }")).errors).toBeUndefined();
  });

  it("refuses what costs more than 1 000", async () => {
    const { errors, data } = await served.graphql(
      `{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { product { id variants(first: 50) { nodes { id } } } } } } } }`,
    );
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: "MAX_COST_EXCEEDED", maxCost: 1_000 } }]);
    expect(errors?.[0]?.message).toMatch(
      /^Query cost is \d+, which exceeds the single query max cost limit \(1000\)\./,
    );
  });
});
