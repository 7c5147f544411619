import pg from "pg";
import { env } from "../platform/env.server.ts";
import { logger } from "../platform/logger.server.ts";

// Amounts and counts fit into 2^53 and are read as numbers; ids are read as bigint (Shopify's test ids exceed 2^53), which
// is why every query here names its ids with a cast to text or reads them through `idOf`.
let shared: pg.Pool | undefined;

/**
 * The process's connections, as the role that sees one shop at a time. Opened at the first use, from DATABASE_URL.
 * For use inside `app/store` only: a shop's data is reached through `withShop`.
 */
export function pool(): pg.Pool {
  shared ??= openPool(env().DATABASE_URL ?? missingUrl(), env().DATABASE_POOL_SIZE);
  return shared;
}

/** A pool of its own. An idle connection that breaks is replaced at the next query; without the handler it would end the process. */
function openPool(connectionString: string, size: number): pg.Pool {
  const opened = new pg.Pool({
    connectionString,
    max: size,
    application_name: "comeback",
    connectionTimeoutMillis: 15_000,
    idleTimeoutMillis: 30_000,
  });
  opened.on("error", (error) => logger().warn({ reason: error.message }, "idle database connection lost"));
  opened.on("connect", (client) => {
    // A connection that breaks while it is checked out fails its query; this keeps the event itself from ending the process.
    client.on("error", () => undefined);
  });
  return opened;
}

/** Closes the process's connections; the next use opens new ones. */
export async function closePool(): Promise<void> {
  const closing = shared;
  shared = undefined;
  await closing?.end();
}

function missingUrl(): never {
  throw new Error("DATABASE_URL is missing: npm start sets it for its processes; a process started by hand needs it.");
}
