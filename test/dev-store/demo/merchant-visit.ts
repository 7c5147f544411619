import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { DevStore } from "../dev-store.types.ts";

/** A full browser's name: Shopify's library turns away what looks like a program. */
const BROWSER_USER_AGENT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";

/** A backfill that says nothing new for this long has failed. */
const SILENCE_MS = 5 * 60_000;
const POLL_MS = 300;
const TELL_EVERY_MS = 1_000;

/** The part of `/api/freshness` that says where the import stands. */
const freshness = z.object({
  version: z.number(),
  sync: z.object({
    stage: z.enum(["waiting", "importing", "complete", "failed"]),
    ordersSoFar: z.number(),
    ordersExpected: z.number().nullable(),
  }),
});

/**
 * Opens the app's first page as the merchant's browser would inside the admin: the signed address, redirects followed. That
 * installs the app and begins its first import. Throws when the page does not come.
 */
export async function openApp(store: DevStore, domain: string, signal: AbortSignal): Promise<void> {
  const response = await fetch(await store.frameAddress("/", domain), {
    headers: { "User-Agent": BROWSER_USER_AGENT, Accept: "text/html" },
    signal,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The app answered ${response.status} when it was opened: ${text.slice(0, 300)}`);
}

const report = z.object({ freshness: z.object({ version: z.number() }) });

/** Asks the app as an open page does, with a fresh session token. */
async function askApp(store: DevStore, domain: string, path: string, signal: AbortSignal): Promise<unknown> {
  const response = await fetch(new URL(path, store.proxyUrl), {
    headers: { "User-Agent": BROWSER_USER_AGENT, Authorization: `Bearer ${await store.sessionToken(domain)}` },
    signal,
  });
  if (!response.ok) throw new Error(`The app answered ${response.status} to ${path}.`);
  return response.json();
}

/**
 * Waits until the first import of a shop is done and its reports show all of it; tells how far it is about once a second.
 * Throws when it fails or falls silent.
 */
export async function waitForBackfill(
  store: DevStore,
  domain: string,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let told = "";
  let toldAtMs = -Infinity;
  let changedAtMs = Date.now();
  let last = "";
  for (;;) {
    signal.throwIfAborted();
    const { version, sync } = freshness.parse(await askApp(store, domain, "/api/freshness", signal));
    // Reports may follow the data a moment later.
    if (sync.stage === "complete") {
      const counts = report.parse(await askApp(store, domain, "/api/reports/counts", signal));
      if (counts.freshness.version >= version) return;
    }
    if (sync.stage === "failed") throw new Error("The import of the orders failed.");
    const line = progressLine(sync);
    if (line !== last) changedAtMs = Date.now();
    last = line;
    if (line !== told && Date.now() - toldAtMs >= TELL_EVERY_MS) {
      told = line;
      toldAtMs = Date.now();
      tell(line);
    }
    if (Date.now() - changedAtMs > SILENCE_MS) throw new Error(`The import stands still: ${last}`);
    await wait(POLL_MS, undefined, { signal });
  }
}

function progressLine({ stage, ordersSoFar, ordersExpected }: z.infer<typeof freshness>["sync"]): string {
  if (stage === "waiting") return "Waiting for the import to begin …";
  const count = (orders: number) => orders.toLocaleString("en");
  const expected = ordersExpected === null ? "" : ` of about ${count(ordersExpected)}`;
  return `Importing: ${count(ordersSoFar)}${expected} orders`;
}
