import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dataRequestFile, dataRequests } from "../../app/store/privacy.server.ts";
import { sessionStorage } from "../../app/store/sessions.server.ts";
import { findShopByDomain } from "../../app/store/shops.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { openSyncScene, until, type SyncScene } from "./sync-scene.ts";

const NOW = Date.now();
const A = "privacy-a.myshopify.com";
const B = "privacy-b.myshopify.com";

let scene: SyncScene;
let shopId: bigint;

beforeAll(async () => {
  const shops = [A, B].map((domain, i) =>
    generateStore({ stage: "gaining-traction", nowMs: NOW, domain, seed: i + 5 }),
  );
  scene = await openSyncScene(shops);
  await scene.startWorker();
  ({ shopId } = await scene.signIn(A));
  await until(async () => (await countOf("orders")) === shops[0]!.orders.size);
  await until(async () => (await countOf("customers")) === shops[0]!.customers.size);
});
afterAll(() => scene?.stop());

async function countOf(table: string, where = "true", shop = shopId): Promise<number> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${table} WHERE shop_id = $1 AND ${where}`,
      [tx.shopId],
    );
    return row!.n;
  });
}

/** A customer with an order and an address to lose. */
function buyer() {
  const shop = scene.store.shop(A);
  const bought = new Set([...shop.orders.values()].map(({ customerId }) => customerId));
  return [...shop.customers.values()].find(({ id, emailConsent }) => bought.has(id) && emailConsent !== "REDACTED")!;
}

describe("privacy requests", () => {
  it("customers/data_request: a complete file is kept for the merchant", async () => {
    const person = buyer();
    const orders = [...scene.store.shop(A).orders.values()].filter(({ customerId }) => customerId === person.id);
    scene.store.act("request-customer-data", { customerId: String(person.id) }, A);
    await until(async () => (await dataRequests(shopId)).length === 1);
    const [request] = await dataRequests(shopId);
    const file = (await dataRequestFile(shopId, request!.requestId)) as {
      customer: { customer_id: number };
      orders: { order_id: number }[];
    };
    expect(String(file.customer.customer_id)).toBe(String(person.id));
    expect(file.orders.map(({ order_id }) => String(order_id)).sort()).toEqual(
      orders.map(({ id }) => String(id)).sort(),
    );
  });

  it("customers/redact: the person is gone for good, the orders still count", async () => {
    const person = buyer();
    const ordersBefore = await countOf("orders");
    const theirs = await countOf("orders", `customer_id = ${person.id}`);
    expect(theirs).toBeGreaterThan(0);
    scene.store.act("redact-customer", { customerId: String(person.id) }, A);
    await until(async () => (await countOf("customers", `customer_id = ${person.id}`)) === 0);
    expect(await countOf("orders")).toBe(ordersBefore);
    expect(await countOf("orders", `customer_id = ${person.id}`)).toBe(0);
    expect(await countOf("orders", "customer_id < 0 AND name = ''")).toBe(theirs);
    // A later state of the same orders and the same customer does not bring the person back.
    const [order] = [...scene.store.shop(A).orders.values()].filter(({ customerId }) => customerId === person.id);
    const refunded = await countOf("orders", "refund_minor <> 0");
    expect(await countOf("orders", `order_id = ${order!.id} AND refund_minor = 0`)).toBe(1);
    scene.store.act("refund-order", { orderId: String(order!.id), goodwillMinor: 1 }, A);
    await until(async () => (await countOf("orders", "refund_minor <> 0")) === refunded + 1);
    expect(await countOf("orders", `customer_id = ${person.id}`)).toBe(0);
    expect(await countOf("customers", `customer_id = ${person.id}`)).toBe(0);
    expect(await countOf("inbox", `records::text LIKE '%${person.id}%' AND topic = 'customers/redact'`)).toBe(0);
  });
});

describe("uninstall and erasure", () => {
  it("uninstall ends the install and removes the tokens; a late word of an earlier install changes nothing", async () => {
    const { shopId: b } = await scene.signIn(B);
    await until(async () => (await countOf("orders", "true", b)) === scene.store.shop(B).orders.size);
    scene.store.act("uninstall", {}, B);
    await until(async () => (await findShopByDomain(B))?.uninstalledAtMs != null);
    expect(await sessionStorage().findSessionsByShop(B)).toEqual([]);

    // While nobody listened an order went away, long after the last one was read.
    const gone = [...scene.store.shop(B).orders.keys()][0]!;
    scene.store.shop(B).orders.delete(gone);
    await withShop(b, (tx) =>
      tx.query("UPDATE orders SET fetched_at = now() - interval '1 day' WHERE shop_id = $1", [tx.shopId]),
    );

    scene.store.act("reinstall", {}, B);
    expect((await scene.signIn(B)).shopId).toBe(b);
    await until(async () => (await countOf("orders", `order_id = ${gone}`, b)) === 0);
    expect(await countOf("orders", "true", b)).toBe(scene.store.shop(B).orders.size);
    const installedAtMs = (await findShopByDomain(B))!.installedAtMs;
    const late = { happenedAtMs: installedAtMs - 60_000, payload: {} };
    scene.store.emit(B, [{ topic: "app/uninstalled", ...late }]);
    scene.store.emit(B, [{ topic: "shop/redact", ...late }]);
    await until(async () => (await countOf("inbox", "state = 'ignored'", b)) === 1);
    await pause(500);
    expect(await findShopByDomain(B)).toMatchObject({ uninstalledAtMs: null, installedAtMs });
    expect((await sessionStorage().findSessionsByShop(B)).length).toBe(1);
  });

  it("shop/redact erases a shop whose install ended, and no other", async () => {
    const { shopId: b } = await scene.signIn(B);
    await until(async () => (await countOf("orders", "true", b)) === scene.store.shop(B).orders.size);
    const kept = await countOf("orders");
    scene.store.act("uninstall", {}, B);
    // The dev store's waits pass faster; 48 hours are some minutes, so the request is sent here.
    await until(async () => (await findShopByDomain(B))?.uninstalledAtMs != null);
    scene.store.emit(B, [{ topic: "shop/redact", happenedAtMs: Date.now(), payload: {} }]);
    await until(async () => (await findShopByDomain(B)) === null);
    for (const table of ["orders", "order_lines", "order_sales", "customers", "products", "inbox", "backfill_runs"]) {
      expect([table, await countOf(table, "true", b)]).toEqual([table, 0]);
    }
    expect(await countOf("orders")).toBe(kept);
  });

  it("a change of scopes renews the token at the merchant's next visit and reads the history again when it grew", async () => {
    const all = scene.store.app.scopes;
    scene.store.act("change-scopes", { scopes: all.filter((scope) => scope !== "read_all_orders") }, A);
    await until(async () => (await sessionStorage().findSessionsByShop(A)).length === 0);
    await scene.signIn(A);
    expect((await findShopByDomain(A))!.scopes).not.toContain("read_all_orders");
    const runs = await countOf("backfill_runs");
    scene.store.act("change-scopes", { scopes: all }, A);
    await until(async () => (await sessionStorage().findSessionsByShop(A)).length === 0);
    await scene.signIn(A);
    expect((await findShopByDomain(A))!.scopes).toContain("read_all_orders");
    expect(await countOf("backfill_runs")).toBe(runs + 1);
  });
});
