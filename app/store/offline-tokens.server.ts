import type { ClientBase } from "pg";
import { pool } from "./pool.server.ts";
import { seal, unseal } from "./seal.server.ts";
import { tokenPurpose } from "./sessions.server.ts";
import { inTransaction } from "./with-shop.server.ts";

/** A shop's expiring offline token with the token that renews it. */
interface StoredOfflineToken {
  accessToken: string;
  expiresAtMs: number | null;
  refreshToken: string | null;
  refreshTokenExpiresAtMs: number | null;
  /** Granted scopes, separated by commas. */
  scope: string;
}

/** Where a shop's offline token is kept: the row the library's session storage writes. */
interface OfflineTokenStore {
  load(): Promise<StoredOfflineToken | null>;
  exclusively(
    renewal: (current: StoredOfflineToken) => Promise<StoredOfflineToken | null>,
  ): Promise<StoredOfflineToken | null>;
}

interface SessionColumns {
  accessToken: string;
  expires: Date | null;
  refreshToken: string | null;
  refreshTokenExpires: Date | null;
  scope: string | null;
}

/** The id the library gives a shop's offline session. */
function offlineId(domain: string): string {
  return `offline_${domain}`;
}

/**
 * The offline token of a shop. `exclusively` holds the row's lock over all processes while `renewal` asks Shopify, because
 * the library has none and a refresh token works once: whoever waits finds the new token.
 */
export function offlineTokens(domain: string): OfflineTokenStore {
  const id = offlineId(domain);
  return {
    load: async () => readToken(pool(), id, ""),
    exclusively: (renewal) =>
      inTransaction(async (client) => {
        // A renewal ends within its own timeout; a lock that is held longer is a fault to be seen, not waited for.
        await client.query("SET LOCAL lock_timeout = '30s'");
        const current = await readToken(client, id, "FOR UPDATE");
        if (current === null) return null;
        const renewed = await renewal(current);
        if (renewed === null) return current;
        await client.query(
          `UPDATE "Session" SET "accessToken" = $2, expires = $3, "refreshToken" = $4, "refreshTokenExpires" = $5, scope = $6
            WHERE id = $1`,
          [
            id,
            seal(renewed.accessToken, tokenPurpose(id, "access")),
            utc(renewed.expiresAtMs),
            renewed.refreshToken === null ? null : seal(renewed.refreshToken, tokenPurpose(id, "refresh")),
            utc(renewed.refreshTokenExpiresAtMs),
            renewed.scope,
          ],
        );
        return renewed;
      }),
  };
}

async function readToken(
  client: Pick<ClientBase, "query">,
  id: string,
  lock: "" | "FOR UPDATE",
): Promise<StoredOfflineToken | null> {
  const { rows } = await client.query<SessionColumns>(
    `SELECT "accessToken", expires AT TIME ZONE 'UTC' AS expires, "refreshToken",
            "refreshTokenExpires" AT TIME ZONE 'UTC' AS "refreshTokenExpires", scope
       FROM "Session" WHERE id = $1 ${lock}`,
    [id],
  );
  const row = rows[0];
  if (!row || row.accessToken === "") return null;
  try {
    return {
      accessToken: unseal(row.accessToken, tokenPurpose(id, "access")),
      expiresAtMs: row.expires?.getTime() ?? null,
      refreshToken: row.refreshToken === null ? null : unseal(row.refreshToken, tokenPurpose(id, "refresh")),
      refreshTokenExpiresAtMs: row.refreshTokenExpires?.getTime() ?? null,
      scope: row.scope ?? "",
    };
  } catch {
    // Sealed with another ENCRYPTION_KEY: as good as none, the next page load exchanges a new one.
    return null;
  }
}

/** The library's columns hold UTC without a zone, as Prisma writes them. */
function utc(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString().replace("Z", "");
}
