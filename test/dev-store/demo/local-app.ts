import { randomBytes } from "node:crypto";
import { prepareDatabase } from "../../../app/store/database.server.ts";
import { startEmbeddedPostgres } from "../../../app/store/embedded-postgres.server.ts";
import type { DevStore } from "../dev-store.types.ts";
import { startAppProcess } from "./app-processes.ts";

export interface LocalAppOptions {
  project: string;
  store: DevStore;
  /** Folder of the app's own data, its PostgreSQL included. */
  dataDir: string;
  mode: "production" | "development";
  /** False for a demo: faster, and lost when the machine fails. */
  durable: boolean;
  /** Seals what the app stores; 32 bytes in base64. Generated when absent. */
  encryptionKey?: string;
  /** Hears what went wrong without ending the app. */
  tell: (line: string, error?: unknown) => void;
  /** What has to be done before the web process starts, such as the build. */
  ready?: Promise<unknown>;
  /** Ends a start that is under way. */
  signal?: AbortSignal;
}

export interface LocalApp {
  /** The app's database as the owner of its tables, for those who look behind the app. */
  ownerUrl: string;
  /** Resolves with a sentence when one of the app's processes has ended without being asked to. */
  failed: Promise<string>;
  stop(): Promise<void>;
}

/** What the app's processes need of this process's environment; nothing that could point them at a real shop. */
function inherited(): NodeJS.ProcessEnv {
  const names = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "LOG_LEVEL", "KLAVIYO_API_URL", "NODE_OPTIONS"];
  return Object.fromEntries(names.map((name) => [name, process.env[name]]).filter(([, value]) => value !== undefined));
}

/**
 * Runs the app against a dev store on this machine: PostgreSQL, migrations, the web process and the worker. Everything it
 * started is stopped again when a step fails or `signal` aborts.
 */
export async function startLocalApp(options: LocalAppOptions): Promise<LocalApp> {
  const { project, store, mode, tell } = options;
  await using running = new AsyncDisposableStack();
  const postgres = await startEmbeddedPostgres({ dataDir: options.dataDir, durable: options.durable, onEvent: tell });
  running.defer(() => postgres.stop());
  await prepareDatabase(postgres);
  await options.ready;
  options.signal?.throwIfAborted();

  const environment: NodeJS.ProcessEnv = {
    LOG_LEVEL: "warn",
    ...inherited(),
    NODE_ENV: mode,
    HOST: "127.0.0.1",
    PORT: "0",
    SHOPIFY_API_KEY: store.clientId,
    SHOPIFY_API_SECRET: store.clientSecret,
    SHOPIFY_APP_URL: store.proxyUrl,
    SHOPIFY_ADMIN_ORIGIN: store.adminOrigin,
    APP_BRIDGE_URL: store.appBridgeUrl,
    ENCRYPTION_KEY: options.encryptionKey ?? randomBytes(32).toString("base64"),
    DATABASE_URL: postgres.appUrl,
    DATA_DIR: options.dataDir,
  };
  const web = startAppProcess(project, "server.ts", environment);
  running.defer(() => web.stop());
  const worker = startAppProcess(project, "app/jobs/worker.ts", environment);
  running.defer(() => worker.stop());
  // Stopping the app's address first keeps webhooks waiting instead of failing.
  running.defer(() => store.setAppUrl(null));

  const ended = Promise.race([web.ended, worker.ended]);
  const first = await Promise.race([
    web.firstMessage,
    ended.then((sentence) => Promise.reject(new Error(sentence))),
    ...(options.signal ? [aborted(options.signal)] : []),
  ]);
  store.setAppUrl(`http://127.0.0.1:${portIn(first)}`);

  const stack = running.move();
  let stopping = false;
  return {
    ownerUrl: postgres.ownerUrl,
    failed: new Promise((resolve) => void ended.then((sentence) => stopping || resolve(sentence))),
    stop: () => {
      stopping = true;
      return stack.disposeAsync();
    },
  };
}

/** Rejects once a signal aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(new Error("The start was ended."));
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });
}

function portIn(message: unknown): number {
  if (typeof message === "object" && message !== null && "port" in message && typeof message.port === "number") {
    return message.port;
  }
  throw new Error("server.ts did not say on which port it listens.");
}
