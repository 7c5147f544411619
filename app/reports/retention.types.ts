import type { Period } from "../analytics/calendar.ts";
import type { CohortKind, CohortTable, CurvePoint } from "../insights/cohort-table.ts";
import type { Finding } from "../insights/finding.ts";
import type { ConsecutiveRow, FormulaCard } from "../insights/retention-rows.ts";
import type { PageFrame, Report } from "./report.types.ts";

export type { CohortCell, CohortKind, CohortRow, CohortTable, CurvePoint, MeanCell } from "../insights/cohort-table.ts";
export type { ConsecutiveRow, FormulaCard, FormulaRow } from "../insights/retention-rows.ts";

export interface RetentionModel extends PageFrame {
  readonly period: Period;
  readonly kind: CohortKind;
  readonly lookBackDays: number;
  readonly cohorts: Report<CohortTable>;
  readonly curve: Report<readonly CurvePoint[]>;
  readonly formula: Report<FormulaCard>;
  readonly consecutive: Report<readonly ConsecutiveRow[]>;
  readonly findings: readonly Finding[];
}
