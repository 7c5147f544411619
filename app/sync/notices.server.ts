import { logger } from "../platform/logger.server.ts";
import { send } from "../queue/send.server.ts";
import { finishDeliveries, type TakenDelivery } from "../store/inbox.server.ts";
import { sessionStorage } from "../store/sessions.server.ts";
import { endInstall, updateShop } from "../store/shops.server.ts";
import { withShop, type ShopTransaction } from "../store/with-shop.server.ts";
import { wakeBulkPoll } from "./bulk-waiting.server.ts";
import type { ChangeContext, ChangeFailure } from "./change-context.ts";
import { fetchShopIdentity } from "./install.server.ts";
import type { HintAction } from "./webhook-topics.ts";

/**
 * Obeys a notice that is not about records: the app was removed, its rights or the shop's facts changed, a person asked for their
 * data or for oblivion. Returns why it could not be done, or null.
 */
export async function handleNotice(
  context: ChangeContext,
  delivery: TakenDelivery,
  action: HintAction,
): Promise<ChangeFailure | null> {
  const { shop } = context;
  const shopId = shop.shopId.toString();
  const atMs = latestInstant(delivery.triggeredAtMs ?? delivery.receivedAtMs);
  const customerId = delivery.records.find(({ kind }) => kind === "customer")?.id;

  switch (action) {
    case "uninstall": {
      const ended = await endInstall(shop.shopId, atMs);
      if (ended) await dropSessions(shop.domain);
      logger().info({ shopId, ended }, ended ? "uninstalled" : "uninstall of an earlier install ignored");
      await finishDeliveries(shop.shopId, [delivery.webhookId], ended ? "done" : "ignored");
      return null;
    }
    case "renewScopes":
      // A token keeps the rights it was made with: the merchant's next visit exchanges a new one.
      await dropSessions(shop.domain);
      await finishDeliveries(shop.shopId, [delivery.webhookId], "done");
      return null;
    case "updateShop": {
      const failure = shop.uninstalledAtMs === null ? await renewFacts(context) : null;
      if (!failure) await finishDeliveries(shop.shopId, [delivery.webhookId], "done");
      return failure;
    }
    case "bulkFinished":
      for (const { id } of delivery.records) wakeBulkPoll(id);
      await finishDeliveries(shop.shopId, [delivery.webhookId], "done");
      return null;
    case "dataRequest":
      await handOver(delivery, shop.shopId, (tx) =>
        send(tx, "answer-data-request", {
          shopId,
          customerId: customerId!,
          requestId: delivery.records.find(({ kind }) => kind === "dataRequest")!.id,
          receivedAtMs: delivery.receivedAtMs,
        }),
      );
      return null;
    case "redactCustomer":
      await handOver(delivery, shop.shopId, (tx) =>
        send(tx, "redact-customer", { shopId, customerId: customerId!, atMs }),
      );
      return null;
    case "redactShop":
      await handOver(delivery, shop.shopId, (tx) => send(tx, "wipe-shop", { shopId, atMs }));
      return null;
    default:
      return { kind: "faulty", detail: `${action} is not a notice` };
  }
}

/**
 * The last moment an instant may mean: one without milliseconds was cut off to its second. If an uninstall were taken to lie before
 * an install of the same second, the shop would count as installed for ever; the other way round, its next request installs it.
 */
const latestInstant = (atMs: number) => (atMs % 1000 === 0 ? atMs + 999 : atMs);

/** Ends the delivery in the transaction that sends its job: either both or neither. */
async function handOver(
  delivery: TakenDelivery,
  shopId: bigint,
  sendJob: (tx: ShopTransaction) => Promise<void>,
): Promise<void> {
  await withShop(shopId, async (tx) => {
    await sendJob(tx);
    await finishDeliveries(tx, [delivery.webhookId], "done");
  });
}

async function renewFacts({ shop, access }: ChangeContext): Promise<ChangeFailure | null> {
  const identity = await fetchShopIdentity(access);
  if (!identity.ok) {
    const kind = identity.reason === "accessDenied" ? "faulty" : "later";
    return { kind, detail: `${identity.reason}: ${identity.detail}` };
  }
  await updateShop(shop.shopId, identity.data, Date.now());
  return null;
}

async function dropSessions(domain: string): Promise<void> {
  const storage = sessionStorage();
  const sessions = await storage.findSessionsByShop(domain);
  await storage.deleteSessions(sessions.map(({ id }) => id));
}
