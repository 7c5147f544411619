import type { SegmentsModel } from "./segments.types.ts";
import type { ReportQuery } from "./report-query.ts";
import { computedForShop } from "./report-threads.server.ts";

/**
 * The Segments page: RFM groups and lifecycle, each with size, value, reach and the tactics that fit. While the data do not
 * allow advice there are none. Throws `ReportQueryError` for a day to come.
 */
export async function segmentsReport(shopId: bigint, query: ReportQuery, nowMs: number): Promise<SegmentsModel> {
  return computedForShop(shopId, "segments", query, nowMs);
}
