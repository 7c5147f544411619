import { dayOfIsoDate } from "../analytics/calendar.ts";
import {
  defaultControlShare,
  exportTargetName,
  EXPORT_DESTINATIONS,
  type ExportDestination,
} from "../insights/mailing.ts";
import { parseSegmentKey, type SegmentKey } from "../insights/segment-key.ts";
import { send } from "../queue/send.server.ts";
import { ReportQueryError } from "../reports/report-query.ts";
import { computedForShop } from "../reports/report-threads.server.ts";
import { connectedDestinations } from "../store/export-destinations.server.ts";
import { createExportRun } from "../store/export-runs.server.ts";
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
  const { sync, preview } = await previewOf(shopId, order, nowMs);
  if (sync.stage !== "complete") return { ok: false, reason: "historyImporting" };
  if (!preview || preview.mailable === 0) return { ok: false, reason: "nobodyToSend" };
  const runId = await withShop(shopId, async (tx) => {
    const run = {
      destination,
      segmentKey: preview.segment,
      asOf: order.asOf,
      targetName: exportTargetName(destination, preview.segment, order.asOf),
      accountName: tool?.accountName ?? null,
      controlShare: order.withControl ? defaultControlShare(preview.mailable) : 0,
      startedBy: order.startedBy,
    };
    const id = await createExportRun(tx, run, nowMs);
    await send(tx, "export-run", { shopId: shopId.toString(), runId: id });
    return id;
  });
  return { ok: true, runId };
}

/** Where the import stands in the orders that are looked at, and who would be sent: null for a segment or day that does not exist. */
async function previewOf(shopId: bigint, order: ExportOrder, nowMs: number) {
  const segment = parseSegmentKey(order.segment);
  const asOf = dayOfIsoDate(order.asOf);
  const ask = async (query: { asOf: number | null; segment: SegmentKey | null }) => {
    const { frame, preview } = await computedForShop(shopId, "exports", query, nowMs);
    return { sync: frame.sync, preview };
  };
  const nobody = { asOf: null, segment: null };
  try {
    return await ask(segment === null || asOf === null ? nobody : { asOf, segment });
  } catch (error) {
    // A day that is still to come.
    if (error instanceof ReportQueryError) return ask(nobody);
    throw error;
  }
}
