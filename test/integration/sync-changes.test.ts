import { createHmac, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { requireMerchant } from "../../app/shopify.server.ts";
import { adminAccess } from "../../app/shopify/admin-access.server.ts";
import { adminGraphql } from "../../app/shopify/admin-client.server.ts";
import { ordersCountDocument } from "../../app/shopify/order-documents.ts";
import { offlineTokens } from "../../app/store/offline-tokens.server.ts";
import { loadSyncState } from "../../app/store/sync-state.server.ts";
import { findShopByDomain, shopVersion } from "../../app/store/shops.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { orderMoney } from "../dev-store/shop/order-money.ts";
import { openSyncScene, type SyncScene } from "./sync-scene.ts";

const NOW = Date.now();
const A = "changes-a.myshopify.com";
const B = "changes-b.myshopify.com";
const shops = [A, B].map((domain, i) => generateStore({ stage: "gaining-traction", nowMs: NOW, domain, seed: i + 1 }));

let scene: SyncScene;
let shopId: bigint;
beforeAll(async () => {
  scene = await openSyncScene(shops);
  ({ shopId } = await scene.signIn(A));
  await scene.backfill(shopId);
});
afterAll(() => scene?.stop());

interface OrderFacts {
  customer: string | null;
  net: string;
  deleted: boolean;
  cancelled: boolean;
  journey: string;
}
async function storedOrder(id: string | bigint, shop = shopId): Promise<OrderFacts | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<OrderFacts>(
      `SELECT customer_id::text AS customer, net_minor::text AS net, deleted_at IS NOT NULL AS deleted,
              cancelled_at IS NOT NULL AS cancelled, journey_state AS journey
         FROM orders WHERE shop_id = $1 AND order_id = $2`,
      [tx.shopId, id],
    );
    return row ?? null;
  });
}
async function consentOf(id: string | bigint): Promise<string | null | undefined> {
  return withShop(shopId, async (tx) => {
    const [row] = await tx.query<{ consent: string | null }>(
      "SELECT email_consent AS consent FROM customers WHERE shop_id = $1 AND customer_id = $2",
      [tx.shopId, id],
    );
    return row?.consent;
  });
}
const order = (id: string) => scene.store.shop(A).orders.get(BigInt(id))!;
const netOf = (id: string) => String(orderMoney(order(id)).netSalesMinor);

/** Everything of the shop A equals the dev store. */
async function expectSameOrders(): Promise<void> {
  const stored = await withShop(shopId, (tx) =>
    tx.query<{ id: string; net: string; customer: string | null }>(
      `SELECT order_id::text AS id, net_minor::text AS net, customer_id::text AS customer FROM orders
        WHERE shop_id = $1 AND deleted_at IS NULL ORDER BY order_id`,
      [tx.shopId],
    ),
  );
  const expected = [...scene.store.shop(A).orders.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, customerId }) => ({
      id: String(id),
      net: netOf(String(id)),
      customer: customerId === null ? null : String(customerId),
    }));
  expect(stored).toEqual(expected);
}

async function deliver(
  topic: string,
  body: string,
  options: { secret?: string; domain?: string; headers?: Record<string, string | null> } = {},
) {
  const { secret = scene.store.clientSecret, domain = A, headers = {} } = options;
  const all: Record<string, string | null> = {
    "content-type": "application/json",
    "x-shopify-topic": topic,
    "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
    "x-shopify-shop-domain": domain,
    "x-shopify-webhook-id": randomUUID(),
    "x-shopify-triggered-at": new Date().toISOString(),
    ...headers,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null);
  const response = await fetch(`${scene.intakeUrl}/webhooks`, {
    method: "POST",
    headers: Object.fromEntries(sent),
    body,
  });
  return { status: response.status, text: await response.text() };
}
async function inboxSize(shop = shopId): Promise<number> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ n: number }>("SELECT count(*)::int AS n FROM inbox WHERE shop_id = $1", [tx.shopId]);
    return row!.n;
  });
}

