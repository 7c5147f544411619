import { logger } from "../platform/logger.server.ts";
import { adminAccess } from "../shopify/admin-access.server.ts";
import { offlineTokens } from "../store/offline-tokens.server.ts";
import { customerFile, redactCustomer as redactStoredCustomer, saveDataRequest } from "../store/privacy.server.ts";
import { endInstall, eraseShop, loadShopFacts } from "../store/shops.server.ts";
import { fetchShopIdentity } from "./install.server.ts";

/**
 * The three requests that privacy law puts behind Shopify's compliance topics. Each is a job of its own, tried again until it is
 * done; the delivery that brought it is finished in the transaction that sent the job.
 */

/** A customer asks what is known of them: a file with every row of theirs is kept for the merchant, who passes it on. */
export async function answerDataRequest(request: {
  shopId: string;
  customerId: string;
  requestId: string;
  receivedAtMs: number;
}): Promise<void> {
  const { shopId, customerId, requestId, receivedAtMs } = request;
  const file = await customerFile(BigInt(shopId), BigInt(customerId));
  await saveDataRequest(BigInt(shopId), { requestId, receivedAtMs, doneAtMs: Date.now(), file });
  logger().info({ shopId, requestId }, "data request answered");
}

/** A customer is to be forgotten: a random key stands in their place, so that counts stay and the person is gone. */
export async function redactCustomer(request: { shopId: string; customerId: string; atMs: number }): Promise<void> {
  await redactStoredCustomer(BigInt(request.shopId), BigInt(request.customerId), request.atMs);
  logger().info({ shopId: request.shopId }, "customer redacted");
}

/**
 * A shop that removed the app is to be forgotten. Nothing happens when the app was installed again since. A shop that still counts
 * as installed (the word of its uninstall was lost) is asked: if Shopify no longer lets the app in, the install has ended.
 */
export async function wipeShop(request: { shopId: string; atMs: number }): Promise<void> {
  const shop = await loadShopFacts(BigInt(request.shopId));
  if (shop.uninstalledAtMs === null) {
    const identity = await fetchShopIdentity(adminAccess(shop.domain, offlineTokens(shop.domain)));
    if (!identity.ok && identity.reason === "notInstalled") await endInstall(shop.shopId, request.atMs);
  }
  const erased = await eraseShop(shop.shopId, request.atMs);
  logger().info(
    { shopId: request.shopId, erased },
    erased ? "shop erased" : "shop/redact ignored: the app is installed",
  );
}
