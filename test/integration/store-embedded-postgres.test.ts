import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "../../app/store/embedded-postgres.server.ts";
import { applyMigrations } from "../../app/store/migrations.server.ts";
import { assertWalls } from "../../app/store/app-role.server.ts";
import { givenDatabase, prepareDatabase } from "../../app/store/database.server.ts";

const ownerScript = fileURLToPath(new URL("./store-postgres-owner.ts", import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "comeback-embedded-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await expect.poll(() => existsSync(pidFile()), { timeout: 15_000 }).toBe(false);
  rmSync(folder, { recursive: true, force: true });
});

const pidFile = () => join(folder, "postgres", "cluster", "postmaster.pid");
const serverPid = () => Number(readFileSync(pidFile(), "utf8").split("\n")[0]);

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("SELECT 1");
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A process that owns the server of the folder, as the app does. */
async function ownerProcess(): Promise<{ child: ChildProcess; ownerUrl: string }> {
  const child = spawn(process.execPath, [ownerScript, folder], { stdio: ["ignore", "pipe", "inherit"] });
  children.push(child);
  const ownerUrl = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (line: Buffer) => resolve(line.toString().trim()));
    child.once("exit", (code) => reject(new Error(`the owner ended with ${code}`)));
  });
  return { child, ownerUrl };
}

async function started<T>(work: (server: EmbeddedPostgres) => Promise<T>): Promise<T> {
  const server = await startEmbeddedPostgres({ dataDir: folder, durable: false });
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}

test("it starts with UTF-8 text whatever the locale, keeps its data over a stop, and is gone after it", async () => {
  const ownerUrl = await started(async (server) => {
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    const { rows } = await client.query("SHOW server_encoding");
    expect(rows).toEqual([{ server_encoding: "UTF8" }]);
    await client.query("CREATE TABLE kept AS SELECT 'Malmö 東京' AS word");
    await client.end();
    return server.ownerUrl;
  });
  expect(await answers(ownerUrl)).toBe(false);
  await started(async (server) => {
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    expect((await client.query("SELECT word FROM kept")).rows).toEqual([{ word: "Malmö 東京" }]);
    await client.end();
  });
});

test("when its process is killed it stops by itself", async () => {
  const { child, ownerUrl } = await ownerProcess();
  expect(await answers(ownerUrl)).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => answers(ownerUrl), { timeout: 15_000 }).toBe(false);
});

test("a start right after a kill takes the data over, adopting the server or starting it anew", async () => {
  for (let round = 0; round < 3; round++) {
    const { child } = await ownerProcess();
    child.kill("SIGKILL");
    await started(async (server) => {
      // Still there well after the killed process's watchdog had its turn.
      for (const end = Date.now() + 1_500; Date.now() < end;) expect(await answers(server.ownerUrl)).toBe(true);
    });
  }
});

test("a second process is refused while the first lives", async () => {
  const { ownerUrl } = await ownerProcess();
  await expect(startEmbeddedPostgres({ dataDir: folder })).rejects.toThrow(/in use by another process/);
  expect(await answers(ownerUrl)).toBe(true);
});

test("a server that is killed is started again at the same address", async () => {
  await started(async (server) => {
    const killed = serverPid();
    process.kill(killed, "SIGKILL");
    await expect.poll(() => answers(server.ownerUrl), { timeout: 20_000 }).toBe(true);
    expect(serverPid()).not.toBe(killed);
  });
});

test("migrations: two processes at once apply each one once; a changed one is refused", async () => {
  await started(async (server) => {
    const applied = await Promise.all([applyMigrations(server.ownerUrl), applyMigrations(server.ownerUrl)]);
    expect(applied.map((names) => names.length).sort()).toEqual([0, expect.any(Number)]);
    expect(applied.flat().length).toBeGreaterThan(0);
    await Promise.all([prepareDatabase(server), prepareDatabase(server)]);
    const client = new pg.Client({ connectionString: server.ownerUrl });
    await client.connect();
    await client.query("UPDATE _prisma_migrations SET checksum = 'other'");
    await client.end();
    await expect(applyMigrations(server.ownerUrl)).rejects.toThrow(/is not the one this database was made with/);
  });
});

test("a server of the merchant's: the app's role is made if the owner may, else taken from the administrator", async () => {
  const encryptionKey = Buffer.alloc(32, 9).toString("base64");
  await started(async (server) => {
    const urlOf = (user: string, database: string) => {
      const url = new URL(server.ownerUrl);
      return Object.assign(url, { username: user, password: "secret", pathname: `/${database}` }).toString();
    };
    const administrator = new pg.Client({ connectionString: server.ownerUrl });
    // A failing test leaves it open, and the server then ends it.
    administrator.on("error", () => undefined);
    await administrator.connect();
    for (const statement of [
      "DROP ROLE comeback_app",
      "CREATE ROLE maker LOGIN CREATEROLE PASSWORD 'secret'",
      "CREATE ROLE limited LOGIN PASSWORD 'secret'",
      "CREATE DATABASE theirs OWNER maker",
      "CREATE DATABASE others OWNER limited",
    ]) {
      await administrator.query(statement);
    }
    const limited = givenDatabase({ databaseUrl: urlOf("limited", "others"), encryptionKey });
    await expect(limited).rejects.toThrow(/CREATE ROLE comeback_app LOGIN PASSWORD .*set DATABASE_OWNER_URL/s);

    const made = await givenDatabase({ databaseUrl: urlOf("maker", "theirs"), encryptionKey });
    await prepareDatabase(made);
    // The next start finds the same role and password.
    expect(await givenDatabase({ databaseUrl: urlOf("maker", "theirs"), encryptionKey })).toEqual(made);

    await administrator.query("CREATE ROLE app_of_theirs LOGIN PASSWORD 'secret'");
    const taken = await givenDatabase({
      databaseUrl: urlOf("app_of_theirs", "others"),
      ownerUrl: urlOf("limited", "others"),
      encryptionKey,
    });
    await prepareDatabase(taken);
    for (const { appUrl } of [made, taken]) {
      const client = new pg.Client({ connectionString: appUrl });
      await client.connect();
      await assertWalls(client);
      expect((await client.query("SELECT * FROM orders")).rows).toEqual([]);
      await client.query("CREATE TABLE pgboss.proof (x int)");
      await client.end();
    }
    await administrator.end();
  });
});
