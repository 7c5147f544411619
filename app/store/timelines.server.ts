import { pipeline } from "node:stream/promises";
import { Writable } from "node:stream";
import { to as copyTo } from "pg-copy-streams";
import { timelinesBuilder } from "../analytics/timelines.ts";
import { zonedDays } from "../analytics/calendar.ts";
import { env } from "../platform/env.server.ts";
import { shopVersion } from "./shops.server.ts";
import {
  CopyRowReader,
  TIMELINE_ORDER_COLUMNS,
  timelineCustomer,
  timelineOrder,
  type RowFields,
} from "./timeline-rows.ts";
import { TimelinesCache, type LoadedTimelines } from "./timelines-cache.ts";
import { readShop, type ShopTransaction } from "./with-shop.server.ts";

export type { LoadedTimelines };

let cache: TimelinesCache | undefined;

/**
 * All orders and customers of a shop as timelines: cached in this process by the shop's version, within TIMELINES_CACHE_MB. The
 * version returned is the one of the timelines; for a large shop that changes it may be a few seconds behind the shop's.
 * Throws when the shop does not exist.
 */
export async function loadTimelines(shopId: bigint): Promise<LoadedTimelines> {
  const current = await shopVersion(shopId);
  if (!current) throw new Error(`There is no shop ${shopId}`);
  cache ??= new TimelinesCache(env().TIMELINES_CACHE_MB * 1024 * 1024);
  return cache.get(
    shopId,
    current.version,
    () => performance.now(),
    () => readTimelines(shopId),
  );
}

/** Drops cached timelines: of a shop whose data was erased, or all. */
export function forgetTimelines(shopId?: bigint): void {
  cache?.forget(shopId);
}

/** Builds a shop's timelines from the database, all rows from one snapshot of it. */
export async function readTimelines(shopId: bigint): Promise<LoadedTimelines> {
  return readShop(shopId, async (tx) => {
    const [shop] = await tx.query<{
      zone: string;
      currency: string;
      currency_digits: number;
      version: string;
      changed_at: Date;
      without_ledger: string;
    }>(
      `SELECT zone, currency, currency_digits, version, changed_at,
              (SELECT count(*) FROM orders WHERE shop_id = $1 AND NOT has_ledger AND deleted_at IS NULL) AS without_ledger
         FROM shops WHERE shop_id = $1`,
      [shopId],
    );
    if (!shop) throw new Error(`There is no shop ${shopId}`);
    const dayOf = zonedDays(shop.zone);
    const builder = timelinesBuilder({
      zone: shop.zone,
      currency: shop.currency,
      currencyDigits: shop.currency_digits,
      hasMoney: true,
    });
    // Any order will do: the builder groups and sorts in linear time, which is faster than a sort in the database.
    await readRows(tx, `SELECT ${TIMELINE_ORDER_COLUMNS} FROM orders WHERE shop_id = ${shopId}`, (row) =>
      builder.addOrder(timelineOrder(row, dayOf)),
    );
    await readRows(
      tx,
      `SELECT c.customer_id, c.created_at, c.email_consent, a.abandoned_at
         FROM customers c LEFT JOIN (
           SELECT customer_id, max(created_at) AS abandoned_at FROM checkouts
            WHERE shop_id = ${shopId} AND completed_at IS NULL AND customer_id IS NOT NULL GROUP BY customer_id
         ) a ON a.customer_id = c.customer_id
        WHERE c.shop_id = ${shopId}`,
      (row) => builder.addCustomer(timelineCustomer(row, dayOf)),
    );
    return {
      timelines: builder.build(),
      version: Number(shop.version),
      lastChangeAtMs: shop.changed_at.getTime(),
      ordersWithoutLedger: Number(shop.without_ledger),
    };
  });
}

async function readRows(tx: ShopTransaction, select: string, row: (fields: RowFields) => void): Promise<void> {
  const reader = new CopyRowReader(row);
  await pipeline(
    tx.client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`)),
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        reader.add(chunk);
        done();
      },
    }),
  );
}
