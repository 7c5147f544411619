import { describe, expect, it } from "vitest";

import { dayOfIsoDate } from "../../app/analytics/calendar.ts";
import { purchaseSummary } from "../../app/analytics/clv/customer-summary.ts";
import type { PurchaseSummary } from "../../app/analytics/clv/customer-summary.ts";
import {
  expectedOrders,
  orderTailsOfActive,
  probabilityAlive,
  probabilityOfOrder,
} from "../../app/analytics/clv/expected-orders.ts";
import type { PurchaseHistory, PurchaseModel } from "../../app/analytics/clv/expected-orders.ts";
import { conditionalMean, spendLogLikelihood } from "../../app/analytics/clv/gamma-gamma.ts";
import { historiesAndOutcomes } from "../../app/analytics/clv/purchase-histories.ts";
import { purchaseLikelihood } from "../../app/analytics/clv/purchase-likelihood.ts";
import type { DropOut } from "../../app/analytics/clv/purchase-likelihood.ts";
import { fitBgNbd, fitNbd } from "../../app/analytics/clv/purchase-models.ts";
import { dailyRepeats } from "../../app/analytics/clv/seasonal-ratio.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import { datasetTimelines } from "./dataset-timelines.ts";
import { NO_DATASETS } from "./datasets.ts";
import { reference } from "./reference-values.ts";
import type { Spend, Vector } from "./reference-values.ts";

/**
 * Predictions against vectors computed with 40 digits, against published ones, and against an independent program on the data sets.
 * The reference also has the Pareto/NBD and the BG/BB: the product does not use them, they are not compared.
 */
const NEW_CUSTOMER: PurchaseHistory = { repeatDays: 0, ageAtLastOrder: 0, customerAge: 0 };

const model = (dropOut: DropOut, [r, alpha, a, b]: Vector["params"]): PurchaseModel => ({ dropOut, r, alpha, a, b });
const spendModel = ([p, q, v]: readonly [number, number, number]): Spend => ({ p, q, v });
const historyOf = ({ x, t_x, T }: Pick<Vector, "x" | "t_x" | "T">): PurchaseHistory => ({
  repeatDays: x,
  ageAtLastOrder: t_x,
  customerAge: T,
});

/** The reference's tolerance for predictions at given parameters is 1e-6; the vectors are reached to 1e-9. */
const near = (actual: number, expected: number, tolerance = 1e-6): void => {
  // The difference of something unknown is not small either.
  if (!(Math.abs(actual - expected) <= 1e-12)) expect(Math.abs(actual / expected - 1)).toBeLessThan(tolerance);
};

/** The reference's own value: 12 months of 30 days, discounted by 1 % a month at their ends. The product's is METRICS section 7's. */
function twelveMonthValue(purchases: PurchaseModel, spend: Spend, history: PurchaseHistory, total: number): number {
  let value = 0;
  for (let month = 1; month <= 12; month++) {
    const orders =
      expectedOrders(purchases, history, 30 * month) - expectedOrders(purchases, history, 30 * (month - 1));
    value += orders / 1.01 ** month;
  }
  return value * conditionalMean(spend, history.repeatDays, total);
}

/** P(exactly n orders) of somebody who has just bought for the first time. */
function probabilityOfCount(purchases: PurchaseModel, time: number, n: number): number {
  const tails = orderTailsOfActive(purchases, 0, 0, time);
  return (n === 0 ? 1 : tails[n - 1]!) - (tails[n] ?? 0);
}

