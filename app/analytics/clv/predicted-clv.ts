import { isoDateOfDay } from "../calendar.ts";
import { computed } from "../mergeable-report.ts";
import type { MergeableReport } from "../mergeable-report.ts";
import { Z_97_5 } from "../normal.ts";
import type { Timelines } from "../timelines.ts";
import { isUnavailable } from "../unavailable.ts";
import type { Unavailable } from "../unavailable.ts";
import { notFitted } from "./clv-models.ts";
import type { NotFitted, SpendModel } from "./clv-models.ts";
import { decileCuts, decileOf } from "./deciles.ts";
import { shopForecasts, aliveByDays, fittedShop, orderValuesMinor, seasonalRatios, stepEnds } from "./forecast.ts";
import type { FittedShop } from "./forecast.ts";
import { mergedHistories, purchaseHistories } from "./purchase-histories.ts";
import type { PurchaseHistories } from "./purchase-histories.ts";
import { backTestTallies, mergedBackTests, PRIOR_TAU_SQUARED, reportCard } from "./report-card.ts";
import type { BackTestTally, ReportCard } from "./report-card.ts";
import { dailyRepeats, mergedRepeats } from "./seasonal-ratio.ts";
import type { DailyRepeats } from "./seasonal-ratio.ts";

export interface PredictedClvOptions {
  /** Shop-local day, inclusive: the prediction is for the 365 days after it. */
  readonly asOf: number;
  /** Margin as a share of net sales; null: not known, values are net sales. */
  readonly margin: number | null;
  /** Also tests the models on the shop's own past: up to 8 more fits. */
  readonly reportCard: boolean;
}

/** A predicted sum with its 95 % interval; no interval where the model's variance is not finite. */
interface PredictedSum {
  readonly predicted: number;
  readonly low: number | null;
  readonly high: number | null;
}

interface PredictedDecile {
  /** 1 = the tenth of the customers with the highest prediction. Equal predictions stay together. */
  readonly decile: number;
  readonly customers: number;
  readonly expectedOrders: number;
  readonly clvMinor: number | null;
}

/** What the customers of a day are expected to bring within 365 days. Counts of orders are distinct order days. */
export interface PredictedClv {
  readonly horizonDays: number;
  /** A year's discount, as a share. */
  readonly discountRate: number;
  readonly margin: number | null;
  /** Which model gives the orders, and whether customers are seen to leave. Time in weeks. */
  readonly orders: {
    readonly model: "mbgNbd" | "nbd";
    readonly dropOutVisible: boolean;
    readonly r: number;
    readonly alpha: number;
    readonly a: number | null;
    readonly b: number | null;
  };
  /** What gives the value of an order: for `pooledMean` one mean for all, because Gamma-Gamma has no fit. */
  readonly spend: { readonly model: "gammaGamma" | "pooledMean" | null; readonly fit: SpendModel };
  /** By 30-day step; null with less than two years of history. */
  readonly seasonalRatios: readonly number[] | null;
  readonly customers: number;
  /** Σ of the probabilities to be active still; null when no drop-out is visible. */
  readonly activeCustomers: number | null;
  readonly expectedOrders: PredictedSum;
  /** Minor units, rounded; null without money. */
  readonly clvMinor: PredictedSum | null;
  readonly clvPerCustomerMinor: number | null;
  readonly deciles: readonly PredictedDecile[];
  /** Customers by probability to be active still: below 0.1, 0.1 to 0.2, … 0.9 and more. */
  readonly aliveCounts: readonly number[] | null;
  /** Last day the customers were known by, as a date. */
  readonly asOf: string;
  /** Null when it was not asked for. */
  readonly reportCard: ReportCard | null;
}

/** No prediction: the reason, and what is shown in its place. */
export interface NoPrediction extends Unavailable<NotFitted> {
  readonly standIn: "cohortCurve";
}

interface PredictedClvTally {
  readonly histories: PurchaseHistories;
  readonly daily: DailyRepeats;
  readonly backTests: readonly BackTestTally[];
}

export const HORIZON_DAYS = 365;
const DISCOUNT_RATE = 0.1;

/** Predicted lifetime value of the customers as of a day, METRICS section 7. */
export function predictedClv(timelines: Timelines, options: PredictedClvOptions): PredictedClv | NoPrediction {
  return computed(predictedClvReport, timelines, options);
}

