import { createHmac } from "node:crypto";
import { assertWalls, assertWallsOf, ensureAppRole, grantToAppRole } from "./app-role.server.ts";
import { applyMigrations } from "./migrations.server.ts";
import { pool } from "./pool.server.ts";

/** A database and the two roles that work with it. */
export interface DatabaseUrls {
  /** The tables' owner, for migrations. */
  ownerUrl: string;
  /** The role the app's processes connect as. */
  appUrl: string;
}

/**
 * The roles for a database someone else runs. With `ownerUrl`, both were made by the administrator and are taken as they are.
 * Without, `databaseUrl` is the owner and the app's role is made next to it, with a password that follows from the
 * encryption key: every process finds the same one, and it is stored nowhere.
 */
export async function givenDatabase(given: {
  databaseUrl: string;
  ownerUrl?: string | undefined;
  encryptionKey: string;
}): Promise<DatabaseUrls> {
  if (given.ownerUrl !== undefined) return { ownerUrl: given.ownerUrl, appUrl: given.databaseUrl };
  const password = createHmac("sha256", Buffer.from(given.encryptionKey, "base64"))
    .update("database role")
    .digest("base64url");
  return { ownerUrl: given.databaseUrl, appUrl: await ensureAppRole(given.databaseUrl, password) };
}

/**
 * Brings a database to the present tables and gives the app's role its rights. Returns the names of the migrations applied.
 * Throws when that role sees through the walls between shops, or cannot connect.
 */
export async function prepareDatabase({ ownerUrl, appUrl }: DatabaseUrls): Promise<string[]> {
  const applied = await applyMigrations(ownerUrl);
  await grantToAppRole(ownerUrl, decodeURIComponent(new URL(appUrl).username));
  await assertWallsOf(appUrl);
  return applied;
}

/** Refuses to go on as a role that sees through the walls between shops. For the start of every process. */
export async function assertDatabaseWalls(): Promise<void> {
  await assertWalls(pool());
}
