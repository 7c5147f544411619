import { ratedTimelines } from "../analytics/order-kinds.ts";
import type { Maturity } from "../analytics/maturity.ts";
import { figureOr, unknown } from "../insights/definition.ts";
import { checklist, tracking } from "../insights/maturity-advice.ts";
import { shopTactics } from "../insights/ranking.ts";
import { lifecycleSegments } from "../insights/segments.ts";
import { shopAdvice, shopSituation } from "../insights/shop-advice.ts";
import { nextStage, stageTable } from "../insights/stage-table.ts";
import type { MaturityModel, MaturityView } from "./maturity.types.ts";
import { reportOf } from "./computation-data.ts";
import type { ShopData } from "./computation-data.ts";

/** The Maturity page. */
export function maturityModel(data: ShopData): MaturityModel {
  const { timelines, asOf } = data;
  const advice = shopAdvice(timelines, asOf, data.state);
  const tactics = advice.advice.state === "withheld" ? [] : shopTactics(shopSituation(timelines, asOf, advice));
  return {
    ...data.frame,
    maturity: reportOf(data, "maturityStage", maturityView(advice.maturity)),
    checklist: checklist(lifecycleSegments(ratedTimelines(timelines), advice.lifecycle), tracking(timelines, asOf)),
    tactics: tactics.filter(({ verdict }) => verdict === "recommended"),
    passedOver: tactics.filter(({ verdict }) => verdict === "passedOver"),
    // It needs the cost of winning a customer, which only the merchant knows.
    clvToCac: unknown("noSpend"),
    findings: advice.findings,
    advice: advice.advice,
  };
}

function maturityView(maturity: Maturity): MaturityView {
  return {
    stage: maturity.stageHeld,
    rawStage: maturity.stage,
    ageDays: figureOr(maturity.ageDays, "noOrders"),
    ordersPerDay: maturity.ordersPerDay,
    ordersPerWeek: maturity.ordersPerWeek,
    ordersInWindow: maturity.ordersInPace,
    windowDays: maturity.paceDays,
    retentionShare: maturity.retentionShareHeld,
    acquisitionShare: 1 - maturity.retentionShareHeld,
    table: stageTable(maturity),
    next: nextStage(maturity),
  };
}