describe.skipIf(NO_DATASETS !== null)("formula vectors", () => {
  const vectors = (["bgnbd", "mbgnbd"] as const).flatMap((name) =>
    (reference.formula_vectors?.[name] ?? []).map((vector) => ({ name, vector })),
  );

  it.each(vectors)("$name $vector.params: $vector.x, $vector.t_x, $vector.T", ({ name, vector }) => {
    const purchases = model(name === "bgnbd" ? "afterRepeat" : "afterEvery", vector.params);
    const history = historyOf(vector);
    const alive = probabilityAlive(purchases, history);
    near(alive, vector.p_alive, 1e-9);
    for (const [time, expected] of Object.entries(vector.expected)) {
      near(expectedOrders(purchases, history, Number(time)), expected, 1e-9);
      // The distribution has the same mean, by another sum.
      const tails = orderTailsOfActive(purchases, vector.x, vector.T, Number(time));
      near(alive * tails.reduce((sum, tail) => sum + tail, 0), expected, 1e-9);
      near(probabilityOfOrder(purchases, history, Number(time)), alive * (tails[0] ?? 0), 1e-9);
    }
    // The likelihood takes whole days and works in weeks; here its "day" is a hundredth of the vector's unit.
    const [r, alpha, a, b] = vector.params;
    const perUnit = 100 / 7;
    const hundredths = (time: number): Int32Array => Int32Array.of(Math.round(100 * time));
    const one: PurchaseSummary = {
      repeatDays: Int32Array.of(vector.x),
      ageAtLastOrder: hundredths(vector.t_x),
      customerAge: hundredths(vector.T),
      weight: Float64Array.of(1),
      customers: 1,
      repeatCustomers: vector.x > 0 ? 1 : 0,
    };
    const logs = Float64Array.of(r, alpha * perUnit, a, b).map(Math.log);
    const negative = purchaseLikelihood(one, purchases.dropOut)(logs, new Float64Array(4), new Float64Array(16));
    expect(-negative + vector.x * Math.log(perUnit)).toBeCloseTo(vector.ll, 6);
  });

  it("a new customer of the BG/NBD", () => {
    const { params, expected, pmf } = reference.formula_vectors.bgnbd_unconditional;
    const purchases = model("afterRepeat", params);
    for (const [time, value] of Object.entries(expected)) {
      near(expectedOrders(purchases, NEW_CUSTOMER, Number(time)), value, 1e-9);
    }
    for (const { t, n, p } of pmf) near(probabilityOfCount(purchases, t, n), p, 1e-9);
  });

  it("Gamma-Gamma", () => {
    const { params, population_mean, conditional_mean } = reference.formula_vectors.gammagamma;
    const spend = spendModel(params);
    near(conditionalMean(spend, 0, 0), population_mean, 1e-11);
    for (const { x, m, value, ll } of conditional_mean) {
      near(conditionalMean(spend, x, x * m), value, 1e-11);
      if (ll === null) continue;
      const one = { repeatDays: Int32Array.of(x), meanDayValue: Float64Array.of(m) };
      near(spendLogLikelihood(spend, one), ll, 1e-9);
    }
  });

  it("value of twelve months, by the reference's definition", () => {
    for (const { bg, gg, x, t_x, T, m, value } of reference.formula_vectors.clv_12m) {
      const history = historyOf({ x, t_x, T });
      near(twelveMonthValue(model("afterRepeat", bg), spendModel(gg), history, x * m), value, 1e-9);
    }
  });
});

describe("published predictions of the BG/NBD, CDNOW sample", () => {
  // Parameters and figures of the BTYD 2.4.3 walkthrough; E[X(t)] of the paper's spreadsheet.
  const btyd = model("afterRepeat", [0.2425967, 4.413659, 0.7929869, 2.426164]);
  const paper = model("afterRepeat", [0.243, 4.414, 0.793, 2.426]);
  const customer = (x: number, t_x: number, T: number): PurchaseHistory => historyOf({ x, t_x, T });

  it("orders expected of new customers", () => {
    for (const [time, orders] of [
      [0.1429, 0.0078],
      [1, 0.0532],
      [3, 0.1506],
      [31.8571, 1.0405],
      [32, 1.0437],
      [78, 1.8576],
    ] as const) {
      expect(Math.abs(expectedOrders(btyd, NEW_CUSTOMER, time) - orders)).toBeLessThan(4e-4);
    }
    expect(expectedOrders(btyd, NEW_CUSTOMER, 52)).toBeCloseTo(1.444004, 6);
  });

  it("orders expected of known ones", () => {
    expect(expectedOrders(paper, customer(2, 30.43, 38.86), 39)).toBeCloseTo(1.226, 3);
    near(expectedOrders(btyd, customer(26, 30.85714, 31), 52), 25.75659);
    near(probabilityAlive(btyd, customer(26, 30.85714, 31)), 0.9688523);
  });

  it("the paradox of the frequent buyer: more orders in the past, fewer in the future", () => {
    for (const [x, orders] of [
      [10, 0.3474606],
      [15, 0.04283391],
      [20, 0.004158973],
      [25, 0.0003583685],
    ] as const) {
      near(expectedOrders(btyd, customer(x, 20, 39), 52), orders);
    }
  });

  it("the distribution of orders of new customers", () => {
    near(probabilityOfCount(paper, 2, 10), 1.07869e-7, 1e-5);
    near(probabilityOfCount(paper, 39, 0), 0.5737864);
    const published = [0.0019995214, 0.0015170236, 0.001163315, 0.0009003148, 0.0007023638];
    published.push(0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.000222226);
    published.forEach((probability, i) => near(probabilityOfCount(paper, 30, 11 + i), probability));
  });
});

