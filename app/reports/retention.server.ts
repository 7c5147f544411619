import type { RetentionModel } from "./retention.types.ts";
import type { ReportQuery } from "./report-query.ts";
import { computedForShop } from "./report-threads.server.ts";

/**
 * The Retention page: the cohort table of one kind with its curve, the formula with its terms, and retention from period to
 * period. Throws `ReportQueryError` for a day to come and for a look-back shorter than a listed period.
 */
export async function retentionReport(shopId: bigint, query: ReportQuery, nowMs: number): Promise<RetentionModel> {
  return computedForShop(shopId, "retention", query, nowMs);
}