describe("live changes", () => {
  it("follow an order through its life: placed, edited, refunded, cancelled, deleted", async () => {
    const before = await shopVersion(shopId);
    const { ids } = scene.store.act("place-order", { customer: "new", acceptsMarketing: true }, A);
    const id = ids["orderId"]!;
    await scene.settle(A);
    expect(await storedOrder(id)).toMatchObject({
      net: netOf(id),
      customer: String(order(id).customerId),
      cancelled: false,
    });
    expect(await consentOf(order(id).customerId!)).toBe("SUBSCRIBED");
    expect((await shopVersion(shopId))!.version).toBeGreaterThan(before!.version);

    scene.store.act("refund-order", { orderId: id, goodwillMinor: 100 }, A);
    await scene.settle(A);
    expect(await storedOrder(id)).toMatchObject({ net: netOf(id) });
    expect(netOf(id)).not.toBe("0");

    scene.store.act("cancel-order", { orderId: id, refund: false }, A);
    await scene.settle(A);
    expect(await storedOrder(id)).toMatchObject({ cancelled: true });

    scene.store.act("delete-order", { orderId: id }, A);
    await scene.settle(A);
    expect(await storedOrder(id)).toMatchObject({ deleted: true });
    await expectSameOrders();
  });

  it("follow consent, tags, merges and deletions of customers", async () => {
    const buyers = [...scene.store.shop(A).customers.values()].filter(
      ({ emailConsent }) => emailConsent === "SUBSCRIBED",
    );
    const [first, second] = buyers as [(typeof buyers)[0], (typeof buyers)[0]];
    scene.store.act("unsubscribe", { customerId: String(first.id) }, A);
    await scene.settle(A);
    expect(await consentOf(first.id)).toBe("UNSUBSCRIBED");

    scene.store.act("merge-customers", { keptId: String(second.id), removedId: String(first.id) }, A);
    await scene.settle(A);
    expect(await consentOf(first.id)).toBeUndefined();
    await expectSameOrders();

    const { ids } = scene.store.act("subscribe", {}, A);
    const person = ids["customerId"]!;
    await scene.settle(A);
    expect(await consentOf(person)).toBe("SUBSCRIBED");
    scene.store.act("delete-customer", { customerId: person }, A);
    await scene.settle(A);
    expect(await consentOf(person)).toBeUndefined();
  });

  it("arrive the same with duplicates, lost answers and any order", async () => {
    Object.assign(scene.store.webhookFaults, { duplicate: 0.6, reorder: 0.6, lostAnswer: 0.3 });
    const made = Array.from(
      { length: 6 },
      () => scene.store.act("place-order", { customer: "new" }, A).ids["orderId"]!,
    );
    for (const id of made.slice(0, 3)) scene.store.act("refund-order", { orderId: id, goodwillMinor: 50 }, A);
    await scene.settle(A);
    Object.assign(scene.store.webhookFaults, { duplicate: 0, reorder: 0, lostAnswer: 0 });
    await expectSameOrders();
    expect(await loadSyncState(shopId)).toMatchObject({ setAsideDeliveries: 0, rejected: [] });
  });

  it("fetch orders with more lines and ledger entries than one query brings", async () => {
    const variants = [...scene.store.shop(A).products.values()].flatMap((product) => product.variants);
    const items = Array.from({ length: 300 }, (_, i) => ({
      variantId: String(variants[i % variants.length]!.id),
      quantity: 1,
    }));
    const { ids } = scene.store.act("place-order", { customer: "new", items }, A);
    const id = ids["orderId"]!;
    await scene.settle(A);
    expect(order(id).lines.length).toBeGreaterThan(50);
    const [lines] = await withShop(shopId, (tx) =>
      tx.query<{ n: number }>("SELECT count(*)::int AS n FROM order_lines WHERE shop_id = $1 AND order_id = $2", [
        tx.shopId,
        id,
      ]),
    );
    expect(lines!.n).toBe(order(id).lines.length);
    expect(await storedOrder(id)).toMatchObject({ net: netOf(id) });
  });

  it("ask again for a journey that is not known yet, and only then", async () => {
    const orders = Array.from(
      { length: 8 },
      () => scene.store.act("place-order", { customer: "new" }, A).ids["orderId"]!,
    );
    const placed = orders.map(order).find(({ journey }) => journey !== null)!;
    await scene.settle(A);
    expect((await storedOrder(placed.id))!.journey).toBe("pending");
    const look = () =>
      withShop(shopId, (tx) =>
        tx.query<{ webhook_id: string; state: string }>(
          "SELECT webhook_id, state FROM inbox WHERE shop_id = $1 AND webhook_id LIKE $2 ORDER BY webhook_id",
          [tx.shopId, `journey:${placed.id}:%`],
        ),
      );
    expect(await look()).toEqual([{ webhook_id: `journey:${placed.id}:0`, state: "pending" }]);
    placed.journey!.readyAtMs = Date.now() - 1;
    await withShop(shopId, (tx) =>
      tx.query("UPDATE inbox SET due_at = now() WHERE shop_id = $1 AND webhook_id LIKE $2", [
        tx.shopId,
        `journey:${placed.id}:%`,
      ]),
    );
    await scene.settle(A);
    expect((await storedOrder(placed.id))!.journey).toBe("ready");
    expect(await look()).toEqual([{ webhook_id: `journey:${placed.id}:0`, state: "done" }]);
  });

  it("keep what Shopify suddenly may not show, instead of taking null for an answer", async () => {
    const known = [...scene.store.shop(A).orders.values()].find((one) => one.shippingAddress !== null)!;
    const country = () =>
      withShop(shopId, async (tx) => {
        const [row] = await tx.query<{ country: string | null }>(
          "SELECT country FROM orders WHERE shop_id = $1 AND order_id = $2",
          [tx.shopId, known.id],
        );
        return row!.country;
      });
    const before = await country();
    expect(before).not.toBeNull();
    scene.store.adminFaults.deniedProtectedKinds.add("address");
    scene.store.act("refund-order", { orderId: String(known.id), goodwillMinor: 1 }, A);
    await scene.settle(A);
    scene.store.adminFaults.deniedProtectedKinds.clear();
    expect(await storedOrder(known.id)).toMatchObject({ net: netOf(String(known.id)) });
    expect(await country()).toBe(before);
  });
});

