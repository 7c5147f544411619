import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, timelinesOf } from "../../test/factories/timelines.ts";
import { extraRateOf, learnedEffect } from "./experiment-learning.ts";
import { experimentReport, experimentResult, smallestVisibleLift } from "./experiment.ts";
import type { ExperimentMembers, ExperimentOptions } from "./experiment.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { newcombe } from "./newcombe.ts";
import { normalProbability, tQuantile97_5, Z_80, Z_90, Z_95, Z_97_5 } from "./normal.ts";
import { shardsOf } from "./timeline-shards.ts";

/** Members 1 … n; the first `controls` of them are kept back. Everybody enters on day 100. */
function members(n: number, controls: number): ExperimentMembers {
  return {
    customerIds: BigInt64Array.from({ length: n }, (_, i) => BigInt(i + 1)),
    control: Uint8Array.from({ length: n }, (_, i) => (i < controls ? 1 : 0)),
    entryDay: new Int32Array(n).fill(100),
  };
}

const options = (given: Partial<ExperimentOptions>): ExperimentOptions => ({
  members: members(0, 0),
  asOf: 129,
  windowDays: 30,
  controlShare: 0.5,
  marginRate: null,
  ...given,
});

describe("experimentResult", () => {
  it("counts each member's own window, by the arm they were assigned to", () => {
    const order = (id: number, customer: number, day: number, netMinor: number) =>
      anOrder({ orderId: BigInt(id), customerId: BigInt(customer), day, netMinor });
    const timelines = timelinesOf([
      order(1, 1, 99, 5000), // before the entry
      order(2, 1, 100, 1000), // the day of entry
      order(3, 2, 130, 1000), // after the window
      order(4, 3, 129, 2000),
      order(5, 3, 105, 500),
      order(6, 4, 110, -300),
      order(7, 9, 110, 7000), // no member
    ]);
    const result = experimentResult(timelines, options({ members: members(5, 2), marginRate: 0.4 }));
    expect(result).toMatchObject({
      state: "readable",
      readableFromDay: 129,
      control: { customers: 2, buyers: 1, buyerRate: 0.5, orders: 1, netSalesMinor: 1000, marginMinor: 400 },
      treated: { customers: 3, buyers: 2, orders: 3, netSalesMinor: 2200, marginMinor: 880 },
      netSalesPerMemberDifferenceMinor: null,
      buyersNeededForMoney: 25,
    });
    expect(result.buyerRateDifference!.value).toBeCloseTo(2 / 3 - 1 / 2, 12);
    expect(result.extraBuyers!.value).toBeCloseTo(0.5, 12);
  });

  it("says nothing before the last member's window has passed", () => {
    const late = members(3, 1);
    late.entryDay[2] = 110;
    const timelines = timelinesOf([anOrder({ orderId: 1n, customerId: 2n, day: 101 })]);
    const result = experimentResult(timelines, options({ members: late, asOf: 138 }));
    expect(result).toMatchObject({ state: "tooEarly", readableFromDay: 139, treated: null, buyerRateDifference: null });
    expect(experimentResult(timelines, options({ members: late, asOf: 139 })).state).toBe("readable");
    expect(experimentResult(timelines, options({})).readableFromDay).toBeNull();
  });

  it("gives money an interval only with enough buyers in each arm", () => {
    const buyers = (n: number) =>
      timelinesOf(
        Array.from({ length: 2 * n }, (_, i) =>
          anOrder({ orderId: BigInt(i), customerId: BigInt(i + 1), day: 101, netMinor: i < n ? 1000 : 1500 + (i % 2) }),
        ),
      );
    const money = (n: number, controlShare: number) =>
      experimentResult(buyers(n), options({ members: members(2 * n, n), controlShare }))
        .netSalesPerMemberDifferenceMinor;
    expect(money(24, 0.5)).toBeNull();
    expect(money(25, 0.5)!.value).toBeCloseTo(500.5, 0);
    expect(money(99, 0.3)).toBeNull();
    expect(money(100, 0.3)).not.toBeNull();
  });

  it("knows no money where the source has none", () => {
    const orders = Array.from({ length: 60 }, (_, i) =>
      anOrder({ orderId: BigInt(i), customerId: BigInt(i + 1), day: 101, netMinor: 0 }),
    );
    const timelines = timelinesOf(orders, [], { hasMoney: false });
    const arm = { customers: 30, buyers: 30, netSalesMinor: null, marginMinor: null };
    expect(experimentResult(timelines, options({ members: members(60, 30), marginRate: 0.4 }))).toMatchObject({
      treated: arm,
      control: arm,
      netSalesPerMemberDifferenceMinor: null,
    });
  });

  it("gives Welch's interval", () => {
    // Control: 25 × 10.00 and 25 × 20.00, mean 1500, s² = 500²·50/49. Treated: 25 × 10.00, 25 × 30.00: mean 2000, s² = 1000²·50/49.
    const timelines = timelinesOf(
      Array.from({ length: 100 }, (_, i) => {
        const netMinor = i % 2 === 0 ? 1000 : i < 50 ? 2000 : 3000;
        return anOrder({ orderId: BigInt(i), customerId: BigInt(i + 1), day: 100, netMinor });
      }),
    );
    const { netSalesPerMemberDifferenceMinor: money } = experimentResult(
      timelines,
      options({ members: members(100, 50) }),
    );
    const [a, b] = [1e6 / 49, 0.25e6 / 49];
    const degrees = (a + b) ** 2 / (a ** 2 / 49 + b ** 2 / 49);
    const half = tQuantile97_5(degrees) * Math.sqrt(a + b);
    expect(money!.value).toBeCloseTo(500, 9);
    expect(money!.low).toBeCloseTo(500 - half, 6);
    expect(money!.high).toBeCloseTo(500 + half, 6);
  });

  it("over parts of the shop equals the whole to the last digit, whatever the amounts", () => {
    const amounts = fc.array(fc.integer({ min: -90_000_000, max: 90_000_000 }), { minLength: 80, maxLength: 120 });
    fc.assert(
      fc.property(amounts, fc.integer({ min: 2, max: 5 }), (given, count) => {
        const timelines = timelinesOf(
          given.map((netMinor, i) =>
            anOrder({ orderId: BigInt(i), customerId: BigInt(i + 1), day: 100 + (i % 9), netMinor }),
          ),
        );
        const at = options({ members: members(given.length, 40) });
        const parts = shardsOf(timelines, count).reverse();
        expect(computedOverParts(experimentReport, parts, at)).toEqual(experimentResult(timelines, at));
      }),
    );
  });

  it("over parts of the shop equals the whole", () => {
    const orders = fc.array(
      fc.record({
        customer: fc.integer({ min: 1, max: 20 }),
        day: fc.integer({ min: 90, max: 140 }),
        net: fc.integer({ min: -50, max: 900 }),
      }),
    );
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 5 }), (given, parts) => {
        const timelines = timelinesOf(
          given.map(({ customer, day, net }, i) =>
            anOrder({ orderId: BigInt(i), customerId: BigInt(customer), day, netMinor: net }),
          ),
        );
        const at = options({ members: members(15, 6) });
        expect(computedOverParts(experimentReport, shardsOf(timelines, parts), at)).toEqual(
          experimentResult(timelines, at),
        );
      }),
    );
  });
});

