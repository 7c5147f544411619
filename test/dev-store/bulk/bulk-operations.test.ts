import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "graphql";
import { checkBulkQuery } from "./bulk-query.ts";
import { adminSchema } from "../admin-api/schema-snapshot.ts";
import { ALL_SCOPES, serveApi, type ServedApi } from "../admin-api/served-api.ts";
import { addOrders, smallShop, type SmallShop } from "../admin-api/small-shop.ts";

const LEDGER_QUERY = `{
  orders(sortKey: PROCESSED_AT) { edges { node {
    id name customer { id } totalPriceSet { shopMoney { amount } }
    refunds { id totalRefundedSet { shopMoney { amount } } }
    lineItems { edges { node { id title priceAfterAllDiscountsBeforeTaxesSet { shopMoney { amount } } } } }
    agreements { edges { node { id happenedAt sales { edges { node {
      id __typename quantity totalAmount { shopMoney { amount } } ... on ProductSale { lineItem { id } } } } } } } }
  } } }
}`;
const UNDER_WAY = ["CREATED", "RUNNING", "CANCELING"];

interface Line {
  id: string;
  __parentId?: string;
  [field: string]: unknown;
}

let shop: SmallShop;
let served: ServedApi;

beforeEach(async () => {
  shop = smallShop();
  served = await serveApi(shop.data);
});
afterEach(() => served.close());

async function run(query: string, groupObjects = false): Promise<{ operation: Record<string, string>; lines: Line[] }> {
  const { bulkOperation, userErrors } = await served.startBulk(query, groupObjects);
  expect(userErrors).toEqual([]);
  const operation = await served.bulkAfter(bulkOperation.id, UNDER_WAY);
  return { operation, lines: operation.url ? await download(operation.url) : [] };
}

async function download(url: string): Promise<Line[]> {
  const text = await (await fetch(url)).text();
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Line);
}

