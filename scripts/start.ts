import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { env } from "../app/platform/env.server.ts";
import { watchParent } from "../app/platform/parent-watch.server.ts";
import { givenDatabase, prepareDatabase, type DatabaseUrls } from "../app/store/database.server.ts";
import { startEmbeddedPostgres } from "../app/store/embedded-postgres.server.ts";

/**
 * `npm start`: the database (embedded, or the one of DATABASE_URL), its migrations, then the web process and the worker. A
 * process that ends by itself is started again, later each time; signals stop all in order, and nothing is left running.
 */
const project = join(import.meta.dirname, "..");
const PROCESSES = ["server.ts", "app/jobs/worker.ts"];
const PATIENCE_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran this long had started well: its next restart is quick again. */
const STEADY_MS = 60_000;

let stopping = false;
let stopDatabase = () => Promise.resolve();
const children = new Map<string, ChildProcess>();
const say = (line: string) => console.error(line);

function run(script: string, environment: NodeJS.ProcessEnv, pauseMs = 500): void {
  if (stopping) return;
  const startedAt = performance.now();
  // A group of its own: Ctrl-C in a terminal reaches this process alone, which stops the others in order.
  const child = spawn(process.execPath, [join(project, script)], {
    cwd: project,
    env: environment,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    detached: true,
  });
  children.set(script, child);
  child.once("error", (error) => say(`${script} could not be started: ${error.message}`));
  child.once("close", (code, signal) => {
    children.delete(script);
    if (stopping) return;
    const next = performance.now() - startedAt > STEADY_MS ? 500 : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    say(`${script} ended with ${signal ?? `code ${code}`}; it is started again in ${next / 1000} s`);
    setTimeout(() => run(script, environment, next), next);
  });
}

async function stop(code: number): Promise<void> {
  if (stopping) return;
  stopping = true;
  const running = [...children.values()];
  const ended = Promise.all(running.map((child) => new Promise((done) => child.once("close", done))));
  for (const child of running) child.kill("SIGTERM");
  const hurry = setTimeout(() => running.forEach((child) => child.kill("SIGKILL")), PATIENCE_MS);
  await ended;
  clearTimeout(hurry);
  await stopDatabase();
  process.exit(code);
}

async function openDatabase(): Promise<DatabaseUrls> {
  const { DATABASE_URL, DATABASE_OWNER_URL, DATA_DIR, ENCRYPTION_KEY } = env();
  if (DATABASE_URL !== undefined) {
    return givenDatabase({ databaseUrl: DATABASE_URL, ownerUrl: DATABASE_OWNER_URL, encryptionKey: ENCRYPTION_KEY });
  }
  const embedded = await startEmbeddedPostgres({
    dataDir: DATA_DIR ?? join(project, ".data"),
    onEvent: (message, error) => say(error === undefined ? message : `${message}: ${String(error)}`),
  });
  stopDatabase = embedded.stop;
  return embedded;
}

async function preparedDatabase(): Promise<{ database: DatabaseUrls; applied: string[] }> {
  try {
    const database = await openDatabase();
    return { database, applied: await prepareDatabase(database) };
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    // Refused, unknown host, wrong password, no such database: PostgreSQL and Node say what, not where to look.
    if (env().DATABASE_URL === undefined || !/^(E[A-Z]+|28\w{3}|3D000|57P0\d|08\w{3})$/.test(code ?? "")) throw error;
    throw new Error(
      `The database cannot be reached: ${message || code}. Check that it runs, and that DATABASE_URL and DATABASE_OWNER_URL are right.`,
      { cause: error },
    );
  }
}

/** What the environment does not set may stand in a file `.env`. */
function readEnvFile(): void {
  const file = join(project, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
}

async function start(): Promise<void> {
  readEnvFile();
  if (env().NODE_ENV === "production" && !existsSync(join(project, "build/server/index.js"))) {
    throw new Error("The app is not built yet: run npm run build, then npm start.");
  }
  const { database, applied } = await preparedDatabase();
  if (applied.length > 0) say(`Migrations applied: ${applied.join(", ")}`);
  // The app's processes know nothing of the owner.
  const environment: NodeJS.ProcessEnv = { ...process.env, DATABASE_URL: database.appUrl };
  delete environment["DATABASE_OWNER_URL"];
  for (const script of PROCESSES) run(script, environment);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(0));
watchParent(() => void stop(0));
await start().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  return stop(1);
});
