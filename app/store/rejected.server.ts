import type { RejectedRow } from "./rows.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

const MAX_DETAIL = 500;

/** Keeps records that could not be read, each with its error; a repeat counts as another try. */
export async function rejectRecords(shop: ShopScope, rejected: readonly RejectedRow[], nowMs: number): Promise<void> {
  if (rejected.length === 0) return;
  const unique = [...new Map(rejected.map((row) => [`${row.kind}/${row.recordId}`, row])).values()];
  await withShop(shop, (tx) =>
    tx.query(
      `INSERT INTO rejected_records (shop_id, kind, record_id, reason, detail, first_seen_at, last_seen_at)
       SELECT $1, kind, record_id, reason, detail, $6, $6
         FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) AS r (kind, record_id, reason, detail)
       ON CONFLICT (shop_id, kind, record_id) DO UPDATE SET
         reason = excluded.reason, detail = excluded.detail, last_seen_at = excluded.last_seen_at,
         tries = rejected_records.tries + 1`,
      [
        tx.shopId,
        unique.map((row) => row.kind),
        unique.map((row) => storable(row.recordId)),
        unique.map((row) => storable(row.reason)),
        unique.map((row) => storable(row.detail)),
        new Date(nowMs),
      ],
    ),
  );
}

function storable(text: string): string {
  return text.replaceAll("\0", "").slice(0, MAX_DETAIL);
}
