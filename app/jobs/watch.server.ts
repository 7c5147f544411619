import { setTimeout as pause } from "node:timers/promises";
import { DAY_MS, HOUR_MS } from "../platform/durations.ts";
import { logger } from "../platform/logger.server.ts";
import { sendNow } from "../queue/send.server.ts";
import { forgetDeliveries, shopsWithDueDeliveries } from "../store/inbox.server.ts";
import { installedShopIds } from "../store/shops.server.ts";

/** A delivery is seen at most this long after it was stored. */
const INBOX_LOOK_MS = 250;
const AFTER_ERROR_MS = 2_000;
/** Shopify repeats a delivery for two days; finished ones are kept longer than that, to recognise repeats. */
const DELIVERIES_KEPT_MS = 7 * DAY_MS;

/**
 * Watches the inbox and sends one `apply-changes` job per shop with due deliveries, and once an hour `poll-checkouts` for every
 * shop, and forgets finished deliveries. Intake therefore writes one row and nothing else, a job that was lost is sent again, and a delivery that is due later
 * needs no timer. Sending is idempotent: a shop has one such job at a time, so several workers may watch. Ends with `signal`.
 */
export async function watch(signal: AbortSignal): Promise<void> {
  let nextTurnMs = 0;
  while (!signal.aborted) {
    let waitMs = INBOX_LOOK_MS;
    try {
      for (const shopId of await shopsWithDueDeliveries(Date.now())) {
        await sendNow("apply-changes", { shopId: shopId.toString() });
      }
      if (Date.now() >= nextTurnMs) {
        for (const shopId of await installedShopIds()) {
          await sendNow("poll-checkouts", { shopId: shopId.toString() });
          await forgetDeliveries(shopId, Date.now() - DELIVERIES_KEPT_MS);
        }
        nextTurnMs = Date.now() + HOUR_MS;
      }
    } catch (error) {
      if (signal.aborted) break;
      // The database may be on its way down or up again; the deliveries wait.
      logger().warn({ err: error }, "the inbox could not be looked at");
      waitMs = AFTER_ERROR_MS;
    }
    await pause(waitMs, undefined, { signal }).catch(() => undefined);
  }
}
