import { pool } from "./pool.server.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

/** A record a delivery speaks of, by kind (`order`, `customer`, …) and Shopify's numeric id. */
interface DeliveredRecord {
  kind: string;
  id: string;
}

/** A webhook delivery: a hint that something changed. */
export interface Delivery {
  webhookId: string;
  eventId: string | null;
  topic: string;
  triggeredAtMs: number | null;
  receivedAtMs: number;
  records: readonly DeliveredRecord[];
}

/** A delivery that waits to be worked off. */
export interface TakenDelivery extends Delivery {
  /** How often it has failed. */
  tries: number;
}

interface InboxColumns {
  webhook_id: string;
  event_id: string | null;
  topic: string;
  triggered_at: Date | null;
  received_at: Date;
  records: DeliveredRecord[];
  tries: number;
}

/**
 * Takes a delivery in: one durable insert, by which a repeat is recognised. Nothing is sent to the queue here; the worker
 * watches the inbox and sees it within a fraction of a second.
 */
export async function receiveDelivery(
  delivery: Delivery & { domain: string; dueAtMs?: number },
): Promise<"stored" | "duplicate" | "unknownShop"> {
  const { rows } = await pool().query<{ known: boolean; stored: boolean }>({
    name: "receive-delivery",
    text: `WITH shop AS (SELECT shop_id FROM shops WHERE domain = $1), stored AS (
             INSERT INTO inbox (shop_id, webhook_id, event_id, topic, triggered_at, received_at, records, due_at)
             SELECT shop_id, $2, $3, $4, $5::timestamptz, $6::timestamptz, $7::jsonb, $8::timestamptz FROM shop
             ON CONFLICT DO NOTHING RETURNING 1
           )
           SELECT EXISTS (SELECT 1 FROM shop) AS known, EXISTS (SELECT 1 FROM stored) AS stored`,
    values: [
      delivery.domain,
      delivery.webhookId,
      delivery.eventId,
      delivery.topic,
      delivery.triggeredAtMs === null ? null : new Date(delivery.triggeredAtMs),
      new Date(delivery.receivedAtMs),
      JSON.stringify(delivery.records),
      new Date(delivery.dueAtMs ?? delivery.receivedAtMs),
    ],
  });
  if (!rows[0]?.known) return "unknownShop";
  return rows[0].stored ? "stored" : "duplicate";
}

/** Waiting deliveries that are due, the earliest first. They stay waiting until they are finished: a killed worker loses none. */
export async function takeDeliveries(shop: ShopScope, limit: number, nowMs: number): Promise<TakenDelivery[]> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<InboxColumns>(
      `SELECT webhook_id, event_id, topic, triggered_at, received_at, records, tries FROM inbox
        WHERE shop_id = $1 AND state = 'pending' AND due_at <= $3 ORDER BY due_at, webhook_id LIMIT $2`,
      [tx.shopId, limit, new Date(nowMs)],
    );
    return rows.map((row) => ({
      webhookId: row.webhook_id,
      eventId: row.event_id,
      topic: row.topic,
      triggeredAtMs: row.triggered_at?.getTime() ?? null,
      receivedAtMs: row.received_at.getTime(),
      records: row.records,
      tries: row.tries,
    }));
  });
}

/** Marks deliveries as worked off, or as of no interest. In the transaction that wrote their records, if one is given. */
export async function finishDeliveries(
  shop: ShopScope,
  webhookIds: readonly string[],
  state: "done" | "ignored",
): Promise<void> {
  await setDeliveries(shop, webhookIds, "state = $3, error = NULL", [state]);
}

/** Keeps deliveries waiting after a failed try, until an instant. */
export async function retryDeliveries(
  shop: ShopScope,
  webhookIds: readonly string[],
  error: string,
  dueAtMs: number,
): Promise<void> {
  await setDeliveries(shop, webhookIds, "tries = tries + 1, error = $3, due_at = $4", [
    error.slice(0, 500),
    new Date(dueAtMs),
  ]);
}

/** Sets deliveries aside after their last try: they wait for the merchant, visible with their error. */
export async function setDeliveriesAside(shop: ShopScope, webhookIds: readonly string[], error: string): Promise<void> {
  await setDeliveries(shop, webhookIds, "state = 'setAside', tries = tries + 1, error = $3", [error.slice(0, 500)]);
}

/** Shops with deliveries that are due, over all shops: for the worker's watch. */
export async function shopsWithDueDeliveries(nowMs: number): Promise<bigint[]> {
  const { rows } = await pool().query<{ shop_id: string }>({
    name: "shops-with-due-deliveries",
    text: "SELECT DISTINCT shop_id FROM inbox WHERE state = 'pending' AND due_at <= $1",
    values: [new Date(nowMs)],
  });
  return rows.map((row) => BigInt(row.shop_id));
}

/** Removes finished deliveries that came before an instant: Shopify repeats a delivery for two days, so keep a week. */
export async function forgetDeliveries(shop: ShopScope, beforeMs: number): Promise<void> {
  await withShop(shop, (tx) =>
    tx.query("DELETE FROM inbox WHERE shop_id = $1 AND state IN ('done', 'ignored') AND received_at < $2", [
      tx.shopId,
      new Date(beforeMs),
    ]),
  );
}

async function setDeliveries(
  shop: ShopScope,
  webhookIds: readonly string[],
  set: string,
  values: unknown[],
): Promise<void> {
  if (webhookIds.length === 0) return;
  await withShop(shop, (tx) =>
    tx.query(`UPDATE inbox SET ${set} WHERE shop_id = $1 AND webhook_id = ANY ($2::text[])`, [
      tx.shopId,
      webhookIds,
      ...values,
    ]),
  );
}
