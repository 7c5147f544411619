import { createHmac, randomBytes, randomUUID } from "node:crypto";
import type { ShopEvent } from "../model.ts";
import type { WebhookSubscription } from "../oauth/app-config.ts";
import { deliveryLog, type Delivery, type DeliveryLog } from "./delivery-log.ts";
import type { WebhookFaults } from "./faults.ts";
import { includedFields, webhookJson } from "./webhook-body.ts";

const MINUTE_MS = 60_000;
/** Waits before the eight retries: four hours in all. */
export const RETRY_WAITS_MS = [1, 2, 5, 10, 20, 42, 60, 100].map((minutes) => minutes * MINUTE_MS);
/** Shopify gives the app five seconds for the whole answer. */
const ANSWER_TIMEOUT_MS = 5_000;
/** A delivery that is held back to arrive out of order goes out after this long even if nothing overtakes it. */
const REORDER_WAIT_MS = 1_500;

export interface WebhookSenderSetup {
  subscriptions: readonly WebhookSubscription[];
  apiVersion: string;
  clientSecret: string;
  /** Where relative addresses lead; null while the app has no address yet: deliveries wait. */
  appUrl: () => string | null;
  faults: WebhookFaults;
  now: () => number;
  chance: () => number;
  /** How many times faster than on Shopify waits pass: before retries, and until events that lie ahead. */
  speed: number;
  /** Deliveries that may wait at once; more are dropped and counted. */
  capacity?: number;
  /** Requests under way at once. */
  parallel?: number;
  fetch?: typeof fetch;
}

export interface WebhookSender {
  /** Sends the events of one merchant action: they share an event id. */
  emit(shop: string, events: readonly ShopEvent[]): void;
  /** Gives up what waits for a shop and is of such a topic: after an uninstall the app hears no more of its orders. */
  cancel(shop: string, concerns: (topic: string) => boolean): void;
  log: DeliveryLog;
  /** Resolves when nothing waits, is under way or is to be tried again. */
  idle(): Promise<void>;
  /** Ends everything at once; afterwards nothing is sent. */
  stop(): Promise<void>;
}

interface Task {
  delivery: Delivery;
  subscription: WebhookSubscription;
  /** Waits until another one has arrived. */
  heldBack: boolean;
  dueAtMs: number;
}

/** The signature Shopify puts on a webhook: base64 of HMAC-SHA256 over the exact bytes of the body. */
function webhookSignature(body: string, secret: string): string {
  return createHmac("sha256", secret).update(body, "utf8").digest("base64");
}

/**
 * Delivers shop events to the subscriptions of the app: at least once, in no promised order, with eight retries over four
 * (scaled) hours, at most five seconds an answer. Faults may be changed at any time.
 */
