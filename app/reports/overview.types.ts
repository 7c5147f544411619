import type { MaturityStage } from "../analytics/maturity.ts";
import type { Period } from "../analytics/calendar.ts";
import type { Figure } from "../insights/definition.ts";
import type { AdviceState, Finding } from "../insights/finding.ts";
import type { HeadlineCases, HeadlineKey, HeadlineUnit, SparkPoint } from "../insights/headline.ts";
import type { IsoDay, PageFrame, Report } from "./report.types.ts";

export type { HeadlineKey } from "../insights/headline.ts";

/** A half-open range of days as the two days that are in it. `label` is the period's name when it is a calendar one. */
export interface DayRange {
  readonly from: IsoDay;
  /** Last day of the range, inclusive. */
  readonly to: IsoDay;
  readonly label: string | null;
}

/** The same figure in another range and how far it moved since. */
export interface Comparison {
  /** Null: no such range can be had (`figure.reason` says why). */
  readonly range: DayRange | null;
  readonly figure: Figure;
  /** Relative change (0.1 = 10 % more) for money and counts; difference of the rates (0.01 = one point) for rates. */
  readonly change: Figure;
}

export interface HeadlineFigure {
  readonly key: HeadlineKey;
  readonly unit: HeadlineUnit;
  readonly figure: Figure;
  /** The last finished period, where the figure and its comparisons are of it because the running one has no rate yet. */
  readonly ofFinished: DayRange | null;
  /** Cases under a rate and its Wilson interval; null for what is no share of cases. */
  readonly cases: HeadlineCases | null;
  readonly previousPeriod: Comparison;
  /** Of years it is the same range as `previousPeriod`. */
  readonly yearBefore: Comparison;
  /** The last periods including this one, earliest first. */
  readonly sparkline: readonly SparkPoint[];
}

export interface MaturityCard {
  readonly stage: MaturityStage;
  /** Of the present pace, without the memory that keeps a stage from flipping. */
  readonly rawStage: MaturityStage;
  readonly ageDays: number | null;
  readonly ordersPerDay: number;
  readonly retentionShare: number;
  readonly acquisitionShare: number;
  readonly nextStage: MaturityStage | null;
}

export interface OverviewModel extends PageFrame {
  readonly period: Period;
  readonly lookBackDays: number;
  /** The period that holds `asOf`; `finished` is false while days of it are still to come. */
  readonly range: DayRange & { readonly finished: boolean };
  readonly headline: readonly Report<HeadlineFigure>[];
  readonly maturity: Report<MaturityCard>;
  /** Most urgent first. */
  readonly findings: readonly Finding[];
  readonly advice: AdviceState;
}
