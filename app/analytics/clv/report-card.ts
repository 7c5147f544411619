import { isoDateOfDay } from "../calendar.ts";
import type { Timelines } from "../timelines.ts";
import { notFitted } from "./clv-models.ts";
import { decileCuts, decileOf } from "./deciles.ts";
import { shopForecasts, aliveByDays, fittedShop, orderValuesMinor, seasonalRatios, stepEnds } from "./forecast.ts";
import { historiesAndOutcomes, mergedHistories, mergedOutcomes } from "./purchase-histories.ts";
import type { PurchaseHistories, PurchaseOutcomes } from "./purchase-histories.ts";
import type { DropOutFit } from "./purchase-models.ts";
import type { DailyRepeats } from "./seasonal-ratio.ts";

/** Predicted and actual figures of the same customers. Orders are distinct order days; money is net sales, null without money. */
interface PredictedAndActual {
  readonly customers: number;
  readonly predictedOrders: number;
  readonly actualOrders: number;
  readonly predictedNetMinor: number | null;
  readonly actualNetMinor: number | null;
}

/** The models fitted as of `asOf`, against what its customers did in the 90 days after it. */
interface BackTest extends PredictedAndActual {
  readonly asOf: string;
  /** ln(predicted / actual); null where one of them is not above 0. */
  readonly orderError: number | null;
  readonly netSalesError: number | null;
  /** By predicted net sales (orders, without money), highest tenth first; equal predictions stay together. */
  readonly deciles: readonly PredictedAndActual[];
}

/** How well the models would have predicted the last windows of 90 days, latest first, METRICS section 7. */
export interface ReportCard {
  readonly windowDays: number;
  readonly backTests: readonly BackTest[];
  /** Variance of ln(predicted / actual) of a sum that is the models' own fault: (4·0.25² + Σe²) / (4 + k). */
  readonly tauSquared: { readonly orders: number; readonly netSales: number };
}

/** One window as a tally: the histories at its start and what followed. */
export interface BackTestTally {
  readonly asOf: number;
  readonly histories: PurchaseHistories;
  readonly outcomes: PurchaseOutcomes;
}

const WINDOW_DAYS = 90;
const MOST_WINDOWS = 8;
/** Before any test the models are taken to miss a sum by a quarter, as if four tests had said so. */
const PRIOR_TESTS = 4;
const PRIOR_ERROR = 0.25;
export const PRIOR_TAU_SQUARED = PRIOR_ERROR ** 2;

/** The windows of the 720 days up to `asOf`, latest first. */
export function backTestTallies(timelines: Timelines, asOf: number): BackTestTally[] {
  return Array.from({ length: MOST_WINDOWS }, (_, k) => {
    const start = asOf - (k + 1) * WINDOW_DAYS;
    return { asOf: start, ...historiesAndOutcomes(timelines, start, WINDOW_DAYS) };
  });
}

/** The windows of disjoint sets of customers together. */
export function mergedBackTests(parts: readonly (readonly BackTestTally[])[]): BackTestTally[] {
  return parts[0]!.map(({ asOf }, k) => ({
    asOf,
    histories: mergedHistories(parts.map((part) => part[k]!.histories)),
    outcomes: mergedOutcomes(parts.map((part) => part[k]!.outcomes)),
  }));
}

/** Fits as of the start of each window, as far back as there was enough to fit. `start`: the fit of today, to begin from. */
export function reportCard(tallies: readonly BackTestTally[], daily: DailyRepeats, start: DropOutFit): ReportCard {
  const backTests: BackTest[] = [];
  let from = start;
  for (const tally of tallies) {
    if (notFitted(tally.histories, tally.asOf) !== null) break;
    const { test, fit } = backTest(tally, daily, from);
    backTests.push(test);
    from = fit;
  }
  return {
    windowDays: WINDOW_DAYS,
    backTests,
    tauSquared: {
      orders: tauSquared(backTests.map(({ orderError }) => orderError)),
      netSales: tauSquared(backTests.map(({ netSalesError }) => netSalesError)),
    },
  };
}

