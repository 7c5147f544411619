import { z } from "zod";
import { env } from "../platform/env.server.ts";
import { isShopDomain } from "./admin-api.ts";
import { adminFetch } from "./admin-fetch.server.ts";

/** A shop's expiring offline token with the token that renews it. */
export interface OfflineToken {
  accessToken: string;
  /** Null when Shopify did not say: then it counts as run out. */
  expiresAtMs: number | null;
  refreshToken: string | null;
  refreshTokenExpiresAtMs: number | null;
  /** Granted scopes, separated by commas. */
  scope: string;
}

/** Where a shop's token is kept. `app/store` implements it; the shape stands here because this folder is its user. */
export interface TokenStore {
  /** The stored token, or null when the app is not installed in that shop. */
  load(): Promise<OfflineToken | null>;
  /**
   * Calls `renewal` with the token as stored now, while no other process can do the same for this shop, and stores what it
   * returns in one write. A renewal that returns null leaves everything as it was. Returns the token that holds then.
   */
  exclusively(renewal: (current: OfflineToken) => Promise<OfflineToken | null>): Promise<OfflineToken | null>;
}

/** The right to ask one shop's Admin API. */
export interface AdminAccess {
  shopDomain: string;
  tokens: TokenStore;
}

/** A token is renewed this long before it runs out, so that no request starts with a token that dies on the way. */
const RENEW_BEFORE_MS = 5 * 60_000;

const renewed = z.object({
  access_token: z.string().min(1),
  scope: z.string(),
  expires_in: z.number().positive(),
  refresh_token: z.string().min(1),
  refresh_token_expires_in: z.number().positive(),
});

/** Access to a shop. Throws for a domain that is no shop's, so that a token can never be sent elsewhere. */
export function adminAccess(shopDomain: string, tokens: TokenStore): AdminAccess {
  if (!isShopDomain(shopDomain)) throw new Error("Not a shop's domain");
  return { shopDomain, tokens };
}

/**
 * A usable access token, renewed if it is about to run out or is `rejected` (the token Shopify has just answered 401 to).
 * One renewal at a time over all processes: whoever waited finds the new token and uses it. Null when there is none: not
 * installed, or the renewal was refused.
 */
export async function usableToken(access: AdminAccess, nowMs: number, rejected?: string): Promise<string | null> {
  const good = (token: OfflineToken) =>
    token.accessToken !== "" &&
    token.accessToken !== rejected &&
    token.expiresAtMs !== null &&
    token.expiresAtMs - RENEW_BEFORE_MS > nowMs;
  const stored = await access.tokens.load();
  if (!stored) return null;
  if (good(stored)) return stored.accessToken;
  const now = await access.tokens.exclusively(async (current) =>
    good(current) ? null : await renewToken(access.shopDomain, current, nowMs),
  );
  return now && now.accessToken !== rejected && now.accessToken !== "" ? now.accessToken : null;
}

/**
 * Asks Shopify for the next pair of tokens. Null when Shopify refuses or the answer lacks a part: the old pair is kept then.
 * Throws when Shopify cannot be reached or is busy.
 */
async function renewToken(shopDomain: string, current: OfflineToken, nowMs: number): Promise<OfflineToken | null> {
  if (!current.refreshToken) return null;
  const { SHOPIFY_API_KEY, SHOPIFY_API_SECRET } = env();
  const response = await adminFetch(`https://${shopDomain}/admin/oauth/access_token`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({
      client_id: SHOPIFY_API_KEY,
      client_secret: SHOPIFY_API_SECRET,
      grant_type: "refresh_token",
      refresh_token: current.refreshToken,
    }),
    signal: AbortSignal.timeout(15_000),
  });
  if (!response.ok) {
    await response.body?.cancel();
    if (response.status === 429 || response.status >= 500) throw new Error(`Token renewal answered ${response.status}`);
    return null;
  }
  // An answer without its dates would switch renewal off for good, so it counts as a refusal.
  const answer = renewed.safeParse(await response.json());
  if (!answer.success) return null;
  return {
    accessToken: answer.data.access_token,
    expiresAtMs: nowMs + answer.data.expires_in * 1000,
    refreshToken: answer.data.refresh_token,
    refreshTokenExpiresAtMs: nowMs + answer.data.refresh_token_expires_in * 1000,
    scope: answer.data.scope,
  };
}
