import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * True when `signature` (base64) is the HMAC-SHA256 of the raw body under the app's secret. Takes the same time wherever the
 * two differ.
 */
export function isSignedByShopify(body: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
