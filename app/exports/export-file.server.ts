import { exportFile, loadExportRun } from "../store/export-runs.server.ts";

/** The finished file of a run with its name, or null when there is none or its time is over. */
export async function loadExportFile(
  shopId: bigint,
  runId: string,
  nowMs: number,
): Promise<{ name: string; bytes: Uint8Array<ArrayBuffer> } | null> {
  const run = await loadExportRun(shopId, runId);
  if (!run || run.state !== "done" || run.fileExpiresAtMs === null || run.fileExpiresAtMs <= nowMs) return null;
  const bytes = await exportFile(shopId, run.runId);
  return bytes && { name: run.targetName, bytes: new Uint8Array(bytes) };
}
