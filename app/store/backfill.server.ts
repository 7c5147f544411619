import { withShop, type ShopScope } from "./with-shop.server.ts";

/** What a reading of the history is at; the page shows it. */
export type BackfillStage = "planning" | "exporting" | "reading" | "merging" | "finished" | "failed";

/** One reading of a shop's whole history. */
export interface BackfillRun {
  runId: bigint;
  state: "running" | "finished" | "failed";
  stage: BackfillStage;
  /** How many orders Shopify counts, null when it has not said. */
  estimateOrders: number | null;
  startedAtMs: number;
  finishedAtMs: number | null;
  error: string | null;
}

/** One bulk operation of a run. `running`: Shopify prepares the file; `reading`: it is being staged; `merged`: done. */
export interface BackfillWindow {
  windowId: number;
  kind: "orders" | "customers" | "products" | "checkouts";
  /** Span of `processedAt`, half-open; null is unbounded. */
  fromMs: number | null;
  untilMs: number | null;
  state: "planned" | "running" | "reading" | "merged" | "failed";
  /** Shopify's id of the operation. */
  operationId: string | null;
  /** Start of the fetch: the creation of the operation. */
  fetchedAtMs: number | null;
  batchId: bigint | null;
  /** Orders Shopify counts in the span, null when unknown. */
  expected: number | null;
  /** Records Shopify has put into the file so far. */
  exported: number;
  /** Records written from it. */
  merged: number;
  tries: number;
  error: string | null;
}

/** A run with its windows, by number. */
export interface LoadedRun {
  run: BackfillRun;
  windows: BackfillWindow[];
}

interface RunColumns {
  run_id: string;
  state: BackfillRun["state"];
  stage: BackfillStage;
  estimate_orders: number | null;
  started_at: Date;
  finished_at: Date | null;
  error: string | null;
}

interface WindowColumns {
  window_id: number;
  kind: BackfillWindow["kind"];
  from_at: Date | null;
  until_at: Date | null;
  state: BackfillWindow["state"];
  operation_id: string | null;
  fetched_at: Date | null;
  batch_id: string | null;
  expected: number | null;
  exported: number;
  merged: number;
  tries: number;
  error: string | null;
}

/** Begins a run. */
export async function startRun(shop: ShopScope, nowMs: number): Promise<bigint> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ run_id: string }>(
      `INSERT INTO backfill_runs (shop_id, state, stage, started_at) VALUES ($1, 'running', 'planning', $2) RETURNING run_id`,
      [tx.shopId, new Date(nowMs)],
    );
    return BigInt(row!.run_id);
  });
}

/** Changes what is given of a run. */
export async function setRun(
  shop: ShopScope,
  runId: bigint,
  patch: Partial<Omit<BackfillRun, "runId" | "startedAtMs">>,
): Promise<void> {
  await update(shop, "backfill_runs", { run_id: runId }, [
    ["state", patch.state],
    ["stage", patch.stage],
    ["estimate_orders", patch.estimateOrders],
    ["finished_at", instant(patch.finishedAtMs)],
    ["error", patch.error],
  ]);
}

/** Plans windows of a run; a number that is planned already stays as it is. */
export async function addWindows(
  shop: ShopScope,
  runId: bigint,
  windows: readonly Pick<BackfillWindow, "windowId" | "kind" | "fromMs" | "untilMs" | "expected">[],
  nowMs: number,
): Promise<void> {
  await withShop(shop, async (tx) => {
    for (const { windowId, kind, fromMs, untilMs, expected } of windows) {
      await tx.query(
        `INSERT INTO backfill_windows (shop_id, run_id, window_id, kind, from_at, until_at, expected, state, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'planned', $8) ON CONFLICT DO NOTHING`,
        [tx.shopId, runId, windowId, kind, instant(fromMs), instant(untilMs), expected, new Date(nowMs)],
      );
    }
  });
}

/** Changes what is given of a window. */
export async function setWindow(
  shop: ShopScope,
  runId: bigint,
  windowId: number,
  patch: Partial<Omit<BackfillWindow, "windowId" | "kind">>,
  nowMs: number,
): Promise<void> {
  await update(shop, "backfill_windows", { run_id: runId, window_id: windowId }, [
    ["from_at", instant(patch.fromMs)],
    ["until_at", instant(patch.untilMs)],
    ["state", patch.state],
    ["operation_id", patch.operationId],
    ["fetched_at", instant(patch.fetchedAtMs)],
    ["batch_id", patch.batchId],
    ["expected", patch.expected],
    ["exported", patch.exported],
    ["merged", patch.merged],
    ["tries", patch.tries],
    ["error", patch.error],
    ["updated_at", new Date(nowMs)],
  ]);
}

/** The latest run with its windows by number, or null before the first. */
export async function loadRun(shop: ShopScope): Promise<LoadedRun | null> {
  return withShop(shop, async (tx) => {
    const [run] = await tx.query<RunColumns>(
      "SELECT * FROM backfill_runs WHERE shop_id = $1 ORDER BY run_id DESC LIMIT 1",
      [tx.shopId],
    );
    if (!run) return null;
    const windows = await tx.query<WindowColumns>(
      "SELECT * FROM backfill_windows WHERE shop_id = $1 AND run_id = $2 ORDER BY window_id",
      [tx.shopId, run.run_id],
    );
    return { run: runOf(run), windows: windows.map(windowOf) };
  });
}

function runOf(row: RunColumns): BackfillRun {
  return {
    runId: BigInt(row.run_id),
    state: row.state,
    stage: row.stage,
    estimateOrders: row.estimate_orders,
    startedAtMs: row.started_at.getTime(),
    finishedAtMs: row.finished_at?.getTime() ?? null,
    error: row.error,
  };
}

function windowOf(row: WindowColumns): BackfillWindow {
  return {
    windowId: row.window_id,
    kind: row.kind,
    fromMs: row.from_at?.getTime() ?? null,
    untilMs: row.until_at?.getTime() ?? null,
    state: row.state,
    operationId: row.operation_id,
    fetchedAtMs: row.fetched_at?.getTime() ?? null,
    batchId: row.batch_id === null ? null : BigInt(row.batch_id),
    expected: row.expected,
    exported: row.exported,
    merged: row.merged,
    tries: row.tries,
    error: row.error,
  };
}

/** Sets the columns that have a value; undefined leaves one as it is, null empties it. */
async function update(
  shop: ShopScope,
  table: string,
  key: Record<string, bigint | number>,
  columns: [name: string, value: unknown][],
): Promise<void> {
  const given = columns.filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  const keys = Object.entries(key);
  const set = given.map(([name], i) => `${name} = $${i + 2 + keys.length}`).join(", ");
  const where = keys.map(([name], i) => `${name} = $${i + 2}`).join(" AND ");
  await withShop(shop, (tx) =>
    tx.query(`UPDATE ${table} SET ${set} WHERE shop_id = $1 AND ${where}`, [
      tx.shopId,
      ...keys.map(([, value]) => value),
      ...given.map(([, value]) => value),
    ]),
  );
}

function instant(ms: number | null | undefined): Date | null | undefined {
  return typeof ms === "number" ? new Date(ms) : ms;
}
