import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { dayOfIsoDate } from "../../app/analytics/calendar.ts";
import { purchaseSummary } from "../../app/analytics/clv/customer-summary.ts";
import { fitGammaGamma, spendSummary } from "../../app/analytics/clv/gamma-gamma.ts";
import { fitBgNbd, fitMbgNbd, fitNbd } from "../../app/analytics/clv/purchase-models.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import { datasetTimelines } from "./dataset-timelines.ts";
import { dataset, NO_DATASETS } from "./datasets.ts";

interface Reference {
  readonly LL: number;
  readonly r: number;
  readonly alpha: number;
  readonly a?: number;
  readonly b?: number;
  readonly boundary?: boolean;
}

interface ReferenceModels {
  readonly unit_days: number;
  readonly cal_end: string | null;
  readonly n: number;
  readonly sum_x: number;
  readonly nbd: Reference;
  readonly bgnbd: Reference;
  readonly mbgnbd: Reference;
  readonly gammagamma?: {
    readonly p: number;
    readonly q: number;
    readonly v: number;
    readonly LL: number;
    readonly n: number;
  };
}

const near = (actual: number, expected: number): void => {
  expect(Math.abs(actual / expected - 1)).toBeLessThan(1e-3);
};

describe.skipIf(NO_DATASETS !== null)("fits of an independent program", () => {
  const reference =
    NO_DATASETS === null
      ? (JSON.parse(readFileSync(dataset("reference-values.json"), "utf8")) as {
          datasets: Record<string, { models: Record<string, ReferenceModels> }>;
        })
      : { datasets: {} };
  const cases = Object.entries(reference.datasets).flatMap(([name, { models }]) =>
    Object.entries(models).map(([period, expected]) => ({ name, period, expected })),
  );

  it.each(cases)("$name, $period", async ({ name, expected }) => {
    const timelines = await datasetTimelines(name);
    const asOf = expected.cal_end === null ? lastOrderDay(timelines)! : dayOfIsoDate(expected.cal_end)!;
    const summary = purchaseSummary(timelines, asOf);
    expect(summary.customers).toBe(expected.n);
    const nbd = fitNbd(summary);
    const [bg, mbg] = [fitBgNbd(summary, nbd), fitMbgNbd(summary, nbd)];
    // A density of orders in time: in weeks it is 7 times that in days, once per repeat order.
    const perWeek = (model: Reference): number =>
      model.LL + (expected.unit_days === 1 ? expected.sum_x * Math.log(7) : 0);
    for (const [fit, model] of [
      [nbd, expected.nbd],
      [bg, expected.bgnbd],
      [mbg, expected.mbgnbd],
    ] as const) {
      expect(fit.logLikelihood).toBeGreaterThan(perWeek(model) - 1e-3);
      if (model.boundary) {
        expect(fit).toMatchObject({ interior: false });
        continue;
      }
      near(fit.r, model.r);
      near(fit.alpha, (model.alpha * expected.unit_days) / 7);
      if ("a" in fit) {
        expect(fit.interior).toBe(true);
        near(fit.a, model.a!);
        near(fit.b, model.b!);
      }
    }
    if (!expected.gammagamma) return;
    const spend = fitGammaGamma(spendSummary(timelines, asOf));
    expect(spend.customers).toBe(expected.gammagamma.n);
    expect(spend.logLikelihood).toBeGreaterThan(expected.gammagamma.LL - 1e-3);
    near(spend.p, expected.gammagamma.p);
    near(spend.q, expected.gammagamma.q);
    near(spend.v, expected.gammagamma.v);
  });
});

describe.skipIf(NO_DATASETS !== null)("published parameters of the CDNOW sample, 39 weeks", () => {
  const fitted = async () => {
    const timelines = await datasetTimelines("cdnow_sample_orders.csv.gz");
    const asOf = dayOfIsoDate("1997-09-30")!;
    const summary = purchaseSummary(timelines, asOf);
    return { summary, nbd: fitNbd(summary), spend: fitGammaGamma(spendSummary(timelines, asOf)) };
  };

  it("BG/NBD: Fader, Hardie, Lee (2005), Marketing Science 24(2), table 2", async () => {
    const { summary, nbd } = await fitted();
    const { r, alpha, a, b, logLikelihood } = fitBgNbd(summary, nbd);
    expect([r, alpha, a, b].map((value) => value.toFixed(3))).toEqual(["0.243", "4.414", "0.793", "2.426"]);
    expect(logLikelihood).toBeCloseTo(-9582.4, 1);
  });

  it("BG/NBD: the digits of the CLVTools, BTYD and lifetimes packages", async () => {
    const { summary, nbd } = await fitted();
    const fit = fitBgNbd(summary, nbd);
    for (const [r, alpha, a, b] of [
      [0.2425945, 4.4136019, 0.7929199, 2.4258881],
      [0.2425967, 4.413659, 0.7929869, 2.426164],
      [0.242593, 4.413532, 0.792886, 2.425752],
    ] as const) {
      near(fit.r, r);
      near(fit.alpha, alpha);
      near(fit.a, a);
      near(fit.b, b);
    }
    expect(fit.logLikelihood).toBeCloseTo(-9582.429, 3);
  });

  it("MBG/NBD: the BTYDplus package", async () => {
    const { summary, nbd } = await fitted();
    const { r, alpha, a, b } = fitMbgNbd(summary, nbd);
    expect([r, alpha, a, b].map((value) => value.toFixed(3))).toEqual(["0.525", "6.183", "0.891", "1.614"]);
  });

  it("Gamma-Gamma: Fader and Hardie (2013), note 025", async () => {
    const { spend } = await fitted();
    expect([spend.p, spend.q, spend.v].map((value) => value.toFixed(2))).toEqual(["6.25", "3.74", "15.44"]);
    expect(spend.customers).toBe(946);
    expect(spend.logLikelihood).toBeCloseTo(-4055.9177, 3);
  });
});
