import { Session } from "@shopify/shopify-api";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { watch } from "../../app/jobs/watch.server.ts";
import { send } from "../../app/queue/send.server.ts";
import { work, type JobHandlers } from "../../app/queue/work.server.ts";
import {
  finishDeliveries,
  receiveDelivery,
  retryDeliveries,
  setDeliveriesAside,
  shopsWithDueDeliveries,
  takeDeliveries,
} from "../../app/store/inbox.server.ts";
import { offlineTokens } from "../../app/store/offline-tokens.server.ts";
import { sessionStorage } from "../../app/store/sessions.server.ts";
import { loadSyncState } from "../../app/store/sync-state.server.ts";
import { withShop } from "../../app/store/with-shop.server.ts";
import { newShop, NOW_MS } from "./store-scene.ts";

const delivery = (domain: string, webhookId: string, receivedAtMs = NOW_MS) => ({
  domain,
  webhookId,
  eventId: `event-${webhookId}`,
  topic: "orders/updated",
  triggeredAtMs: receivedAtMs - 500,
  receivedAtMs,
  records: [{ kind: "order", id: "820982911946154508" }],
});

test("a delivery is stored once, per shop; one for an unknown shop is not", async () => {
  const a = await newShop({ domain: "inbox-a.myshopify.com" });
  const b = await newShop({ domain: "inbox-b.myshopify.com" });
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => receiveDelivery(delivery("inbox-a.myshopify.com", "w1"))),
  );
  expect([...answers].sort()).toEqual(["duplicate", "duplicate", "duplicate", "duplicate", "stored"]);
  expect(await receiveDelivery(delivery("inbox-b.myshopify.com", "w1"))).toBe("stored");
  expect(await receiveDelivery(delivery("nobody.myshopify.com", "w1"))).toBe("unknownShop");
  expect(await takeDeliveries(a, 10, NOW_MS)).toEqual([
    {
      webhookId: "w1",
      eventId: "event-w1",
      topic: "orders/updated",
      triggeredAtMs: NOW_MS - 500,
      receivedAtMs: NOW_MS,
      records: [{ kind: "order", id: "820982911946154508" }],
      tries: 0,
    },
  ]);
  await finishDeliveries(a, ["w1"], "done");
  // Worked off, and still recognised when Shopify sends it again.
  expect(await receiveDelivery(delivery("inbox-a.myshopify.com", "w1"))).toBe("duplicate");
  expect(await takeDeliveries(a, 10, NOW_MS)).toEqual([]);
  expect(await takeDeliveries(b, 10, NOW_MS)).toHaveLength(1);
});

test("deliveries wait until they are due, are tried again, and are set aside with their error", async () => {
  const shopId = await newShop({ domain: "inbox-c.myshopify.com" });
  for (const [i, id] of ["w3", "w1", "w2"].entries())
    await receiveDelivery(delivery("inbox-c.myshopify.com", id, NOW_MS + i));
  expect((await takeDeliveries(shopId, 2, NOW_MS + 10)).map(({ webhookId }) => webhookId)).toEqual(["w3", "w1"]);
  await retryDeliveries(shopId, ["w3"], "Shopify is busy", NOW_MS + 60_000);
  expect((await takeDeliveries(shopId, 9, NOW_MS + 10)).map(({ webhookId }) => webhookId)).toEqual(["w1", "w2"]);
  expect(await takeDeliveries(shopId, 1, NOW_MS + 60_000)).toMatchObject([{ webhookId: "w1", tries: 0 }]);
  expect((await takeDeliveries(shopId, 9, NOW_MS + 60_000)).at(-1)).toMatchObject({ webhookId: "w3", tries: 1 });
  await setDeliveriesAside(shopId, ["w3"], "unreadable");
  await finishDeliveries(shopId, ["w1", "w2"], "ignored");
  expect(await shopsWithDueDeliveries(NOW_MS + 60_000)).not.toContain(shopId);
  expect(await loadSyncState(shopId)).toMatchObject({
    pendingDeliveries: 0,
    setAsideDeliveries: 1,
    state: "notStarted",
  });
});