describe("newcombe", () => {
  // Newcombe (1998), Statistics in Medicine 17, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [10, 10, 0, 10, 0.6075, 1],
    [5, 56, 0, 29, -0.0381, 0.1926],
  ])("of %i/%i and %i/%i is as published", (x1, n1, x0, n0, low, high) => {
    const interval = newcombe(x1, n1, x0, n0)!;
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it("is unknown without cases", () => {
    expect(newcombe(1, 2, 0, 0)).toBeNull();
  });
});

describe("quantiles of the distributions", () => {
  it("are those of the tables", () => {
    expect(tQuantile97_5(20)).toBeCloseTo(2.08596, 4);
    expect(tQuantile97_5(30)).toBeCloseTo(2.04227, 5);
    expect(tQuantile97_5(100)).toBeCloseTo(1.98397, 5);
    for (const [z, p] of [
      [Z_80, 0.8],
      [Z_90, 0.9],
      [Z_95, 0.95],
      [Z_97_5, 0.975],
    ] as const) {
      expect(normalProbability(z)).toBeCloseTo(p, 6);
    }
  });
});

describe("smallestVisibleLift", () => {
  it("is found by the test of that power", () => {
    // The lift at which the usual sample-size formula gives back the sizes: n = 3 626 an arm for 10 % against 12 %
    // is short of the 3 841 it takes, so the visible lift is a little above 20 %.
    expect(smallestVisibleLift(0.1, 3841, 3841)).toBeCloseTo(0.2, 2);
    expect(smallestVisibleLift(0.1, 3626, 3626)!).toBeGreaterThan(0.2);
    expect(smallestVisibleLift(0.9, 10, 10)).toBeNull();
    expect(smallestVisibleLift(0, 100, 100)).toBeNull();
  });

  it("shrinks as the arms grow", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 1e6 }), fc.double({ min: 0.02, max: 0.3, noNaN: true }), (n, p0) => {
        expect(smallestVisibleLift(p0, 2 * n, 2 * n)!).toBeLessThan(smallestVisibleLift(p0, n, n) ?? Infinity);
      }),
    );
  });
});

