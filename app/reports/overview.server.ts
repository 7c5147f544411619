import type { OverviewModel } from "./overview.types.ts";
import type { ReportQuery } from "./report-query.ts";
import { computedForShop } from "./report-threads.server.ts";

/**
 * The Overview page: the headline figures of the period that holds the day, both comparisons, maturity and findings.
 * Throws `ReportQueryError` for a day to come and for a look-back shorter than a period.
 */
export async function overviewReport(shopId: bigint, query: ReportQuery, nowMs: number): Promise<OverviewModel> {
  return computedForShop(shopId, "overview", query, nowMs);
}
