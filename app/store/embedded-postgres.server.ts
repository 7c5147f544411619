import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { ensureAppRole } from "./app-role.server.ts";
import { serverFiles, type ServerFiles } from "./postgres-files.server.ts";

/** A PostgreSQL of our own, as long as this process lives. */
export interface EmbeddedPostgres {
  /** As the owner of the tables, for migrations. */
  ownerUrl: string;
  /** As the app's role, which sees one shop at a time. */
  appUrl: string;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Where the data lives; made if absent. One process at a time. */
  dataDir: string;
  /** A free port if not named. */
  port?: number;
  /** False: faster, and lost when the machine fails. For tests. */
  durable?: boolean;
  /** Told when the server had to be started again, and why it failed if it did. */
  onEvent?: (message: string, error?: unknown) => void;
}

const OWNER = "comeback_owner";
const DATABASE = "comeback";
/** Held by the owning process's connection, so that PostgreSQL itself notices when that process dies. */
const LEASE = 7_243_001;
const PATIENCE_MS = 5_000;

/**
 * Starts the embedded PostgreSQL of a data folder, or adopts the one that runs there because its process was killed.
 *
 * The server lives in a session of its own, so Ctrl-C in the terminal reaches us first and not it. It ends with this process
 * whatever happens: `stop()` ends it, and if this process dies without a word, a watchdog (a shell of 1 MB that waits for the
 * end of a pipe) stops it within a second. A next start within that second adopts it: it takes the lease, writes its own
 * token, and waits until the old watchdog is gone, which leaves a server alone whose token is not its own. A server that dies
 * is started again on the same port. Throws when another live process uses the folder.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const files = serverFiles(resolve(options.dataDir));
  const tell = options.onEvent ?? (() => undefined);
  const token = randomBytes(12).toString("hex");
  if (!existsSync(files.cluster)) await initialise(files);

  const earlier = watchdogOf(files);
  // First of all, so that there is no moment in which our death would leave a server behind.
  const watchdog = startWatchdog(files, token);
  let port = options.port;
  let stopping = false;
  let lease: pg.Client;
  let recovering: Promise<void> = Promise.resolve();
  const hold = async () => {
    const held = await takeServer(files, port, options.durable ?? true, token, earlier);
    ({ port, lease } = held);
    lease.on("end", () => {
      if (!stopping) recovering = recover();
    });
  };
  const recover = async () => {
    for (let attempt = 1; !stopping; attempt++) {
      try {
        tell("PostgreSQL went away; it is started again");
        await hold();
        return;
      } catch (error) {
        tell("PostgreSQL could not be started again", error);
        await pause(Math.min(attempt * 500, 10_000));
      }
    }
  };
  try {
    await hold();
  } catch (error) {
    watchdog.stdin?.end();
    throw error;
  }
  writeFileSync(files.watchdog, String(watchdog.pid), { mode: 0o644 });

  const url = (user: string, password: string) => `postgres://${user}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const ownerUrl = url(OWNER, files.password);
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await recovering;
    await lease.end().catch(() => undefined);
    await run(files, "pg_ctl", ["-D", files.cluster, "-m", "fast", "-w", "-t", "60", "stop"]).catch(tellUnlessStopped);
    rmSync(files.owner, { force: true });
    watchdog.stdin?.end();
  };
  const tellUnlessStopped = (error: unknown) => {
    if (existsSync(join(files.cluster, "postmaster.pid"))) tell("PostgreSQL did not stop", error);
  };

  try {
    const appPassword = createHash("sha256").update(`app:${files.password}`).digest("base64url");
    const appUrl = await ensureAppRole(ownerUrl, appPassword);
    return { ownerUrl, appUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Makes the cluster. It gets its name when it is complete, so that an interrupted attempt leaves nothing half-made. */
async function initialise(files: ServerFiles): Promise<void> {
  const scratch = mkdtempSync(join(files.home, "new-"));
  const passwordFile = join(scratch, "password");
  writeFileSync(passwordFile, files.password, { mode: 0o600 });
  if (files.account) for (const path of [scratch, passwordFile]) chownSync(path, files.account.uid, files.account.gid);
  const cluster = join(scratch, "cluster");
  try {
    await run(files, "initdb", [
      ...["-D", cluster, "-U", OWNER, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
    ]);
    // Another process may have been faster; then its cluster is the one.
    if (!existsSync(files.cluster)) renameSync(cluster, files.cluster);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** A running server of this folder under our lease: the one that is there, or a fresh one. */
async function takeServer(
  files: ServerFiles,
  port: number | undefined,
  durable: boolean,
  token: string,
  earlier: number | null,
) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const running = runningServer(files);
    const atPort = running?.port ?? port ?? (await freePort());
    if (running === null) await launch(files, atPort, durable);
    const lease = await openLease(files, atPort);
    if (
      lease !== null &&
      (await lease.query<{ held: boolean }>(`SELECT pg_try_advisory_lock(${LEASE}) AS held`)).rows[0]?.held
    ) {
      writeFileSync(files.owner, token, { mode: 0o644 });
      // The watchdog of a killed process may have read its own token a moment before: then the server is just going down.
      if (running !== null) await waitForEnd(earlier);
      const alive = await lease.query("SELECT 1").then(
        () => true,
        () => false,
      );
      if (alive) return { port: atPort, lease };
    }
    await lease?.end().catch(() => undefined);
    if (Date.now() > deadline) {
      throw new Error(
        lease === null
          ? `PostgreSQL does not answer; its log is ${files.log}.`
          : `${files.home} is in use by another process: stop it, or set DATA_DIR to another folder.`,
      );
    }
    await pause(100);
  }
}

async function openLease(files: ServerFiles, port: number): Promise<pg.Client | null> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port,
    user: OWNER,
    password: files.password,
    database: "postgres",
    application_name: "comeback lease",
    connectionTimeoutMillis: 2_000,
    keepAlive: true,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
    return client;
  } catch {
    await client.end().catch(() => undefined);
    return null;
  }
}

