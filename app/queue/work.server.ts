import { logger } from "../platform/logger.server.ts";
import { startBoss, stopBoss } from "./boss.server.ts";
import { JOB_NAMES, JOBS, type JobName, type JobPayload } from "./jobs.ts";

/** What a handler is given besides its payload: `signal` aborts when the job was given to another, or the worker stops. */
interface JobContext {
  signal: AbortSignal;
}

/** One handler per kind of job. A handler that throws has its job tried again, as the catalogue says. */
export type JobHandlers = { [Name in JobName]: (payload: JobPayload<Name>, context: JobContext) => Promise<void> };

/**
 * Begins to work off all kinds of jobs. Workers are told of a new job by the database at once, and look every half second
 * besides. Returns what stops it: handlers are asked to end, given `graceMs`, and their jobs left to another worker.
 */
export async function work(handlers: JobHandlers): Promise<{ stop(graceMs: number): Promise<void> }> {
  const boss = await startBoss(true);
  const stopping = new AbortController();
  for (const name of JOB_NAMES) {
    await boss.work(
      name,
      {
        batchSize: 1,
        localConcurrency: JOBS[name].concurrency,
        groupConcurrency: 1,
        pollingIntervalSeconds: 0.5,
        notifyPollingIntervalSeconds: 2,
        heartbeatRefreshSeconds: 3,
      },
      async ([job]) => {
        if (!job) return;
        const signal = AbortSignal.any([job.signal, stopping.signal]);
        await run(name, handlers, job.data, signal);
      },
    );
  }
  return {
    stop: async (graceMs) => {
      stopping.abort(new Error("The worker is stopping"));
      await stopBoss(graceMs);
    },
  };
}

async function run(name: JobName, handlers: JobHandlers, data: unknown, signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  const payload = JOBS[name].payload.parse(data);
  const shopId = payload.shopId;
  try {
    // One handler of the union: its payload was parsed by the schema of the same name.
    const handler = handlers[name] as (payload: unknown, context: JobContext) => Promise<void>;
    await handler(payload, { signal });
    logger().debug({ job: name, shopId, ms: Math.round(performance.now() - startedAt) }, "job done");
  } catch (error) {
    if (signal.aborted) logger().info({ job: name, shopId }, "job interrupted; it goes on later");
    else logger().error({ job: name, shopId, err: error }, "job failed; it is tried again");
    throw error;
  }
}
