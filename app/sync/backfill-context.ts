import type { AdminAccess } from "../shopify/admin-access.server.ts";
import type { AdminAnswer } from "../shopify/admin-client.server.ts";
import type { ShopFacts } from "../store/shops.server.ts";

/** What the steps of a backfill need to know. */
export interface BackfillContext {
  shop: ShopFacts;
  access: AdminAccess;
  signal: AbortSignal;
}

/** Why a part of the history could not be read. The message is shown to the merchant. */
export class BackfillFailed extends Error {
  override name = "BackfillFailed";
  readonly worthRetrying: boolean;

  constructor(message: string, worthRetrying: boolean) {
    super(message);
    this.worthRetrying = worthRetrying;
  }
}

/**
 * The data of an answer. Throws `BackfillFailed`, in words for the merchant, when there is none. A missing right or token does not
 * come back by asking again at once; the job as a whole is tried again later.
 */
export function required<Data>(answer: AdminAnswer<Data>, what: string): Data {
  if (answer.ok) return answer.data;
  const lasting = answer.reason === "accessDenied" || answer.reason === "notInstalled";
  throw new BackfillFailed(`Your ${what} cannot be read from Shopify (${answer.reason}: ${answer.detail}).`, !lasting);
}
