import type { IncomingMessage, ServerResponse } from "node:http";
import { env } from "../platform/env.server.ts";
import { logger } from "../platform/logger.server.ts";
import { isShopDomain } from "../shopify/admin-api.ts";
import { receiveDelivery } from "../store/inbox.server.ts";
import { isSignedByShopify } from "./webhook-signature.server.ts";
import { hintedRecords, parsePayload } from "./webhook-topics.ts";

/** Larger than any payload Shopify sends. */
const MAX_BODY_BYTES = 12 * 1024 * 1024;

/**
 * Takes a webhook: checks the signature of the raw body, writes one row, answers. What the webhook means is worked off later
 * (changes.server.ts), so Shopify's five seconds are never at risk.
 *
 * Answers 200 (stored, known already, or of a shop that is none of ours), 400 (headers missing), 401 (wrong signature), 405, 413,
 * 500 (not stored: Shopify will try again). Must stand before any body parser.
 */
export async function webhookIntake(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const answer = (status: number) => {
    // The rest of a body that nobody wants to read is not waited for.
    const headers = { "content-type": "text/plain", ...(req.complete ? {} : { connection: "close" }) };
    res.writeHead(status, headers).end();
  };
  try {
    answer(await takeDelivery(req, Date.now()));
  } catch (error) {
    if (req.destroyed && !req.complete) return;
    logger().error({ err: error }, "webhook not stored");
    if (!res.headersSent) answer(500);
  }
}

async function takeDelivery(req: IncomingMessage, receivedAtMs: number): Promise<number> {
  if (req.method !== "POST") return 405;
  const signature = headerOf(req, "x-shopify-hmac-sha256");
  const topic = headerOf(req, "x-shopify-topic");
  const domain = headerOf(req, "x-shopify-shop-domain")?.toLowerCase();
  const webhookId = headerOf(req, "x-shopify-webhook-id");
  if (!signature || !topic || !domain || !webhookId) return 400;

  const body = await readBody(req);
  if (body === null) return 413;
  if (!isSignedByShopify(body, signature, env().SHOPIFY_API_SECRET)) {
    logger().warn({ topic: topic.slice(0, 64) }, "webhook with a wrong signature refused");
    return 401;
  }
  if (!isShopDomain(domain) || webhookId.length > 128) return 400;

  const records = hintedRecords(topic, payloadOf(body));
  const stored = await receiveDelivery({
    domain,
    webhookId,
    eventId: headerOf(req, "x-shopify-event-id")?.slice(0, 128) ?? null,
    topic: topic.slice(0, 128),
    triggeredAtMs: instantOf(headerOf(req, "x-shopify-triggered-at")),
    receivedAtMs,
    // Without ids there is nothing to fetch; the worker sets such a delivery aside where it can be seen.
    records: records ?? [],
  });
  if (stored === "unknownShop") logger().info({ topic, shop: domain }, "webhook of an unknown shop ignored");
  return 200;
}

/** The raw body, or null when it is too large. */
async function readBody(req: IncomingMessage): Promise<Buffer | null> {
  if (Number(req.headers["content-length"] ?? 0) > MAX_BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Leaving the loop early must not cut the connection: the answer still goes out over it.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function payloadOf(body: Buffer): unknown {
  try {
    return parsePayload(body.toString("utf8"));
  } catch {
    return null;
  }
}

function headerOf(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function instantOf(text: string | undefined): number | null {
  const ms = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