describe("a bulk operation", () => {
  it("writes every node as a line, children after their parent but not behind it", async () => {
    addOrders(shop.data, 300, [shop.customer.id, shop.subscriber.id]);
    const { operation, lines } = await run(LEDGER_QUERY);
    expect(operation).toMatchObject({ status: "COMPLETED", type: "QUERY", errorCode: null, partialDataUrl: null });
    expect(operation["objectCount"]).toBe(String(lines.length));
    expect(operation["rootObjectCount"]).toBe("303");

    const seen = new Set<string>();
    let apart = 0;
    lines.forEach((line, index) => {
      if (line.__parentId !== undefined) {
        expect(seen.has(line.__parentId)).toBe(true);
        if (lines[index - 1]!.id !== line.__parentId) apart += 1;
      }
      seen.add(line.id);
    });
    expect(apart).toBeGreaterThan(lines.length / 2);

    const orders = [...shop.data.orders.values()];
    const kinds = (type: string): number => lines.filter(({ id }) => id.includes(`/${type}/`)).length;
    expect(kinds("Order")).toBe(orders.length);
    expect(kinds("LineItem")).toBe(orders.reduce((sum, order) => sum + order.lines.length, 0));
    const agreements = orders.flatMap((order) => order.agreements);
    expect(kinds("SalesAgreement")).toBe(agreements.length);
    expect(kinds("Sale")).toBe(agreements.reduce((sum, agreement) => sum + agreement.sales.length, 0));
  });

  it("holds the same values as a query", async () => {
    const { lines } = await run(LEDGER_QUERY);
    const { data } = await served.graphql(
      LEDGER_QUERY.replace(/(orders)\(/, "$1(first: 9, ").replace(/(lineItems|agreements|sales) \{/g, "$1(first: 9) {"),
    );
    const nodes = (connection: { edges: { node: Line }[] }): Line[] => connection.edges.map(({ node }) => node);
    const flat: Line[] = [];
    for (const { lineItems, agreements, ...order } of nodes(data.orders)) {
      flat.push(order);
      for (const line of nodes(lineItems as never)) flat.push({ ...line, __parentId: order.id });
      for (const { sales, ...agreement } of nodes(agreements as never)) {
        flat.push({ ...agreement, __parentId: order.id });
        for (const sale of nodes(sales as never)) flat.push({ ...sale, __parentId: agreement.id });
      }
    }
    const sorted = (list: Line[]): Line[] => [...list].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(sorted(lines)).toEqual(sorted(flat));
  });

  it("keeps children behind their parent when they are grouped", async () => {
    addOrders(shop.data, 20, [shop.customer.id]);
    const { lines } = await run(LEDGER_QUERY, true);
    const parents = new Map<string, string | undefined>(lines.map((line) => [line.id, line.__parentId]));
    const root = (id: string): string => (parents.get(id) === undefined ? id : root(parents.get(id)!));
    let current = "";
    for (const { id, __parentId } of lines) {
      if (__parentId === undefined) current = id;
      expect(root(id)).toBe(current);
    }
  });

  it("has no file when nothing matches, and reports its finish", async () => {
    const { operation } = await run(`{ orders(query: "status:closed") { edges { node { id } } } }`);
    expect(operation).toMatchObject({ status: "COMPLETED", objectCount: "0", url: null });
    expect(served.events).toMatchObject([
      {
        shop: shop.data.facts.domain,
        event: {
          topic: "bulk_operations/finish",
          payload: {
            admin_graphql_api_id: operation["id"],
            status: "completed",
            type: "query",
            error_code: null,
            created_at: "2026-11-20T12:00:00Z",
          },
        },
      },
    ]);
  });

  it("shows its growth while it runs, and can be canceled", async () => {
    addOrders(shop.data, 500, [shop.customer.id]);
    served.faults.bulk.objectsPerSecond = 400;
    const { bulkOperation } = await served.startBulk(LEDGER_QUERY);
    expect(bulkOperation.status).toBe("CREATED");
    let operation = await served.bulkAfter(bulkOperation.id, ["CREATED"]);
    while (Number(operation.objectCount) < 20) operation = await served.bulkAfter(bulkOperation.id, ["CREATED"]);
    expect(operation).toMatchObject({ status: "RUNNING", completedAt: null, url: null });
    expect(Number(operation.fileSize)).toBeGreaterThan(0);
    const running = await served.graphql(
      `{ bulkOperations(first: 5, query: "status:running operation_type:query") { nodes { id } } node(id: "${bulkOperation.id}") { id } }`,
    );
    expect(running.data.bulkOperations.nodes).toEqual([{ id: bulkOperation.id }]);
    expect(running.data.node).toEqual({ id: bulkOperation.id });

    const cancel = `mutation { bulkOperationCancel(id: "${bulkOperation.id}") { bulkOperation { status } userErrors { message } } }`;
    const canceling = await served.graphql(cancel);
    expect(canceling.data.bulkOperationCancel).toEqual({ bulkOperation: { status: "CANCELING" }, userErrors: [] });
    expect((await served.bulkAfter(bulkOperation.id, UNDER_WAY)).status).toBe("CANCELED");
    const again = await served.graphql(cancel);
    expect(again.data.bulkOperationCancel.userErrors).toEqual([
      { message: "A bulk operation cannot be canceled when it is canceled" },
    ]);
    const unknown = await served.graphql(cancel.replace(/\/\d+"/, '/1"'));
    expect(unknown.data.bulkOperationCancel.userErrors).toEqual([{ message: "Bulk operation does not exist" }]);
  });

  it("has five slots", async () => {
    served.faults.bulk.startDelayMs = Number.POSITIVE_INFINITY;
    const started = [];
    for (let slot = 0; slot < 5; slot += 1) started.push(await served.startBulk(LEDGER_QUERY));
    const sixth = await served.startBulk(LEDGER_QUERY);
    expect(sixth.bulkOperation).toBeNull();
    const ids = started.map(({ bulkOperation }) => bulkOperation.id).join(", ");
    expect(sixth.userErrors).toEqual([
      {
        field: null,
        code: "OPERATION_IN_PROGRESS",
        message: `A bulk query operation for this app and shop is already in progress: ${ids}.`,
      },
    ]);
    served.api.cancelBulkOperations(shop.data.facts.domain);
    await served.bulkAfter(started[0].bulkOperation.id, UNDER_WAY);
    expect((await served.startBulk(LEDGER_QUERY)).userErrors).toEqual([]);
  });

  it("leaves partial data behind when it fails", async () => {
    addOrders(shop.data, 100, [shop.customer.id]);
    served.faults.bulk.failNextAfterObjects = 50;
    const { operation, lines } = await run(LEDGER_QUERY);
    expect(operation).toMatchObject({
      status: "FAILED",
      errorCode: "INTERNAL_SERVER_ERROR",
      url: null,
      objectCount: "50",
    });
    expect(lines).toEqual([]);
    expect(await download(operation["partialDataUrl"]!)).toHaveLength(50);
    expect(served.events[0]?.event.payload).toMatchObject({ status: "failed", error_code: "internal_server_error" });
    expect((await run(LEDGER_QUERY)).operation["status"]).toBe("COMPLETED");
  });

  it("fails without the scopes, and writes null for protected fields", async () => {
    served.setScopes(ALL_SCOPES.filter((scope) => scope !== "read_customers"));
    expect((await run(LEDGER_QUERY)).operation).toMatchObject({ status: "FAILED", errorCode: "ACCESS_DENIED" });
    served.setScopes(ALL_SCOPES);
    served.faults.deniedProtectedKinds = new Set(["name", "email"]);
    const { lines } = await run(
      `{ customers { edges { node { id firstName defaultEmailAddress { emailAddress } } } } }`,
    );
    expect(lines[0]).toEqual({
      id: `gid://shopify/Customer/${shop.customer.id}`,
      firstName: null,
      defaultEmailAddress: null,
    });
  });
});

describe("result files", () => {
  it("serves ranges, and breaks off on demand", async () => {
    const { operation } = await run(LEDGER_QUERY);
    const url = operation["url"]!;
    const whole = await (await fetch(url)).text();
    expect(whole).toHaveLength(Number(operation["fileSize"]));
    const part = await fetch(url, { headers: { Range: "bytes=10-29" } });
    expect([part.status, part.headers.get("Content-Range")]).toEqual([206, `bytes 10-29/${whole.length}`]);
    expect(await part.text()).toBe(whole.slice(10, 30));
    const rest = await fetch(url, { headers: { Range: `bytes=${whole.length - 5}-` } });
    expect(await rest.text()).toBe(whole.slice(-5));
    const beyond = await fetch(url, { headers: { Range: `bytes=${whole.length}-` } });
    expect([beyond.status, beyond.headers.get("Content-Range")]).toEqual([416, `bytes */${whole.length}`]);

    served.faults.bulk.cutNextDownloadAfterBytes = 100;
    await expect(fetch(url).then((response) => response.text())).rejects.toThrow();
    expect(await (await fetch(url)).text()).toBe(whole);
  });

  it("refuses forged and expired addresses", async () => {
    const { operation } = await run(LEDGER_QUERY);
    const url = new URL(operation["url"]!);
    const forged = new URL(url);
    forged.searchParams.set("Expires", String(Number(url.searchParams.get("Expires")) + 1));
    expect((await fetch(forged)).status).toBe(403);
    expect((await fetch(url.href.split("?")[0]!)).status).toBe(403);
    served.elapse(7 * 86_400_000);
    const expired = await fetch(url);
    expect([expired.status, await expired.text()]).toEqual([400, expect.stringContaining("ExpiredToken")]);
    expect(await served.bulkAfter(operation["id"]!, [])).toMatchObject({ status: "EXPIRED", url: null });
  });
});

describe("the shape of bulk queries", () => {
  const admin = adminSchema("2026-07");
  const nested = (inner: string): string => `{ orders { edges { node { id ${inner} } } } }`;

  it.each([
    [LEDGER_QUERY, null],
    [
      `query Named { orders { edges { node { ...F } } } } fragment F on Order { id lineItems { edges { node { id } } } }`,
      null,
    ],
    ["{ shop { name } }", "must contain at least one connection"],
    [`{ orders { nodes { id } } }`, "must select their contents using 'edges' > 'node'"],
    [nested("lineItems { nodes { id } }"), "must select their contents using 'edges' > 'node'"],
    [
      `{ orders { edges { node { name lineItems { edges { node { id } } } } } } }`,
      "must select the 'id' field without an alias",
    ],
    [
      `{ orders { edges { node { key: id lineItems { edges { node { id } } } } } } }`,
      "must select the 'id' field without an alias",
    ],
    [nested("refunds { id refundLineItems { edges { node { id } } } }"), "connection field within a list field"],
    [
      `{ products { edges { node { id variants { edges { node { id product { id variants { edges { node { id product { id variants { edges { node { id } } } } } } } } } } } } } } }`,
      "nesting depth greater than 2",
    ],
    [
      `{ a: orders { edges { node { id } } } b: orders { edges { node { id } } } c: orders { edges { node { id } } }
         d: orders { edges { node { id } } } e: orders { edges { node { id } } } f: orders { edges { node { id } } } }`,
      "cannot contain more than 5 connections",
    ],
    [
      `{ node(id: "gid://shopify/Product/1") { ... on Product { id variants { edges { node { id } } } } } }`,
      "top-level node or nodes",
    ],
    [`query ($q: String) { orders(query: $q) { edges { node { id } } } }`, "cannot use variables"],
    [`mutation { bulkOperationCancel(id: "x") { userErrors { message } } }`, "cannot run a mutation"],
    [nested("nonsense"), 'Cannot query field "nonsense"'],
    [nested("note"), "dev store does not simulate Order.note"],
    ["{ orders", "Syntax Error"],
  ])("judges %s", (query, message) => {
    const { plan, messages } = checkBulkQuery(admin, query);
    if (message === null) {
      expect(() => parse(query)).not.toThrow();
      expect(messages).toEqual([]);
      expect(plan).not.toBeNull();
    } else {
      expect(messages.join("\n")).toContain(message);
      expect(plan).toBeNull();
    }
  });
});
