import type { Timelines } from "../analytics/timelines.ts";
import { env } from "../platform/env.server.ts";
import { logger } from "../platform/logger.server.ts";
import { sharedMemoryReleased } from "../platform/released-memory.ts";
import { workerPath } from "../platform/worker-path.ts";
import { WorkerThread } from "../platform/worker-thread.server.ts";
import { erasureEpochs, shopVersion } from "./shops.server.ts";
import { TimelinesCache, type LoadedTimelines } from "./timelines-cache.ts";
import { sweepSnapshots } from "./timelines-snapshots.server.ts";
import type { LoadQuestion } from "./timelines-worker.ts";

export type { LoadedTimelines };

/** An erased person is in this process's memory and in its snapshots at most this long, also when nobody opens the shop. */
const SWEEP_EVERY_MS = 60_000;
/** A full read of a very large shop takes a minute or two; a thread silent for longer waits for what will not come. */
const LONGEST_LOAD_MS = 15 * 60_000;

let cache: TimelinesCache | undefined;
let thread: WorkerThread<LoadQuestion, LoadedTimelines> | undefined;
const dropListeners = new Set<(shopId: bigint, bytes: number) => void>();

/**
 * All orders and customers of a shop as timelines: cached in this process by the shop's version, within TIMELINES_CACHE_MB, and
 * loaded in a thread, so that the event loop stays free. The version returned is the one of the timelines; for a large shop
 * that changes it may be behind the shop's: a few seconds, or for as long as everything has to be read anew. Never are they from
 * before an erasure. Throws when the shop does not exist.
 */
export async function loadTimelines(shopId: bigint): Promise<LoadedTimelines> {
  thread ??= new WorkerThread(workerPath("app/store/timelines-worker.ts"), LONGEST_LOAD_MS);
  const loader = thread;
  // The start of the thread is no part of how long a load takes, by which the cache paces itself.
  await loader.ready();
  const current = await shopVersion(shopId);
  if (!current) {
    cache?.forget(shopId);
    throw new Error(`There is no shop ${shopId}`);
  }
  cache ??= newCache();
  return cache.get(
    shopId,
    current,
    () => performance.now(),
    async (previous) => {
      try {
        return await loader.ask({ shopId, previous });
      } catch (error) {
        // Whoever got earlier timelines meanwhile does not hear of it.
        logger().warn({ err: error, shopId: shopId.toString() }, "the timelines could not be loaded");
        throw error;
      }
    },
  );
}

function newCache(): TimelinesCache {
  setInterval(() => void sweepTimelines(), SWEEP_EVERY_MS).unref();
  return new TimelinesCache(env().TIMELINES_CACHE_MB * 1024 * 1024, (dropped, bytes) => {
    for (const listener of dropListeners) listener(dropped, bytes);
    sharedMemoryReleased(bytes);
  });
}

/** Lets go of timelines, and removes snapshots, of shops that are erased or uninstalled and of people who are erased. */
export async function sweepTimelines(): Promise<void> {
  try {
    const installed = await erasureEpochs();
    for (const shopId of cache?.shopIds ?? []) {
      const epoch = installed.get(shopId);
      if (epoch === undefined) cache?.forget(shopId);
      else cache?.dropErased(shopId, epoch);
    }
    await sweepSnapshots(installed, Date.now());
  } catch (error) {
    logger().warn({ err: error }, "what is erased could not be looked for");
  }
}

/** Tells `listener` whose timelines left the cache, or were replaced: who shares their memory lets go of it. */
export function onTimelinesDropped(listener: (shopId: bigint, bytes: number) => void): void {
  dropListeners.add(listener);
}

/** Whether the cache still gives these out. When not, nobody will be told that they were dropped. */
export function holdsTimelines(shopId: bigint, timelines: Timelines): boolean {
  return cache?.holds(shopId, timelines) ?? false;
}

/** Drops cached timelines: of a shop, or all. */
export function forgetTimelines(shopId?: bigint): void {
  cache?.forget(shopId);
}

/** Ends the thread that loads, with its connections; the next load starts one anew. */
export async function closeTimelinesThread(): Promise<void> {
  await thread?.close();
}
