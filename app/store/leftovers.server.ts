import { changeShop } from "./shop-version.server.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

/**
 * Removes records that were last fetched before an instant. After a complete reading that began later, those no longer exist in
 * Shopify: they are left over from an earlier install of the app, when nobody told of their end. Returns how many orders went.
 */
export async function removeLeftovers(shop: ShopScope, beforeMs: number, nowMs: number): Promise<number> {
  const { value } = await withShop(shop, (tx) =>
    changeShop(tx, nowMs, async (version) => {
      const old = [tx.shopId, new Date(beforeMs)];
      const orders = await tx.query<{ order_id: string; customer_id: string }>(
        `DELETE FROM orders WHERE shop_id = $1 AND fetched_at < $2
         RETURNING order_id::text, coalesce(customer_id, 0)::text AS customer_id`,
        old,
      );
      const ids = orders.map((row) => row.order_id);
      for (const table of ["order_lines", "order_sales"]) {
        await tx.query(`DELETE FROM ${table} WHERE shop_id = $1 AND order_id = ANY ($2::bigint[])`, [tx.shopId, ids]);
      }
      const customers = await tx.query<{ customer_id: string }>(
        "DELETE FROM customers WHERE shop_id = $1 AND fetched_at < $2 RETURNING customer_id::text",
        old,
      );
      const products = await tx.query(
        "DELETE FROM products WHERE shop_id = $1 AND fetched_at < $2 RETURNING product_id",
        old,
      );
      const checkouts = await tx.query(
        "DELETE FROM checkouts WHERE shop_id = $1 AND fetched_at < $2 RETURNING checkout_id",
        old,
      );
      const changed = orders.length + customers.length + products.length + checkouts.length > 0;
      await tx.query(
        `INSERT INTO customer_stamps (shop_id, customer_id, version)
         SELECT DISTINCT $1::bigint, id, $3::bigint FROM unnest($2::bigint[]) AS changed (id)
         ON CONFLICT (shop_id, customer_id) DO UPDATE SET version = excluded.version`,
        [tx.shopId, [...orders, ...customers].map((row) => row.customer_id), version],
      );
      return { changed, value: orders.length };
    }),
  );
  return value;
}
