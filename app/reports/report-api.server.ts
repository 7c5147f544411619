import { isReportName, namedReport as computeReport } from "../analytics/named-reports.ts";
import type { ReportName } from "../analytics/named-reports.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import type { DefinitionId } from "../insights/definition.ts";
import { lookBackTooShort } from "./report-query.ts";
import type { ReportQuery } from "./report-query.ts";
import type { Report } from "./report.types.ts";
import { loadShopData, reportOf } from "./shop-data.server.ts";

/** The definition each named report follows. */
const DEFINITIONS: Readonly<Record<ReportName, DefinitionId>> = {
  counts: "counts",
  repeatPurchase: "repeatPurchase",
  cohorts: "cohorts",
  retentionRate: "customerRetentionRate",
  consecutiveRetention: "consecutiveRetention",
  funnel: "orderFunnel",
  gaps: "purchaseGaps",
  rfm: "rfmGroups",
  lifecycle: "lifecycle",
  clv: "lifetimeValue",
  maturity: "maturityStage",
};

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
  query: ReportQuery,
  nowMs: number,
): Promise<Report<object>> {
  const data = await loadShopData(shopId, query.asOf, nowMs);
  const { period, lookBackDays } = query;
  const value = computeReport(name, data.timelines, { asOf: data.asOf, period, lookBackDays });
  if (isUnavailable(value) && value.unavailable === "lookBackTooShort") throw lookBackTooShort(period);
  return reportOf(data, DEFINITIONS[name], value);
}