export const predictedClvReport: MergeableReport<PredictedClvTally, PredictedClv | NoPrediction, PredictedClvOptions> =
  {
    tally: (timelines, { asOf, reportCard: wanted }) => ({
      histories: purchaseHistories(timelines, asOf),
      daily: dailyRepeats(timelines, asOf),
      backTests: wanted ? backTestTallies(timelines, asOf) : [],
    }),
    merge: (tallies, { reportCard: wanted }) => ({
      histories: mergedHistories(tallies.map(({ histories }) => histories)),
      daily: mergedRepeats(tallies.map(({ daily }) => daily)),
      backTests: wanted ? mergedBackTests(tallies.map(({ backTests }) => backTests)) : [],
    }),
    value: ({ histories, daily, backTests }, options) => {
      const unfit = notFitted(histories, options.asOf);
      if (unfit !== null) return { unavailable: unfit, standIn: "cohortCurve" };
      const shop = fittedShop(histories);
      const card = options.reportCard ? reportCard(backTests, daily, shop.mbgFit) : null;
      return prediction(shop, histories, daily, card, options);
    },
  };

/** What an order in each 30-day step counts: season × discount to the step's end. */
export function stepWeights(daily: DailyRepeats, firstDay: number, asOf: number): number[] {
  const ratios = seasonalRatios(daily, firstDay, asOf, HORIZON_DAYS);
  return stepEnds(HORIZON_DAYS).map((end, j) => (ratios?.[j] ?? 1) * (1 + DISCOUNT_RATE) ** (-end / 365));
}

function prediction(
  shop: FittedShop,
  histories: PurchaseHistories,
  daily: DailyRepeats,
  card: ReportCard | null,
  { asOf, margin }: PredictedClvOptions,
): PredictedClv {
  const { oneTimers, repeaters } = histories;
  const firstDay = histories.firstDay!;
  const forecasts = shopForecasts(shop, HORIZON_DAYS, stepWeights(daily, firstDay, asOf));
  const aliveOf = aliveByDays(shop, asOf - histories.firstDay!);
  const valueOf = orderValuesMinor(shop);
  const hasMoney = valueOf !== null;
  const spread = valueSpread(shop);
  // Rows: the ages of customers with one order day, then the other customers one by one.
  const rows = oneTimers.length + repeaters.repeatDays.length;
  const weightOf = (row: number): number => (row < oneTimers.length ? oneTimers[row]! : 1);
  const [expected, value, alive] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  let customers = 0;
  let [orderVariance, valueVariance] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    if (weight === 0) continue;
    customers += weight;
    const i = row - oneTimers.length;
    const x = i < 0 ? 0 : repeaters.repeatDays[i]!;
    const age = i < 0 ? row : repeaters.customerAge[i]!;
    alive[row] = aliveOf(x, i < 0 ? 0 : repeaters.ageAtLastOrder[i]!, age);
    const slot = forecasts.slotOf(x, age);
    const orders = alive[row]! * forecasts.orders(slot);
    const ordersSquared = alive[row]! * forecasts.ordersSquared(slot);
    expected[row] = orders;
    orderVariance += weight * (ordersSquared - orders * orders);
    if (!valueOf) continue;
    const mean = valueOf(x, i < 0 ? 0 : repeaters.laterNetMinor[i]!);
    // Discount and season act alike on all of a customer's orders here: the share of the plain sum that is left.
    const factor =
      forecasts.orders(slot) === 0 ? 0 : (forecasts.weightedOrders(slot) / forecasts.orders(slot)) * (margin ?? 1);
    value[row] = orders * mean * factor;
    const { within, between } = spread(x);
    const square = mean * mean * between;
    const variance = orders * square * within + ordersSquared * square - (orders * mean) ** 2;
    valueVariance += weight * variance * factor * factor;
  }

  const tauSquared = card?.tauSquared ?? { orders: PRIOR_TAU_SQUARED, netSales: PRIOR_TAU_SQUARED };
  const ranked = hasMoney ? value : expected;
  const deciles = decileTable(rows, weightOf, customers, ranked, expected, hasMoney ? value : null);
  const totalOrders = deciles.reduce((sum, decile) => sum + decile.expectedOrders, 0);
  const totalValue = sumOf(value, weightOf);
  const { purchases, dropOutVisible, spend } = shop;
  const usesGammaGamma = !isUnavailable(spend);
  return {
    asOf: isoDateOfDay(asOf),
    horizonDays: HORIZON_DAYS,
    discountRate: DISCOUNT_RATE,
    margin,
    orders: {
      model: dropOutVisible ? "mbgNbd" : "nbd",
      dropOutVisible,
      r: purchases.r,
      alpha: purchases.alpha,
      a: dropOutVisible ? purchases.a : null,
      b: dropOutVisible ? purchases.b : null,
    },
    spend: { model: usesGammaGamma ? "gammaGamma" : hasMoney ? "pooledMean" : null, fit: spend },
    seasonalRatios: seasonalRatios(daily, firstDay, asOf, HORIZON_DAYS),
    customers,
    activeCustomers: dropOutVisible ? sumOf(alive, weightOf) : null,
    expectedOrders: withInterval(totalOrders, orderVariance, tauSquared.orders),
    clvMinor: hasMoney ? rounded(withInterval(totalValue, valueVariance, tauSquared.netSales)) : null,
    clvPerCustomerMinor: hasMoney ? totalValue / customers : null,
    deciles: deciles.map((decile) => ({
      ...decile,
      clvMinor: decile.clvMinor === null ? null : Math.round(decile.clvMinor),
    })),
    aliveCounts: dropOutVisible ? aliveCounts(alive, weightOf) : null,
    reportCard: card,
  };
}

