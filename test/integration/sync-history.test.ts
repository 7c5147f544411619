import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadRun } from "../../app/store/backfill.server.ts";
import { loadSyncState } from "../../app/store/sync-state.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import type { Order, ShopData } from "../dev-store/model.ts";
import { orderMoney } from "../dev-store/shop/order-money.ts";
import { openSyncScene, type SyncScene } from "./sync-scene.ts";

const NOW = Date.now();
const DOMAINS = ["history-usd.myshopify.com", "history-jpy.myshopify.com", "history-kwd.myshopify.com"];
const shops: ShopData[] = [
  generateStore({ stage: "established", nowMs: NOW, domain: DOMAINS[0]! }),
  generateStore({ stage: "consistent", nowMs: NOW, domain: DOMAINS[1]!, currency: "JPY", zone: "Asia/Tokyo", seed: 2 }),
  generateStore({
    stage: "consistent",
    nowMs: NOW,
    domain: DOMAINS[2]!,
    currency: "KWD",
    zone: "Asia/Kuwait",
    seed: 3,
  }),
  generateStore({ stage: "consistent", nowMs: NOW, domain: "history-faults.myshopify.com", seed: 9 }),
];

let scene: SyncScene;
beforeAll(async () => {
  scene = await openSyncScene(shops);
});
afterAll(() => scene?.stop());

interface StoredOrder {
  order_id: string;
  customer_id: string | null;
  net_minor: string;
  refund_minor: string;
  discount_minor: string;
  test: boolean;
  cancelled: boolean;
  lines: { id: string; quantity: number; left: number; net: string }[];
}

/** Orders as the database holds them, in the words of `expectedOrder`. */
async function storedOrders(shopId: bigint) {
  return withShop(shopId, async (tx) => {
    const rows = await tx.query<StoredOrder>(
      `SELECT order_id::text, customer_id::text, net_minor::text, refund_minor::text, discount_minor::text, test,
              cancelled_at IS NOT NULL AS cancelled,
              (SELECT json_agg(json_build_object('id', line_id::text, 'quantity', quantity, 'left', current_quantity,
                                                 'net', net_minor::text) ORDER BY line_id)
                 FROM order_lines l WHERE l.shop_id = o.shop_id AND l.order_id = o.order_id) AS lines
         FROM orders o WHERE shop_id = $1 ORDER BY order_id`,
      [tx.shopId],
    );
    return rows;
  });
}

/** The same from the dev store's ledger, added up here and not by the app. */
function expectedOrder(order: Order): StoredOrder {
  const sales = order.agreements.flatMap((agreement) => agreement.sales);
  const net = (wanted: (sale: (typeof sales)[number]) => boolean) =>
    sales.filter(wanted).reduce((sum, sale) => sum + sale.totalMinor - sale.taxMinor, 0);
  const lineNet = (id: bigint) => net((sale) => sale.lineItemId === id);
  const isReturn = (sale: (typeof sales)[number]) =>
    sale.lineType === "ADJUSTMENT" || (sale.lineType === "PRODUCT" && sale.actionType === "RETURN");
  return {
    order_id: String(order.id),
    customer_id: order.customerId === null ? null : String(order.customerId),
    net_minor: String(orderMoney(order).netSalesMinor),
    refund_minor: String(0 - net(isReturn)),
    discount_minor: String(
      sales
        .filter((sale) => sale.lineType === "PRODUCT" && !isReturn(sale))
        .reduce((sum, sale) => sum + sale.discountBeforeTaxesMinor, 0),
    ),
    test: order.test,
    cancelled: order.cancelledAtMs !== null,
    lines: [...order.lines]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map((line) => ({
        id: String(line.id),
        quantity: line.quantity,
        left: line.currentQuantity,
        net: String(lineNet(line.id)),
      })),
  };
}

describe("the first reading of a store's history", () => {
  it.each(DOMAINS)("brings every record of %s, equal to the store's own, order by order", async (domain) => {
    const shop = scene.store.shop(domain);
    const merchant = await scene.signIn(domain);
    await scene.backfill(merchant.shopId);

    const orders = await storedOrders(merchant.shopId);
    const expected = [...shop.orders.values()].sort((a, b) => (a.id < b.id ? -1 : 1)).map(expectedOrder);
    expect(orders.length).toBe(expected.length);
    expect(orders).toEqual(expected);

    const customers = await withShop(merchant.shopId, (tx) =>
      tx.query<{ id: string; consent: string | null; tags: string[] }>(
        "SELECT customer_id::text AS id, email_consent AS consent, tags FROM customers WHERE shop_id = $1 ORDER BY customer_id",
        [tx.shopId],
      ),
    );
    const people = [...shop.customers.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(customers).toEqual(
      people.map((person) => ({
        id: String(person.id),
        consent: person.email === null ? null : person.emailConsent,
        tags: person.tags,
      })),
    );
    const [counts] = await withShop(merchant.shopId, (tx) =>
      tx.query<{ products: number; checkouts: number }>(
        `SELECT (SELECT count(*)::int FROM products WHERE shop_id = $1) AS products,
                (SELECT count(*)::int FROM checkouts WHERE shop_id = $1) AS checkouts`,
        [tx.shopId],
      ),
    );
    expect(counts).toEqual({ products: shop.products.size, checkouts: shop.checkouts.size });

    const state = await loadSyncState(merchant.shopId);
    expect(state).toMatchObject({ state: "finished", ordersSoFar: shop.orders.size, rejected: [], error: null });
  });

  it("does nothing when it is asked for again", async () => {
    const { shopId } = await scene.signIn(DOMAINS[1]);
    const before = await loadSyncState(shopId);
    await scene.backfill(shopId);
    expect(await loadSyncState(shopId)).toEqual(before);
  });
});

describe("a misbehaving Admin API", () => {
  it("changes nothing but the time it takes: throttled, failing, cut off, a failed operation", async () => {
    const domain = "history-faults.myshopify.com";
    const { adminFaults } = scene.store;
    adminFaults.throttleNextRequests = 1;
    const { shopId } = await scene.signIn(domain);
    Object.assign(adminFaults.bulk, { failNextAfterObjects: 40, cutNextDownloadAfterBytes: 5_000 });
    adminFaults.failNextRequests = { count: 1, status: 503, retryAfterSeconds: 1 };
    await scene.backfill(shopId);

    const expected = [...scene.store.shop(domain).orders.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(expectedOrder);
    expect(await storedOrders(shopId)).toEqual(expected);
    const loaded = await loadRun(shopId);
    expect(loaded?.windows.map(({ state }) => state)).toEqual(["merged", "merged", "merged", "merged"]);
    expect(loaded?.windows.some(({ tries }) => tries > 0)).toBe(true);
    expect(adminFaults).toMatchObject({ throttleNextRequests: 0, failNextRequests: { count: 0 } });
    expect(adminFaults.bulk).toMatchObject({ failNextAfterObjects: null, cutNextDownloadAfterBytes: null });
  });
});
