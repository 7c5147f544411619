import { BulkFileGone, readBulkLines } from "../shopify/bulk-lines.server.ts";
import {
  bulkOperation,
  cancelBulkOperation,
  runBulkQuery,
  latestBulkQueries,
  type BulkOperation,
  type BulkStart,
} from "../shopify/bulk-operations.server.ts";
import { parseGid } from "../shopify/gid.ts";
import { bulkOrdersQuery } from "../shopify/order-documents.ts";
import { bulkCustomersQuery, bulkProductsQuery } from "../shopify/record-documents.ts";
import { loadRun, setRun, setWindow, type BackfillWindow } from "../store/backfill.server.ts";
import { mergeBatch } from "../store/merge.server.ts";
import { batchProgress, dropBatch, openBatch, stageRows } from "../store/staging.server.ts";
import { withShop } from "../store/with-shop.server.ts";
import { BackfillFailed, required, type BackfillContext } from "./backfill-context.ts";
import { waitForBulk } from "./bulk-waiting.server.ts";
import { scheduleJourneyChecks } from "./journey-checks.server.ts";
import { mapLine } from "./map-nodes.ts";
import { RowGroups } from "./row-groups.ts";

/** Rows staged in one transaction: large enough for COPY to be fast, small enough to hold. */
const ROWS_PER_TRANSACTION = 20_000;
/** An operation that has not begun after this long never will; it is cancelled and asked for again. */
const STUCK_MS = 30 * 60_000;
/** Journeys become known within a day or so: older orders that still say "not ready" stay as they are. */
const JOURNEY_AGE_MS = 3 * 86_400_000;

/**
 * Brings one window of a run from wherever it stands to merged: operation started → file read into staging → staging merged. Every
 * step is written down before the next begins.
 */
export async function runBulkWindow(context: BackfillContext, runId: bigint, windowId: number): Promise<void> {
  let window = await currentWindow(context, runId, windowId);
  if (window.operationId === null) {
    await startOperation(context, runId, window);
    window = await currentWindow(context, runId, windowId);
  }
  let operation = await finishedOperation(context, runId, window);
  // An address lives seven days; after a longer stop it is asked for again, once.
  for (let renewed = false; ; renewed = true) {
    try {
      await readFile(context, runId, window, operation);
      break;
    } catch (error) {
      if (!(error instanceof BulkFileGone)) throw error;
      window = await currentWindow(context, runId, windowId);
      if (renewed) return startOver(context, runId, window, "Shopify no longer has the file with your history.");
      operation = await finishedOperation(context, runId, window);
    }
  }
  await mergeWindow(context, runId, windowId);
}

async function currentWindow({ shop }: BackfillContext, runId: bigint, windowId: number): Promise<BackfillWindow> {
  const loaded = await loadRun(shop.shopId);
  const window = loaded?.windows.find((candidate) => candidate.windowId === windowId);
  if (loaded?.run.runId !== runId || !window)
    throw new BackfillFailed("A newer reading of your history has begun.", false);
  return window;
}

function queryOf(window: BackfillWindow): string {
  if (window.kind === "customers") return bulkCustomersQuery;
  if (window.kind === "products") return bulkProductsQuery;
  const bounds = [
    window.fromMs === null ? "" : `processed_at:>='${new Date(window.fromMs).toISOString()}'`,
    window.untilMs === null ? "" : `processed_at:<'${new Date(window.untilMs).toISOString()}'`,
  ];
  return bulkOrdersQuery(bounds.filter((bound) => bound !== "").join(" ") || undefined);
}

async function startOperation(context: BackfillContext, runId: bigint, window: BackfillWindow): Promise<void> {
  const { shop, access, signal } = context;
  const query = queryOf(window);
  for (;;) {
    // A stop between Shopify's answer and our note of it leaves an operation that runs for nobody: take it up.
    const orphan = await orphanedOperation(context, runId, query);
    const started = orphan ?? required(await runBulkQuery(access, query, { signal }), window.kind);
    if (started.state === "refused") {
      throw new BackfillFailed(`Shopify refuses to export your ${window.kind}: ${started.detail}`, false);
    }
    if (started.state === "started") {
      const patch = {
        state: "running" as const,
        operationId: started.id,
        fetchedAtMs: started.createdAtMs,
        error: null,
      };
      await setWindow(shop.shopId, runId, window.windowId, patch, Date.now());
      return;
    }
    await waitForBulk(`slot:${shop.shopId}:${window.windowId}`, 3_000, signal);
  }
}

async function orphanedOperation(
  { shop, access, signal }: BackfillContext,
  runId: bigint,
  query: string,
): Promise<BulkStart | null> {
  const answer = await latestBulkQueries(access, { signal });
  if (!answer.ok) return null;
  const loaded = await loadRun(shop.shopId);
  const taken = new Set(loaded?.windows.map(({ operationId }) => operationId));
  // Only what began after this run did holds the orders that were there when it began.
  const startedAtMs = loaded?.run.runId === runId ? loaded.run.startedAtMs : Infinity;
  const orphan = answer.data.find(
    (latest) =>
      latest.query.trim() === query.trim() &&
      !taken.has(latest.id) &&
      ["CREATED", "RUNNING"].includes(latest.status) &&
      Date.parse(latest.createdAt) >= startedAtMs,
  );
  return orphan ? { state: "started", id: orphan.id, createdAtMs: Date.parse(orphan.createdAt) } : null;
}

