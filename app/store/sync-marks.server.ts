import { withShop, type ShopScope } from "./with-shop.server.ts";

/** How far a polled kind of records has been read: the instant of its mark, or null before the first. */
export async function syncMark(shop: ShopScope, name: string): Promise<number | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<{ at: Date }>("SELECT at FROM sync_marks WHERE shop_id = $1 AND name = $2", [
      tx.shopId,
      name,
    ]);
    return row?.at.getTime() ?? null;
  });
}

/** Moves a mark forward; it never goes back. */
export async function setSyncMark(shop: ShopScope, name: string, atMs: number): Promise<void> {
  await withShop(shop, (tx) =>
    tx.query(
      `INSERT INTO sync_marks (shop_id, name, at) VALUES ($1, $2, $3)
       ON CONFLICT (shop_id, name) DO UPDATE SET at = greatest(sync_marks.at, excluded.at)`,
      [tx.shopId, name, new Date(atMs)],
    ),
  );
}
