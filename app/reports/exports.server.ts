import { CONSENT_STATES } from "../analytics/timelines.ts";
import {
  defaultControlShare,
  EXPORT_DESTINATIONS,
  EXPORT_FAILURES,
  EXPORT_RUN_STATES,
  exportTargetName,
  NOT_SENT_REASONS,
  SMALLEST_PROPOSED_CONTROL_REACH,
  type ExportDestination,
} from "../insights/mailing.ts";
import type { SegmentKey } from "../insights/segment-key.ts";
import { parseSegmentKey } from "../insights/segment-key.ts";
import { findSegment } from "../insights/segment-members.ts";
import type { Segment } from "../insights/segments.ts";
import { connectedDestinations } from "../store/export-destinations.server.ts";
import { countExportMembers, type MemberCount } from "../store/export-members.server.ts";
import { loadExportRun, loadExportRuns, type ExportRun } from "../store/export-runs.server.ts";
import type {
  DestinationView,
  ExportPreview,
  ExportRunModel,
  ExportRunView,
  ExportsModel,
  NewExportModel,
  NotSent,
} from "./exports.types.ts";
import { loadShopData } from "./shop-data.server.ts";

const RUNS_SHOWN = 50;

/** The Exports page: tools and runs. */
export async function exportsReport(shopId: bigint, nowMs: number): Promise<ExportsModel> {
  const [{ frame }, destinations, runs] = await Promise.all([
    loadShopData(shopId, null, nowMs),
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
  const key = parseSegmentKey(segmentKey);
  const [data, destinations] = await Promise.all([loadShopData(shopId, asOf, nowMs), destinationViews(shopId)]);
  const segment = key === null ? null : findSegment(data.timelines, data.asOf, key);
  return segment && { ...data.frame, destinations, preview: previewOf(segment, data.frame.asOf) };
}

/** One run. Null when this shop has none of that id. */
export async function exportRunReport(shopId: bigint, runId: string, nowMs: number): Promise<ExportRunModel | null> {
  const run = await loadExportRun(shopId, runId);
  if (!run) return null;
  const [{ frame }, counts] = await Promise.all([
    loadShopData(shopId, null, nowMs),
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

function previewOf(segment: Segment, asOf: string): ExportPreview {
  const { byConsent, mailable, people } = segment.reach;
  const notSent = CONSENT_STATES.flatMap((reason) =>
    reason === "subscribed" || byConsent[reason] === 0 ? [] : [{ reason, people: byConsent[reason] }],
  );
  const targetName = Object.fromEntries(
    EXPORT_DESTINATIONS.map((destination) => [destination, exportTargetName(destination, segment.key, asOf)]),
  ) as Record<ExportDestination, string>;
  return {
    segment: segment.key,
    members: people,
    mailable,
    notSent: mostFirst(notSent),
    targetName,
    controlShare: defaultControlShare(mailable),
    controlProposed: mailable >= SMALLEST_PROPOSED_CONTROL_REACH,
  };
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

function mostFirst(notSent: NotSent): NotSent {
  return [...notSent].sort((a, b) => b.people - a.people || (a.reason < b.reason ? -1 : 1));
}
