/**
 * Shopify's global ids, `gid://shopify/Order/820982911946154508`. The number may exceed 2^53, so it is only ever read
 * from the text, as a bigint.
 */
const GID = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,19})(?:\?.*)?$/;
const LARGEST_ID = 9_223_372_036_854_775_807n;

/** Type and number of a global id, or null for anything else (also for numbers that a 64-bit column cannot hold). */
export function parseGid(gid: unknown): { type: string; id: bigint } | null {
  if (typeof gid !== "string") return null;
  const match = GID.exec(gid);
  if (!match) return null;
  const id = BigInt(match[2]!);
  return id <= LARGEST_ID ? { type: match[1]!, id } : null;
}

/** The global id of a record, as queries want it. */
export function gidOf(type: "Order" | "Customer" | "Product", id: bigint): string {
  return `gid://shopify/${type}/${id}`;
}