test("tokens are sealed in the database, open again for the library, and a renewal is made once", async () => {
  const domain = "sealed.myshopify.com";
  const expires = new Date(NOW_MS + 3_600_000);
  const session = new Session({
    id: `offline_${domain}`,
    shop: domain,
    state: "s",
    isOnline: false,
    scope: "read_orders",
    accessToken: "shpat_secret_access",
    expires,
    refreshToken: "shprt_secret_refresh",
    refreshTokenExpires: new Date(NOW_MS + 7_200_000),
  });
  const storage = sessionStorage();
  await storage.storeSession(session);
  expect(session.accessToken).toBe("shpat_secret_access");
  const loaded = await storage.loadSession(session.id);
  expect(loaded).toMatchObject({ accessToken: "shpat_secret_access", refreshToken: "shprt_secret_refresh", expires });
  expect(loaded!.isActive("read_orders")).toBe(expires.getTime() > Date.now());

  const client = new pg.Client({ connectionString: process.env["TEST_OWNER_URL"] });
  await client.connect();
  const { rows } = await client.query<{ row: string }>(`SELECT s::text AS row FROM "Session" s`);
  expect(rows[0]!.row).not.toMatch(/secret/);

  const tokens = offlineTokens(domain);
  expect(await tokens.load()).toEqual({
    accessToken: "shpat_secret_access",
    expiresAtMs: expires.getTime(),
    refreshToken: "shprt_secret_refresh",
    refreshTokenExpiresAtMs: NOW_MS + 7_200_000,
    scope: "read_orders",
  });
  let renewals = 0;
  const renew = () =>
    tokens.exclusively(async (current) => {
      if (current.accessToken === "shpat_second") return null;
      renewals++;
      await pause(50);
      return { ...current, accessToken: "shpat_second", expiresAtMs: NOW_MS + 9_000_000 };
    });
  const renewed = await Promise.all([renew(), renew(), renew()]);
  expect(renewals).toBe(1);
  expect(renewed.map((token) => token?.accessToken)).toEqual(["shpat_second", "shpat_second", "shpat_second"]);
  expect((await storage.loadSession(session.id))?.accessToken).toBe("shpat_second");

  // A row moved to another session's id opens nothing.
  await client.query(`UPDATE "Session" SET id = 'offline_thief.myshopify.com', shop = 'thief.myshopify.com'`);
  expect(await offlineTokens("thief.myshopify.com").load()).toBeNull();
  expect(await storage.loadSession("offline_thief.myshopify.com")).toBeUndefined();
  await client.end();
});

test("a job exists when its transaction commits, one at a time per shop; the inbox sends its own", async () => {
  const shopId = await newShop({ domain: "jobs.myshopify.com" });
  const ran: string[] = [];
  const noted = (name: string) => (payload: { shopId: string }) => {
    ran.push(`${name} ${payload.shopId}`);
    return Promise.resolve();
  };
  let running = 0;
  let mostAtOnce = 0;
  const handlers: JobHandlers = {
    backfill: async (payload) => {
      mostAtOnce = Math.max(mostAtOnce, ++running);
      await pause(200);
      running--;
      await noted("backfill")(payload);
    },
    "apply-changes": async (payload) => {
      const waiting = await takeDeliveries(BigInt(payload.shopId), 10, Date.now());
      await finishDeliveries(
        BigInt(payload.shopId),
        waiting.map(({ webhookId }) => webhookId),
        "done",
      );
      await noted(`apply ${waiting.length}`)(payload);
    },
    "poll-checkouts": () => Promise.resolve(),
    "redact-customer": noted("redact"),
    "answer-data-request": noted("answer"),
    "wipe-shop": noted("wipe"),
    "export-run": noted("export"),
  };
  const rolledBack = withShop(shopId, async (tx) => {
    await send(tx, "wipe-shop", { shopId: shopId.toString(), atMs: NOW_MS });
    throw new Error("changed my mind");
  });
  await expect(rolledBack).rejects.toThrow("changed my mind");
  for (let i = 0; i < 3; i++) await withShop(shopId, (tx) => send(tx, "backfill", { shopId: shopId.toString() }));

  const stopping = new AbortController();
  const worker = await work(handlers);
  const watching = watch(stopping.signal);
  try {
    await expect.poll(() => ran, { timeout: 10_000 }).toContain(`backfill ${shopId}`);
    const receivedAtMs = Date.now();
    await receiveDelivery(delivery("jobs.myshopify.com", "w1", receivedAtMs));
    await expect.poll(() => ran, { timeout: 10_000, interval: 20 }).toContain(`apply 1 ${shopId}`);
    // The page has 5 s from the webhook to the figure; the way to the handler may take little of it.
    expect(Date.now() - receivedAtMs).toBeLessThan(3_000);
    expect(ran.filter((entry) => entry.startsWith("backfill"))).toHaveLength(1);
    expect(mostAtOnce).toBe(1);
    expect(ran.filter((entry) => entry.startsWith("wipe"))).toEqual([]);
  } finally {
    stopping.abort();
    await worker.stop(2_000);
    await watching;
  }
});
