import type { ConsecutiveRetention, ConsecutiveRow as ConsecutiveCounts } from "../analytics/consecutive-retention.ts";
import type { RetentionRate, RetentionState, RetentionTerms } from "../analytics/retention-rate.ts";
import { SMALL_NUMBER_OF_CASES } from "../analytics/wilson.ts";
import { figureOr, unknown } from "./definition.ts";
import type { Figure } from "./definition.ts";
import { rateOfCases } from "./rate-of-cases.ts";

/** One period of the customer retention rate, (E − N) / S, with its terms. */
export interface FormulaRow {
  readonly period: string;
  /** S, E, N of the formula. */
  readonly start: number;
  readonly end: number;
  readonly new: number;
  /** In S and in E; in E but neither in S nor new. kept + reactivated = E − N. */
  readonly kept: number;
  readonly reactivated: number;
  readonly rate: Figure;
  /** 1 − kept / S. */
  readonly churn: Figure;
  readonly few: boolean;
  readonly state: RetentionState;
}

/** One period against the one before (kind D). */
export interface ConsecutiveRow {
  readonly period: string;
  readonly previous: number;
  readonly active: number;
  readonly new: number;
  readonly retained: number;
  readonly reactivated: number;
  readonly lost: number;
  readonly rate: Figure;
  readonly low: number | null;
  readonly high: number | null;
  readonly few: boolean;
  readonly state: ConsecutiveCounts["state"];
}

export interface FormulaCard {
  readonly lookBackDays: number;
  /** The last period with a rate, else the last one listed; null when none is listed. */
  readonly current: FormulaRow | null;
  readonly rows: readonly FormulaRow[];
}

/** The formula's rows with the reason where there is no rate, and the one to put in front. */
export function formulaCard({ lookBackDays, rows }: RetentionRate): FormulaCard {
  const listed = rows.map((row): FormulaRow => ({
    ...row,
    rate: retentionFigure(row, row.rate),
    churn: retentionFigure(row, row.churn),
    few: row.start < SMALL_NUMBER_OF_CASES,
  }));
  return {
    lookBackDays,
    current: listed.findLast(({ rate }) => rate.value !== null) ?? listed.at(-1) ?? null,
    rows: listed,
  };
}

/** A rate of the formula's terms: when it is null, the state says why. */
export function retentionFigure({ state }: Pick<RetentionTerms, "state">, value: number | null): Figure {
  switch (state) {
    case "pending":
      return unknown("pending");
    case "shortHistory":
      return unknown("shortHistory");
    case "observed":
      return figureOr(value, "noExistingCustomers");
  }
}

/** Kind D with intervals. The rate of a period that has not passed is unknown, its counts so far are not. */
export function consecutiveRows({ rows }: ConsecutiveRetention): ConsecutiveRow[] {
  return rows.map((row): ConsecutiveRow => {
    const { few, low, high } = rateOfCases(row.retained, row.previous);
    if (row.state === "pending") return { ...row, rate: unknown("pending"), low: null, high: null, few };
    return { ...row, rate: figureOr(row.rate, "noCases"), low, high, few };
  });
}
