import { ratedTimelines } from "../analytics/order-kinds.ts";
import { cohorts } from "../analytics/cohorts.ts";
import { consecutiveRetention } from "../analytics/consecutive-retention.ts";
import { clockBounds } from "../analytics/order-clock.ts";
import { retentionRate } from "../analytics/retention-rate.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import { cohortTable, latestCohorts, retentionCurve } from "../insights/cohort-table.ts";
import type { CohortKind } from "../insights/cohort-table.ts";
import type { DefinitionId } from "../insights/definition.ts";
import { byUrgency } from "../insights/finding.ts";
import { consecutiveRows, formulaCard } from "../insights/retention-rows.ts";
import { shopAdvice } from "../insights/shop-advice.ts";
import { retentionRateFindings } from "../insights/store-findings.ts";
import { lookBackTooShort } from "./report-query.ts";
import type { ReportQuery } from "./report-query.ts";
import type { RetentionModel } from "./retention.types.ts";
import { reportOf } from "./computation-data.ts";
import type { ShopData } from "./computation-data.ts";

const DEFINITION_OF_KIND: Readonly<Record<CohortKind, DefinitionId>> = {
  A: "cohortActive",
  B: "cohortCumulativeRepeat",
  C: "cohortOnOrAfter",
};

/** Rows and columns of a table that are sent to the page: five years of months. */
const LONGEST_TABLE = 60;

/**
 * The Retention page: the cohort table of one kind with its curve, the formula with its terms, and retention from period to
 * period. Throws `ReportQueryError` for a look-back shorter than a listed period.
 */
export function retentionModel(data: ShopData, query: ReportQuery): RetentionModel {
  const { asOf } = data;
  const timelines = ratedTimelines(data.timelines);
  const { period, kind, lookBackDays } = query;
  const formula = retentionRate(timelines, { asOf, period, lookBackDays });
  if (isUnavailable(formula)) throw lookBackTooShort(period);
  const table = cohortTable(cohorts(timelines, { asOf, period }), kind, clockBounds(timelines, asOf).pooled.lapsedDays);
  const card = formulaCard(formula);
  const advice = shopAdvice(data.timelines, asOf, data.state);
  const aboutRate = advice.advice.state === "withheld" ? [] : retentionRateFindings(card);
  return {
    ...data.frame,
    period,
    kind,
    lookBackDays,
    cohorts: reportOf(data, DEFINITION_OF_KIND[kind], latestCohorts(table, LONGEST_TABLE)),
    curve: reportOf(data, DEFINITION_OF_KIND[kind], retentionCurve(table)),
    formula: reportOf(data, "customerRetentionRate", { ...card, rows: card.rows.slice(-LONGEST_TABLE) }),
    consecutive: reportOf(
      data,
      "consecutiveRetention",
      consecutiveRows(consecutiveRetention(timelines, { asOf, period })).slice(-LONGEST_TABLE),
    ),
    findings: byUrgency([...advice.findings, ...aboutRate]),
  };
}
