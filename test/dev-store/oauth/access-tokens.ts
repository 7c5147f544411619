import { randomBytes } from "node:crypto";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** After a first use, the replaced refresh token stays usable this long, unless its replacement is used earlier. */
const REPLACED_REFRESH_TOKEN_MS = 30 * DAY_MS;

/** What an access token allows. */
interface AccessGrant {
  /** something.myshopify.com */
  shop: string;
  scopes: string[];
  mode: "offline" | "online";
  /** Null: a token that never ends; the Admin API no longer takes those. */
  expiresAtMs: number | null;
}

export interface IssuedTokens {
  accessToken: string;
  expiresInSeconds: number | null;
  refreshToken: string | null;
  refreshTokenExpiresInSeconds: number | null;
}

interface RefreshToken {
  shop: string;
  scopes: string[];
  endsAtMs: number;
  /** The refresh token that bought this one: retired as soon as this one is used. */
  predecessor: string | null;
  firstUsedAtMs: number | null;
}

export interface TokenLifetimes {
  accessMs: number;
  refreshMs: number;
  onlineMs: number;
}

/** Shopify's own: an hour, 90 days, and just under a day. */
export const SHOPIFY_LIFETIMES: TokenLifetimes = { accessMs: HOUR_MS, refreshMs: 90 * DAY_MS, onlineMs: 86_399_000 };

export interface AccessTokens {
  /** A new token for a shop. `expiring` asks for the kind with a refresh token, which the Admin API insists on. */
  issue(shop: string, scopes: string[], options: { mode: "offline" | "online"; expiring: boolean }): IssuedTokens;
  /** New tokens for a refresh token; null when it is unknown, of another shop, retired or past its life. */
  refresh(shop: string, refreshToken: string): IssuedTokens | null;
  /** What a token allows now; null when it is unknown, ended or revoked. */
  find(accessToken: string): AccessGrant | null;
  /** Ends every token of a shop at once, as an uninstall does. */
  revokeShop(shop: string): void;
  /** All tokens as plain data, for the next run of a development store. */
  save(): SavedTokens;
}

export interface SavedTokens {
  grants: [string, AccessGrant][];
  refreshTokens: [string, RefreshToken][];
}

/** All tokens given out by this dev store, in memory. `now` is the clock in milliseconds. */
export function accessTokens(
  now: () => number,
  lifetimes: TokenLifetimes = SHOPIFY_LIFETIMES,
  saved?: SavedTokens,
): AccessTokens {
  const grants = new Map(saved?.grants);
  const refreshTokens = new Map(saved?.refreshTokens);

  function issueWithRefreshToken(shop: string, scopes: string[], endsAtMs: number, predecessor: string | null) {
    const accessToken = `shpat_${randomBytes(16).toString("hex")}`;
    const refreshToken = `shprt_${randomBytes(16).toString("hex")}`;
    grants.set(accessToken, { shop, scopes, mode: "offline", expiresAtMs: now() + lifetimes.accessMs });
    refreshTokens.set(refreshToken, { shop, scopes, endsAtMs, predecessor, firstUsedAtMs: null });
    return {
      accessToken,
      expiresInSeconds: Math.floor(lifetimes.accessMs / 1000),
      refreshToken,
      refreshTokenExpiresInSeconds: Math.floor((endsAtMs - now()) / 1000),
    };
  }

  return {
    issue(shop, scopes, { mode, expiring }) {
      if (mode === "offline" && expiring) return issueWithRefreshToken(shop, scopes, now() + lifetimes.refreshMs, null);
      const lifeMs = mode === "online" ? lifetimes.onlineMs : null;
      const accessToken = `${mode === "online" ? "shpua" : "shpat"}_${randomBytes(16).toString("hex")}`;
      grants.set(accessToken, { shop, scopes, mode, expiresAtMs: lifeMs === null ? null : now() + lifeMs });
      const expiresInSeconds = lifeMs === null ? null : Math.floor(lifeMs / 1000);
      return { accessToken, expiresInSeconds, refreshToken: null, refreshTokenExpiresInSeconds: null };
    },

    refresh(shop, token) {
      const known = refreshTokens.get(token);
      if (known === undefined || known.shop !== shop || known.endsAtMs <= now()) return null;
      if (known.firstUsedAtMs !== null && now() - known.firstUsedAtMs >= REPLACED_REFRESH_TOKEN_MS) return null;
      known.firstUsedAtMs ??= now();
      if (known.predecessor !== null) refreshTokens.delete(known.predecessor);
      return issueWithRefreshToken(shop, known.scopes, now() + lifetimes.refreshMs, token);
    },

    find(accessToken) {
      const grant = grants.get(accessToken);
      if (grant === undefined) return null;
      if (grant.expiresAtMs !== null && grant.expiresAtMs <= now()) {
        grants.delete(accessToken);
        return null;
      }
      return grant;
    },

    revokeShop(shop) {
      for (const [token, grant] of grants) if (grant.shop === shop) grants.delete(token);
      for (const [token, refresh] of refreshTokens) if (refresh.shop === shop) refreshTokens.delete(token);
    },

    save: () => ({ grants: [...grants], refreshTokens: [...refreshTokens] }),
  };
}