describe("learnedEffect", () => {
  const prior = { mean: Math.log(1.2), sd: 0.3 };

  it("is the prior as long as nothing was tried", () => {
    expect(learnedEffect(prior, []).mean).toBeCloseTo(prior.mean, 12);
    expect(learnedEffect(prior, []).sd).toBeCloseTo(prior.sd, 12);
  });

  it("weighs a run by what it can tell", () => {
    // 60 of 1 000 against 40 of 1 000: d = ln((60.5/1001)/(40.5/1001)) = 0.40137,
    // s² = 1/60.5 + 1/40.5 − 2/1001 = 0.0392222; weight 1/(0.0392222 + 0.0225) = 16.2018; the prior's is 11.1111.
    const learned = learnedEffect(prior, [{ treatedBuyers: 60, treated: 1000, controlBuyers: 40, control: 1000 }]);
    const d = Math.log(60.5 / 40.5);
    const weight = 1 / (1 / 60.5 + 1 / 40.5 - 2 / 1001 + 0.0225);
    expect(weight).toBeCloseTo(16.2018, 3);
    expect(learned.mean).toBeCloseTo((prior.mean / 0.09 + d * weight) / (1 / 0.09 + weight), 12);
    expect(learned.sd).toBeCloseTo(1 / Math.sqrt(1 / 0.09 + weight), 12);
  });

  it("stays finite and lies between prior and runs", () => {
    const run = fc
      .record({
        treated: fc.integer({ min: 1, max: 5000 }),
        control: fc.integer({ min: 1, max: 5000 }),
        t: fc.double({ min: 0, max: 1, noNaN: true }),
        c: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ treated, control, t, c }) => ({
        treated,
        control,
        treatedBuyers: Math.floor(t * treated),
        controlBuyers: Math.floor(c * control),
      }));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 6 }), (runs) => {
        const { mean, sd } = learnedEffect(prior, runs);
        expect(Number.isFinite(mean)).toBe(true);
        expect(sd).toBeGreaterThan(0);
        expect(sd).toBeLessThanOrEqual(prior.sd + 1e-12);
      }),
    );
  });

  it("turns into an extra rate that leaves a probability", () => {
    expect(extraRateOf(0.1, Math.log(1.5))).toBeCloseTo(0.05, 12);
    expect(extraRateOf(0.8, Math.log(3))).toBeCloseTo(0.2, 12);
    expect(extraRateOf(0.1, -Infinity)).toBeCloseTo(-0.1, 12);
  });
});
