import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadRun, setWindow } from "../../app/store/backfill.server.ts";
import { batchProgress } from "../../app/store/staging.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import { orderMoney } from "../dev-store/shop/order-money.ts";
import { openSyncScene, type SyncScene } from "./sync-scene.ts";

const DOMAIN = "killed.myshopify.com";
const shop = generateStore({ stage: "well-established", orders: 6_000, nowMs: Date.now(), domain: DOMAIN, seed: 4 });

let scene: SyncScene;
beforeAll(async () => {
  scene = await openSyncScene([shop]);
});
afterAll(() => scene?.stop());

function startReading(shopId: bigint): ChildProcess {
  const script = join(import.meta.dirname, "sync-backfill-process.ts");
  return spawn(process.execPath, [script, shopId.toString()], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Starts a reading, and kills it as soon as a point is reached. */
async function killAt(shopId: bigint, point: () => Promise<boolean>): Promise<void> {
  const child = startReading(shopId);
  const ended = once(child, "exit");
  for (const end = Date.now() + 30_000; !(await point()); await pause(5)) {
    if (Date.now() > end || child.exitCode !== null) throw new Error("The reading never came to this point");
  }
  child.kill("SIGKILL");
  await ended;
}

it("a reading that is killed at each of its steps goes on where it was, and nothing is lost or twice", async () => {
  const { shopId } = await scene.signIn();
  Object.assign(scene.store.adminFaults.bulk, { objectsPerSecond: 25_000, startDelayMs: 2_500 });
  const windowOf = async (kind: string) => (await loadRun(shopId))!.windows.find((window) => window.kind === kind);
  const operation = async () => (await windowOf("orders"))?.operationId ?? null;
  const staged = async () => {
    const batchId = (await windowOf("orders"))?.batchId ?? null;
    return batchId === null ? 0 : ((await batchProgress(shopId, batchId))?.byteOffset ?? 0);
  };

  await killAt(shopId, async () => (await loadRun(shopId))!.windows.length > 0);
  await killAt(shopId, async () => (await operation()) !== null);
  const begun = await operation();

  // As if the kill had come between Shopify's answer and our note of it: the export runs, and nobody knows its number.
  await setWindow(
    shopId,
    (await loadRun(shopId))!.run.runId,
    (await windowOf("orders"))!.windowId,
    { operationId: null, state: "planned" },
    Date.now(),
  );
  await killAt(shopId, async () => (await operation()) !== null);
  expect(await operation()).toBe(begun);

  await killAt(shopId, async () => (await staged()) > 0);
  const firstStop = await staged();
  await killAt(shopId, async () => (await staged()) > firstStop);
  expect(await staged()).toBeGreaterThan(firstStop);
  await killAt(shopId, async () => (await loadRun(shopId))!.run.stage === "merging");
  expect((await windowOf("orders"))!.state).toBe("reading");
  expect(await operation()).toBe(begun);
  await scene.backfill(shopId);
  expect(await operation()).toBe(begun);

  const stored = await withShop(shopId, (tx) =>
    tx.query<{ id: string; net: string; lines: number; sales: number }>(
      `SELECT order_id::text AS id, net_minor::text AS net,
              (SELECT count(*)::int FROM order_lines l WHERE l.shop_id = $1 AND l.order_id = o.order_id) AS lines,
              (SELECT count(*)::int FROM order_sales s WHERE s.shop_id = $1 AND s.order_id = o.order_id) AS sales
         FROM orders o WHERE shop_id = $1 ORDER BY order_id`,
      [tx.shopId],
    ),
  );
  const expected = [...shop.orders.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((order) => ({
      id: String(order.id),
      net: String(orderMoney(order).netSalesMinor),
      lines: order.lines.length,
      sales: order.agreements.reduce((sum, { sales }) => sum + sales.length, 0),
    }));
  expect(stored).toEqual(expected);
  const [left] = await withShop(shopId, (tx) =>
    tx.query<{ n: number }>("SELECT count(*)::int AS n FROM staging_batches WHERE shop_id = $1", [tx.shopId]),
  );
  expect(left!.n).toBe(0);
}, 120_000);
