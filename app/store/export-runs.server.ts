import { withShop, type ShopScope } from "./with-shop.server.ts";

/** One export of one segment. The words for states and reasons stand in `app/insights/mailing.ts`. */
export interface ExportRun {
  runId: string;
  destination: string;
  segmentKey: string;
  /** YYYY-MM-DD: the day as of which the members are chosen. */
  asOf: string;
  targetName: string;
  accountName: string | null;
  listId: string | null;
  controlShare: number;
  startedBy: string | null;
  state: string;
  failure: string | null;
  membersChosen: boolean;
  removed: number;
  createdAtMs: number;
  finishedAtMs: number | null;
  fileExpiresAtMs: number | null;
}

interface RunColumns {
  run_id: string;
  destination: string;
  segment_key: string;
  as_of_day: string;
  target_name: string;
  account_name: string | null;
  list_id: string | null;
  control_share: number;
  started_by: string | null;
  state: string;
  failure: string | null;
  members_chosen: boolean;
  removed: number;
  created_at: Date;
  finished_at: Date | null;
  file_expires_at: Date | null;
}

const COLUMNS = "*, to_char(as_of, 'YYYY-MM-DD') AS as_of_day";

/** What is needed to begin a run. */
export type NewExportRun = Pick<
  ExportRun,
  "destination" | "segmentKey" | "asOf" | "targetName" | "accountName" | "controlShare" | "startedBy"
>;

/** Writes a queued run and answers its id. */
export async function createExportRun(shop: ShopScope, run: NewExportRun, nowMs: number): Promise<string> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ run_id: string }>(
      `INSERT INTO export_runs (shop_id, destination, segment_key, as_of, target_name, account_name, control_share,
         started_by, state, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9) RETURNING run_id`,
      [
        tx.shopId,
        run.destination,
        run.segmentKey,
        run.asOf,
        run.targetName,
        run.accountName,
        run.controlShare,
        run.startedBy,
        new Date(nowMs),
      ],
    );
    return row!.run_id;
  });
}

/** A run, or null when this shop has none of that id. */
export async function loadExportRun(shop: ShopScope, runId: string): Promise<ExportRun | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<RunColumns>(
      `SELECT ${COLUMNS} FROM export_runs WHERE shop_id = $1 AND run_id::text = $2`,
      [tx.shopId, runId],
    );
    return row ? runOf(row) : null;
  });
}

/** The newest runs first. */
export async function loadExportRuns(shop: ShopScope, limit: number): Promise<ExportRun[]> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<RunColumns>(
      `SELECT ${COLUMNS} FROM export_runs WHERE shop_id = $1 ORDER BY created_at DESC, run_id LIMIT $2`,
      [tx.shopId, limit],
    );
    return rows.map(runOf);
  });
}

/** Changes a run; only the named fields. */
export async function updateExportRun(
  shop: ShopScope,
  runId: string,
  patch: Partial<Pick<ExportRun, "state" | "failure" | "listId" | "removed" | "finishedAtMs" | "fileExpiresAtMs">>,
): Promise<void> {
  const at = (ms: number | null | undefined) => (ms === null || ms === undefined ? null : new Date(ms));
  await withShop(shop, (tx) =>
    tx.query(
      `UPDATE export_runs SET state = coalesce($3, state), failure = coalesce($4, failure), list_id = coalesce($5, list_id),
         removed = coalesce($6, removed), finished_at = coalesce($7, finished_at),
         file_expires_at = coalesce($8, file_expires_at)
       WHERE shop_id = $1 AND run_id = $2`,
      [
        tx.shopId,
        runId,
        patch.state ?? null,
        patch.failure ?? null,
        patch.listId ?? null,
        patch.removed ?? null,
        at(patch.finishedAtMs),
        at(patch.fileExpiresAtMs),
      ],
    ),
  );
}

/** The list that an earlier run made for this segment at this account, or null. */
export async function knownList(shop: ShopScope, run: ExportRun): Promise<string | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ list_id: string }>(
      `SELECT list_id FROM export_runs WHERE shop_id = $1 AND destination = $2 AND segment_key = $3
         AND account_name IS NOT DISTINCT FROM $4 AND list_id IS NOT NULL ORDER BY created_at DESC LIMIT 1`,
      [tx.shopId, run.destination, run.segmentKey, run.accountName],
    );
    return row?.list_id ?? null;
  });
}

/** The file of a run, or null when there is none (any more). */
export async function exportFile(shop: ShopScope, runId: string): Promise<Buffer | null> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<{ bytes: Buffer }>(
      "SELECT bytes FROM export_file_parts WHERE shop_id = $1 AND run_id::text = $2 ORDER BY part",
      [tx.shopId, runId],
    );
    return rows.length === 0 ? null : Buffer.concat(rows.map((row) => row.bytes));
  });
}

/** How many parts a run's file has so far. */
export async function filePartCount(shop: ShopScope, runId: string): Promise<number> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ parts: string }>(
      "SELECT count(*) AS parts FROM export_file_parts WHERE shop_id = $1 AND run_id = $2",
      [tx.shopId, runId],
    );
    return Number(row!.parts);
  });
}

/** Deletes files whose time is over. */
export async function dropExpiredFiles(shop: ShopScope, nowMs: number): Promise<void> {
  await withShop(shop, (tx) =>
    tx.query(
      `DELETE FROM export_file_parts WHERE shop_id = $1 AND run_id IN (
         SELECT run_id FROM export_runs WHERE shop_id = $1 AND file_expires_at <= $2)`,
      [tx.shopId, new Date(nowMs)],
    ),
  );
}

function runOf(row: RunColumns): ExportRun {
  return {
    runId: row.run_id,
    destination: row.destination,
    segmentKey: row.segment_key,
    asOf: row.as_of_day,
    targetName: row.target_name,
    accountName: row.account_name,
    listId: row.list_id,
    controlShare: row.control_share,
    startedBy: row.started_by,
    state: row.state,
    failure: row.failure,
    membersChosen: row.members_chosen,
    removed: row.removed,
    createdAtMs: row.created_at.getTime(),
    finishedAtMs: row.finished_at?.getTime() ?? null,
    fileExpiresAtMs: row.file_expires_at?.getTime() ?? null,
  };
}
