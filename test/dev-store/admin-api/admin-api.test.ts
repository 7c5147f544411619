import { readFileSync } from "node:fs";
import { Kind, parse, print, type OperationDefinitionNode } from "graphql";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { sharedFile } from "../../setup/shared.ts";
import { serveApi, type ServedApi } from "./served-api.ts";
import { addOrders, NOW_MS, SHOP_DOMAIN, smallShop, type SmallShop } from "./small-shop.ts";

const SAMPLES = sharedFile("shopify/sample-documents.graphql");

/** Operations of the samples that ask for what the dev store does not simulate, with the field it names. */
const NOT_SIMULATED: Readonly<Record<string, string>> = {
  TagCustomer: "Mutation.tagsAdd",
  UntagCustomer: "Mutation.tagsRemove",
  SegmentMake: "Mutation.segmentCreate",
  SegmentChange: "Mutation.segmentUpdate",
  SegmentDrop: "Mutation.segmentDelete",
  SegmentsList: "QueryRoot.segments",
  SegmentMembers: "QueryRoot.customerSegmentMembers",
  SegmentMembersAsync: "Mutation.customerSegmentMembersQueryCreate",
  Membership: "QueryRoot.customerSegmentMembership",
  HookMake: "Mutation.webhookSubscriptionCreate",
  HooksList: "QueryRoot.webhookSubscriptions",
  CustomerFlags: "Mutation.metafieldsSet",
  FlowFire: "Mutation.flowTriggerReceive",
  Sql: "QueryRoot.shopifyqlQuery",
};

let shop: SmallShop;
let served: ServedApi;

beforeEach(async () => {
  shop = smallShop();
  served = await serveApi(shop.data);
});
afterEach(() => served.close());

const orderGid = (): string => `gid://shopify/Order/${shop.first.id}`;