export function webhookSender(setup: WebhookSenderSetup): WebhookSender {
  const { subscriptions, faults, now, chance, speed, capacity = 10_000, parallel = 8, fetch: send = fetch } = setup;
  const log = deliveryLog();
  const forger = randomBytes(16).toString("hex");
  const stopping = new AbortController();
  const waiting = new Set<Task>();
  const running = new Set<Promise<void>>();
  let idleWaiters: (() => void)[] = [];
  let timer: NodeJS.Timeout | undefined;

  function headersOf({ delivery, subscription }: Task): Record<string, string> {
    const secret = chance() < faults.badSignature ? forger : setup.clientSecret;
    return {
      "Content-Type": "application/json",
      "User-Agent": "Shopify-Captain-Hook",
      "X-Shopify-Topic": delivery.topic,
      "X-Shopify-Hmac-Sha256": webhookSignature(delivery.body, secret),
      "X-Shopify-Shop-Domain": delivery.shop,
      "X-Shopify-API-Version": setup.apiVersion,
      "X-Shopify-Webhook-Id": delivery.webhookId,
      "X-Shopify-Event-Id": delivery.eventId,
      "X-Shopify-Triggered-At": new Date(delivery.triggeredAtMs).toISOString(),
      ...(subscription.name === null ? {} : { "X-Shopify-Name": subscription.name }),
    };
  }

  async function attempt(task: Task, appUrl: string): Promise<boolean> {
    const atMs = now();
    try {
      const response = await send(new URL(task.subscription.uri, appUrl), {
        method: "POST",
        headers: headersOf(task),
        body: task.delivery.body,
        redirect: "manual",
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      await response.arrayBuffer();
      // The app has done its work, and Shopify does not know: it will send the same delivery again.
      if (chance() < faults.lostAnswer) throw new Error("The answer was lost on its way");
      log.attempted(task.delivery, { atMs, status: response.status, error: null });
      return response.ok;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      const message = error instanceof Error ? error.message + cause : String(error);
      log.attempted(task.delivery, { atMs, status: null, error: message });
      return false;
    }
  }

  async function deliver(task: Task, appUrl: string): Promise<void> {
    const delivered = await attempt(task, appUrl);
    if (stopping.signal.aborted) return;
    if (delivered) {
      for (const held of waiting) if (held.heldBack) Object.assign(held, { heldBack: false, dueAtMs: now() });
      return log.moveTo(task.delivery, "delivered");
    }
    const wait = RETRY_WAITS_MS[task.delivery.attempts.length - 1];
    if (wait === undefined) return log.moveTo(task.delivery, "failed");
    log.moveTo(task.delivery, "retrying");
    waiting.add({ ...task, heldBack: false, dueAtMs: now() + wait / speed });
  }

  /** Starts whatever is due and plans the next look. */
  function pump(): void {
    clearTimeout(timer);
    if (stopping.signal.aborted) return;
    const appUrl = setup.appUrl();
    let nextAtMs = appUrl === null && waiting.size > 0 ? now() + 250 : Infinity;
    if (appUrl !== null) {
      for (const task of waiting) {
        if (running.size >= parallel) break;
        if (task.dueAtMs > now()) {
          nextAtMs = Math.min(nextAtMs, task.dueAtMs);
          continue;
        }
        waiting.delete(task);
        const run: Promise<void> = deliver(task, appUrl).finally(() => {
          running.delete(run);
          pump();
        });
        running.add(run);
      }
    }
    if (Number.isFinite(nextAtMs)) timer = setTimeout(pump, Math.max(1, Math.ceil(nextAtMs - now())));
    if (waiting.size === 0 && running.size === 0) {
      for (const resolve of idleWaiters) resolve();
      idleWaiters = [];
    }
  }

  function enqueue(task: Task): void {
    log.add(task.delivery);
    if (task.delivery.state !== "waiting") return;
    if (waiting.size >= capacity) return log.moveTo(task.delivery, "dropped");
    waiting.add(task);
  }

  function emitOne(shop: string, event: ShopEvent, eventId: string): void {
    for (const subscription of subscriptions) {
      if (subscription.topic !== event.topic) continue;
      const delivery: Delivery = {
        webhookId: randomUUID(),
        eventId,
        shop,
        topic: event.topic,
        state: chance() < faults.loss ? "lost" : "waiting",
        duplicate: false,
        triggeredAtMs: event.happenedAtMs,
        attempts: [],
        body: webhookJson(includedFields(event.payload, subscription.includeFields)),
      };
      const heldBack = chance() < faults.reorder;
      // An event of the future (shop/redact comes two days after an uninstall) waits as the retries do, in scaled time.
      const untilEventMs = Math.max(0, event.happenedAtMs - now()) / speed;
      const dueAtMs = now() + untilEventMs + faults.delayMs + (heldBack ? REORDER_WAIT_MS : 0);
      enqueue({ delivery, subscription, heldBack, dueAtMs });
      if (delivery.state === "waiting" && chance() < faults.duplicate) {
        enqueue({ delivery: { ...delivery, duplicate: true, attempts: [] }, subscription, heldBack: false, dueAtMs });
      }
    }
  }

  return {
    log,
    emit(shop, events) {
      if (stopping.signal.aborted) return;
      const eventId = randomUUID();
      for (const event of events) emitOne(shop, event, eventId);
      pump();
    },
    cancel(shop, concerns) {
      for (const task of waiting) {
        if (task.delivery.shop !== shop || !concerns(task.delivery.topic)) continue;
        waiting.delete(task);
        log.moveTo(task.delivery, "cancelled");
      }
      pump();
    },
    idle: () => {
      const settled = new Promise<void>((resolve) => idleWaiters.push(resolve));
      pump();
      return settled;
    },
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      for (const task of waiting) log.moveTo(task.delivery, "cancelled");
      waiting.clear();
      await Promise.allSettled(running);
      for (const resolve of idleWaiters) resolve();
      idleWaiters = [];
    },
  };
}