describe.skipIf(NO_DATASETS !== null)("published predictions that need the data", () => {
  const btyd = model("afterRepeat", [0.2425967, 4.413659, 0.7929869, 2.426164]);

  it("tracking of weeks 20 to 25, BTYD walkthrough", async () => {
    const timelines = await datasetTimelines("cdnow_sample_orders.csv.gz");
    const first = dayOfIsoDate("1997-01-01")!;
    const { fromDay, counts } = dailyRepeats(timelines, lastOrderDay(timelines)!);
    const actual = (weeks: number): number => counts.slice(0, first + 7 * weeks - fromDay).reduce((a, b) => a + b, 0);
    expect([20, 21, 22, 23, 24, 25].map(actual)).toEqual([1359, 1414, 1484, 1517, 1573, 1672]);

    const { customerAge, weight } = purchaseSummary(timelines, dayOfIsoDate("1997-09-30")!);
    const oldest = customerAge.reduce((most, age) => Math.max(most, age), 0);
    const expected = (week: number): number =>
      customerAge.reduce((sum, age, g) => {
        const time = week - (oldest - age) / 7;
        return sum + (time > 0 ? weight[g]! * expectedOrders(btyd, NEW_CUSTOMER, time) : 0);
      }, 0);
    [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6].forEach((published, i) =>
      near(expected(20 + i), published, 1e-5),
    );
  });

  it("39 weeks of hold-out by number of repeat days, BTYD walkthrough", async () => {
    const timelines = await datasetTimelines("cdnow_sample_orders.csv.gz");
    const summary = purchaseSummary(timelines, dayOfIsoDate("1997-09-30")!);
    const [orders, customers] = [new Array<number>(8).fill(0), new Array<number>(8).fill(0)];
    forEachGroup(summary, 7, (history, w) => {
      const x = Math.min(7, history.repeatDays);
      customers[x]! += w;
      orders[x]! += w * expectedOrders(btyd, history, 39);
    });
    expect(customers).toEqual([1411, 439, 214, 100, 62, 38, 29, 64]);
    [0.2250893, 0.5231364, 1.044126, 1.520256, 2.163824, 2.653789, 3.503957, 6.157036].forEach((published, x) =>
      near(orders[x]! / customers[x]!, published, 1e-5),
    );
  });
});

function forEachGroup(
  { repeatDays, ageAtLastOrder, customerAge, weight }: PurchaseSummary,
  unitDays: number,
  visit: (history: PurchaseHistory, weight: number) => void,
): void {
  for (let g = 0; g < weight.length; g++) {
    const history = {
      repeatDays: repeatDays[g]!,
      ageAtLastOrder: ageAtLastOrder[g]! / unitDays,
      customerAge: customerAge[g]! / unitDays,
    };
    visit(history, weight[g]!);
  }
}

