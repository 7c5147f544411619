/**
 * The Admin API's leaky bucket, as one shop's last answer described it. Points flow back at `restoreRate` a second up to
 * `maximum`; a request must find its requested cost in the bucket.
 */
export interface Bucket {
  available: number;
  maximum: number;
  restoreRate: number;
  /** When Shopify said so. */
  atMs: number;
}

/** Who asks. Live changes come before exports, exports before history: later ones leave points in the bucket. */
export type AdminPriority = "change" | "export" | "history";

const RESERVED: Record<AdminPriority, number> = { change: 0, export: 0.2, history: 0.4 };

/** Points in the bucket at `nowMs`. */
export function pointsAt(bucket: Bucket, nowMs: number): number {
  const restored = (Math.max(0, nowMs - bucket.atMs) / 1000) * bucket.restoreRate;
  return Math.min(bucket.maximum, bucket.available + restored);
}

/**
 * How long a request of `cost` points waits before it is sent, in milliseconds. A request that needs more than the part its
 * priority may use waits for a full share instead of for ever.
 */
export function paceMs(bucket: Bucket, cost: number, priority: AdminPriority, nowMs: number): number {
  const reserve = RESERVED[priority] * bucket.maximum;
  const wanted = Math.min(bucket.maximum, cost + reserve);
  const missing = wanted - pointsAt(bucket, nowMs);
  return missing <= 0 ? 0 : Math.ceil((missing / bucket.restoreRate) * 1000);
}

/** The bucket after a request of `cost` was sent at `nowMs`, until Shopify's answer says it better. */
export function afterSpending(bucket: Bucket, cost: number, nowMs: number): Bucket {
  return { ...bucket, available: Math.max(0, pointsAt(bucket, nowMs) - cost), atMs: nowMs };
}

/** `Retry-After` is in seconds (or an HTTP date). Milliseconds to wait, or null when the header says nothing. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const seconds = Number(header);
  if (header.trim() !== "" && Number.isFinite(seconds)) return Math.max(0, Math.min(seconds, 300)) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.min(date - nowMs, 300_000));
}

/** Wait before try number `attempt` + 1 (attempt 1 is the first): doubling from one second to half a minute, with jitter. */
export function backOffMs(attempt: number, random: number): number {
  const base = Math.min(30_000, 1000 * 2 ** (attempt - 1));
  return Math.round(base / 2 + (base / 2) * random);
}