describe("the webhook intake refuses and writes nothing", () => {
  const body = '{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1"}';

  it("for a wrong signature (401), missing headers (400) and a body beyond all bounds (413)", async () => {
    const before = await inboxSize();
    expect(await deliver("orders/create", body, { secret: "another-secret" })).toEqual({ status: 401, text: "" });
    expect(await deliver("orders/create", body, { headers: { "x-shopify-hmac-sha256": "AAAA" } })).toMatchObject({
      status: 401,
    });
    for (const name of ["hmac-sha256", "topic", "shop-domain", "webhook-id"]) {
      expect(await deliver("orders/create", body, { headers: { [`x-shopify-${name}`]: null } })).toMatchObject({
        status: 400,
      });
    }
    expect(await deliver("orders/create", `"${"x".repeat(13 * 1024 * 1024)}"`)).toMatchObject({ status: 413 });
    expect(await inboxSize()).toBe(before);
  });

  it("for a signed body whose header names another shop than ours, and for unknown shops (200, so that Shopify stops)", async () => {
    expect(await deliver("orders/create", body, { domain: "nobody.myshopify.com" })).toEqual({ status: 200, text: "" });
    expect(await deliver("orders/create", body, { domain: "evil.example.com" })).toMatchObject({ status: 400 });
    expect(await findShopByDomain("nobody.myshopify.com")).toBeNull();
  });

  it("sets aside what names no record, and repeats count once", async () => {
    const before = await inboxSize();
    const headers = { "x-shopify-webhook-id": "same-delivery" };
    expect(await deliver("orders/updated", "not json", { headers })).toMatchObject({ status: 200 });
    expect(await deliver("orders/updated", "not json", { headers })).toMatchObject({ status: 200 });
    expect(await inboxSize()).toBe(before + 1);
    await scene.settle(A);
    expect(await loadSyncState(shopId)).toMatchObject({ setAsideDeliveries: 1 });
  });
});

