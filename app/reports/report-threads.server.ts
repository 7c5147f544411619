import { availableParallelism } from "node:os";
import type { Timelines } from "../analytics/timelines.ts";
import { workerPath } from "../platform/worker-path.ts";
import { WorkerThread } from "../platform/worker-thread.server.ts";
import { loadShopFacts } from "../store/shops.server.ts";
import { loadSyncState } from "../store/sync-state.server.ts";
import { holdsTimelines, loadTimelines, onTimelinesDropped } from "../store/timelines.server.ts";
import type { ComputationName, ComputationQuery, ComputationValue } from "./computations.ts";
import { ReportQueryError } from "./report-query.ts";
import type { ReportAnswer, ReportQuestion } from "./report-worker.ts";

/** A thread, and the timelines it was given: by shop, the latest only. */
interface ReportThread {
  readonly thread: WorkerThread<ReportQuestion, ReportAnswer>;
  readonly held: Map<bigint, Timelines>;
}

/** The slowest reports of the largest shops take seconds. */
const LONGEST_COMPUTATION_MS = 2 * 60_000;

let threads: readonly ReportThread[] | undefined;

/**
 * Computes one value over a shop's present data in a worker thread, so that the event loop of this process is free meanwhile. The
 * timelines' columns are shared with the thread, not copied. Throws `ReportQueryError` where the query cannot be answered.
 */
export async function computedForShop<Name extends ComputationName>(
  shopId: bigint,
  name: Name,
  query: ComputationQuery<Name>,
  nowMs: number,
): Promise<ComputationValue<Name>> {
  const [{ timelines, version, lastChangeAtMs }, { scopes, installedAtMs }, sync] = await Promise.all([
    loadTimelines(shopId),
    loadShopFacts(shopId),
    loadSyncState(shopId),
  ]);
  const sources = { version, lastChangeAtMs, sync, scopes, installedAtMs };
  const answer = await askThread(shopId, timelines, { shopId, name, query, sources, nowMs });
  if ("refused" in answer) throw new ReportQueryError(answer.refused.parameter, answer.refused.message);
  if (!("value" in answer)) throw new Error("A thread answered another question");
  return answer.value as ComputationValue<Name>;
}

async function askThread(
  shopId: bigint,
  timelines: Timelines,
  question: Omit<Exclude<ReportQuestion, { drop: bigint }>, "timelines">,
): Promise<ReportAnswer> {
  threads ??= startThreads();
  for (const { thread, held } of threads) if (!thread.runs) held.clear();
  // The least busy one; of equally busy ones, one that knows the shop.
  const { thread, held } = threads.reduce((best, one) => {
    const byLoad = one.thread.load - best.thread.load;
    return byLoad < 0 || (byLoad === 0 && one.held.has(shopId) && !best.held.has(shopId)) ? one : best;
  });
  const isHeld = held.get(shopId) === timelines;
  if (!isHeld) held.set(shopId, timelines);
  const answer = thread.ask({ ...question, timelines: isHeld ? null : timelines });
  // They may have been dropped since they were loaded.
  if (!holdsTimelines(shopId, timelines)) letGo(shopId, 0);
  return answer;
}

/** A core is left to the event loop. Nothing runs before the first question. */
function startThreads(): readonly ReportThread[] {
  const path = workerPath("app/reports/report-worker.ts");
  onTimelinesDropped(letGo);
  return Array.from({ length: Math.max(1, availableParallelism() - 1) }, () => ({
    thread: new WorkerThread<ReportQuestion, ReportAnswer>(path, LONGEST_COMPUTATION_MS),
    held: new Map<bigint, Timelines>(),
  }));
}

/** A column's memory is free once no thread refers to it. */
function letGo(shopId: bigint, bytes: number): void {
  for (const { thread, held } of threads ?? []) {
    if (!held.delete(shopId) || !thread.runs) continue;
    // A thread that crashes meanwhile holds nothing any more.
    thread.ask({ drop: shopId, bytes }).catch(() => undefined);
  }
}

/** Ends the threads; the next question starts them anew. */
export async function closeReportThreads(): Promise<void> {
  await Promise.all((threads ?? []).map(({ thread }) => thread.close()));
}
