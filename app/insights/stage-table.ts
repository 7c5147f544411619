import { MATURITY_RULES, MATURITY_STAGES } from "../analytics/maturity.ts";
import type { Maturity, MaturityStage } from "../analytics/maturity.ts";
import { ADVICE_BY_STAGE } from "./maturity-advice.ts";
import type { StageAdvice } from "./maturity-advice.ts";

/** One row of the stage table, with the shop's own figures against its bounds. */
export interface StageRow {
  readonly stage: MaturityStage;
  /** Bounds; null where the stage asks for none. */
  readonly minAgeDays: number | null;
  readonly minOrdersPerDay: number | null;
  /** True: the pace must exceed the bound, not only reach it. */
  readonly paceMustExceed: boolean;
  readonly retentionShare: number;
  readonly ageMet: boolean;
  readonly paceMet: boolean;
  readonly isCurrent: boolean;
  readonly advice: readonly StageAdvice[];
}

/** What is missing until the next stage; a part that is met is 0. */
export interface NextStage {
  readonly stage: MaturityStage;
  readonly missingDays: number;
  /** At least this much pace: the whole orders that are missing in the days pace is counted over, per day. */
  readonly missingOrdersPerDay: number;
}

/** The five stages. "just started" means no order ever: its conditions are met only then, those of the others only after. */
export function stageTable(maturity: Maturity): StageRow[] {
  return MATURITY_STAGES.map((stage): StageRow => {
    const rule = MATURITY_RULES[stage];
    const ordered = maturity.ageDays !== null;
    const met = stage === "just started" ? !ordered : ordered;
    const { ordersPerDay, ageDays } = maturity;
    const paceReached = rule.above ? ordersPerDay > rule.ordersPerDay : ordersPerDay >= rule.ordersPerDay;
    return {
      stage,
      minAgeDays: rule.minAgeDays > 0 ? rule.minAgeDays : null,
      minOrdersPerDay: rule.ordersPerDay > 0 ? rule.ordersPerDay : null,
      paceMustExceed: rule.above,
      retentionShare: rule.retentionShare,
      ageMet: met && (ageDays ?? 0) >= rule.minAgeDays,
      paceMet: met && paceReached,
      isCurrent: stage === maturity.stageHeld,
      advice: ADVICE_BY_STAGE[stage],
    };
  });
}

/** What the stage after the present one still asks for; null at the last. */
export function nextStage(maturity: Maturity): NextStage | null {
  const stage = MATURITY_STAGES[MATURITY_STAGES.indexOf(maturity.stageHeld) + 1];
  if (stage === undefined) return null;
  const rule = MATURITY_RULES[stage];
  const { paceDays, ordersInPace, ageDays } = maturity;
  const bound = rule.ordersPerDay * paceDays;
  // A pace to be exceeded needs one order more than the bound; leaving "just started" needs the first order ever.
  const needed = ageDays === null ? Math.max(1, bound) : rule.above ? bound + 1 : bound;
  return {
    stage,
    missingDays: Math.max(0, rule.minAgeDays - (ageDays ?? 0)),
    missingOrdersPerDay: Math.max(0, needed - ordersInPace) / paceDays,
  };
}