function tauSquared(errors: readonly (number | null)[]): number {
  const known = errors.filter((error) => error !== null);
  const squares = known.reduce((sum, error) => sum + error * error, 0);
  return (PRIOR_TESTS * PRIOR_TAU_SQUARED + squares) / (PRIOR_TESTS + known.length);
}

function backTest(
  { asOf, histories, outcomes }: BackTestTally,
  daily: DailyRepeats,
  start: DropOutFit,
): { test: BackTest; fit: DropOutFit } {
  const shop = fittedShop(histories, start);
  const ratios = seasonalRatios(daily, histories.firstDay!, asOf, WINDOW_DAYS);
  const weights = stepEnds(WINDOW_DAYS).map((_, j) => ratios?.[j] ?? 1);
  const forecasts = shopForecasts(shop, WINDOW_DAYS, weights);
  const aliveOf = aliveByDays(shop, asOf - histories.firstDay!);
  const valueOf = orderValuesMinor(shop);
  const hasMoney = valueOf !== null;

  const { oneTimers, repeaters } = histories;
  const rows = oneTimers.length + repeaters.repeatDays.length;
  const [orders, net] = [new Float64Array(rows), new Float64Array(rows)];
  let customers = 0;
  for (let row = 0; row < rows; row++) {
    const i = row - oneTimers.length;
    const weight = i < 0 ? oneTimers[row]! : 1;
    if (weight === 0) continue;
    customers += weight;
    const x = i < 0 ? 0 : repeaters.repeatDays[i]!;
    const age = i < 0 ? row : repeaters.customerAge[i]!;
    const alive = aliveOf(x, i < 0 ? 0 : repeaters.ageAtLastOrder[i]!, age);
    orders[row] = alive * forecasts.weightedOrders(forecasts.slotOf(x, age));
    if (valueOf) net[row] = orders[row]! * valueOf(x, i < 0 ? 0 : repeaters.laterNetMinor[i]!);
  }

  const ranked = hasMoney ? net : orders;
  const each = new Float64Array(customers);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const weight = row < oneTimers.length ? oneTimers[row]! : 1;
    each.fill(ranked[row]!, at, at + weight);
    at += weight;
  }
  const cuts = decileCuts(each);
  const sums = Array.from({ length: 10 }, () => ({ customers: 0, orders: 0, actualOrders: 0, net: 0, actualNet: 0 }));
  for (let row = 0; row < rows; row++) {
    const i = row - oneTimers.length;
    const weight = i < 0 ? oneTimers[row]! : 1;
    if (weight === 0) continue;
    const decile = sums[decileOf(cuts, ranked[row]!)]!;
    decile.customers += weight;
    decile.orders += weight * orders[row]!;
    decile.net += weight * net[row]!;
    decile.actualOrders += i < 0 ? outcomes.oneTimers.orderDays[row]! : outcomes.repeaters.orderDays[i]!;
    decile.actualNet += i < 0 ? outcomes.oneTimers.netMinor[row]! : outcomes.repeaters.netMinor[i]!;
  }
  const deciles = sums.map((decile): PredictedAndActual => ({
    customers: decile.customers,
    predictedOrders: decile.orders,
    actualOrders: decile.actualOrders,
    predictedNetMinor: hasMoney ? Math.round(decile.net) : null,
    actualNetMinor: hasMoney ? decile.actualNet : null,
  }));
  const total = (of: (decile: (typeof sums)[number]) => number): number =>
    sums.reduce((sum, decile) => sum + of(decile), 0);
  const [predictedOrders, actualOrders] = [total((decile) => decile.orders), total((decile) => decile.actualOrders)];
  const [predictedNet, actualNet] = [total((decile) => decile.net), total((decile) => decile.actualNet)];
  return {
    fit: shop.mbgFit,
    test: {
      asOf: isoDateOfDay(asOf),
      customers,
      predictedOrders,
      actualOrders,
      predictedNetMinor: hasMoney ? Math.round(predictedNet) : null,
      actualNetMinor: hasMoney ? actualNet : null,
      orderError: logRatio(predictedOrders, actualOrders),
      netSalesError: hasMoney ? logRatio(predictedNet, actualNet) : null,
      deciles,
    },
  };
}

function logRatio(predicted: number, actual: number): number | null {
  return predicted > 0 && actual > 0 ? Math.log(predicted / actual) : null;
}
