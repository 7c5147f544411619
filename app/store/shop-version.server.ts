import type { ShopTransaction } from "./with-shop.server.ts";

/**
 * Runs a write to a shop's records under the shop's lock. `write` gets the version its changes will have and says whether
 * anything changed; then the shop's version moves, in the same transaction. Writers of one shop therefore come one after
 * another, and whoever reads a version sees every change stamped with it or an earlier one.
 */
export async function changeShop<T>(
  tx: ShopTransaction,
  nowMs: number,
  write: (version: number) => Promise<{ changed: boolean; value: T }>,
): Promise<{ version: number; value: T }> {
  const [shop] = await tx.query<{ version: string }>("SELECT version FROM shops WHERE shop_id = $1 FOR UPDATE", [
    tx.shopId,
  ]);
  if (!shop) throw new Error(`There is no shop ${tx.shopId}`);
  const next = Number(shop.version) + 1;
  const { changed, value } = await write(next);
  if (!changed) return { version: next - 1, value };
  await tx.query("UPDATE shops SET version = $2, changed_at = $3 WHERE shop_id = $1", [
    tx.shopId,
    next,
    new Date(nowMs),
  ]);
  return { version: next, value };
}
