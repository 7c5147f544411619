/** Shopify's global ids: `gid://shopify/Order/820982911946154508`, sometimes with a query. */
import { GraphQLError } from "graphql";

const GID = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d+)(?:\?.*)?$/;

export function gid(typeName: string, id: bigint): string {
  return `gid://shopify/${typeName}/${id}`;
}

/** Type and number of a global id. Throws Shopify's error for anything else. */
export function parseGid(text: unknown): { typeName: string; id: bigint } {
  const match = typeof text === "string" ? GID.exec(text) : null;
  if (!match) {
    throw new GraphQLError(`Invalid global id '${String(text)}'`, { extensions: { code: "INVALID_VARIABLE" } });
  }
  return { typeName: match[1]!, id: BigInt(match[2]!) };
}

/** The number in a global id of the given type; null for a well-formed id of another type. */
export function idOf(text: unknown, typeName: string): bigint | null {
  const parsed = parseGid(text);
  return parsed.typeName === typeName ? parsed.id : null;
}
