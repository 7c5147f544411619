import { ratedTimelines } from "../analytics/order-kinds.ts";
import { counts } from "../analytics/counts.ts";
import { lifecycle } from "../analytics/lifecycle.ts";
import type { Lifecycle } from "../analytics/lifecycle.ts";
import { maturity } from "../analytics/maturity.ts";
import type { Maturity } from "../analytics/maturity.ts";
import { purchaseGaps } from "../analytics/purchase-gaps.ts";
import { repeatPurchase } from "../analytics/repeat-purchase.ts";
import type { RepeatPurchase } from "../analytics/repeat-purchase.ts";
import { rfmScores } from "../analytics/rfm.ts";
import type { Timelines } from "../analytics/timelines.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import { BASELINE_DAYS, untreatedRates } from "./baseline.ts";
import { adviceState, dataQuality } from "./data-quality.ts";
import type { DataState } from "./data-quality.ts";
import { figureOr } from "./definition.ts";
import { byUrgency } from "./finding.ts";
import type { AdviceState, Finding } from "./finding.ts";
import type { ShopSituation } from "./ranking.ts";
import { lifecycleSegments, prospectSegments, reachOf, rfmSegments } from "./segments.ts";
import type { Segment } from "./segments.ts";
import { shopFigures } from "./shop-figures.ts";
import type { ShopFigures } from "./shop-figures.ts";
import { storeFindings } from "./store-findings.ts";

/** What every page with findings or advice looks at, all as of one day. */
export interface ShopAdvice {
  readonly lifecycle: Lifecycle;
  readonly repeatPurchase: RepeatPurchase;
  readonly maturity: Maturity;
  readonly figures: ShopFigures;
  /** About the data and, unless advice is withheld, about the shop; most urgent first. */
  readonly findings: readonly Finding[];
  readonly advice: AdviceState;
}

/**
 * Reads the shop's figures and judges what may be said about it. Findings about the shop are left out while advice is
 * withheld: on figures that are not complete nothing is asserted.
 */
export function shopAdvice(timelines: Timelines, asOf: number, state: DataState): ShopAdvice {
  const rated = ratedTimelines(timelines);
  const sources = {
    counts: counts(timelines, asOf),
    repeatPurchase: repeatPurchase(rated, asOf),
    medianDaysBetweenOrders: purchaseGaps(rated, asOf).all.median,
    lifecycle: lifecycle(rated, asOf),
    maturity: maturity(timelines, asOf),
  };
  const figures = shopFigures(rated, asOf, sources);
  const people = sources.lifecycle;
  const aboutData = dataQuality({
    state,
    hasMoney: timelines.hasMoney,
    counts: sources.counts,
    maturity: sources.maturity,
    daysSinceLastOrder: daysSinceLastOrder(timelines, asOf),
    reach: reachOf(rated, people.customers, new Uint32Array(0)),
  });
  const advice = adviceState(aboutData);
  const aboutShop = advice.state === "withheld" ? [] : storeFindings(figures, people, sources.maturity);
  return {
    lifecycle: people,
    repeatPurchase: sources.repeatPurchase,
    maturity: sources.maturity,
    figures,
    findings: byUrgency([...aboutData, ...aboutShop]),
    advice,
  };
}

/** What tactics are ranked by, with the untreated order rates of the shop's own past. */
export function shopSituation(timelines: Timelines, asOf: number, { figures, maturity }: ShopAdvice): ShopSituation {
  const rated = ratedTimelines(timelines);
  const pastDay = asOf - BASELINE_DAYS;
  const past = segmentsAsOf(rated, pastDay);
  return {
    figures,
    stage: maturity.stageHeld,
    untreatedRate: untreatedRates(rated, [...past.rfm, ...past.buyers, ...past.prospects], pastDay, asOf),
    averageOrderValueMinor: figureOr(figures.averageOrderValueMinor, timelines.hasMoney ? "noOrders" : "noMoney"),
    // Costs are not entered anywhere yet, so net sales stand in for margin.
    marginRate: null,
  };
}

/** Every segment of a day; no RFM groups without amounts or orders. */
export function segmentsAsOf(
  timelines: Timelines,
  asOf: number,
): { rfm: readonly Segment[]; buyers: readonly Segment[]; prospects: readonly Segment[] } {
  const scores = rfmScores(timelines, asOf);
  const people = lifecycle(timelines, asOf);
  return {
    rfm: isUnavailable(scores) ? [] : rfmSegments(timelines, scores),
    buyers: lifecycleSegments(timelines, people),
    prospects: prospectSegments(timelines, people),
  };
}

/** Since the last order of any kind, a guest's included. */
function daysSinceLastOrder({ day, guests }: Timelines, asOf: number): number | null {
  let last = -Infinity;
  for (let o = 0; o < day.length; o++) if (day[o]! <= asOf && day[o]! > last) last = day[o]!;
  for (const guestDay of guests.day) if (guestDay <= asOf && guestDay > last) last = guestDay;
  return last === -Infinity ? null : asOf - last;
}
