import { createHmac, randomBytes } from "node:crypto";
import { env } from "../platform/env.server.ts";
import type { ShopTransaction } from "./with-shop.server.ts";

/**
 * What finds the stand-in of an erased customer again, so that a state fetched before the erasure cannot bring the person
 * back. Keyed, because a customer's number could otherwise be found by trying all.
 */
export function redactionDigest(shopId: bigint, customerId: bigint): Buffer {
  return createHmac("sha256", Buffer.from(env().ENCRYPTION_KEY, "base64"))
    .update(`customer:${shopId}:${customerId}`)
    .digest();
}

/** A fresh random stand-in for a customer: negative, so that it can never be one of Shopify's ids. */
export function freshPseudonym(): bigint {
  return -1n - (randomBytes(8).readBigUInt64BE() >> 2n);
}

/** The SQL of what an order keeps about a person beyond the customer's id, emptied. */
export const EMPTIED_ORDER_FIELDS =
  "name = '', city = NULL, province = NULL, tags = '{}', first_visit = NULL, last_visit = NULL, discount_codes = '{}'";

/**
 * In a staged batch, puts the stand-in in place of erased customers, drops their customer rows, and empties what else would
 * say who they were. Also for orders that are stored under a stand-in already, whoever Shopify names now.
 */
export async function replaceRedactedCustomers(tx: ShopTransaction, batchId: bigint): Promise<void> {
  const redacted = await tx.query<{ digest: Buffer; pseudonym: string }>(
    "SELECT digest, pseudonym FROM redacted_customers WHERE shop_id = $1",
    [tx.shopId],
  );
  if (redacted.length === 0) return;
  const pseudonyms = new Map(redacted.map((row) => [row.digest.toString("hex"), row.pseudonym]));
  const staged = await tx.query<{ customer_id: string }>(
    `SELECT customer_id FROM stage_orders WHERE shop_id = $1 AND batch_id = $2 AND customer_id IS NOT NULL
     UNION SELECT customer_id FROM stage_customers WHERE shop_id = $1 AND batch_id = $2
     UNION SELECT customer_id FROM stage_checkouts WHERE shop_id = $1 AND batch_id = $2 AND customer_id IS NOT NULL`,
    [tx.shopId, batchId],
  );
  const ids: string[] = [];
  const standIns: string[] = [];
  for (const { customer_id: id } of staged) {
    const pseudonym = pseudonyms.get(redactionDigest(tx.shopId, BigInt(id)).toString("hex"));
    if (pseudonym !== undefined) {
      ids.push(id);
      standIns.push(pseudonym);
    }
  }
  await tx.query(
    `UPDATE stage_orders s SET customer_id = o.customer_id, ${EMPTIED_ORDER_FIELDS} FROM orders o
      WHERE s.shop_id = $1 AND s.batch_id = $2 AND o.shop_id = $1 AND o.order_id = s.order_id AND o.customer_id < 0`,
    [tx.shopId, batchId],
  );
  if (ids.length === 0) return;
  await tx.query(
    `UPDATE stage_orders s SET customer_id = r.pseudonym, ${EMPTIED_ORDER_FIELDS}
       FROM unnest($3::bigint[], $4::bigint[]) AS r (customer_id, pseudonym)
      WHERE s.shop_id = $1 AND s.batch_id = $2 AND s.customer_id = r.customer_id`,
    [tx.shopId, batchId, ids, standIns],
  );
  await tx.query(
    "DELETE FROM stage_customers WHERE shop_id = $1 AND batch_id = $2 AND customer_id = ANY ($3::bigint[])",
    [tx.shopId, batchId, ids],
  );
  await tx.query(
    "UPDATE stage_checkouts SET customer_id = NULL WHERE shop_id = $1 AND batch_id = $2 AND customer_id = ANY ($3::bigint[])",
    [tx.shopId, batchId, ids],
  );
}
