import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { HANDLERS } from "../../app/jobs/handlers.ts";
import { watch } from "../../app/jobs/watch.server.ts";
import { work } from "../../app/queue/work.server.ts";
import { requireMerchant, type Merchant } from "../../app/shopify.server.ts";
import { findShopByDomain } from "../../app/store/shops.server.ts";
import { runBackfill } from "../../app/sync/backfill.server.ts";
import { applyChanges } from "../../app/sync/changes.server.ts";
import { webhookIntake } from "../../app/sync/webhooks.server.ts";
import { startDevStore } from "../dev-store/dev-store.ts";
import type { DevStore } from "../dev-store/dev-store.types.ts";
import type { ShopData } from "../dev-store/model.ts";

/** Looks again and again until a condition holds; throws when it does not within half a minute. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; Date.now() < end; await pause(50)) if (await condition()) return;
  throw new Error("It did not come about in time");
}

/** A local Shopify with the app's own entry points behind it, in this process: sign-in, webhook intake, sync. */
export interface SyncScene {
  store: DevStore;
  /** Where webhooks arrive. */
  intakeUrl: string;
  /** A request as App Bridge makes it, signed in to a shop. */
  request(path: string, domain?: string): Promise<Request>;
  /** Signs in: exchanges the token, registers the install. */
  signIn(domain?: string): Promise<Merchant>;
  /** Reads the whole history. */
  backfill(shopId: bigint): Promise<void>;
  /** Waits until the dev store has delivered everything, then works off the inbox. */
  settle(domain?: string): Promise<void>;
  /** Works off jobs and inbox in the background, as the worker process does, until the scene stops. */
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

const BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const never = () => new AbortController().signal;
const secret = "shpss_sync_tests_0123456789";
const clientId = "sync-tests";

/**
 * Opens a scene. The environment is read once per process, so its address parts are the same for all scenes of a test file: one
 * scene per file.
 */
export async function openSyncScene(shops: ShopData[]): Promise<SyncScene> {
  const intake = createServer((req, res) => void webhookIntake(req, res));
  await new Promise<void>((resolve) => intake.listen(0, "127.0.0.1", resolve));
  const intakeUrl = `http://127.0.0.1:${(intake.address() as AddressInfo).port}`;
  const store = await startDevStore({ shops, clientId, clientSecret: secret, appUrl: intakeUrl });
  Object.assign(process.env, {
    SHOPIFY_API_KEY: clientId,
    SHOPIFY_API_SECRET: secret,
    SHOPIFY_APP_URL: store.proxyUrl,
    SHOPIFY_ADMIN_ORIGIN: store.adminOrigin,
    APP_BRIDGE_URL: store.appBridgeUrl,
  });

  const stopping = new AbortController();
  const running: { stop(): Promise<void> }[] = [];
  const scene: SyncScene = {
    store,
    intakeUrl,
    request: async (path, domain) => {
      const headers = { authorization: `Bearer ${await store.sessionToken(domain)}`, "user-agent": BROWSER };
      return new Request(new URL(path, store.proxyUrl), { headers });
    },
    signIn: async (domain) => requireMerchant(await scene.request("/api/freshness", domain)),
    backfill: (shopId) => runBackfill({ shopId: shopId.toString() }, { signal: never() }),
    settle: async (domain) => {
      await store.webhooks.idle();
      const shop = await findShopByDomain(store.shop(domain).facts.domain);
      if (shop) await applyChanges({ shopId: shop.shopId.toString() }, { signal: never() });
    },
    startWorker: async () => {
      const working = await work(HANDLERS);
      const watching = watch(stopping.signal);
      running.push({ stop: () => Promise.all([working.stop(5_000), watching]).then(() => undefined) });
    },
    stop: async () => {
      stopping.abort();
      await Promise.all(running.map((worker) => worker.stop()));
      await store.stop();
      intake.closeAllConnections();
      await new Promise((resolve) => intake.close(resolve));
    },
  };
  return scene;
}
