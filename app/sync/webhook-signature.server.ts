import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * True when `signature` is the HMAC-SHA256 of the raw body under the app's secret, in base64 exactly as Shopify writes it. Takes
 * the same time wherever the two differ.
 */
export function isSignedByShopify(body: Buffer, signature: string, secret: string): boolean {
  const expected = createHmac("sha256", secret).update(body).digest("base64");
  // Compared as text: decoding would ignore whatever stands behind the padding.
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}