describe("the offline token", () => {
  const ask = () => adminGraphql(adminAccess(A, offlineTokens(A)), ordersCountDocument, { search: null });
  const expire = () =>
    offlineTokens(A).exclusively((current) => Promise.resolve({ ...current, expiresAtMs: Date.now() - 1_000 }));

  it("is renewed once, however many ask at the same time", async () => {
    await expire();
    const refresh = vi.spyOn(scene.store.tokens, "refresh");
    const answers = await Promise.all(Array.from({ length: 6 }, ask));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(refresh).toHaveBeenCalledTimes(1);
    refresh.mockRestore();
  });

  it("stays as it was when the renewal is refused, and the shop counts as not reachable", async () => {
    await expire();
    const before = await offlineTokens(A).load();
    const refresh = vi.spyOn(scene.store.tokens, "refresh").mockReturnValue(null);
    const find = vi.spyOn(scene.store.tokens, "find").mockReturnValue(null);
    expect(await ask()).toMatchObject({ ok: false, reason: "notInstalled" });
    expect(await offlineTokens(A).load()).toEqual(before);
    refresh.mockRestore();
    find.mockRestore();
    expect(await ask()).toMatchObject({ ok: true });
  });
});

describe("sign-in", () => {
  async function refusalOf(request: Request): Promise<{ status: number; error: string; retry: string | null }> {
    try {
      await requireMerchant(request);
    } catch (thrown) {
      if (!(thrown instanceof Response)) throw thrown;
      const { error } = (await thrown.json()) as { error: string };
      return { status: thrown.status, error, retry: thrown.headers.get("x-shopify-retry-invalid-session-request") };
    }
    throw new Error("The request was let in");
  }
  const bearer = (token: string, path = "/api/reports/counts") =>
    new Request(new URL(path, scene.store.proxyUrl), { headers: { authorization: `Bearer ${token}` } });
  const sentence = /^[A-Z].*\.$/;

  it("refuses forged, missing and foreign session tokens with one sentence", async () => {
    const token = await scene.store.sessionToken(A);
    const [head, claims] = token.split(".") as [string, string];
    const forged = `${head}.${claims}.${createHmac("sha256", "guess").update(`${head}.${claims}`).digest("base64url")}`;
    const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${claims}.`;
    for (const wrong of [forged, unsigned, "x.y.z", ""]) {
      expect(await refusalOf(bearer(wrong))).toMatchObject({
        status: 401,
        error: expect.stringMatching(sentence) as string,
      });
    }
    const missing = await refusalOf(new Request(new URL("/api/reports/counts", scene.store.proxyUrl)));
    expect(missing).toMatchObject({ status: 401, retry: "1", error: expect.stringMatching(sentence) as string });
    expect(await refusalOf(bearer(token, `/api/reports/counts?shop=${B}`))).toMatchObject({ status: 401 });
  });

  it("writes nothing for a refused token, and installs a shop once", async () => {
    const token = await scene.store.sessionToken(B);
    await refusalOf(bearer(token, `/api/freshness?shop=${A}`));
    expect(await findShopByDomain(B)).toBeNull();
    const [one, other] = await Promise.all([scene.signIn(B), scene.signIn(B)]);
    expect(one.shopId).toBe(other.shopId);
    expect(one.shopId).not.toBe(shopId);
  });

  it("keeps two shops apart, also where their ids are the same", async () => {
    const { shopId: b } = await scene.signIn(B);
    await scene.backfill(b);
    const shared = [...shops[0]!.orders.keys()].find((id) => shops[1]!.orders.has(id));
    expect(shared).toBeDefined();
    const mine = await storedOrder(shared!, shopId);
    const theirs = await storedOrder(shared!, b);
    expect(mine!.net).toBe(String(orderMoney(shops[0]!.orders.get(shared!)!).netSalesMinor));
    expect(theirs!.net).toBe(String(orderMoney(shops[1]!.orders.get(shared!)!).netSalesMinor));
    // A delivery signed for A that names an order of B changes A alone.
    const before = await shopVersion(b);
    await deliver("orders/updated", JSON.stringify({ id: Number(shared!) }));
    await scene.settle(A);
    expect(await shopVersion(b)).toEqual(before);
  });
});