/** The operation once it is completed. Asks soon at first, then every few seconds. */
async function finishedOperation(
  context: BackfillContext,
  runId: bigint,
  window: BackfillWindow,
): Promise<BulkOperation> {
  const { access, signal } = context;
  const id = window.operationId!;
  let exported = window.exported;
  for (let waitMs = 300; ; waitMs = Math.min(5_000, waitMs * 1.5)) {
    const operation = required(await bulkOperation(access, id, { signal }), window.kind);
    if (!operation) return startOver(context, runId, window, "Shopify no longer knows the export of your history.");
    if (operation.rootObjectCount !== exported) {
      exported = operation.rootObjectCount;
      await setWindow(context.shop.shopId, runId, window.windowId, { exported }, Date.now());
    }
    if (operation.status === "COMPLETED") return operation;
    if (["FAILED", "CANCELED", "EXPIRED"].includes(operation.status)) {
      const denied = operation.errorCode === "ACCESS_DENIED";
      const why = denied ? "the app may not read them" : (operation.errorCode ?? operation.status).toLowerCase();
      return startOver(context, runId, window, `The export of your ${window.kind} ended early: ${why}.`, !denied);
    }
    if (operation.status === "CREATED" && Date.now() - Date.parse(operation.createdAt) > STUCK_MS) {
      await cancelBulkOperation(access, id, { signal });
      return startOver(context, runId, window, `The export of your ${window.kind} never began.`);
    }
    await waitForBulk(parseGid(id)?.id.toString() ?? id, waitMs, signal);
  }
}

/** Forgets the operation and what was staged of it; the next try asks for a new one. Always throws. */
async function startOver(
  { shop }: BackfillContext,
  runId: bigint,
  window: BackfillWindow,
  why: string,
  worthRetrying = true,
): Promise<never> {
  await withShop(shop.shopId, async (tx) => {
    if (window.batchId !== null) await dropBatch(tx, window.batchId);
    const patch = { state: "planned" as const, operationId: null, fetchedAtMs: null, batchId: null, error: why };
    await setWindow(tx, runId, window.windowId, patch, Date.now());
  });
  throw new BackfillFailed(why, worthRetrying);
}

async function readFile(
  context: BackfillContext,
  runId: bigint,
  window: BackfillWindow,
  operation: BulkOperation,
): Promise<void> {
  const { shop, signal } = context;
  const { shopId } = shop;
  const batchId = window.batchId ?? (await openWindowBatch(context, runId, window));
  if (operation.url === null) return;
  const startByte = (await batchProgress(shopId, batchId))?.byteOffset ?? 0;
  const mapping = { fetchedAtMs: Date.parse(operation.createdAt), currencyDigits: shop.currencyDigits };
  let groups = new RowGroups();
  let endByte = startByte;
  const flush = async () => {
    await stageRows(shopId, batchId, groups.rows(), Date.now(), endByte);
    const young = groups.orders.filter(
      ({ journeyState, processedAtMs }) =>
        journeyState === "pending" && mapping.fetchedAtMs - processedAtMs < JOURNEY_AGE_MS,
    );
    await scheduleJourneyChecks(
      shop.domain,
      young.map(({ orderId }) => ({ orderId, check: 0 })),
      Date.now(),
    );
    groups = new RowGroups();
  };
  for await (const part of readBulkLines(operation.url, startByte, signal)) {
    for (const line of part.lines) groups.add(mapLine(line, mapping));
    endByte = part.endByte;
    if (groups.count >= ROWS_PER_TRANSACTION) await flush();
  }
  if (endByte > startByte && groups.count > 0) await flush();
}

async function openWindowBatch({ shop }: BackfillContext, runId: bigint, window: BackfillWindow): Promise<bigint> {
  return withShop(shop.shopId, async (tx) => {
    const batchId = await openBatch(tx, Date.now());
    await setWindow(tx, runId, window.windowId, { state: "reading", batchId }, Date.now());
    if (window.kind === "orders") await setRun(tx, runId, { stage: "reading" });
    return batchId;
  });
}

/** Merges what was staged and notes it in the same transaction, so that it happens once. */
async function mergeWindow(context: BackfillContext, runId: bigint, windowId: number): Promise<void> {
  const { shopId } = context.shop;
  const window = await currentWindow(context, runId, windowId);
  const batchId = window.batchId;
  if (batchId === null) throw new Error("A window without a batch cannot be merged");
  if (window.kind === "orders") await setRun(shopId, runId, { stage: "merging" });
  await withShop(shopId, async (tx) => {
    const progress = await batchProgress(tx, batchId);
    await mergeBatch(tx, batchId, Date.now());
    const patch = { state: "merged" as const, batchId: null, merged: progress?.orders ?? 0, error: null };
    await setWindow(tx, runId, windowId, patch, Date.now());
  });
}