/** The server that `postmaster.pid` speaks of, if it is one; a stale file (its number may be anyone's by now) is removed. */
function runningServer(files: ServerFiles): { port: number } | null {
  const file = join(files.cluster, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || !runs(pid, "postgres")) {
    rmSync(file, { force: true });
    return null;
  }
  const port = Number(lines[3]);
  return Number.isInteger(port) && port > 0 ? { port } : null;
}

/** True when a process of this number and name is there. Where names cannot be read, the number is enough. */
function runs(pid: number, name: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  if (!existsSync("/proc/self/status")) return true;
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return false;
  }
  // A killed one may stay in the list until its parent asks for it.
  return status.startsWith(`Name:\t${name}\n`) && !/^State:\s+Z/m.test(status);
}

/** The watchdog that was set on this server last, or null. */
function watchdogOf(files: ServerFiles): number | null {
  const pid = existsSync(files.watchdog) ? Number(readFileSync(files.watchdog, "utf8")) : NaN;
  return Number.isInteger(pid) && pid > 1 ? pid : null;
}

/** Waits until a watchdog whose process died has done its work, which takes it a moment. */
async function waitForEnd(watchdog: number | null): Promise<void> {
  if (watchdog === null) return;
  const stillThere = () => ["sh", "dash", "bash", "busybox", "pg_ctl"].some((name) => runs(watchdog, name));
  for (const end = Date.now() + PATIENCE_MS; stillThere() && Date.now() < end;) await pause(20);
}

async function launch(files: ServerFiles, port: number, durable: boolean): Promise<void> {
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 100,
    shared_buffers: "256MB",
    work_mem: "32MB",
    maintenance_work_mem: "128MB",
    max_wal_size: "2GB",
    checkpoint_timeout: "15min",
    wal_compression: "on",
    // Parallel plans take shared memory that a container may not have, and two cores gain little.
    max_parallel_workers_per_gather: 0,
    jit: "off",
    // Statistics of freshly imported tables soon, so that plans fit their size.
    autovacuum_naptime: "15s",
    timezone: "UTC",
    log_timezone: "UTC",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  const file = join(files.cluster, "postgresql.conf");
  writeFileSync(file, `# Written at every start.\n${lines.join("\n")}\n`);
  if (files.account) chownSync(file, files.account.uid, files.account.gid);
  try {
    await run(files, "pg_ctl", ["-D", files.cluster, "-l", files.log, "-w", "-t", "60", "start"]);
  } catch (error) {
    const log = existsSync(files.log) ? readFileSync(files.log, "utf8").trim().split("\n").slice(-5).join("\n") : "";
    throw new Error(`PostgreSQL did not start: ${log || String(error)}`, { cause: error });
  }
}

function startWatchdog(files: ServerFiles, token: string): ChildProcess {
  const script = `
    trap '' INT TERM HUP
    while read -r _; do :; done
    if [ "$(cat "$1" 2>/dev/null)" = "$2" ]; then exec "$3" -D "$4" -m fast -w -t 60 stop; fi`;
  const watchdog = spawn(
    "/bin/sh",
    ["-c", script, "comeback-watchdog", files.owner, token, join(files.binaries, "pg_ctl"), files.cluster],
    { ...files.account, cwd: "/", detached: true, stdio: ["pipe", "ignore", "ignore"], env: serverEnvironment() },
  );
  watchdog.on("error", () => undefined);
  watchdog.stdin?.on("error", () => undefined);
  watchdog.unref();
  (watchdog.stdin as unknown as { unref(): void }).unref();
  return watchdog;
}

/** Runs one of the server's programs as its user, in a session of its own. Rejects with what it printed. */
function run(files: ServerFiles, program: string, args: string[]): Promise<void> {
  return new Promise((done, fail) => {
    // pg_ctl hands its output on to the server, which would keep a pipe open for ever: the log file takes both.
    const quiet = program === "pg_ctl";
    const child = spawn(join(files.binaries, program), args, {
      ...files.account,
      cwd: "/",
      detached: true,
      stdio: ["ignore", quiet ? "ignore" : "pipe", quiet ? "ignore" : "pipe"],
      env: serverEnvironment(),
    });
    let printed = "";
    child.stdout?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.on("error", fail);
    child.on("close", (code) => {
      if (code === 0) done();
      else fail(new Error(`${program} ended with ${code}: ${printed.trim()}`));
    });
  });
}

/** Nothing of our own environment: no secrets, no PG* variables, no locale of the machine. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.on("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
