import { existsSync } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Timelines } from "../analytics/timelines.ts";
import { readSnapshot, writeSnapshot } from "../files/timelines-snapshot.server.ts";
import { DAY_MS, HOUR_MS } from "../platform/durations.ts";
import { env } from "../platform/env.server.ts";
import { logger } from "../platform/logger.server.ts";
import { workerPath } from "../platform/worker-path.ts";
import { pool } from "./pool.server.ts";
import type { LoadedTimelines } from "./timelines-cache.ts";

/** A smaller shop is read from the database as quickly as from a file. */
const SMALLEST_SNAPSHOT_ORDERS = 50_000;

/** A snapshot: shop and erasure epoch; or one that is being written beside it. */
const NAME = /^shop-(\d+)-(\d+)\.arrow(\..+)?$/;

/** A process that still wrote its file would have ended long since. */
const ABANDONED_AFTER_MS = HOUR_MS;
/** Nobody looks after the folder of a database that is no longer used. */
const FORGOTTEN_AFTER_MS = 30 * DAY_MS;

/** SQLSTATE of what this role or this server has no access to. */
const REFUSED = "42";

let folders: { pool: ReturnType<typeof pool>; folder: Promise<string | null> } | undefined;

/**
 * Where the snapshots of this database's shops lie: in DATA_DIR, in a folder of the database's own. Shops are numbered from 1 in
 * every database, so a file must never be found from another one, nor from the same one after it was restored to an earlier point in
 * time, which begins another history (its "timeline") in PostgreSQL. Null where the server does not say which database it is: then there
 * are no snapshots.
 */
export function snapshotFolder(): Promise<string | null> {
  const current = pool();
  if (folders?.pool !== current) {
    const folder = current
      .query<{ key: string }>(
        `SELECT (SELECT system_identifier FROM pg_control_system()) || '-' || oid
                || '-' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) AS key
           FROM pg_database WHERE datname = current_database()`,
      )
      .then(({ rows }) =>
        join(env().DATA_DIR ?? join(dirname(workerPath("package.json")), ".data"), "snapshots", rows[0]!.key),
      )
      .catch((error: unknown) => {
        const refused = String((error as { code?: unknown }).code).startsWith(REFUSED);
        // Said once. A server that was not reached is asked again.
        if (refused)
          logger().warn({ err: error }, "there are no snapshots: the server does not tell its databases apart");
        else folders = undefined;
        return null;
      });
    folders = { pool: current, folder };
  }
  return folders.folder;
}

function snapshotName(shopId: bigint, erasureEpoch: number): string {
  return `shop-${shopId}-${erasureEpoch}.arrow`;
}

/**
 * The timelines of a shop's snapshot, or null: there is none, or it cannot be used (why is logged; a new one is written after
 * everything has been read). One of an erased person's time is never opened.
 */
export async function openSnapshot(
  shopId: bigint,
  expected: { zone: string; erasureEpoch: number },
): Promise<{ timelines: Timelines; version: number } | null> {
  const folder = await snapshotFolder();
  const path = folder === null ? null : join(folder, snapshotName(shopId, expected.erasureEpoch));
  if (path === null || !existsSync(path)) return null;
  const reading = await readSnapshot(path, expected);
  if (!("unusable" in reading)) return reading;
  logger().info({ shopId: shopId.toString(), reason: reading.unusable }, "the snapshot is not used");
  return null;
}

/**
 * Writes the snapshot of a large shop. A failure is logged: a snapshot saves time and nothing depends on it.
 */
export async function keepSnapshot(
  shopId: bigint,
  { timelines, version, erasureEpoch }: LoadedTimelines,
  smallestOrders = SMALLEST_SNAPSHOT_ORDERS,
): Promise<void> {
  if (timelines.day.length < smallestOrders) return;
  try {
    const folder = await snapshotFolder();
    if (folder === null) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeSnapshot(join(folder, snapshotName(shopId, erasureEpoch)), timelines, { version, erasureEpoch });
    // An erasure that came meanwhile has removed the older file: this one must not outlive it.
    if (!(await stillStands(shopId, erasureEpoch))) await removeSnapshot(shopId);
  } catch (error) {
    logger().warn({ err: error, shopId: shopId.toString() }, "the snapshot was not written");
  }
}

/**
 * Removes a shop's snapshots, with what a process that was killed has left of one: a person or the shop was erased. What cannot be
 * removed is logged and is never opened again; the next sweep tries it anew. So does another machine's sweep with its own.
 */
export async function removeSnapshot(shopId: bigint): Promise<void> {
  const folder = await snapshotFolder();
  if (folder !== null) await removeOwnFiles(folder, (owner) => owner === shopId);
}

/**
 * Removes the snapshots of shops that are not installed and of people who are erased, files that were never finished, and what other
 * databases have left. `installed` are the erasure epochs of the shops of this database.
 */
export async function sweepSnapshots(installed: ReadonlyMap<bigint, number>, nowMs: number): Promise<void> {
  const folder = await snapshotFolder();
  if (folder === null || !existsSync(dirname(folder))) return;
  await removeOwnFiles(
    folder,
    (shopId, erasureEpoch, unfinished, writtenAtMs) =>
      (installed.get(shopId) ?? Infinity) > erasureEpoch || (unfinished && nowMs - writtenAtMs > ABANDONED_AFTER_MS),
  );
  for (const other of await readdir(dirname(folder), { withFileTypes: true })) {
    const path = join(dirname(folder), other.name);
    if (path === folder || !other.isDirectory()) continue;
    // Another user's folder is that user's to look after.
    await removeFiles(
      path,
      (_shop, _epoch, _unfinished, writtenAtMs) => nowMs - writtenAtMs > FORGOTTEN_AFTER_MS,
    ).catch(() => undefined);
  }
}

type Unwanted = (shopId: bigint, erasureEpoch: number, unfinished: boolean, writtenAtMs: number) => boolean;

async function removeOwnFiles(folder: string, unwanted: Unwanted): Promise<void> {
  try {
    if (existsSync(folder)) await removeFiles(folder, unwanted);
  } catch (error) {
    logger().error({ err: error, folder }, "a snapshot could not be removed");
  }
}

async function removeFiles(folder: string, unwanted: Unwanted): Promise<void> {
  for (const file of await readdir(folder)) {
    const [, shopId, erasureEpoch, beside] = NAME.exec(file) ?? [];
    if (shopId === undefined) continue;
    const path = join(folder, file);
    // Another process may have removed it.
    const status = await stat(path).catch(() => null);
    if (status === null) continue;
    if (unwanted(BigInt(shopId), Number(erasureEpoch), beside !== undefined, status.mtimeMs)) {
      await rm(path, { force: true });
    }
  }
}

async function stillStands(shopId: bigint, erasureEpoch: number): Promise<boolean> {
  const { rows } = await pool().query<{ erasure_epoch: string }>(
    "SELECT erasure_epoch FROM shops WHERE shop_id = $1 AND uninstalled_at IS NULL",
    [shopId],
  );
  return rows[0] !== undefined && Number(rows[0].erasure_epoch) === erasureEpoch;
}
