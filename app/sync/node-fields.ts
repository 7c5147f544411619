/**
 * Reading single fields of a node. What must be there throws `Unreadable`; what may be missing is null.
 */
import { parseGid } from "../shopify/gid.ts";

/** A record as it came, every field still unknown. */
export type Fields = Record<string, unknown>;

/** Why a node cannot be read; caught at the node, so that one bad record costs one record. */
export class Unreadable extends Error {
  constructor(field: string, expected: string) {
    super(`${field} ${expected}`);
  }
}

/** Longest texts that are kept; Shopify's own fields are shorter, addresses of pages may be anything. */
const MAX_TEXT = 512;
export const MAX_ADDRESS = 2048;
const MAX_LIST = 250;

/** True for an object that is no list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a field, or null. */
export function child(fields: Fields | null, name: string): Fields | null {
  const value = fields?.[name];
  return isFields(value) ? value : null;
}

/** The number of a global id that must be there. */
export function idIn(fields: Fields, name: string): bigint {
  const gid = parseGid(fields[name]);
  if (!gid) throw new Unreadable(name, "must be a global id");
  return gid.id;
}

/** The number of a global id, or null. */
export function optionalId(fields: Fields | null, name: string): bigint | null {
  return fields ? (parseGid(fields[name])?.id ?? null) : null;
}

/** PostgreSQL takes no NUL in texts, and nobody needs one. */
const clean = (value: string, max: number) => (value.includes("\0") ? value.replaceAll("\0", "") : value).slice(0, max);

/** Text, cut to a length; null for anything else. */
export function optionalText(fields: Fields | null, name: string, max = MAX_TEXT): string | null {
  const value = fields?.[name];
  return typeof value === "string" ? clean(value, max) : null;
}

/** The texts of a list; whatever else stands in it is left out. */
export function texts(fields: Fields, name: string): string[] {
  const value = fields[name];
  if (!Array.isArray(value)) return [];
  return value
    .filter((entry) => typeof entry === "string")
    .slice(0, MAX_LIST)
    .map((entry) => clean(entry, MAX_TEXT));
}

const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** An instant, or null when the field is empty. Throws for text that is no instant. */
export function optionalInstant(fields: Fields, name: string): number | null {
  return fields[name] == null ? null : instant(fields, name);
}

/** An instant in milliseconds since 1970. */
export function instant(fields: Fields, name: string): number {
  const value = fields[name];
  const ms = typeof value === "string" && ISO_INSTANT.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(ms)) throw new Unreadable(name, "must be an instant such as 2026-01-31T12:00:00Z");
  return ms;
}

/** A whole number that a 32-bit column holds. */
export function integer(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isInteger(value) || Math.abs(value) > 2_147_483_647) {
    throw new Unreadable(name, "must be a whole number");
  }
  return value;
}

/** Counts travel as text (`UnsignedInt64`). */
export function optionalCount(fields: Fields, name: string): number | null {
  const value = fields[name];
  const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) && number >= 0 && number < 1e9 ? number : null;
}

/** The decimal text of an amount in the shop's currency, as it came. */
export function amount(fields: Fields, name: string): unknown {
  return child(child(fields, name), "shopMoney")?.["amount"];
}
