import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi, WebhookValidationErrorReason } from "@shopify/shopify-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ShopEvent } from "../model.ts";
import type { WebhookSubscription } from "../oauth/app-config.ts";
import { noWebhookFaults, seededChance } from "./faults.ts";
import { webhookSender, type WebhookSender, type WebhookSenderSetup } from "./webhook-sender.ts";

const SECRET = "shpss_0123456789abcdef";
const SHOP = "tea-house.myshopify.com";

const shopify = shopifyApi({
  apiKey: "client",
  apiSecretKey: SECRET,
  hostName: "app.example.com",
  apiVersion: ApiVersion.July26,
  isEmbeddedApp: true,
  logger: { level: LogSeverity.Error, log: () => {} },
});

const subscriptions: WebhookSubscription[] = [
  { topic: "orders/create", uri: "/webhooks", name: "orders", includeFields: ["id", "updated_at"] },
  { topic: "orders/updated", uri: "/webhooks", name: null, includeFields: null },
];

interface Received {
  request: IncomingMessage;
  body: string;
}

/** A tiny app: keeps what it gets, and answers what `answer` says. */
let app: Server;
let received: Received[] = [];
let answer: (count: number) => number = () => 200;
let sender: WebhookSender;

function start(options: Partial<WebhookSenderSetup> = {}): WebhookSender {
  const { port } = app.address() as AddressInfo;
  sender = webhookSender({
    subscriptions,
    apiVersion: "2026-07",
    clientSecret: SECRET,
    appUrl: () => `http://127.0.0.1:${port}`,
    faults: noWebhookFaults(),
    now: () => Date.now(),
    chance: seededChance(7),
    speed: 1_000_000,
    ...options,
  });
  return sender;
}

function orderEvent(topic: string, id: bigint): ShopEvent {
  return {
    topic,
    happenedAtMs: 1_790_000_000_000,
    payload: { id, updated_at: "2026-09-21T10:00:00Z", email: "a@b.c" },
  };
}

beforeEach(async () => {
  received = [];
  answer = () => 200;
  app = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      received.push({ request, body });
      response.writeHead(answer(received.length)).end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
});

