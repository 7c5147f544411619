import { PgBoss } from "pg-boss";
import { env } from "../platform/env.server.ts";
import { logger } from "../platform/logger.server.ts";
import { JOB_NAMES, JOBS } from "./jobs.ts";

/** Schema of the queue's tables; the app's role may make tables in it. */
const SCHEMA = "pgboss";
/** A worker that has not been heard of for this long is dead, and its jobs go to another. */
const HEARTBEAT_SECONDS = 10;
const TAKE_OVER_SECONDS = 3;

/** A database that goes away fails many queries at once: one line in this time tells it. */
const LOSS_TOLD_EVERY_MS = 5_000;

let started: Promise<PgBoss> | undefined;
let lossToldAtMs = -Infinity;

/**
 * The process's queue, started at the first use: its tables made or brought up to date, one queue per kind of job. Processes
 * that only send need nothing else; a worker calls `startBoss(true)` first, which also looks after jobs of dead workers.
 */
export function startBoss(worker = false): Promise<PgBoss> {
  started ??= open(worker).catch((error: unknown) => {
    started = undefined;
    throw error;
  });
  return started;
}

/** Ends the process's queue: running handlers get `timeoutMs` to finish, then their jobs are left to another worker. */
export async function stopBoss(timeoutMs: number): Promise<void> {
  const stopping = started;
  started = undefined;
  const boss = await stopping?.catch(() => undefined);
  await boss?.stop({ graceful: timeoutMs > 0, timeout: timeoutMs });
}

async function open(worker: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: env().DATABASE_URL,
    application_name: "comeback queue",
    schema: SCHEMA,
    createSchema: false,
    max: worker ? 6 : 2,
    supervise: worker,
    schedule: false,
    useListenNotify: worker,
    superviseIntervalSeconds: TAKE_OVER_SECONDS,
    monitorIntervalSeconds: TAKE_OVER_SECONDS,
    monitorVacuum: false,
  });
  boss.on("error", logError);
  boss.on("warning", (warning) => logger().warn({ warning }, "queue"));
  await boss.start();
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  for (const name of JOB_NAMES) {
    const { per, retryLimit, retryDelaySeconds, retryDelayMaxSeconds, expireInSeconds } = JOBS[name];
    const options = {
      retryLimit,
      retryDelay: retryDelaySeconds,
      retryDelayMax: retryDelayMaxSeconds,
      retryBackoff: true,
      expireInSeconds,
      heartbeatSeconds: HEARTBEAT_SECONDS,
      deleteAfterSeconds: 3 * 24 * 3600,
      notify: true,
    };
    if (!known.has(name))
      await boss.createQueue(name, { ...options, policy: per === "exclusive" ? "exclusive" : "standard" });
    else if (worker) await boss.updateQueue(name, options);
  }
  return boss;
}

function logError(error: Error): void {
  if (!isConnectionLoss(error)) return logger().warn({ err: error }, "queue");
  const nowMs = performance.now();
  if (started === undefined || nowMs - lossToldAtMs < LOSS_TOLD_EVERY_MS) return;
  lossToldAtMs = nowMs;
  logger().warn(
    { reason: error.message },
    "the queue has lost its connection to the database; it goes on when it is back",
  );
}

/** True when the database or the way to it went away, as opposed to a query that failed. */
function isConnectionLoss(error: Error): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === "string" && /^(57P0|08|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return true;
  return /connection (terminated|ended)|timeout exceeded when trying to connect/i.test(error.message);
}
