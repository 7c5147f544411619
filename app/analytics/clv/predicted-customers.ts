import { ordersUntil } from "../orders-until.ts";
import type { Timelines } from "../timelines.ts";
import type { Unavailable } from "../unavailable.ts";
import { notFitted } from "./clv-models.ts";
import type { NotFitted } from "./clv-models.ts";
import { shopForecasts, aliveByDays, fittedShop, orderValuesMinor } from "./forecast.ts";
import { HORIZON_DAYS, stepWeights } from "./predicted-clv.ts";
import { purchaseHistories } from "./purchase-histories.ts";
import { dailyRepeats } from "./seasonal-ratio.ts";

/** Predictions for the 365 days after a day, one entry each for the customers with an order by it. */
export interface PredictedCustomers {
  /** Index into `customerIds`, ascending. */
  readonly customers: Uint32Array;
  /** Null when no drop-out is visible: then nobody is called gone. */
  readonly probabilityAlive: Float64Array | null;
  readonly expectedOrders: Float64Array;
  readonly probabilityOfOrder: Float64Array;
  /** The 80 % range of the number of orders: 10 and 90 % quantiles. */
  readonly lowOrders: Uint16Array;
  readonly highOrders: Uint16Array;
  /** Discounted value, not rounded; net sales where no margin is given. Null without money. */
  readonly clvMinor: Float64Array | null;
}

/** What is predicted of each customer as of a day (inclusive), METRICS section 7. `margin` is a share of net sales, or null. */
export function predictedCustomers(
  timelines: Timelines,
  { asOf, margin }: { readonly asOf: number; readonly margin: number | null },
): PredictedCustomers | Unavailable<NotFitted> {
  const histories = purchaseHistories(timelines, asOf);
  const unfit = notFitted(histories, asOf);
  if (unfit !== null) return { unavailable: unfit };
  const shop = fittedShop(histories);
  const weights = stepWeights(dailyRepeats(timelines, asOf), histories.firstDay!, asOf);
  const forecasts = shopForecasts(shop, HORIZON_DAYS, weights);
  const aliveOf = aliveByDays(shop, asOf - histories.firstDay!);
  const valueOf = orderValuesMinor(shop);

  const { customerIds, orderStart, day, netMinor } = timelines;
  const count = total(histories.oneTimers) + histories.repeaters.repeatDays.length;
  const customers = new Uint32Array(count);
  const probabilityAlive = new Float64Array(count);
  const [expectedOrders, probabilityOfOrder] = [new Float64Array(count), new Float64Array(count)];
  const [lowOrders, highOrders] = [new Uint16Array(count), new Uint16Array(count)];
  const clvMinor = new Float64Array(valueOf === null ? 0 : count);
  // A function of its own for one customer: it is compiled while the loop runs.
  const predict = (row: number, x: number, ageAtLastOrder: number, age: number, laterNetMinor: number): void => {
    const alive = aliveOf(x, ageAtLastOrder, age);
    const slot = forecasts.slotOf(x, age);
    probabilityAlive[row] = alive;
    expectedOrders[row] = alive * forecasts.orders(slot);
    probabilityOfOrder[row] = alive * forecasts.probabilityOfOrder(slot);
    lowOrders[row] = forecasts.lowOrders(slot, alive);
    highOrders[row] = forecasts.highOrders(slot, alive);
    if (valueOf) clvMinor[row] = alive * forecasts.weightedOrders(slot) * valueOf(x, laterNetMinor) * (margin ?? 1);
  };
  let row = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const first = day[start]!;
    let x = 0;
    let net = 0;
    for (let o = start + 1; o < end; o++) {
      if (day[o] !== day[o - 1]) x++;
      if (x > 0) net += netMinor[o]!;
    }
    customers[row] = i;
    predict(row++, x, day[end - 1]! - first, asOf - first, net);
  }
  return {
    customers,
    probabilityAlive: shop.dropOutVisible ? probabilityAlive : null,
    expectedOrders,
    probabilityOfOrder,
    lowOrders,
    highOrders,
    clvMinor: valueOf === null ? null : clvMinor,
  };
}

function total(counts: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < counts.length; i++) sum += counts[i]!;
  return sum;
}
