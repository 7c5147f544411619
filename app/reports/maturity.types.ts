import type { MaturityStage } from "../analytics/maturity.ts";
import type { Figure } from "../insights/definition.ts";
import type { AdviceState, Finding } from "../insights/finding.ts";
import type { ChecklistStep } from "../insights/maturity-advice.ts";
import type { Recommendation } from "../insights/ranking.ts";
import type { NextStage, StageRow } from "../insights/stage-table.ts";
import type { PageFrame, Report } from "./report.types.ts";

export type { StageRow } from "../insights/stage-table.ts";

export interface MaturityView {
  /** The stage that advice uses: it falls only when the pace is clearly below its bound. */
  readonly stage: MaturityStage;
  readonly rawStage: MaturityStage;
  readonly ageDays: Figure;
  readonly ordersPerDay: number;
  readonly ordersPerWeek: number;
  readonly ordersInWindow: number;
  readonly windowDays: number;
  readonly retentionShare: number;
  readonly acquisitionShare: number;
  readonly table: readonly StageRow[];
  readonly next: NextStage | null;
}

export interface MaturityModel extends PageFrame {
  readonly maturity: Report<MaturityView>;
  readonly checklist: readonly ChecklistStep[];
  /** What is done once for the whole shop, mostly to win customers. Recommended first; empty while advice is withheld. */
  readonly tactics: readonly Recommendation[];
  readonly passedOver: readonly Recommendation[];
  /** Lifetime value per customer ÷ cost of winning one. Unknown without the merchant's spend. */
  readonly clvToCac: Figure;
  readonly findings: readonly Finding[];
  readonly advice: AdviceState;
}
