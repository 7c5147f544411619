import { answerQuestions } from "../platform/thread-answers.ts";
import { sharedMemoryReleased } from "../platform/released-memory.ts";
import { bytesOf } from "./timelines-cache.ts";
import type { LoadedTimelines } from "./timelines-cache.ts";
import { refreshTimelines } from "./timelines-reading.server.ts";
import { keepSnapshot } from "./timelines-snapshots.server.ts";

/** What the thread is asked to load; `previous` are the shop's timelines of an earlier version. */
export interface LoadQuestion {
  readonly shopId: bigint;
  readonly previous: LoadedTimelines | null;
}

/** A worker thread that loads timelines, with database connections of its own. */
answerQuestions(async ({ shopId, previous }: LoadQuestion): Promise<LoadedTimelines> => {
  const { loaded, read } = await refreshTimelines(shopId, previous);
  // The answer does not wait for the file.
  const kept = read === "all" ? keepSnapshot(shopId, loaded) : Promise.resolve();
  const releasedBytes = bytesOf(loaded.timelines) + (previous === null ? 0 : bytesOf(previous.timelines));
  void kept.then(() => sharedMemoryReleased(releasedBytes));
  return loaded;
});
