import { join } from "node:path";
import { watchParent } from "../../../app/platform/parent-watch.server.ts";
import { startDevStore } from "../dev-store.ts";
import type { DevStoreOptions } from "../dev-store.types.ts";
import { OrderFileError } from "../order-files/load-order-file.ts";
import { ensureBuild } from "./app-build.ts";
import { demoOptions, OptionError, type DemoOptions } from "./demo-options.ts";
import { demoShop } from "./demo-shop.ts";
import { startLocalApp } from "./local-app.ts";
import { openApp, waitForBackfill } from "./merchant-visit.ts";
import { openBrowser } from "./open-browser.ts";
import { keptStore } from "./kept-store.ts";
import { removeFolder, throwAwayFolder } from "./throw-away-folder.ts";

export interface DemoSetup {
  /** The project's folder. */
  project: string;
  /** `demo`: production bundle, data thrown away at the end. `dev`: live reload, data kept. */
  kind: "demo" | "dev";
}

/**
 * Runs the local store with the app in it until SIGINT, SIGTERM or the end of the parent process, then stops all of it.
 * Progress goes to stderr; stdout gets one line, `ready <admin url>`, when the app is installed and its first import done.
 * Answers the exit code: 0 after a clean stop, 1 after a failure, 2 for wrong options.
 */
export async function runDemo(args: readonly string[], setup: DemoSetup): Promise<number> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  watchParent(stop);
  try {
    const from = process.env["INIT_CWD"] ?? process.cwd();
    const options = demoOptions(args, { from, ...setup });
    await run(options, setup, stopping.signal);
    return 0;
  } catch (error) {
    if (stopping.signal.aborted) return 0;
    tell(error instanceof Error ? error.message : String(error));
    return error instanceof OptionError || error instanceof OrderFileError ? 2 : 1;
  }
}

function tell(line: string, error?: unknown): void {
  console.error(error === undefined ? line : `${line}: ${String(error)}`);
}

async function run(options: DemoOptions, { project, kind }: DemoSetup, signal: AbortSignal): Promise<void> {
  await using running = new AsyncDisposableStack();
  const failed = new AbortController();
  const ending = AbortSignal.any([signal, failed.signal]);
  const build = kind === "demo" ? ensureBuild(project, tell, ending) : Promise.resolve();
  build.catch(() => undefined);

  const kept = kind === "dev" ? await keptStore(join(project, ".data", "dev"), options, tell) : null;
  const dataDir = kept?.dataDir ?? throwAwayFolder();
  if (kept === null) running.defer(() => removeFolder(dataDir));
  const shop = kept?.shop ?? (await demoShop(options, Date.now(), tell));
  ending.throwIfAborted();

  const store = await startStore({ shops: [shop], port: options.port, ...kept?.storeOptions });
  running.defer(() => store.stop());
  if (kept !== null) keepSaving(running, () => kept.save(store));

  const app = await startLocalApp({
    project,
    store,
    dataDir,
    tell,
    mode: kind === "demo" ? "production" : "development",
    durable: kind === "dev",
    ...(kept === null ? {} : { encryptionKey: kept.encryptionKey }),
    ready: build,
    signal: ending,
  });
  running.defer(() => app.stop());
  let reason: string | null = null;
  void app.failed.then((sentence) => {
    reason = sentence;
    failed.abort();
  });

  try {
    const { domain } = shop.facts;
    tell("Opening the app in the store …");
    await openApp(store, domain, ending);
    await waitForBackfill(store, domain, tell, ending);
    process.stdout.write(`ready ${store.adminUrl}\n`);
    if (options.open) openBrowser(store.adminUrl);
    await untilAborted(ending);
  } finally {
    if (signal.aborted) tell("Stopping …");
  }
  if (reason !== null && !signal.aborted) throw new Error(`${reason as string}.`);
}

async function startStore(options: DevStoreOptions) {
  try {
    return await startDevStore(options);
  } catch (error) {
    const { code, port } = error as NodeJS.ErrnoException & { port?: number };
    if (code !== "EADDRINUSE") throw error;
    // The address of an earlier run may have been taken since; the app then gets a new one.
    if (port !== options.port) return startDevStore({ ...options, proxyPort: 0 });
    throw new OptionError(`Port ${options.port} is in use: name another with --port P (0 takes any free one).`);
  }
}

/** Saves every half minute and at the end, so that a killed run loses little. */
function keepSaving(running: AsyncDisposableStack, save: () => void): void {
  const timer = setInterval(save, 30_000);
  timer.unref();
  running.defer(() => {
    clearInterval(timer);
    save();
  });
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
