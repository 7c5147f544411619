/**
 * Writes the result of a bulk query as JSONL, one node a line, as a stream: nothing but a small pool of children and the
 * list of root records is held in memory, and the event loop gets its turn every few milliseconds.
 *
 * As at Shopify, children come after their parent but not right behind it. They wait in a pool from which they are drawn
 * in an order that looks random and is the same for the same seed.
 */
import { createWriteStream } from "node:fs";
import { once } from "node:events";
import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import { GraphQLError } from "graphql";
import type { RequestContext } from "../admin-api/request-context.ts";
import type { BulkProgress, FailureCode } from "./bulk-operation.ts";
import { nodesOf, type BulkPlan, type ConnectionStep, type PendingConnection } from "./node-walker.ts";

/** Ends a run as FAILED with a code. */
export class BulkFailure extends Error {
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string) {
    super(message);
    this.code = code;
  }
}

export interface BulkRun {
  plan: BulkPlan;
  context: RequestContext;
  path: string;
  /** groupObjects: children right behind their parent. */
  grouped: boolean;
  seed: number;
  progress: BulkProgress;
  signal: AbortSignal;
}

interface Waiting {
  step: ConnectionStep;
  source: unknown;
  parentId: string | null;
}

/** So many children may wait: enough to part them from their parents, small against any file. */
const POOL_SIZE = 500;
const CHUNK_CHARACTERS = 256 * 1_024;
const TURN_MS = 8;

/** Runs to the end of the query. Throws BulkFailure, or the abort signal's reason. */
export async function runBulkQuery(run: BulkRun): Promise<void> {
  const writer = await openWriter(run);
  try {
    for (const step of run.plan.roots) {
      for (const source of rootNodes(step, run.context)) {
        writer.put({ step, source, parentId: null });
        run.progress.rootObjectCount += 1;
        if (writer.isDue()) await writer.pause();
      }
    }
    while (writer.drain()) await writer.pause();
  } finally {
    await writer.close();
  }
}

function rootNodes(step: ConnectionStep, context: RequestContext): readonly unknown[] {
  return failing(() => nodesOf({ step, source: undefined }, context));
}

/** What a client of GraphQL would see in `errors` is a failure code here. */
function failing<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    if (error instanceof GraphQLError && error.extensions["code"] === "ACCESS_DENIED") {
      throw new BulkFailure("ACCESS_DENIED", error.message);
    }
    throw error;
  }
}

interface Writer {
  /** Writes a node, or lets its children wait. */
  put: (node: Waiting) => void;
  /** Writes waiting children until the pool is empty (false) or the event loop should have a turn (true). */
  drain: () => boolean;
  isDue: () => boolean;
  /** Sends what is written to the file and yields. */
  pause: () => Promise<void>;
  close: () => Promise<void>;
}

async function openWriter({ context, path, grouped, seed, progress, signal }: BulkRun): Promise<Writer> {
  const stream = createWriteStream(path);
  await once(stream, "open");
  const faults = context.faults.bulk;
  const { objectsPerSecond } = faults;
  const random = mulberry32(seed);
  const pool: Waiting[] = [];
  const startedAt = performance.now();
  let turnEndsAt = startedAt + TURN_MS;
  let chunk = "";
  progress.fileSize = 0;

  const write = ({ step, source, parentId }: Waiting): void => {
    const pending: PendingConnection[] = [];
    const node = failing(() => step.node(source, context, pending));
    if (parentId !== null) node["__parentId"] = parentId;
    chunk += `${JSON.stringify(node)}\n`;
    progress.objectCount += 1;
    if (faults.failNextAfterObjects !== null && progress.objectCount >= faults.failNextAfterObjects) {
      faults.failNextAfterObjects = null;
      throw new BulkFailure(faults.failureCode, "switched to fail");
    }
    for (const connection of pending) {
      for (const child of failing(() => nodesOf(connection, context))) {
        const waiting = { step: connection.step, source: child, parentId: String(node["id"]) };
        if (grouped) write(waiting);
        else pool.push(waiting);
      }
    }
  };

  /** Takes any one out: the last takes its place. */
  const draw = (): Waiting => {
    const index = Math.floor(random() * pool.length);
    const drawn = pool[index]!;
    const last = pool.pop()!;
    if (index < pool.length) pool[index] = last;
    return drawn;
  };

  const isDue = (): boolean => chunk.length >= CHUNK_CHARACTERS || performance.now() >= turnEndsAt || isAhead();

  /** Whether more is written than the switched speed allows. */
  const isAhead = (): boolean => aheadMs() > 0;
  const aheadMs = (): number =>
    objectsPerSecond === null ? 0 : (progress.objectCount / objectsPerSecond) * 1_000 - (performance.now() - startedAt);

  const flush = async (): Promise<void> => {
    if (chunk === "") return;
    const bytes = Buffer.from(chunk);
    chunk = "";
    progress.fileSize = (progress.fileSize ?? 0) + bytes.length;
    if (!stream.write(bytes)) await once(stream, "drain");
  };

  return {
    put: (node) => {
      write(node);
      while (pool.length > POOL_SIZE) write(draw());
    },
    drain: () => {
      while (pool.length > 0) {
        write(draw());
        if (isDue()) return true;
      }
      return false;
    },
    isDue,
    pause: async () => {
      await flush();
      if (isAhead()) await wait(Math.max(1, aheadMs()), undefined, { signal });
      else await nextTurn();
      signal.throwIfAborted();
      turnEndsAt = performance.now() + TURN_MS;
    },
    close: async () => {
      await flush();
      stream.end();
      await once(stream, "close");
    },
  };
}

/** A small seeded generator of numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
