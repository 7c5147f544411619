import { logger } from "../platform/logger.server.ts";
import { watchParent } from "../platform/parent-watch.server.ts";
import { SECOND_MS } from "../platform/durations.ts";
import { handleUncaught } from "../platform/uncaught.server.ts";
import { work } from "../queue/work.server.ts";
import { assertDatabaseWalls } from "../store/database.server.ts";
import { closePool } from "../store/pool.server.ts";
import { closeSessionStorage } from "../store/sessions.server.ts";
import { HANDLERS } from "./handlers.ts";
import { watch } from "./watch.server.ts";

/**
 * The worker process. The database is there and migrated when it starts (scripts/start.ts does both). Stops on SIGTERM, SIGINT
 * and when the process that started it goes away: handlers are asked to end, and what is not done goes on in the next worker.
 */
const GRACE_MS = 5 * SECOND_MS;

async function start(): Promise<void> {
  const stopping = new AbortController();
  let stopped: Promise<void> | undefined;
  let end: () => Promise<void> = () => Promise.resolve();
  const stop = () => {
    stopped ??= (async () => {
      stopping.abort();
      // Whatever hangs, the process is gone soon.
      setTimeout(() => process.exit(1), GRACE_MS * 2).unref();
      await end();
      process.exit(0);
    })();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  watchParent(stop);
  handleUncaught(() => stopping.signal.aborted);

  await assertDatabaseWalls();
  const working = await work(HANDLERS);
  const watching = watch(stopping.signal);
  end = async () => {
    await working.stop(GRACE_MS);
    await watching;
    await Promise.all([closePool(), closeSessionStorage()]);
  };
  logger().info("worker ready");
  process.send?.({ ready: true });
}

await start().catch((error: unknown) => {
  logger().fatal({ err: error }, "the worker cannot start");
  process.exit(1);
});