describe.skipIf(NO_DATASETS !== null)("predictions of an independent program", () => {
  const cases = Object.entries(reference.datasets ?? {}).flatMap(([name, { models }]) =>
    Object.entries(models).map(([period, expected]) => ({ name, period, expected })),
  );

  it.each(cases)("$name, $period", async ({ name, expected }) => {
    const timelines = await datasetTimelines(name);
    const asOf = expected.cal_end === null ? lastOrderDay(timelines)! : dayOfIsoDate(expected.cal_end)!;
    const { unit_days: unit, customers = [], totals, holdout, gammagamma: spend } = expected;
    const bg: PurchaseModel = { ...expected.bgnbd, dropOut: "afterRepeat" };
    const mbg: PurchaseModel = { ...expected.mbgnbd, dropOut: "afterEvery" };
    const nbd: PurchaseModel = { ...expected.nbd, dropOut: "never", a: 1, b: 1 };

    for (const customer of customers) {
      const history = historyOf(customer);
      near(probabilityAlive(bg, history), customer.bg_p_alive);
      near(probabilityAlive(mbg, history), customer.mbg_p_alive);
      for (const [time, orders] of Object.entries(customer.bg_expected)) {
        near(expectedOrders(bg, history, Number(time)), orders);
      }
      if (!spend || customer.m === undefined) continue;
      near(conditionalMean(spend, customer.x, customer.x * customer.m), customer.gg_conditional_mean!);
      if (customer.clv_12m === undefined) continue;
      near(twelveMonthValue(bg, spend, history, customer.x * customer.m), customer.clv_12m);
    }
    if (spend) near(conditionalMean(spend, 0, 0), spend.population_mean);

    const summary = purchaseSummary(timelines, asOf);
    const own = fitBgNbd(summary, fitNbd(summary));
    const fitted: PurchaseModel = { ...own, alpha: (own.alpha * 7) / unit, dropOut: "afterRepeat" };
    const sumOver = (purchases: PurchaseModel, time: number): number => {
      let sum = 0;
      forEachGroup(summary, unit, (history, w) => (sum += w * expectedOrders(purchases, history, time)));
      return sum;
    };
    for (const [time, orders] of Object.entries(totals.bg_expected ?? {})) {
      near(sumOver(bg, Number(time)), orders, 1e-7);
      near(sumOver(fitted, Number(time)), orders, 1e-4);
    }
    for (const [time, orders] of Object.entries(totals.nbd_expected ?? {}))
      near(sumOver(nbd, Number(time)), orders, 1e-7);
    if (totals.bg_p_alive_mean !== undefined) {
      let alive = 0;
      forEachGroup(summary, unit, (history, w) => (alive += w * probabilityAlive(bg, history)));
      near(alive / summary.customers, totals.bg_p_alive_mean);
    }
    if (totals.clv_12m_sum !== undefined && spend) {
      near(totalTwelveMonthValue(timelines, asOf, bg, spend), totals.clv_12m_sum, 1e-7);
    }

    if (!holdout) return;
    const { histories, outcomes } = historiesAndOutcomes(timelines, asOf, Math.round(holdout.length * unit));
    const [orders, actual, counted] = [0, 1, 2].map(() => new Array<number>(8).fill(0));
    forEachGroup(summary, unit, (history, w) => {
      const x = Math.min(7, history.repeatDays);
      orders![x]! += w * expectedOrders(holdout.bg_expected === undefined ? nbd : bg, history, holdout.length);
      counted![x]! += w;
    });
    outcomes.oneTimers.orderDays.forEach((days) => (actual![0]! += days));
    outcomes.repeaters.orderDays.forEach((days, i) => {
      actual![Math.min(7, histories.repeaters.repeatDays[i]!)]! += days;
    });
    const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b);
    expect(sum(actual!)).toBe(holdout.actual_repeat_days);
    near(sum(orders!), (holdout.bg_expected ?? holdout.nbd_expected)!, 1e-7);
    holdout.by_x_7plus?.forEach(({ n, actual_mean, expected_mean }, x) => {
      expect(counted![x]).toBe(n);
      near(actual![x]! / n, actual_mean, 1e-7);
      near(orders![x]! / n, expected_mean, 1e-7);
    });
  });
});

/** The reference's value of twelve months over all customers; its time is in days. */
function totalTwelveMonthValue(
  timelines: Awaited<ReturnType<typeof datasetTimelines>>,
  asOf: number,
  purchases: PurchaseModel,
  spend: Spend,
): number {
  const { repeaters, oneTimers, currencyDigits } = historiesAndOutcomes(timelines, asOf, 0).histories;
  let value = 0;
  oneTimers.forEach((customers, age) => {
    if (customers > 0)
      value += customers * twelveMonthValue(purchases, spend, { ...NEW_CUSTOMER, customerAge: age }, 0);
  });
  repeaters.repeatDays.forEach((repeatDays, i) => {
    const history = {
      repeatDays,
      ageAtLastOrder: repeaters.ageAtLastOrder[i]!,
      customerAge: repeaters.customerAge[i]!,
    };
    value += twelveMonthValue(purchases, spend, history, repeaters.laterNetMinor[i]! / 10 ** currencyDigits);
  });
  return value;
}
