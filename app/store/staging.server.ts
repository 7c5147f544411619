import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { encodeCopy } from "./copy-encoding.ts";
import { rejectRecords } from "./rejected.server.ts";
import { STAGE_TABLES, STAGED, type StagedRows, type StagedTable } from "./staged-columns.ts";
import { withShop, type ShopScope, type ShopTransaction } from "./with-shop.server.ts";

export type { StagedRows };

/** How far a batch has been staged. */
export interface BatchProgress {
  /** Bytes of its file that are staged. */
  byteOffset: number;
  orders: number;
  rows: number;
}

/** Opens a batch: the rows of one bulk file or one live fetch, on their way in. Returns its number. */
export async function openBatch(shop: ShopScope, nowMs: number): Promise<bigint> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ batch_id: string }>(
      "INSERT INTO staging_batches (shop_id, opened_at) VALUES ($1, $2) RETURNING batch_id",
      [tx.shopId, new Date(nowMs)],
    );
    return BigInt(row!.batch_id);
  });
}

/**
 * Stages rows of a batch, in one transaction with the offset their file has been read to: after a crash, reading goes on at
 * the stored offset and no row is there twice. A batch is one fetch and holds one state of a record; repeats do no harm.
 * Rejected records are kept at once. Throws when the batch does not exist.
 */
export async function stageRows(
  shop: ShopScope,
  batchId: bigint,
  rows: StagedRows,
  nowMs: number,
  byteOffset?: number,
): Promise<void> {
  await withShop(shop, async (tx) => {
    const orders = await copyRows(tx, batchId, STAGED.orders, rows.orders);
    const others =
      (await copyRows(tx, batchId, STAGED.lines, rows.lines)) +
      (await copyRows(tx, batchId, STAGED.agreements, rows.agreements)) +
      (await copyRows(tx, batchId, STAGED.sales, rows.sales)) +
      (await copyRows(tx, batchId, STAGED.customers, rows.customers)) +
      (await copyRows(tx, batchId, STAGED.products, rows.products)) +
      (await copyRows(tx, batchId, STAGED.checkouts, rows.checkouts));
    if (rows.rejected) await rejectRecords(tx, [...rows.rejected], nowMs);
    const updated = await tx.query(
      `UPDATE staging_batches SET byte_offset = coalesce($3, byte_offset), order_count = order_count + $4, row_count = row_count + $5
        WHERE shop_id = $1 AND batch_id = $2 RETURNING batch_id`,
      [tx.shopId, batchId, byteOffset ?? null, orders, orders + others],
    );
    if (updated.length === 0) throw new Error(`There is no open batch ${batchId} of shop ${tx.shopId}`);
  });
}

/** How far a batch has been staged, or null when it is merged or was dropped. */
export async function batchProgress(shop: ShopScope, batchId: bigint): Promise<BatchProgress | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ byte_offset: string; order_count: number; row_count: string }>(
      "SELECT byte_offset, order_count, row_count FROM staging_batches WHERE shop_id = $1 AND batch_id = $2",
      [tx.shopId, batchId],
    );
    return row ? { byteOffset: Number(row.byte_offset), orders: row.order_count, rows: Number(row.row_count) } : null;
  });
}

/** Throws a batch and its staged rows away. */
export async function dropBatch(shop: ShopScope, batchId: bigint): Promise<void> {
  const removals = STAGE_TABLES.map(
    (table) => `${table}_gone AS (DELETE FROM ${table} WHERE shop_id = $1 AND batch_id = $2)`,
  );
  await withShop(shop, (tx) =>
    tx.query(`WITH ${removals.join(", ")} DELETE FROM staging_batches WHERE shop_id = $1 AND batch_id = $2`, [
      tx.shopId,
      batchId,
    ]),
  );
}

/** Which kinds of rows a batch holds. */
export async function stagedKinds(tx: ShopTransaction, batchId: bigint): Promise<Record<keyof typeof STAGED, boolean>> {
  const kinds = Object.entries(STAGED).map(
    ([kind, { table }]) => `EXISTS (SELECT 1 FROM ${table} WHERE shop_id = $1 AND batch_id = $2) AS ${kind}`,
  );
  const [row] = await tx.query<Record<keyof typeof STAGED, boolean>>(`SELECT ${kinds.join(", ")}`, [
    tx.shopId,
    batchId,
  ]);
  return row!;
}

async function copyRows<Row>(
  tx: ShopTransaction,
  batchId: bigint,
  { table, columns }: StagedTable<Row>,
  rows: Iterable<Row> | undefined,
): Promise<number> {
  if (rows === undefined || (Array.isArray(rows) && rows.length === 0)) return 0;
  let count = 0;
  const names = ["shop_id", "batch_id", ...columns.map(({ name }) => name)].join(", ");
  await pipeline(
    Readable.from(encodeCopy(rows, columns, [tx.shopId, batchId], (rowCount) => (count = rowCount))),
    tx.client.query(copyFrom(`COPY ${table} (${names}) FROM STDIN (FORMAT binary)`)),
  );
  return count;
}
