import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import pg from "pg";

/** The lock Prisma's own `migrate deploy` takes, so that the two never work at once. */
const PRISMA_LOCK = 72_707_369;

/** Prisma's own table, as its `migrate` commands create it. */
const MIGRATIONS_TABLE = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY NOT NULL,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

interface AppliedMigration {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

/**
 * Applies the migrations of prisma/migrations that a database lacks, as its owner. Returns their names.
 *
 * Prisma's `migrate deploy` needs an engine file it does not use, a patched driver and a process of its own; the files are
 * plain SQL, so they are run here and entered in Prisma's table: `prisma migrate status` and `deploy` agree. Each migration
 * commits together with its entry, so that a failed one leaves nothing. Processes that start at once wait for each other.
 *
 * Throws when a migration was changed after it was applied, or was left unfinished by another tool.
 */
export async function applyMigrations(ownerUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: "comeback migrations" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [PRISMA_LOCK]);
    await client.query(MIGRATIONS_TABLE);
    const { rows } = await client.query<AppliedMigration>(
      `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
         FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
    );
    const applied = new Map(rows.map((row) => [row.migration_name, row]));
    const fresh: string[] = [];
    for (const { name, sql } of readMigrations()) {
      const checksum = createHash("sha256").update(sql).digest("hex");
      const known = applied.get(name);
      if (known) {
        refuseUnfit(known, checksum);
        continue;
      }
      await applyOne(client, name, sql, checksum);
      fresh.push(name);
    }
    return fresh;
  } finally {
    // Ending the session also gives the lock back.
    await client.end();
  }
}

async function applyOne(client: pg.Client, name: string, sql: string, checksum: string): Promise<void> {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error });
  }
}

function refuseUnfit(known: AppliedMigration, checksum: string): void {
  if (!known.finished) {
    throw new Error(
      `Migration ${known.migration_name} was begun by another tool and not finished: see prisma migrate resolve.`,
    );
  }
  if (known.checksum !== checksum) {
    throw new Error(
      `Migration ${known.migration_name} is not the one this database was made with: use the matching code, or another DATA_DIR.`,
    );
  }
}

/** The migrations in order. Read at the call: only processes that run from source apply migrations. */
function readMigrations(): { name: string; sql: string }[] {
  const folder = fileURLToPath(new URL("../../prisma/migrations/", import.meta.url));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name, "migration.sql"), "utf8") }));
}
