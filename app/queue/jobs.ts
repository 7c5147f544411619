import { z } from "zod";

/** Ids travel as decimal text: JSON has no integers beyond 2^53. */
const id = z.string().regex(/^\d+$/);
const atMs = z.number().int();

/** How a kind of job is kept and tried. */
export interface JobPolicy<Payload> {
  readonly payload: z.ZodType<Payload>;
  /** `exclusive`: one waiting or running job per shop, another send changes nothing. `each`: every send is a job. */
  readonly per: "exclusive" | "each";
  readonly retryLimit: number;
  /** First wait before another try; it doubles up to `retryDelayMaxSeconds`. */
  readonly retryDelaySeconds: number;
  readonly retryDelayMaxSeconds: number;
  /** A job that runs longer is given to another worker. */
  readonly expireInSeconds: number;
  /** How many run at once in one worker process. A shop has one of a kind at a time, over all workers. */
  readonly concurrency: number;
}

function job<Payload extends { shopId: string }>(policy: JobPolicy<Payload>): JobPolicy<Payload> {
  return policy;
}

const HOUR = 3600;

/** Every kind of job: its payload and how it is tried. The handlers stand in app/jobs. */
export const JOBS = {
  /** Reads a shop's history. It goes on where it was, however often it is begun again. */
  backfill: job({
    payload: z.object({ shopId: id }),
    per: "exclusive",
    retryLimit: 200,
    retryDelaySeconds: 2,
    retryDelayMaxSeconds: 300,
    expireInSeconds: 23 * HOUR,
    concurrency: 4,
  }),
  /** Works off what webhooks announced. Sent by the worker's watch over the inbox, again as long as deliveries wait. */
  "apply-changes": job({
    payload: z.object({ shopId: id }),
    per: "exclusive",
    retryLimit: 5,
    retryDelaySeconds: 1,
    retryDelayMaxSeconds: 30,
    expireInSeconds: 15 * 60,
    concurrency: 8,
  }),
  /** Looks for abandoned checkouts, for which there is no webhook. */
  "poll-checkouts": job({
    payload: z.object({ shopId: id }),
    per: "exclusive",
    retryLimit: 3,
    retryDelaySeconds: 30,
    retryDelayMaxSeconds: 600,
    expireInSeconds: HOUR,
    concurrency: 2,
  }),
  "redact-customer": job({
    payload: z.object({ shopId: id, customerId: id, atMs }),
    per: "each",
    retryLimit: 50,
    retryDelaySeconds: 10,
    retryDelayMaxSeconds: HOUR,
    expireInSeconds: 15 * 60,
    concurrency: 2,
  }),
  "answer-data-request": job({
    payload: z.object({ shopId: id, customerId: id, requestId: z.string().min(1), receivedAtMs: atMs }),
    per: "each",
    retryLimit: 50,
    retryDelaySeconds: 10,
    retryDelayMaxSeconds: HOUR,
    expireInSeconds: 15 * 60,
    concurrency: 2,
  }),
  "wipe-shop": job({
    payload: z.object({ shopId: id, atMs }),
    per: "each",
    retryLimit: 50,
    retryDelaySeconds: 10,
    retryDelayMaxSeconds: HOUR,
    expireInSeconds: HOUR,
    concurrency: 1,
  }),
  /** Sends a segment to its destination, or writes its file. */
  "export-run": job({
    payload: z.object({ shopId: id, runId: z.uuid() }),
    per: "each",
    retryLimit: 20,
    retryDelaySeconds: 5,
    retryDelayMaxSeconds: 600,
    expireInSeconds: 12 * HOUR,
    concurrency: 4,
  }),
} as const;

export type JobName = keyof typeof JOBS;
export type JobPayload<Name extends JobName> = z.infer<(typeof JOBS)[Name]["payload"]>;

/** Names of all kinds of jobs. */
export const JOB_NAMES = Object.keys(JOBS) as JobName[];
