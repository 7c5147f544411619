import { dayOfIsoDate } from "../analytics/calendar.ts";
import {
  defaultControlShare,
  exportTargetName,
  EXPORT_DESTINATIONS,
  type ExportDestination,
} from "../insights/mailing.ts";
import { findSegment } from "../insights/segment-members.ts";
import { parseSegmentKey } from "../insights/segment-key.ts";
import { send } from "../queue/send.server.ts";
import { connectedDestinations } from "../store/export-destinations.server.ts";
import { createExportRun } from "../store/export-runs.server.ts";
import { loadSyncState } from "../store/sync-state.server.ts";
import { loadTimelines } from "../store/timelines.server.ts";
import { withShop } from "../store/with-shop.server.ts";

/** Why an export could not be started; the page shows it beside the field it belongs to. */
export type StartRefusal = "chooseDestination" | "notConnected" | "nobodyToSend" | "historyImporting";

export interface ExportOrder {
  destination: string;
  segment: string;
  /** YYYY-MM-DD */
  asOf: string;
  withControl: boolean;
  startedBy: string | null;
}

/** Starts an export: the run and its job are written in one transaction. */
export async function startExport(
  shopId: bigint,
  order: ExportOrder,
  nowMs: number,
): Promise<{ ok: true; runId: string } | { ok: false; reason: StartRefusal }> {
  const destination = EXPORT_DESTINATIONS.find((name): name is ExportDestination => name === order.destination);
  if (!destination) return { ok: false, reason: "chooseDestination" };
  const connected = await connectedDestinations(shopId);
  const tool = connected.find((entry) => entry.destination === destination);
  if (destination !== "csv" && tool?.state !== "connected") return { ok: false, reason: "notConnected" };
  const { state } = await loadSyncState(shopId);
  if (state !== "finished") return { ok: false, reason: "historyImporting" };
  const key = parseSegmentKey(order.segment);
  const day = dayOfIsoDate(order.asOf);
  const { timelines } = await loadTimelines(shopId);
  const segment = key === null || day === null ? null : findSegment(timelines, day, key);
  if (!segment || segment.reach.mailable === 0) return { ok: false, reason: "nobodyToSend" };
  const runId = await withShop(shopId, async (tx) => {
    const run = {
      destination,
      segmentKey: segment.key,
      asOf: order.asOf,
      targetName: exportTargetName(destination, segment.key, order.asOf),
      accountName: tool?.accountName ?? null,
      controlShare: order.withControl ? defaultControlShare(segment.reach.mailable) : 0,
      startedBy: order.startedBy,
    };
    const id = await createExportRun(tx, run, nowMs);
    await send(tx, "export-run", { shopId: shopId.toString(), runId: id });
    return id;
  });
  return { ok: true, runId };
}
