import { isUnavailable } from "../unavailable.ts";
import { mbgNbdModel, spendModel } from "./clv-models.ts";
import type { SpendModel } from "./clv-models.ts";
import { summaryOf } from "./customer-summary.ts";
import { activeForecasts } from "./active-forecast.ts";
import type { ActiveForecasts } from "./active-forecast.ts";
import type { PurchaseModel } from "./expected-orders.ts";
import { conditionalMean } from "./gamma-gamma.ts";
import type { PurchaseHistories } from "./purchase-histories.ts";
import { fitMbgNbd, fitNbd } from "./purchase-models.ts";
import type { DropOutFit } from "./purchase-models.ts";
import { seasonalRatio } from "./seasonal-ratio.ts";
import type { DailyRepeats } from "./seasonal-ratio.ts";

/** The models that predict, fitted to the histories of one day. */
export interface FittedShop {
  /** MBG/NBD; the NBD where no drop-out is visible. Time in weeks. */
  readonly purchases: PurchaseModel;
  readonly dropOutVisible: boolean;
  readonly mbgFit: DropOutFit;
  readonly spend: SpendModel;
  /** Mean net sales of a repeat day, over all customers whose repeat days brought anything; null without money or such days. */
  readonly pooledMeanMinor: number | null;
  readonly minorPerUnit: number;
}

/** Fits the models. `start`: the fit of much the same customers on another day. */
export function fittedShop(histories: PurchaseHistories, start?: DropOutFit): FittedShop {
  const summary = summaryOf(histories);
  const nbd = fitNbd(summary);
  const mbgFit = fitMbgNbd(summary, nbd, start);
  const { dropOutVisible } = mbgNbdModel(nbd, mbgFit);
  const { r, alpha } = dropOutVisible ? mbgFit : nbd;
  const { repeatDays, laterNetMinor } = histories.repeaters;
  let days = 0;
  let net = 0;
  for (let i = 0; i < repeatDays.length; i++) {
    if (laterNetMinor[i]! <= 0) continue;
    days += repeatDays[i]!;
    net += laterNetMinor[i]!;
  }
  return {
    purchases: { dropOut: dropOutVisible ? "afterEvery" : "never", r, alpha, a: mbgFit.a, b: mbgFit.b },
    dropOutVisible,
    mbgFit,
    spend: spendModel(histories),
    pooledMeanMinor: histories.hasMoney && days > 0 ? net / days : null,
    minorPerUnit: 10 ** histories.currencyDigits,
  };
}

/**
 * Net sales expected of an order day of a customer, by repeat days and their net sales; null without money. Where Gamma-Gamma has
 * no fit, the pooled mean stands in.
 */
export function orderValuesMinor(shop: FittedShop): ((repeatDays: number, laterNetMinor: number) => number) | null {
  const { spend, minorPerUnit, pooledMeanMinor } = shop;
  if (pooledMeanMinor === null) return null;
  if (isUnavailable(spend)) return () => pooledMeanMinor;
  return (repeatDays, laterNetMinor) => conditionalMean(spend, repeatDays, laterNetMinor / minorPerUnit) * minorPerUnit;
}

const DAYS_PER_WEEK = 7;
const STEP_DAYS = 30;

/** Days at which the steps of a horizon end: every 30th, the last one cut. */
export function stepEnds(horizonDays: number): number[] {
  const steps = Math.ceil(horizonDays / STEP_DAYS);
  return Array.from({ length: steps }, (_, j) => Math.min((j + 1) * STEP_DAYS, horizonDays));
}

/** The seasonal ratio of each step after `asOf`; null with less than two years of history. */
export function seasonalRatios(
  daily: DailyRepeats,
  firstDay: number,
  asOf: number,
  horizonDays: number,
): number[] | null {
  const ends = stepEnds(horizonDays);
  const ratios = ends.map((to, j) => seasonalRatio(daily, firstDay, asOf, ends[j - 1] ?? 0, to));
  return ratios.every((ratio) => ratio !== null) ? ratios : null;
}

/** Forecasts for a horizon in days. `stepWeights`: what an order in each step counts (season × discount). */
export function shopForecasts(
  { purchases }: FittedShop,
  horizonDays: number,
  stepWeights: readonly number[],
): ActiveForecasts {
  return activeForecasts(purchases, stepEnds(horizonDays), stepWeights);
}

/**
 * `probabilityAlive` by repeat days, days from the first order day to the last, and age in days, for millions of customers up to an
 * age: logarithms are tabled.
 */
export function aliveByDays(
  { purchases: { dropOut, r, alpha, a, b } }: FittedShop,
  oldest: number,
): (repeatDays: number, ageAtLastOrder: number, customerAge: number) => number {
  if (dropOut === "never") return () => 1;
  const logAge = Float64Array.from({ length: oldest + 1 }, (_, days) => Math.log(alpha + days / DAYS_PER_WEEK));
  const chances = dropOut === "afterEvery" ? 1 : 0;
  return (repeatDays, ageAtLastOrder, customerAge) => {
    if (repeatDays + chances === 0) return 1;
    const silence = logAge[customerAge]! - logAge[ageAtLastOrder]!;
    return 1 / (1 + (a / (b + repeatDays + chances - 1)) * Math.exp((r + repeatDays) * silence));
  };
}
