import { receiveDelivery, type TakenDelivery } from "../store/inbox.server.ts";

/**
 * Where a buyer came from is known to Shopify only some time after the order. Until then the order's channel is pending and the
 * order is looked at again: a delivery we write to ourselves, due later, worked off like any other.
 */
const WAITS_MS = [10 * 60_000, 3_600_000, 86_400_000];
const PREFIX = "journey";

/** An order whose journey is to be looked at again; `check` counts the looks, from 0. */
export interface JourneyCheck {
  orderId: bigint;
  check: number;
}

/** Which look comes next for an order that is still pending after these deliveries. */
export function nextJourneyCheck(deliveries: readonly TakenDelivery[], orderId: bigint): number {
  const own = `${PREFIX}:${orderId}:`;
  const done = deliveries
    .filter(({ webhookId }) => webhookId.startsWith(own))
    .map(({ webhookId }) => Number(webhookId.slice(own.length)));
  return done.length === 0 ? 0 : Math.max(...done) + 1;
}

/** Writes down the looks to come. A look that is already written down stays as it is; after the last one nothing more is done. */
export async function scheduleJourneyChecks(
  domain: string,
  checks: readonly JourneyCheck[],
  nowMs: number,
): Promise<void> {
  for (const { orderId, check } of checks) {
    const waitMs = WAITS_MS[check];
    if (waitMs === undefined) continue;
    await receiveDelivery({
      domain,
      webhookId: `${PREFIX}:${orderId}:${check}`,
      eventId: null,
      topic: "orders/updated",
      triggeredAtMs: null,
      receivedAtMs: nowMs,
      records: [{ kind: "order", id: orderId.toString() }],
      dueAtMs: nowMs + waitMs,
    });
  }
}
