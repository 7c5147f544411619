import { changeShop } from "./shop-version.server.ts";
import { withShop, type ShopScope, type ShopTransaction } from "./with-shop.server.ts";

/**
 * Marks an order as deleted in Shopify at an instant: reports count it as left out, its lines and ledger go. A state fetched
 * before that instant does not bring it back, one fetched later does.
 */
export async function deleteOrder(shop: ShopScope, orderId: bigint, atMs: number): Promise<void> {
  await withShop(shop, (tx) =>
    changeShop(tx, atMs, async (version) => {
      await rememberDeletion(tx, "order", orderId, atMs);
      const found = await tx.query<{ customer_id: string }>(
        `UPDATE orders SET deleted_at = $3, version = $4
          WHERE shop_id = $1 AND order_id = $2 AND deleted_at IS NULL AND fetched_at <= $3
        RETURNING coalesce(customer_id, 0) AS customer_id`,
        [tx.shopId, orderId, new Date(atMs), version],
      );
      if (found.length === 0) return { changed: false, value: undefined };
      for (const table of ["order_lines", "order_sales"]) {
        await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND order_id = $2`, [tx.shopId, orderId]);
      }
      await stampCustomer(tx, BigInt(found[0]!.customer_id), version);
      return { changed: true, value: undefined };
    }),
  );
}

/** Removes a customer deleted in Shopify. Shopify deletes only customers without orders; a merged one's orders have moved. */
export async function deleteCustomer(shop: ShopScope, customerId: bigint, atMs: number): Promise<void> {
  await removeRecord(shop, "customer", customerId, atMs);
}

/** Removes a product deleted in Shopify; the lines of past orders keep its title. */
export async function deleteProduct(shop: ShopScope, productId: bigint, atMs: number): Promise<void> {
  await removeRecord(shop, "product", productId, atMs);
}

/** Moves everything of one customer to another, as Shopify does when it merges two, and removes the first. */
export async function mergeCustomers(shop: ShopScope, fromId: bigint, intoId: bigint, atMs: number): Promise<void> {
  if (fromId === intoId) return;
  await withShop(shop, (tx) =>
    changeShop(tx, atMs, async (version) => {
      const ids = [tx.shopId, fromId, intoId];
      await tx.query("UPDATE orders SET customer_id = $3, version = $4 WHERE shop_id = $1 AND customer_id = $2", [
        ...ids,
        version,
      ]);
      await tx.query("UPDATE checkouts SET customer_id = $3 WHERE shop_id = $1 AND customer_id = $2", ids);
      await rememberDeletion(tx, "customer", fromId, atMs);
      await tx.query("DELETE FROM customers WHERE shop_id = $1 AND customer_id = $2", [tx.shopId, fromId]);
      await stampCustomer(tx, fromId, version);
      await stampCustomer(tx, intoId, version);
      return { changed: true, value: undefined };
    }),
  );
}

/** Marks a customer's records as changed by this version of the shop. */
export async function stampCustomer(tx: ShopTransaction, customerId: bigint, version: number): Promise<void> {
  await tx.query(
    `INSERT INTO customer_stamps (shop_id, customer_id, version) VALUES ($1, $2, $3)
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET version = excluded.version`,
    [tx.shopId, customerId, version],
  );
}

async function removeRecord(
  shop: ShopScope,
  kind: "customer" | "product",
  recordId: bigint,
  atMs: number,
): Promise<void> {
  await withShop(shop, (tx) =>
    changeShop(tx, atMs, async (version) => {
      await rememberDeletion(tx, kind, recordId, atMs);
      const removed = await tx.query(
        `DELETE FROM ${kind}s WHERE shop_id = $1 AND ${kind}_id = $2 AND fetched_at <= $3 RETURNING ${kind}_id`,
        [tx.shopId, recordId, new Date(atMs)],
      );
      if (removed.length > 0 && kind === "customer") await stampCustomer(tx, recordId, version);
      return { changed: removed.length > 0, value: undefined };
    }),
  );
}

async function rememberDeletion(tx: ShopTransaction, kind: string, recordId: bigint, atMs: number): Promise<void> {
  await tx.query(
    `INSERT INTO deleted_records (shop_id, kind, record_id, deleted_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (shop_id, kind, record_id) DO UPDATE SET deleted_at = greatest(deleted_records.deleted_at, excluded.deleted_at)`,
    [tx.shopId, kind, recordId, new Date(atMs)],
  );
}
