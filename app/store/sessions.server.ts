import { PrismaPg } from "@prisma/adapter-pg";
import type { Session } from "@shopify/shopify-api";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { env } from "../platform/env.server.ts";
import { logger } from "../platform/logger.server.ts";
import { PrismaClient } from "./generated/client.ts";
import { seal, unseal } from "./seal.server.ts";

/** What the Shopify library asks of a session storage. */
export interface SealedSessionStorage {
  storeSession(session: Session): Promise<boolean>;
  loadSession(id: string): Promise<Session | undefined>;
  deleteSession(id: string): Promise<boolean>;
  deleteSessions(ids: string[]): Promise<boolean>;
  findSessionsByShop(shop: string): Promise<Session[]>;
}

let prisma: PrismaClient | undefined;
let official: PrismaSessionStorage<PrismaClient> | undefined;

/**
 * The library's own storage on our database, with access and refresh tokens sealed. The official class asks the database in
 * its constructor and ends the process when that fails, so it is made at the first call.
 */
export function sessionStorage(): SealedSessionStorage {
  return {
    storeSession: (session) => storage().storeSession(withTokens(session, seal)),
    loadSession: async (id) => opened(await storage().loadSession(id)),
    deleteSession: (id) => storage().deleteSession(id),
    deleteSessions: (ids) => storage().deleteSessions(ids),
    findSessionsByShop: async (shop) => {
      const sessions = await storage().findSessionsByShop(shop);
      return sessions.map(opened).filter((session) => session !== undefined);
    },
  };
}

/** Ends the connections of the session storage. */
export async function closeSessionStorage(): Promise<void> {
  const closing = prisma;
  prisma = undefined;
  official = undefined;
  await closing?.$disconnect();
}

/** What a token is sealed for: the session it belongs to and which of the two it is. */
export function tokenPurpose(sessionId: string, token: "access" | "refresh"): string {
  return `session:${token}:${sessionId}`;
}

function storage(): PrismaSessionStorage<PrismaClient> {
  if (!official) {
    const adapter = new PrismaPg(
      {
        connectionString: env().DATABASE_URL,
        max: Math.min(5, env().DATABASE_POOL_SIZE),
        application_name: "comeback sessions",
      },
      { onPoolError: (error) => logger().warn({ reason: error.message }, "idle session connection lost") },
    );
    prisma = new PrismaClient({ adapter });
    official = new PrismaSessionStorage(prisma);
  }
  return official;
}

/** A copy of the session with both tokens passed through `change`; the caller goes on using the original. */
function withTokens(session: Session, change: (token: string, purpose: string) => string): Session {
  const copy = Object.create(Object.getPrototypeOf(session) as object) as Session;
  Object.assign(copy, session);
  if (session.accessToken) copy.accessToken = change(session.accessToken, tokenPurpose(session.id, "access"));
  if (session.refreshToken) copy.refreshToken = change(session.refreshToken, tokenPurpose(session.id, "refresh"));
  return copy;
}

/** A session whose tokens cannot be opened (another ENCRYPTION_KEY) counts as none: the next request exchanges a new one. */
function opened(session: Session | undefined): Session | undefined {
  if (!session) return undefined;
  try {
    return withTokens(session, unseal);
  } catch {
    logger().warn({ shop: session.shop }, "a stored session was sealed with another ENCRYPTION_KEY and is not used");
    return undefined;
  }
}
