import { createHash } from "node:crypto";

/**
 * True when a customer belongs to the control group of an experiment: the first eight bytes (big-endian) of
 * SHA-256("shop|experiment|customer"), as a fraction of 2^64, lie below `share`. The same three names always give the same
 * answer, so a segment that is sent again keeps its control group.
 */
export function isControl(shopDomain: string, experiment: string, customerId: bigint, share: number): boolean {
  const digest = createHash("sha256").update(`${shopDomain}|${experiment}|${customerId}`).digest();
  return Number(digest.readBigUInt64BE(0)) / 2 ** 64 < share;
}
