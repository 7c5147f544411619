import { EXPORT_DESTINATIONS, EXPORT_FAILURES, EXPORT_RUN_STATES, NOT_SENT_REASONS } from "../insights/mailing.ts";
import type { SegmentKey } from "../insights/segment-key.ts";
import { parseSegmentKey } from "../insights/segment-key.ts";
import { connectedDestinations } from "../store/export-destinations.server.ts";
import { countExportMembers, type MemberCount } from "../store/export-members.server.ts";
import { loadExportRun, loadExportRuns, type ExportRun } from "../store/export-runs.server.ts";
import type {
  DestinationView,
  ExportRunModel,
  ExportRunView,
  ExportsModel,
  NewExportModel,
  NotSent,
} from "./exports.types.ts";
import { mostFirst } from "./computation-exports.ts";
import { computedForShop } from "./report-threads.server.ts";

const RUNS_SHOWN = 50;

/** The Exports page: tools and runs. */
export async function exportsReport(shopId: bigint, nowMs: number): Promise<ExportsModel> {
  const [{ frame }, destinations, runs] = await Promise.all([
    computedForShop(shopId, "exports", { asOf: null, segment: null }, nowMs),
    destinationViews(shopId),
    loadExportRuns(shopId, RUNS_SHOWN),
  ]);
  const counts = await countExportMembers(
    shopId,
    runs.map((run) => run.runId),
  );
  return { ...frame, destinations, runs: runs.map((run) => runView(run, counts.get(run.runId)!, nowMs)) };
}

/** Before an export: who would be sent. Null when there is no such segment. */
export async function newExportReport(
  shopId: bigint,
  segmentKey: string,
  asOf: number | null,
  nowMs: number,
): Promise<NewExportModel | null> {
  const segment = parseSegmentKey(segmentKey);
  const [{ frame, preview }, destinations] = await Promise.all([
    computedForShop(shopId, "exports", { asOf, segment }, nowMs),
    destinationViews(shopId),
  ]);
  return preview && { ...frame, destinations, preview };
}

/** One run. Null when this shop has none of that id. */
export async function exportRunReport(shopId: bigint, runId: string, nowMs: number): Promise<ExportRunModel | null> {
  const run = await loadExportRun(shopId, runId);
  if (!run) return null;
  const [{ frame }, counts] = await Promise.all([
    computedForShop(shopId, "exports", { asOf: null, segment: null }, nowMs),
    countExportMembers(shopId, [run.runId]),
  ]);
  return { ...frame, run: runView(run, counts.get(run.runId)!, nowMs) };
}

async function destinationViews(shopId: bigint): Promise<DestinationView[]> {
  const connected = await connectedDestinations(shopId);
  return EXPORT_DESTINATIONS.map((destination) => {
    const tool = connected.find((entry) => entry.destination === destination);
    const state = destination === "csv" ? "connected" : (tool?.state ?? "notConnected");
    return { destination, state, accountName: tool?.accountName ?? null };
  });
}

function runView(run: ExportRun, counts: readonly MemberCount[], nowMs: number): ExportRunView {
  const people = (state: string) =>
    counts.filter((count) => count.state === state).reduce((sum, count) => sum + count.people, 0);
  const notSent: NotSent = counts.flatMap(({ state, reason, people }) => {
    const known = NOT_SENT_REASONS.find((name) => name === reason);
    return state === "notSent" && known ? [{ reason: known, people }] : [];
  });
  const refusedByTool = notSent.find(({ reason }) => reason === "refusedByTool")?.people ?? 0;
  const accepted = people("sent");
  const handedOver = accepted + people("handedOver") + refusedByTool;
  const fileReady = run.destination === "csv" && run.fileExpiresAtMs !== null && run.fileExpiresAtMs > nowMs;
  return {
    runId: run.runId,
    segment: run.segmentKey as SegmentKey,
    destination: EXPORT_DESTINATIONS.find((name) => name === run.destination)!,
    targetName: run.targetName,
    accountName: run.accountName,
    startedBy: run.startedBy,
    asOf: run.asOf,
    state: EXPORT_RUN_STATES.find((name) => name === run.state) ?? "failed",
    failure: EXPORT_FAILURES.find((name) => name === run.failure) ?? null,
    startedAt: new Date(run.createdAtMs).toISOString(),
    finishedAt: run.finishedAtMs === null ? null : new Date(run.finishedAtMs).toISOString(),
    members: counts.reduce((sum, count) => sum + count.people, 0),
    settled: counts.filter(({ state }) => state !== "waiting").reduce((sum, count) => sum + count.people, 0),
    handedOver,
    accepted,
    control: people("control"),
    removed: run.removed,
    notSent: mostFirst(notSent),
    targetUrl: run.listId === null ? null : `https://www.klaviyo.com/list/${encodeURIComponent(run.listId)}`,
    fileReady,
    fileExpiresAt: run.fileExpiresAtMs === null ? null : new Date(run.fileExpiresAtMs).toISOString(),
  };
}