/**
 * E[z²] of an order's value z in units of the squared conditional mean M: M²·between is the mean square of the customer's own mean,
 * and of it `within` comes on top for each order, as its variance around that mean (Gamma-Gamma: 1 / p). Not finite where the
 * inverse gamma distribution has no variance. The pooled mean knows no spread.
 */
function valueSpread({ spend }: FittedShop): (repeatDays: number) => { within: number; between: number } {
  if (isUnavailable(spend)) return () => ({ within: 0, between: 1 });
  const { p, q } = spend;
  return (x) => ({ within: 1 / p, between: p * x + q > 2 ? (p * x + q - 1) / (p * x + q - 2) : Infinity });
}

function withInterval(predicted: number, variance: number, tauSquared: number): PredictedSum {
  const width = Math.exp(Z_97_5 * Math.sqrt(tauSquared + Math.max(0, variance) / (predicted * predicted)));
  // Where next to nothing is expected, its logarithm has no spread worth the name.
  if (!Number.isFinite(width)) return { predicted, low: null, high: null };
  return { predicted, low: predicted / width, high: predicted * width };
}

function rounded({ predicted, low, high }: PredictedSum): PredictedSum {
  const round = (amount: number | null): number | null => (amount === null ? null : Math.round(amount));
  return { predicted: Math.round(predicted), low: round(low), high: round(high) };
}

function sumOf(values: Float64Array, weightOf: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += weightOf(row) * values[row]!;
  return sum;
}

function decileTable(
  rows: number,
  weightOf: (row: number) => number,
  customers: number,
  ranked: Float64Array,
  expected: Float64Array,
  value: Float64Array | null,
): PredictedDecile[] {
  const each = new Float64Array(customers);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    each.fill(ranked[row]!, at, at + weight);
    at += weight;
  }
  const cuts = decileCuts(each);
  const table = Array.from({ length: 10 }, (_, d) => ({ decile: d + 1, customers: 0, expectedOrders: 0, clvMinor: 0 }));
  for (let row = 0; row < rows; row++) {
    const weight = weightOf(row);
    if (weight === 0) continue;
    const decile = table[decileOf(cuts, ranked[row]!)]!;
    decile.customers += weight;
    decile.expectedOrders += weight * expected[row]!;
    if (value) decile.clvMinor += weight * value[row]!;
  }
  return table.map((decile) => (value ? decile : { ...decile, clvMinor: null }));
}

function aliveCounts(alive: Float64Array, weightOf: (row: number) => number): number[] {
  const counts = new Array<number>(10).fill(0);
  for (let row = 0; row < alive.length; row++) counts[Math.min(9, Math.floor(10 * alive[row]!))]! += weightOf(row);
  return counts;
}
