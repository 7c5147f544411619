import { namedReport } from "../analytics/named-reports.ts";
import type { ReportName } from "../analytics/named-reports.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import type { DefinitionId } from "../insights/definition.ts";
import { reportOf } from "./computation-data.ts";
import type { ShopData } from "./computation-data.ts";
import { lookBackTooShort } from "./report-query.ts";
import type { NamedReportParameters, ReportQuery } from "./report-query.ts";
import type { Report } from "./report.types.ts";

/** The definition each named report follows. */
const DEFINITIONS: Readonly<Record<ReportName, DefinitionId>> = {
  counts: "counts",
  repeatPurchase: "repeatPurchase",
  cohorts: "cohorts",
  retentionRate: "customerRetentionRate",
  consecutiveRetention: "consecutiveRetention",
  ageCohorts: "ageCohorts",
  holidayCohorts: "holidayCohorts",
  returningShare: "returningShare",
  mixAndRate: "mixAndRate",
  orderValue: "orderValue",
  funnel: "orderFunnel",
  gaps: "purchaseGaps",
  nextOrder: "nextOrder",
  rfm: "rfmGroups",
  rfmMovement: "rfmMovement",
  lifecycle: "lifecycle",
  personas: "personas",
  clv: "lifetimeValue",
  predictedClv: "predictedValue",
  acquisition: "acquisitionCost",
  channels: "channels",
  products: "products",
  firstProductEffect: "firstProductEffect",
  nextProducts: "nextProducts",
  reorderRhythm: "reorderRhythm",
  maturity: "maturityStage",
  maturityRange: "maturityRange",
  claims: "claims",
};

/** One report under its name, with what it rests on. Throws `ReportQueryError` for a look-back shorter than a listed period. */
export function namedReportModel(data: ShopData, { name, ...query }: NamedReportQuery): Report<object> {
  const value = namedReport(name, data.timelines, { ...query, asOf: data.asOf });
  if (isUnavailable(value) && value.unavailable === "lookBackTooShort") throw lookBackTooShort(query.period);
  return reportOf(data, DEFINITIONS[name], value);
}

/** A report's parameters, and which report. */
export interface NamedReportQuery extends ReportQuery, NamedReportParameters {
  readonly name: ReportName;
}
