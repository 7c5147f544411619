import { join } from "node:path";
import { ensureBuild } from "../dev-store/demo/app-build.ts";
import { startLocalApp } from "../dev-store/demo/local-app.ts";
import { openApp, waitForBackfill } from "../dev-store/demo/merchant-visit.ts";
import { removeFolder, throwAwayFolder } from "../dev-store/demo/throw-away-folder.ts";
import { startDevStore } from "../dev-store/dev-store.ts";
import type { DevStore, DevStoreOptions } from "../dev-store/dev-store.types.ts";
import { BROWSER_USER_AGENT } from "./browser.ts";

const PROJECT = join(import.meta.dirname, "..", "..");
/** A backfill that takes longer than this has failed. */
const BACKFILL_MS = 100_000;

/** What `npm run demo` runs: a local Shopify, PostgreSQL, and the production build as web process and worker. */
export interface Stack {
  store: DevStore;
  /** The app's database as the owner, who sees everything. */
  ownerUrl: string;
  /** Asks the app as an open page does, signed in to a shop; the first one if none is named. */
  ask(path: string, domain?: string): Promise<Response>;
  /** Opens the app in a shop for the first time and waits until all its orders are in its reports. */
  install(domain?: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a stack; rejects, with everything stopped again, when a part of it does not come up. */
export async function startStack(options: DevStoreOptions): Promise<Stack> {
  await using running = new AsyncDisposableStack();
  const told: string[] = [];
  const tell = (line: string, error?: unknown) =>
    void told.push(error === undefined ? line : `${line}: ${String(error)}`);
  await ensureBuild(PROJECT, tell, AbortSignal.timeout(BACKFILL_MS));

  const dataDir = throwAwayFolder();
  running.defer(() => removeFolder(dataDir));
  const store = await startDevStore(options);
  running.defer(() => store.stop());
  const app = await startLocalApp({ project: PROJECT, store, dataDir, tell, mode: "production", durable: false });
  running.defer(() => app.stop());
  const ended = new AbortController();
  void app.failed.then((sentence) => ended.abort(new Error(`${sentence} ${told.join("\n")}`)));

  const stack = running.move();
  return {
    store,
    ownerUrl: app.ownerUrl,
    ask: async (path, domain) => {
      const headers = { "User-Agent": BROWSER_USER_AGENT, Authorization: `Bearer ${await store.sessionToken(domain)}` };
      return fetch(new URL(path, store.proxyUrl), { headers });
    },
    install: async (shop) => {
      const { domain } = store.shop(shop).facts;
      const signal = AbortSignal.any([AbortSignal.timeout(BACKFILL_MS), ended.signal]);
      await openApp(store, domain, signal);
      await waitForBackfill(store, domain, tell, signal);
    },
    stop: () => stack.disposeAsync(),
  };
}
