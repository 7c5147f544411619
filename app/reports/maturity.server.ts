import type { MaturityModel } from "./maturity.types.ts";
import type { ReportQuery } from "./report-query.ts";
import { computedForShop } from "./report-threads.server.ts";

/** The Maturity page. Throws `ReportQueryError` for a day to come. */
export async function maturityReport(shopId: bigint, query: ReportQuery, nowMs: number): Promise<MaturityModel> {
  return computedForShop(shopId, "maturity", query, nowMs);
}
