import pg from "pg";

/** The role the app works as: it owns no shop table and bypasses no policy, so it sees the shop of its transaction alone. */
const APP_ROLE = "comeback_app";

/** Schema of the queue's tables: the app's role makes them there and owns them, so that the queue looks after itself. */
const QUEUE_SCHEMA = "pgboss";

/**
 * Makes the app's role in the database of `ownerUrl`, or sets its password anew, and returns the URL to connect as that role.
 * Throws a sentence that says what to do when the owner may not create roles.
 */
export async function ensureAppRole(ownerUrl: string, password: string): Promise<string> {
  await asOwner(ownerUrl, async (client) => {
    try {
      // Roles belong to the whole server: several processes and databases may be at this at once.
      await client.query("SELECT pg_advisory_xact_lock(7243002)");
      const { rowCount } = await client.query("SELECT 1 FROM pg_roles WHERE rolname = $1", [APP_ROLE]);
      // Without superuser and BYPASSRLS, which is the default; only a superuser may say so of an existing role.
      const statement = rowCount === 0 ? `CREATE ROLE ${APP_ROLE} LOGIN` : `ALTER ROLE ${APP_ROLE}`;
      await client.query(`${statement} PASSWORD ${pg.escapeLiteral(password)}`);
    } catch (error) {
      if ((error as { code?: string }).code !== "42501") throw error;
      throw new Error(
        [
          "The user of DATABASE_URL may not create the role the app works as. Ask the server's administrator to run",
          `  CREATE ROLE ${APP_ROLE} LOGIN PASSWORD '…';`,
          "then set DATABASE_OWNER_URL to today's DATABASE_URL, and DATABASE_URL to the same database with that role and password.",
        ].join("\n"),
        { cause: error },
      );
    }
  });
  const url = new URL(ownerUrl);
  url.username = APP_ROLE;
  url.password = password;
  return url.toString();
}

/**
 * Gives the app's role its rights, after the migrations: rows of every table, never their definition, and the queue's schema.
 * `appRole` differs from our own name when the merchant's administrator made another.
 */
export async function grantToAppRole(ownerUrl: string, appRole: string): Promise<void> {
  const role = pg.escapeIdentifier(appRole);
  await asOwner(ownerUrl, async (client) => {
    await client.query("SELECT pg_advisory_xact_lock(7243002)");
    // First: what is revoked below would be taken from the owner, if somebody set the same user twice.
    await assertWalls(client, appRole);
    await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role}`);
    await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role}`);
    await client.query(`REVOKE ALL ON _prisma_migrations FROM ${role}`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${QUEUE_SCHEMA}`);
    await client.query(`GRANT ALL ON SCHEMA ${QUEUE_SCHEMA} TO ${role}`);
  });
}

/**
 * Refuses a connection that would see through the walls between shops: a superuser, a role that bypasses policies, or the
 * tables' owner. `role` asks about another role than the connection's. Throws a sentence that says what to do.
 */
export async function assertWalls(client: pg.Pool | pg.ClientBase, role: string | null = null): Promise<void> {
  const { rows } = await client.query<{ role: string; bypasses: boolean; owns: boolean }>(
    `SELECT r.rolname AS role, r.rolsuper OR r.rolbypassrls AS bypasses,
            pg_has_role(r.oid, (SELECT relowner FROM pg_class WHERE oid = 'orders'::regclass), 'USAGE') AS owns
       FROM pg_roles r WHERE r.rolname = coalesce($1::name, current_user)`,
    [role],
  );
  const found = rows[0];
  if (found && !found.bypasses && !found.owns) return;
  throw new Error(
    `The database role "${found?.role ?? role ?? "?"}" sees every shop's rows. The app must work as a role without superuser and BYPASSRLS ` +
      "that does not own the tables: let npm start set it up, or set DATABASE_URL to such a role and DATABASE_OWNER_URL to the owner.",
  );
}

/** The same for the role of a URL, before any process works as it. */
export async function assertWallsOf(appUrl: string): Promise<void> {
  await connected(appUrl, assertWalls);
}

async function asOwner(ownerUrl: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  await connected(ownerUrl, async (client) => {
    await client.query("BEGIN");
    await work(client);
    await client.query("COMMIT");
  });
}

async function connected(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url, application_name: "comeback set-up" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.end();
  }
}