describe("documents", () => {
  const samples = SAMPLES
    ? parse(readFileSync(SAMPLES, "utf8")).definitions.filter(
        (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
      )
    : [];

  it.skipIf(samples.length === 0).each(["2026-07", "2026-10"])(
    "answers every sample in %s or says why not",
    async (version) => {
      for (const operation of samples) {
        const name = operation.name?.value ?? "";
        const text = name.endsWith("ForBulk") ? pagedForm(print(operation)) : print(operation);
        const missing = NOT_SIMULATED[name];
        const answer = await served.graphql(text, sampleVariables(), version);
        if (missing) {
          const messages = answer.errors?.map(({ message }) => message) ?? [];
          expect(messages, name).toContain(`dev store does not simulate ${missing}`);
          expect(answer.data, name).toBeUndefined();
        } else {
          expect(answer.errors, name).toBeUndefined();
          expect(answer.data, name).toBeTruthy();
        }
      }
    },
  );

  /** Bulk documents have no page sizes; as plain queries they need them. */
  const pagedForm = (text: string): string =>
    text
      .replace("orders(query:", "orders(first: 2, query:")
      .replace("customers {", "customers(first: 2) {")
      .replace("lineItems {", "lineItems(first: 5) {");

  const sampleVariables = (): Record<string, unknown> => ({
    id: orderGid(),
    query: "{ orders { edges { node { id } } } }",
    q: "created_at:>2020-01-01",
    tags: ["a"],
    name: "Lapsed",
    segmentId: "gid://shopify/Segment/1",
    customerId: "gid://shopify/Customer/1",
    segmentIds: ["gid://shopify/Segment/1"],
    input: { query: "number_of_orders > 1" },
    topic: "ORDERS_CREATE",
    sub: { uri: "https://example.com/hook" },
    metafields: [],
    handle: "fire",
    payload: {},
  });

  it("refuses a field that the schema lacks, and names one that is only not simulated", async () => {
    const unknown = await served.graphql("{ shop { nonsense } }");
    expect(unknown.errors?.[0]?.message).toContain('Cannot query field "nonsense" on type "Shop"');
    const missing = await served.graphql("{ orders(first: 1) { nodes { id note } } }");
    expect(missing.errors).toEqual([
      { message: "dev store does not simulate Order.note", extensions: { code: "NOT_SIMULATED" } },
    ]);
  });

  it("throws for a property that a plain object lacks, and keeps the rest", async () => {
    const { data, errors } = await served.graphql("{ currentAppInstallation { id app { title handle } } }");
    expect(errors?.[0]?.message).toBe("dev store does not simulate App.handle");
    expect(errors?.[0]?.path).toEqual(["currentAppInstallation", "app", "handle"]);
    expect(data.currentAppInstallation.app).toEqual({ title: "Comeback", handle: null });
  });
});

describe("an order", () => {
  it("derives all its money from the ledger", async () => {
    const { data, errors } = await served.graphql(
      `query ($id: ID!) { order(id: $id) {
        processedAt cancelledAt displayFinancialStatus subtotalLineItemsQuantity currentSubtotalLineItemsQuantity
        originalTotalPriceSet { shopMoney { amount currencyCode } }
        totalPriceSet { shopMoney { amount } } currentTotalPriceSet { shopMoney { amount } }
        subtotalPriceSet { shopMoney { amount } } totalDiscountsSet { shopMoney { amount } }
        totalShippingPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } }
        totalRefundedSet { shopMoney { amount } } netPaymentSet { shopMoney { amount } }
        refunds { id note totalRefundedSet { shopMoney { amount } }
          refundLineItems(first: 5) { nodes { quantity subtotalSet { shopMoney { amount } } lineItem { title } } } }
        lineItems(first: 5) { nodes { quantity currentQuantity
          originalTotalSet { shopMoney { amount } } discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount } }
          priceAfterAllDiscountsBeforeTaxesSet { shopMoney { amount } } } }
        agreements(first: 5) { nodes { __typename happenedAt reason sales(first: 9) { nodes {
          __typename actionType lineType quantity totalAmount { shopMoney { amount } } totalTaxAmount { shopMoney { amount } }
          ... on ProductSale { lineItem { title } } } } } }
      } }`,
      { id: orderGid() },
    );
    expect(errors).toBeUndefined();
    const { order } = data;
    const amount = (set: { shopMoney: { amount: string } }): string => set.shopMoney.amount;
    // 2 × 10.00 − 2.00 = 18.00 net, shipping 5.00, 10 % tax on both: 25.30. One bean goes back: 9.00 + 0.90.
    expect(order.originalTotalPriceSet.shopMoney).toEqual({ amount: "25.3", currencyCode: "EUR" });
    expect(amount(order.totalPriceSet)).toBe("25.3");
    expect(amount(order.currentTotalPriceSet)).toBe("15.4");
    expect(amount(order.subtotalPriceSet)).toBe("18.0");
    expect(amount(order.totalDiscountsSet)).toBe("2.0");
    expect(amount(order.totalShippingPriceSet)).toBe("5.0");
    expect(amount(order.totalTaxSet)).toBe("2.3");
    expect(amount(order.totalRefundedSet)).toBe("9.9");
    expect(amount(order.netPaymentSet)).toBe("15.4");
    expect(order.displayFinancialStatus).toBe("PARTIALLY_REFUNDED");
    expect([order.subtotalLineItemsQuantity, order.currentSubtotalLineItemsQuantity]).toEqual([2, 1]);
    const [line] = order.lineItems.nodes;
    expect([line.quantity, line.currentQuantity, amount(line.originalTotalSet)]).toEqual([2, 1, "20.0"]);
    expect(amount(line.discountedTotalSet)).toBe("18.0");
    expect(amount(line.priceAfterAllDiscountsBeforeTaxesSet)).toBe("9.0");
    expect(order.refunds[0].note).toBe("Too dark");
    expect(order.refunds[0].refundLineItems.nodes).toEqual([
      { quantity: 1, subtotalSet: { shopMoney: { amount: "9.0" } }, lineItem: { title: "Beans" } },
    ]);
    const [ordered, returned] = order.agreements.nodes;
    expect([ordered.__typename, ordered.reason, returned.__typename]).toEqual([
      "OrderAgreement",
      "ORDER",
      "RefundAgreement",
    ]);
    expect(ordered.happenedAt).toBe("2026-08-12T12:00:00Z");
    expect(ordered.sales.nodes.map(({ lineType }: { lineType: string }) => lineType)).toEqual(["PRODUCT", "SHIPPING"]);
    expect(returned.sales.nodes).toEqual([
      {
        __typename: "ProductSale",
        actionType: "RETURN",
        lineType: "PRODUCT",
        quantity: -1,
        totalAmount: { shopMoney: { amount: "-9.9" } },
        totalTaxAmount: { shopMoney: { amount: "-0.9" } },
        lineItem: { title: "Beans" },
      },
    ]);
    expect(order.cancelledAt).toBeNull();
  });

  it.each([
    { currency: "JPY", presentmentCurrency: "JPY", shopMoney: "2530.0" },
    { currency: "KWD", presentmentCurrency: "KWD", shopMoney: "2.53" },
  ])("writes the decimals of $currency", async ({ shopMoney, ...currencies }) => {
    const other = await serveApi((shop = smallShop(currencies)).data);
    const { data } = await other.graphql(
      `query ($id: ID!) { order(id: $id) { totalPriceSet { shopMoney { amount currencyCode } presentmentMoney { amount } } } }`,
      { id: orderGid() },
    );
    await other.close();
    expect(data.order.totalPriceSet.shopMoney).toEqual({ amount: shopMoney, currencyCode: currencies.currency });
    expect(data.order.totalPriceSet.presentmentMoney.amount).toBe(shopMoney);
  });

  it("has no journey before it is ready", async () => {
    const journey = `query ($id: ID!) { order(id: $id) { customerJourneySummary {
      ready customerOrderIndex daysToConversion firstVisit { source utmParameters { campaign term } } } } }`;
    const ready = await served.graphql(journey, { id: orderGid() });
    expect(ready.data.order.customerJourneySummary).toEqual({
      ready: true,
      customerOrderIndex: 1,
      daysToConversion: 3,
      firstVisit: { source: "google", utmParameters: { campaign: "autumn", term: null } },
    });
    shop.first.journey!.readyAtMs = NOW_MS + 5_000;
    const early = await served.graphql(journey, { id: orderGid() });
    expect(early.data.order.customerJourneySummary).toEqual({
      ready: false,
      customerOrderIndex: null,
      daysToConversion: null,
      firstVisit: null,
    });
    served.elapse(5_000);
    const later = await served.graphql(journey, { id: orderGid() });
    expect(later.data.order.customerJourneySummary.ready).toBe(true);
  });
});

describe("customers, products, checkouts", () => {
  it("keeps Shopify's figures on a customer", async () => {
    const { data, errors } = await served.graphql(
      `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer {
        displayName numberOfOrders amountSpent { amount } lastOrder { name }
        defaultEmailAddress { emailAddress marketingState marketingOptInLevel marketingUpdatedAt }
        orders(first: 5, sortKey: PROCESSED_AT, reverse: true) { nodes { name } } } } }`,
      { ids: [shop.customer.id, shop.subscriber.id, 1n].map((id) => `gid://shopify/Customer/${id}`) },
    );
    expect(errors).toBeUndefined();
    const [customer, subscriber, unknown] = data.nodes;
    expect(unknown).toBeNull();
    expect(customer).toMatchObject({
      displayName: "Ada Moss",
      numberOfOrders: "2",
      // 25.30 − 9.90 and the gift card of 50.00.
      amountSpent: { amount: "65.4" },
      lastOrder: { name: shop.giftCard.name },
      orders: { nodes: [{ name: shop.giftCard.name }, { name: shop.first.name }] },
    });
    expect(subscriber).toMatchObject({
      displayName: "sub@example.com",
      numberOfOrders: "0",
      lastOrder: null,
      defaultEmailAddress: { marketingState: "SUBSCRIBED", marketingUpdatedAt: "2026-11-10T12:00:00Z" },
    });
  });

  it("lists products with variants, and abandoned checkouts", async () => {
    const { data, errors } = await served.graphql(`{
      products(first: 5, query: "updated_at:>2026-01-01", sortKey: UPDATED_AT) {
        edges { cursor node { title productType variants(first: 5) { nodes { sku price } } } } }
      abandonedCheckouts(first: 5, query: "updated_at:>='2026-11-01T00:00:00Z'") {
        nodes { completedAt customer { id } totalPriceSet { shopMoney { amount } } } } }`);
    expect(errors).toBeUndefined();
    expect(data.products.edges[0].node.variants.nodes).toEqual([{ sku: "BEANS-500", price: "10.00" }]);
    expect(data.abandonedCheckouts.nodes).toEqual([
      {
        completedAt: null,
        customer: { id: `gid://shopify/Customer/${shop.subscriber.id}` },
        totalPriceSet: { shopMoney: { amount: "15.0" } },
      },
    ]);
  });
});

describe("http", () => {
  const post = (path: string, token: string, body: string): Promise<Response> =>
    fetch(`${served.origin}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Shopify-Access-Token": token },
      body,
    });
  const path = `${SHOP_DOMAIN}/admin/api/2026-07/graphql.json`;
  const query = JSON.stringify({ query: "{ shop { name } }" });

  it("refuses bad tokens, bodies, versions and shops", async () => {
    const refused = await post(path, "bad", query);
    expect(refused.status).toBe(401);
    expect(await refused.json()).toEqual({
      errors: "[API] Invalid API key or access token (unrecognized login or wrong password)",
    });
    expect((await post(path, "good", "{")).status).toBe(400);
    expect((await post(path, "good", "{}")).status).toBe(400);
    expect((await post(path.replace("2026-07", "2019-04"), "good", query)).status).toBe(404);
    expect((await post(path.replace("small", "other"), "good", query)).status).toBe(404);
    expect((await post(path, "good", query)).status).toBe(200);
  });

  it("fails as often as it is told to", async () => {
    served.faults.failNextRequests = { count: 1, status: 503, retryAfterSeconds: 2 };
    const failed = await post(path, "good", query);
    expect([failed.status, failed.headers.get("Retry-After")]).toEqual([503, "2"]);
    expect((await post(path, "good", query)).status).toBe(200);
  });
});

describe("lists", () => {
  const page = (args: string): string => `{ orders(${args}) {
    edges { cursor node { name } } nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;

  it("pages forwards and backwards over the same order", async () => {
    addOrders(shop.data, 7, [shop.customer.id]);
    const all = await served.graphql(page("first: 50, sortKey: CREATED_AT"));
    const names = all.data.orders.nodes.map(({ name }: { name: string }) => name);
    expect(names).toHaveLength(10);
    const walk = async (size: string, cursor: string, reverse: boolean): Promise<string[]> => {
      const seen: string[] = [];
      let at = "";
      for (;;) {
        const { data } = await served.graphql(page(`${size} sortKey: CREATED_AT, reverse: ${reverse} ${at}`));
        const { nodes, pageInfo } = data.orders;
        const found = nodes.map(({ name }: { name: string }) => name);
        if (cursor === "after") seen.push(...found);
        else seen.unshift(...found);
        const more = cursor === "after" ? pageInfo.hasNextPage : pageInfo.hasPreviousPage;
        if (!more) return seen;
        at = `${cursor}: "${cursor === "after" ? pageInfo.endCursor : pageInfo.startCursor}"`;
      }
    };
    expect(await walk("first: 3,", "after", false)).toEqual(names);
    expect(await walk("first: 3,", "after", true)).toEqual([...names].reverse());
    expect(await walk("last: 4,", "before", false)).toEqual(names);
  });

  it.each([
    ["sortKey: ID", "you must provide one of first or last"],
    ["first: 1, last: 1", "providing both first and last is not supported"],
    ["first: 251", "first cannot exceed 250"],
    ['first: 1, after: "nonsense"', "Invalid cursor 'nonsense'"],
    ["first: 1, sortKey: RELEVANCE", "dev store does not simulate the sort key RELEVANCE of orders"],
    ['first: 1, query: "nonsense:1"', 'dev store does not simulate the search filter "nonsense" of orders'],
    [
      'first: 1, query: "status:open OR status:closed"',
      'dev store does not simulate the search syntax "OR status:closed"',
    ],
    ['first: 1, query: "Ada Moss"', 'dev store does not simulate the search syntax "Ada Moss"'],
    ['first: 1, query: "created_at:>yesterday"', 'dev store does not simulate the time "yesterday" in searches'],
  ])("refuses %s", async (args, message) => {
    const { data, errors } = await served.graphql(page(args));
    expect(errors?.[0]?.message).toBe(message);
    expect(data).toBeNull();
  });

  it.each([
    ["", ["first", "giftCard", "guestTest"]],
    ["test:true", ["guestTest"]],
    ["test:false AND financial_status:paid", ["giftCard"]],
    ["created_at:>=2026-11-19 created_at:<2026-11-20", ["giftCard"]],
    ["processed_at:>='2026-08-12T12:00:00Z' processed_at:<'2026-08-12T12:00:01Z'", ["first"]],
    ["processed_at:<='2026-08-12T14:00:00+02:00'", ["first"]],
    ["updated_at:>2026-11-19T12:00:00Z", ["guestTest"]],
    ["status:open financial_status:partially_refunded", ["first"]],
    ["status:closed", []],
    ["tag:VIP", ["first"]],
  ])("finds %s", async (query, wanted) => {
    const { data } = await served.graphql(
      `query ($query: String) { orders(first: 9, query: $query, sortKey: CREATED_AT) { nodes { name } } }`,
      { query },
    );
    const names = wanted.map((key) => shop[key as "first" | "giftCard" | "guestTest"].name);
    expect(data.orders.nodes.map(({ name }: { name: string }) => name)).toEqual(names);
  });

  it("finds by ids, and takes a day to begin at midnight in the shop's zone", async () => {
    const byCustomer = await served.graphql(
      `{ orders(first: 9, query: "customer_id:${shop.customer.id} id:>=${shop.giftCard.id}") { nodes { name } } }`,
    );
    expect(byCustomer.data.orders.nodes).toEqual([{ name: shop.giftCard.name }]);
    // 23:30 UTC is 00:30 in Berlin: the next day.
    shop.giftCard.createdAtMs = Date.parse("2026-11-18T23:30:00Z");
    const byDay = await served.graphql(`{ orders(first: 9, query: "created_at:2026-11-19") { nodes { name } } }`);
    expect(byDay.data.orders.nodes).toEqual([{ name: shop.giftCard.name }]);
  });

  it("counts exactly up to the limit", async () => {
    addOrders(shop.data, 20, [shop.customer.id]);
    const { data } = await served.graphql(`{
      all: ordersCount(limit: null) { count precision } some: ordersCount(limit: 5) { count precision }
      tests: ordersCount(query: "test:true") { count precision } customersCount { count precision } }`);
    expect(data).toEqual({
      all: { count: 23, precision: "EXACT" },
      some: { count: 5, precision: "AT_LEAST" },
      tests: { count: 1, precision: "EXACT" },
      customersCount: { count: 2, precision: "EXACT" },
    });
  });
});
