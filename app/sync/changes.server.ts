import { logger } from "../platform/logger.server.ts";
import { adminAccess } from "../shopify/admin-access.server.ts";
import {
  finishDeliveries,
  retryDeliveries,
  setDeliveriesAside,
  takeDeliveries,
  type TakenDelivery,
} from "../store/inbox.server.ts";
import { offlineTokens } from "../store/offline-tokens.server.ts";
import { loadShopFacts } from "../store/shops.server.ts";
import type { ChangeContext, ChangeFailure } from "./change-context.ts";
import { handleNotice } from "./notices.server.ts";
import { refreshRecords } from "./refresh-records.server.ts";
import { actionOf, type HintAction } from "./webhook-topics.ts";

/** Deliveries worked off together: enough to share queries, few enough that each is visible within seconds. */
const GROUP_SIZE = 50;
/** A delivery that fails this often is set aside, where the merchant sees it and can have it tried again. */
const MAX_TRIES = 8;

/**
 * Works off what webhooks told about a shop: fetches the present state of the records they name and stores it. Runs once per shop
 * at a time; ends when nothing is due.
 */
export async function applyChanges({ shopId }: { shopId: string }, { signal }: { signal: AbortSignal }): Promise<void> {
  const id = BigInt(shopId);
  while (!signal.aborted) {
    const deliveries = await takeDeliveries(id, GROUP_SIZE, Date.now());
    if (deliveries.length === 0) return;
    const shop = await loadShopFacts(id);
    await workOff({ shop, access: adminAccess(shop.domain, offlineTokens(shop.domain)), signal }, deliveries);
  }
}

/** What is to be done about records, as opposed to notices about the shop or a person's rights. */
const RECORD_ACTIONS: ReadonlySet<HintAction> = new Set([
  "refresh",
  "deleteOrder",
  "deleteCustomer",
  "deleteProduct",
  "mergeCustomers",
]);
/** Topics that name no record. */
const WITHOUT_RECORDS: ReadonlySet<HintAction> = new Set(["uninstall", "renewScopes", "updateShop", "redactShop"]);

async function workOff(context: ChangeContext, deliveries: TakenDelivery[]): Promise<void> {
  const { shopId } = context.shop;
  const changes: TakenDelivery[] = [];
  for (const delivery of deliveries) {
    const action = actionOf(delivery.topic);
    if (action === null) {
      await finishDeliveries(shopId, [delivery.webhookId], "ignored");
    } else if (delivery.records.length === 0 && !WITHOUT_RECORDS.has(action)) {
      await setDeliveriesAside(shopId, [delivery.webhookId], "The webhook names no record");
    } else if (RECORD_ACTIONS.has(action)) {
      changes.push(delivery);
    } else {
      const failure = await caught(() => handleNotice(context, delivery, action));
      if (failure) await postpone(context, [delivery], failure);
    }
  }
  if (changes.length === 0) return;
  if (context.shop.uninstalledAtMs !== null) {
    await finishDeliveries(
      shopId,
      changes.map(({ webhookId }) => webhookId),
      "ignored",
    );
    return;
  }
  await refreshGroup(context, changes);
}

/** One try for all; if one of them is at fault, each for itself, so that it holds up no other. */
async function refreshGroup(context: ChangeContext, deliveries: TakenDelivery[]): Promise<void> {
  const failure = await caught(() => refreshRecords(context, deliveries));
  if (!failure) return;
  if (failure.kind === "faulty" && deliveries.length > 1) {
    for (const delivery of deliveries) await refreshGroup(context, [delivery]);
    return;
  }
  await postpone(context, deliveries, failure);
}

async function caught(step: () => Promise<ChangeFailure | null>): Promise<ChangeFailure | null> {
  try {
    return await step();
  } catch (error) {
    logger().error({ err: error }, "change not applied");
    return { kind: "faulty", detail: error instanceof Error ? error.message.slice(0, 300) : "unknown error" };
  }
}

async function postpone({ shop }: ChangeContext, deliveries: TakenDelivery[], failure: ChangeFailure): Promise<void> {
  logger().warn({ shopId: shop.shopId.toString(), count: deliveries.length, ...failure }, "changes postponed");
  const spent = (delivery: TakenDelivery) => failure.kind === "faulty" && delivery.tries + 1 >= MAX_TRIES;
  for (const delivery of deliveries) {
    if (spent(delivery)) {
      await setDeliveriesAside(shop.shopId, [delivery.webhookId], failure.detail);
      continue;
    }
    const waitMs = Math.min(600_000, 5_000 * 2 ** Math.min(delivery.tries, 7));
    await retryDeliveries(shop.shopId, [delivery.webhookId], failure.detail, Date.now() + waitMs);
  }
}
