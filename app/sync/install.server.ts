import { logger } from "../platform/logger.server.ts";
import { send } from "../queue/send.server.ts";
import { adminAccess, type AdminAccess } from "../shopify/admin-access.server.ts";
import { adminGraphql, type AdminAnswer } from "../shopify/admin-client.server.ts";
import { currencyDigits } from "../analytics/money.ts";
import { shopFactsDocument } from "../shopify/record-documents.ts";
import { startRun } from "../store/backfill.server.ts";
import { offlineTokens } from "../store/offline-tokens.server.ts";
import { findShopByDomain, installShop, updateShop, type Shop, type ShopIdentity } from "../store/shops.server.ts";
import { withShop, type ShopTransaction } from "../store/with-shop.server.ts";

/** The key of an installed shop, or why there is none yet; `message` is safe to show. */
export type Installation = { ok: true; shopId: bigint; firstTime: boolean } | { ok: false; message: string };

/**
 * Sees to it that a shop with a valid session is installed. Called on every authenticated request, because nothing else is sure
 * to run: known shops cost one query. A new (or returning) shop is stored together with the job that reads its history, in one
 * transaction. `scopes` are those of the session: when they grew to include the whole history, it is read again.
 */
export async function ensureInstalled(domain: string, scopes: readonly string[], nowMs: number): Promise<Installation> {
  const known = await findShopByDomain(domain);
  if (known && known.uninstalledAtMs === null) {
    if (!sameScopes(known.scopes, scopes)) await changeScopes(known, scopes, nowMs);
    return { ok: true, shopId: known.shopId, firstTime: false };
  }
  const facts = await fetchShopIdentity(adminAccess(domain, offlineTokens(domain)));
  if (!facts.ok) {
    logger().warn({ shop: domain, reason: facts.reason, detail: facts.detail }, "shop facts not readable");
    return { ok: false, message: "Your store could not be read from Shopify yet. Please reload in a moment." };
  }
  const installed = await installShop(domain, { ...facts.data, scopes }, nowMs, (tx) => beginBackfill(tx, nowMs));
  logger().info({ shop: domain, shopId: installed.shopId.toString(), firstTime: installed.firstTime }, "installed");
  return { ok: true, ...installed };
}

const sameScopes = (a: readonly string[], b: readonly string[]) => [...a].sort().join() === [...b].sort().join();

async function changeScopes(shop: Shop, scopes: readonly string[], nowMs: number): Promise<void> {
  const reachesFurther = scopes.includes("read_all_orders") && !shop.scopes.includes("read_all_orders");
  await withShop(shop.shopId, async (tx) => {
    await updateShop(tx, { scopes }, nowMs);
    if (reachesFurther) await beginBackfill(tx, nowMs);
  });
}

/** Starts a reading of the whole history in the transaction that calls for it. */
async function beginBackfill(tx: ShopTransaction, nowMs: number): Promise<void> {
  await startRun(tx, nowMs);
  await send(tx, "backfill", { shopId: tx.shopId.toString() });
}

/** What Shopify says about a shop itself: its zone, its currency, its plan. */
export async function fetchShopIdentity(access: AdminAccess): Promise<AdminAnswer<Omit<ShopIdentity, "scopes">>> {
  // A merchant may be waiting for this: fail soon rather than wait long.
  const answer = await adminGraphql(access, shopFactsDocument, {}, { priority: "change", maxTries: 3 });
  if (!answer.ok) return answer;
  const { shop } = answer.data;
  const identity = {
    gid: shop.id,
    name: shop.name,
    zone: shop.ianaTimezone,
    currency: shop.currencyCode,
    currencyDigits: currencyDigits(shop.currencyCode),
    plan: shop.plan.publicDisplayName,
  };
  return { ok: true, data: identity, unknown: answer.unknown };
}
