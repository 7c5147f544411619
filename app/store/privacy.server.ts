import { EMPTIED_ORDER_FIELDS, freshPseudonym, redactionDigest } from "./redaction.server.ts";
import { stampCustomer } from "./removals.server.ts";
import { changeShop } from "./shop-version.server.ts";
import { removeSnapshot } from "./timelines-snapshots.server.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

/** A request for a person's data, as the merchant sees it. */
export interface DataRequest {
  requestId: string;
  receivedAtMs: number;
  doneAtMs: number | null;
}

/**
 * Erases a person from every table. Their orders stay under a fresh random key, so that cohorts keep their size, without
 * anything that says who it was; later states of those orders, and of the customer, do not bring the person back.
 */
export async function redactCustomer(shop: ShopScope, customerId: bigint, atMs: number): Promise<void> {
  await withShop(shop, (tx) =>
    changeShop(tx, atMs, async (version) => {
      const [kept] = await tx.query<{ pseudonym: string }>(
        `INSERT INTO redacted_customers (shop_id, digest, pseudonym, redacted_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (shop_id, digest) DO UPDATE SET redacted_at = excluded.redacted_at RETURNING pseudonym`,
        [tx.shopId, redactionDigest(tx.shopId, customerId), freshPseudonym(), new Date(atMs)],
      );
      const pseudonym = BigInt(kept!.pseudonym);
      const both = [tx.shopId, customerId];
      await tx.query(
        `UPDATE orders SET customer_id = $3, version = $4, ${EMPTIED_ORDER_FIELDS} WHERE shop_id = $1 AND customer_id = $2`,
        [...both, pseudonym, version],
      );
      await tx.query("UPDATE checkouts SET customer_id = NULL WHERE shop_id = $1 AND customer_id = $2", both);
      // A file that names the person goes as a whole: it can be made again without them.
      await tx.query(
        `DELETE FROM export_file_parts WHERE shop_id = $1 AND run_id IN (
           SELECT run_id FROM export_members WHERE shop_id = $1 AND customer_id = $2)`,
        both,
      );
      await tx.query(
        `UPDATE export_members SET customer_id = $3, remote_id = NULL, job_id = NULL WHERE shop_id = $1 AND customer_id = $2`,
        [...both, pseudonym],
      );
      await tx.query(
        `DELETE FROM inbox WHERE shop_id = $1 AND state <> 'pending'
            AND records @> jsonb_build_array(jsonb_build_object('kind', 'customer', 'id', $2::text))`,
        [tx.shopId, customerId.toString()],
      );
      await tx.query("DELETE FROM rejected_records WHERE shop_id = $1 AND kind = 'customer' AND record_id = $2", [
        tx.shopId,
        customerId.toString(),
      ]);
      await tx.query("DELETE FROM deleted_records WHERE shop_id = $1 AND kind = 'customer' AND record_id = $2", both);
      await tx.query("DELETE FROM customers WHERE shop_id = $1 AND customer_id = $2", both);
      await tx.query("DELETE FROM customer_stamps WHERE shop_id = $1 AND customer_id = $2", both);
      await stampCustomer(tx, pseudonym, version);
      await tx.query("UPDATE shops SET erasure_epoch = erasure_epoch + 1 WHERE shop_id = $1", [tx.shopId]);
      return { changed: true, value: undefined };
    }),
  );
  await removeSnapshot(typeof shop === "bigint" ? shop : shop.shopId);
}

/** Everything stored about a customer, as JSON for the merchant to hand on. Ids and amounts are as Shopify writes them. */
export async function customerFile(shop: ShopScope, customerId: bigint): Promise<Record<string, unknown>> {
  return withShop(shop, async (tx) => {
    const both = [tx.shopId, customerId];
    const [row] = await tx.query<{ file: Record<string, unknown> }>(
      `SELECT jsonb_build_object(
         'customer', (SELECT to_jsonb(c) - 'shop_id' FROM customers c WHERE shop_id = $1 AND customer_id = $2),
         'orders', (SELECT coalesce(jsonb_agg(to_jsonb(o) - 'shop_id' || jsonb_build_object(
             'lines', (SELECT coalesce(jsonb_agg(to_jsonb(l) - 'shop_id' - 'order_id'), '[]') FROM order_lines l
                        WHERE l.shop_id = $1 AND l.order_id = o.order_id),
             'sales', (SELECT coalesce(jsonb_agg(to_jsonb(s) - 'shop_id' - 'order_id'), '[]') FROM order_sales s
                        WHERE s.shop_id = $1 AND s.order_id = o.order_id)) ORDER BY o.processed_at), '[]')
             FROM orders o WHERE o.shop_id = $1 AND o.customer_id = $2),
         'checkouts', (SELECT coalesce(jsonb_agg(to_jsonb(k) - 'shop_id'), '[]') FROM checkouts k
                        WHERE shop_id = $1 AND customer_id = $2),
         'exports', (SELECT coalesce(jsonb_agg(to_jsonb(m) - 'shop_id'), '[]') FROM export_members m
                      WHERE shop_id = $1 AND customer_id = $2)
       ) AS file`,
      both,
    );
    return row!.file;
  });
}

/** Keeps the answer to a data request for the merchant. */
export async function saveDataRequest(
  shop: ShopScope,
  request: { requestId: string; receivedAtMs: number; doneAtMs: number; file: Record<string, unknown> },
): Promise<void> {
  await withShop(shop, (tx) =>
    tx.query(
      `INSERT INTO privacy_requests (shop_id, request_id, kind, received_at, done_at, file)
       VALUES ($1, $2, 'dataRequest', $3, $4, $5)
       ON CONFLICT (shop_id, request_id) DO UPDATE SET done_at = excluded.done_at, file = excluded.file`,
      [
        tx.shopId,
        request.requestId,
        new Date(request.receivedAtMs),
        new Date(request.doneAtMs),
        JSON.stringify(request.file),
      ],
    ),
  );
}

/** The data requests of a shop, the latest first. */
export async function dataRequests(shop: ShopScope): Promise<DataRequest[]> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<{ request_id: string; received_at: Date; done_at: Date | null }>(
      "SELECT request_id, received_at, done_at FROM privacy_requests WHERE shop_id = $1 ORDER BY received_at DESC",
      [tx.shopId],
    );
    return rows.map((row) => ({
      requestId: row.request_id,
      receivedAtMs: row.received_at.getTime(),
      doneAtMs: row.done_at?.getTime() ?? null,
    }));
  });
}

/** The file of an answered data request, or null. */
export async function dataRequestFile(shop: ShopScope, requestId: string): Promise<Record<string, unknown> | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ file: Record<string, unknown> | null }>(
      "SELECT file FROM privacy_requests WHERE shop_id = $1 AND request_id = $2",
      [tx.shopId, requestId],
    );
    return row?.file ?? null;
  });
}