afterEach(async () => {
  await sender.stop();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

function validate({ request, body }: Received) {
  return shopify.webhooks.validate({ rawBody: body, rawRequest: request });
}

describe("webhook sender", () => {
  it("signs what Shopify's own library accepts, with every header, and ids beyond 2^53 exact", async () => {
    start().emit(SHOP, [orderEvent("orders/create", 9_007_199_254_740_993n)]);
    await sender.idle();
    const [delivery] = received;
    expect(delivery?.body).toBe('{"id":9007199254740993,"updated_at":"2026-09-21T10:00:00Z"}');
    expect(await validate(delivery!)).toMatchObject({
      valid: true,
      topic: "ORDERS_CREATE",
      domain: SHOP,
      apiVersion: "2026-07",
    });
    const { headers } = delivery!.request;
    expect(headers["x-shopify-name"]).toBe("orders");
    expect(headers["x-shopify-triggered-at"]).toBe("2026-09-21T14:13:20.000Z");
    expect(headers["x-shopify-webhook-id"]).not.toBe(headers["x-shopify-event-id"]);
  });

  it("shares one event id between the events of one action, and sends nothing without a subscription", async () => {
    start().emit(SHOP, [
      orderEvent("orders/create", 1n),
      orderEvent("orders/updated", 1n),
      orderEvent("draft/create", 1n),
    ]);
    await sender.idle();
    expect(received).toHaveLength(2);
    expect(new Set(received.map((r) => r.request.headers["x-shopify-event-id"])).size).toBe(1);
    expect(new Set(received.map((r) => r.request.headers["x-shopify-webhook-id"])).size).toBe(2);
  });

  it("tries again with the same webhook id until the app takes it", async () => {
    answer = (count) => (count < 4 ? 503 : 200);
    start().emit(SHOP, [orderEvent("orders/create", 1n)]);
    await sender.idle();
    expect(received).toHaveLength(4);
    expect(new Set(received.map((r) => r.request.headers["x-shopify-webhook-id"])).size).toBe(1);
    expect(sender.log.counts()).toMatchObject({ total: 1, attempts: 4, delivered: 1, retrying: 0 });
  });

  it("gives up after eight retries, and takes a redirect for a failure", async () => {
    answer = () => 302;
    start().emit(SHOP, [orderEvent("orders/create", 1n)]);
    await sender.idle();
    expect(received).toHaveLength(9);
    expect(sender.log.counts()).toMatchObject({ attempts: 9, failed: 1, delivered: 0 });
  });

  it("keeps Shopify's schedule: eight waits, four hours together", async () => {
    const { RETRY_WAITS_MS } = await import("./webhook-sender.ts");
    expect(RETRY_WAITS_MS).toHaveLength(8);
    expect(RETRY_WAITS_MS.reduce((sum, wait) => sum + wait, 0)).toBe(4 * 3_600_000);
  });

  it("sends duplicates, loses and forges on demand, and counts each", async () => {
    const faults = { ...noWebhookFaults(), duplicate: 1 };
    start({ faults }).emit(SHOP, [orderEvent("orders/create", 1n)]);
    await sender.idle();
    expect(new Set(received.map((r) => r.request.headers["x-shopify-webhook-id"])).size).toBe(1);
    expect(received).toHaveLength(2);

    Object.assign(faults, { duplicate: 0, loss: 1 });
    sender.emit(SHOP, [orderEvent("orders/create", 2n)]);
    await sender.idle();
    expect(received).toHaveLength(2);

    Object.assign(faults, { loss: 0, badSignature: 1 });
    sender.emit(SHOP, [orderEvent("orders/create", 3n)]);
    await sender.idle();
    expect(await validate(received[2]!)).toMatchObject({
      valid: false,
      reason: WebhookValidationErrorReason.InvalidHmac,
    });
    expect(sender.log.counts()).toMatchObject({ total: 4, duplicates: 1, lost: 1, delivered: 3 });
  });

  it("lets a later delivery overtake an earlier one", async () => {
    const faults = { ...noWebhookFaults(), reorder: 1 };
    start({ faults }).emit(SHOP, [orderEvent("orders/create", 1n)]);
    faults.reorder = 0;
    sender.emit(SHOP, [orderEvent("orders/updated", 1n)]);
    await sender.idle();
    expect(received.map((r) => r.request.headers["x-shopify-topic"])).toEqual(["orders/updated", "orders/create"]);
  });

  it("repeats a delivery whose answer was lost", async () => {
    const faults = { ...noWebhookFaults(), lostAnswer: 1 };
    answer = (count) => {
      faults.lostAnswer = count < 2 ? 1 : 0;
      return 200;
    };
    start({ faults }).emit(SHOP, [orderEvent("orders/create", 1n)]);
    await sender.idle();
    expect(received).toHaveLength(2);
    expect(sender.log.counts()).toMatchObject({ total: 1, attempts: 2, delivered: 1 });
  });

  it("drops what does not fit the queue, cancels a shop's queue, and stops while work is waiting", async () => {
    let url: string | null = null;
    start({ appUrl: () => url, capacity: 2 });
    for (const id of [1n, 2n, 3n]) sender.emit(SHOP, [orderEvent("orders/create", id)]);
    expect(sender.log.counts()).toMatchObject({ waiting: 2, dropped: 1 });
    sender.cancel(SHOP, (topic) => topic !== "app/uninstalled");
    expect(sender.log.counts()).toMatchObject({ waiting: 0, cancelled: 2 });
    sender.emit(SHOP, [orderEvent("orders/create", 4n)]);
    await sender.stop();
    url = "http://127.0.0.1:1";
    sender.emit(SHOP, [orderEvent("orders/create", 5n)]);
    expect(received).toHaveLength(0);
    expect(sender.log.counts()).toMatchObject({ total: 4, waiting: 0, attempts: 0 });
  });
});
