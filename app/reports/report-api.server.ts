import { isReportName } from "../analytics/named-reports.ts";
import type { ReportName } from "../analytics/named-reports.ts";
import type { NamedReportParameters, ReportQuery } from "./report-query.ts";
import { computedForShop } from "./report-threads.server.ts";
import type { Report } from "./report.types.ts";

/** The name of a report, or null: it comes from the URL. */
export function parseReportName(text: string): ReportName | null {
  return isReportName(text) ? text : null;
}

/**
 * One report as the API answers it: the value that `analyze --json` prints under the same name, with what it rests on.
 * Throws `ReportQueryError` for a day to come and for a look-back shorter than a listed period.
 */
export async function namedReport(
  shopId: bigint,
  name: ReportName,
  query: ReportQuery & NamedReportParameters,
  nowMs: number,
): Promise<Report<object>> {
  return computedForShop(shopId, "named", { ...query, name }, nowMs);
}
