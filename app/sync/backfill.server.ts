import { setTimeout as pause } from "node:timers/promises";
import { logger } from "../platform/logger.server.ts";
import { adminAccess } from "../shopify/admin-access.server.ts";
import { adminGraphql } from "../shopify/admin-client.server.ts";
import { backOffMs } from "../shopify/pacing.ts";
import { ordersCountDocument } from "../shopify/order-documents.ts";
import {
  addWindows,
  loadRun,
  setRun,
  setWindow,
  startRun,
  type BackfillRun,
  type BackfillWindow,
} from "../store/backfill.server.ts";
import { removeLeftovers } from "../store/leftovers.server.ts";
import { offlineTokens } from "../store/offline-tokens.server.ts";
import { findShopByDomain, loadShopFacts } from "../store/shops.server.ts";
import { withShop } from "../store/with-shop.server.ts";
import { BackfillFailed, type BackfillContext } from "./backfill-context.ts";
import { runBulkWindow } from "./bulk-window.server.ts";
import { readCheckouts } from "./checkouts.server.ts";

/** A window that fails this often ends the run; the queue starts the run again, and finished windows stay finished. */
const MAX_TRIES = 5;

/** Fetches are dated by Shopify's clock, the install by ours. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Reads a shop's history: customers, products, orders, abandoned checkouts. Each window (one bulk operation) writes down how far
 * it came, so the job may be killed at any moment and goes on where it was: operations that run are taken up again, bytes that
 * were staged are not read twice, windows that were merged are not touched.
 *
 * Rejects when a window failed finally; the reason stands in the run, where the merchant sees it.
 */
export async function runBackfill({ shopId }: { shopId: string }, { signal }: { signal: AbortSignal }): Promise<void> {
  const shop = await loadShopFacts(BigInt(shopId));
  if (shop.uninstalledAtMs !== null) return;
  const context: BackfillContext = { shop, access: adminAccess(shop.domain, offlineTokens(shop.domain)), signal };
  const run = await plannedRun(context);
  if (run.run.state === "finished") return;
  try {
    await readWindows(context, run);
    const leftOver = await removeLeftovers(shop.shopId, shop.installedAtMs - CLOCK_SKEW_MS, Date.now());
    if (leftOver > 0) logger().info({ shopId, leftOver }, "orders of an earlier install removed");
    await setRun(shop.shopId, run.run.runId, {
      stage: "finished",
      state: "finished",
      error: null,
      finishedAtMs: Date.now(),
    });
    logger().info({ shopId }, "history read");
  } catch (error) {
    if (signal.aborted) throw error;
    // The app may have been removed meanwhile: then there is nothing to read and nobody to tell.
    const now = await findShopByDomain(shop.domain);
    if (!now || now.uninstalledAtMs !== null) return;
    const detail =
      error instanceof BackfillFailed ? error.message : "An unexpected error stopped the reading of your history.";
    logger().error({ shopId, err: error }, "backfill failed");
    await setRun(shop.shopId, run.run.runId, { state: "failed", error: detail });
    throw error;
  }
}

interface LoadedRun {
  run: BackfillRun;
  windows: BackfillWindow[];
}

/** The run to go on with, its windows planned. */
async function plannedRun(context: BackfillContext): Promise<LoadedRun> {
  const { shopId } = context.shop;
  const found = await loadRun(shopId);
  if (found && found.windows.length > 0) {
    if (found.run.state !== "finished") await setRun(shopId, found.run.runId, { state: "running", error: null });
    return found;
  }
  const runId = found?.run.runId ?? (await startRun(shopId, Date.now()));
  const estimate = await estimateOrders(context);
  await withShop(shopId, async (tx) => {
    const kinds = ["customers", "products", "orders", "checkouts"] as const;
    const windows = kinds.map((kind, index) => ({
      windowId: index + 1,
      kind,
      fromMs: null,
      untilMs: null,
      expected: kind === "orders" ? estimate : null,
    }));
    await addWindows(tx, runId, windows, Date.now());
    await setRun(tx, runId, { stage: "exporting", state: "running", estimateOrders: estimate, error: null });
  });
  const planned = await loadRun(shopId);
  if (!planned) throw new Error("The run that was just written cannot be read");
  return planned;
}

/** How many orders there are to come, or null when Shopify does not say. Only for the progress display. */
async function estimateOrders({ access, signal }: BackfillContext): Promise<number | null> {
  const answer = await adminGraphql(access, ordersCountDocument, { search: null }, { signal });
  return answer.ok ? (answer.data.ordersCount?.count ?? null) : null;
}

/** All windows side by side; Shopify's slots and the shop's points are shared below. */
async function readWindows(context: BackfillContext, { run, windows }: LoadedRun): Promise<void> {
  const open = windows.filter((window) => window.state !== "merged");
  const results = await Promise.allSettled(open.map((window) => readWindow(context, run.runId, window)));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

async function readWindow(context: BackfillContext, runId: bigint, window: BackfillWindow): Promise<void> {
  const { shopId } = context.shop;
  for (let tries = 1; ; tries++) {
    try {
      if (window.kind === "checkouts") {
        await readCheckouts(context, null);
        await setWindow(shopId, runId, window.windowId, { state: "merged", error: null }, Date.now());
      } else {
        await runBulkWindow(context, runId, window.windowId);
      }
      return;
    } catch (error) {
      if (context.signal.aborted) throw error;
      const final = tries >= MAX_TRIES || (error instanceof BackfillFailed && !error.worthRetrying);
      const detail = error instanceof BackfillFailed ? error.message : "unexpected error";
      logger().warn({ shopId: shopId.toString(), kind: window.kind, tries, final, err: error }, "window failed");
      await setWindow(
        shopId,
        runId,
        window.windowId,
        { tries, error: detail, ...(final ? { state: "failed" as const } : {}) },
        Date.now(),
      );
      if (final) throw error;
      await pause(backOffMs(tries, Math.random()), undefined, { signal: context.signal });
    }
  }
}
