import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { acquisitionCost } from "../../app/analytics/acquisition-cost.ts";
import { periodOf } from "../../app/analytics/calendar.ts";
import { learnedEffect } from "../../app/analytics/experiment-learning.ts";
import { experimentResult } from "../../app/analytics/experiment.ts";
import type { ExperimentResult } from "../../app/analytics/experiment.ts";
import { goalFeasibility } from "../../app/analytics/goal-feasibility.ts";
import { maturityRange } from "../../app/analytics/maturity-range.ts";
import { chosenTactics } from "../../app/analytics/tactic-gain.ts";
import { timelinesOf } from "../factories/timelines.ts";
import { agreeOn, crowdedShop, lateDay, unlike } from "./agreement.ts";
import { chosenTacticsReference, experimentReference, goalReference, learnedReference } from "./experiments.ts";
import { acquisitionCostReference, maturityRangeReference } from "./value-reports.ts";

const RUNS = 1000;
const FIRST_DAY = 15_600;

const marginRate = fc.option(fc.double({ min: 0.05, max: 0.9, noNaN: true }), { nil: null, freq: 2 });

/** More than a hundred customers. */
const crowd = crowdedShop({ maxOrders: 30, copies: { min: 8, max: 30 }, pressed: [1, 2] });

describe("the slow reference agrees on", () => {
  it("the computed range, with the age curve", () => {
    agreeOn(
      fc.record({ shop: crowd, asOf: lateDay, marginRate }),
      ({ shop, ...asked }) => maturityRange(timelinesOf(shop.orders, shop.customers), asked),
      ({ shop, ...asked }) => maturityRangeReference(shop, asked),
      {
        runs: 600,
        reached: { when: (expected) => "point" in (expected as object), share: 0.18 },
      },
    );
  });

  it("acquisition cost, CLV : CAC and payback", () => {
    const spend = fc.array(
      fc.record({
        day: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 500 }),
        channel: fc.constantFrom(null, "search", "email", "Ärzte", "radio"),
        amountMinor: fc.integer({ min: 0, max: 200_000 }),
      }),
      { maxLength: 12 },
    );
    agreeOn(
      fc.record({ shop: crowd, asOf: fc.integer({ min: FIRST_DAY + 100, max: FIRST_DAY + 600 }), marginRate, spend }),
      ({ shop, asOf, spend: entries, marginRate: rate }) =>
        acquisitionCost(timelinesOf(shop.orders), {
          asOf,
          marginRate: rate,
          spend: entries.map(({ day, ...entry }) => ({ ...entry, month: periodOf(day, "month") })),
        }),
      ({ shop, ...asked }) => acquisitionCostReference(shop.orders, asked),
      {
        runs: 600,
        reached: {
          when: (expected) => {
            const { lastYear } = expected as { lastYear?: { clvToCac: number | null; paybackState: string } };
            return lastYear !== undefined && lastYear.clvToCac !== null && lastYear.paybackState === "reached";
          },
          share: 0.13,
        },
      },
    );
  });

  it("what an experiment brought", () => {
    let withMoney = 0;
    const cases = fc.record({
      shop: crowdedShop({ maxOrders: 40, copies: { min: 5, max: 30 }, pressed: [20] }),
      asOf: fc.integer({ min: FIRST_DAY + 20, max: FIRST_DAY + 150 }),
      windowDays: fc.constantFrom(30, 90),
      controlShare: fc.constantFrom(0.5, 0.3),
      marginRate,
      stride: fc.integer({ min: 1, max: 40 }),
    });
    const compared = fc.property(cases, ({ shop, stride, ...asked }) => {
      const known = [...new Set(shop.orders.flatMap(({ customerId }) => customerId ?? []))];
      const everyTen = Math.round(asked.controlShare * 10);
      // Some members never order.
      const members = [...known, ...known.map((id) => id + 50_000n)]
        .sort((a, b) => (a < b ? -1 : 1))
        .filter((_, i) => i % 11 !== 0)
        .map((id, i) => ({ id, isControl: (i * 7) % 10 < everyTen, entryDay: FIRST_DAY + ((i * stride) % 25) }));
      const expected = experimentReference(shop.orders, { ...asked, members });
      const actual = experimentResult(timelinesOf(shop.orders), {
        ...asked,
        members: {
          customerIds: BigInt64Array.from(members, ({ id }) => id),
          control: Uint8Array.from(members, ({ isControl }) => Number(isControl)),
          entryDay: Int32Array.from(members, ({ entryDay }) => entryDay),
        },
      });
      const [money, expectedMoney] = [actual, expected].map((one) => one.netSalesPerMemberDifferenceMinor);
      if (expectedMoney) withMoney++;
      expect(unlike(ofMoney(money!, expectedMoney!), expectedMoney)).toEqual([]);
      const withoutMoney = { netSalesPerMemberDifferenceMinor: null };
      expect(unlike({ ...actual, ...withoutMoney }, { ...expected, ...withoutMoney })).toEqual([]);
    });
    const runs = 400;
    fc.assert(compared, { numRuns: runs, unbiased: true });
    expect(withMoney / runs).toBeGreaterThanOrEqual(0.1);
  });

  it("what is learned from runs", () => {
    const arm = fc.integer({ min: 0, max: 5000 });
    const runsOf = fc.array(
      fc.tuple(arm, arm, arm, arm).map(([a, b, c, d]) => ({
        treatedBuyers: Math.min(a, b),
        treated: Math.max(a, b),
        controlBuyers: Math.min(c, d),
        control: Math.max(c, d),
      })),
      { maxLength: 8 },
    );
    const prior = fc.record({
      mean: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      sd: fc.double({ min: 0.05, max: 1, noNaN: true }),
    });
    agreeOn(
      fc.record({ prior, told: runsOf }),
      ({ prior: before, told }) => learnedEffect(before, told),
      ({ prior: before, told }) => learnedReference(before, told),
      { runs: RUNS },
    );
  });

  it("who gets which tactic", () => {
    const gain = fc.oneof(fc.integer({ min: -300, max: 300 }), fc.constant(NaN));
    const cases = fc
      .record({ customers: fc.integer({ min: 0, max: 12 }), tactics: fc.integer({ min: 0, max: 5 }) })
      .chain(({ customers, tactics }) =>
        fc.record({
          gains: fc.array(fc.array(gain, { minLength: customers, maxLength: customers }), {
            minLength: tactics,
            maxLength: tactics,
          }),
          last: fc.array(fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 30 })), {
            minLength: customers,
            maxLength: customers,
          }),
          asOf: fc.integer({ min: 0, max: 30 }),
        }),
      );
    agreeOn(
      cases,
      ({ gains, last, asOf }) =>
        chosenTactics(
          gains.map((of) => Float64Array.from(of)),
          Int32Array.from(last),
          asOf,
        ),
      ({ gains, last, asOf }) => chosenTacticsReference(gains, last, asOf),
      {
        runs: RUNS,
        reached: {
          when: (expected) =>
            (expected as ReturnType<typeof chosenTacticsReference>).tactic.some((tactic) => tactic > 0),
          share: 0.3,
        },
      },
    );
  });

  it("what can be promised", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const window = fc
      .tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }))
      .map(([a, b]) => ({ cases: Math.max(a, b), rate: Math.max(a, b) === 0 ? 0 : Math.min(a, b) / Math.max(a, b) }));
    agreeOn(
      fc.record({ windows: fc.array(window, { maxLength: 9 }), expected: share, more: share, target: share }),
      ({ windows, expected, more, target }) =>
        goalFeasibility(windows, { expected: expected / 10, high: (expected + more) / 10 }, target),
      ({ windows, expected, more, target }) =>
        goalReference(windows, { expected: expected / 10, high: (expected + more) / 10 }, target),
      {
        runs: RUNS,
        reached: {
          when: (expected) => (expected as ReturnType<typeof goalReference>)?.sdFrom === "windows",
          share: 0.3,
        },
      },
    );
  });
});

/** The expected interval in place of one that differs by no more than its quantile of t is exact (five digits). */
function ofMoney(
  actual: ExperimentResult["netSalesPerMemberDifferenceMinor"],
  expected: ExperimentResult["netSalesPerMemberDifferenceMinor"],
): ExperimentResult["netSalesPerMemberDifferenceMinor"] {
  if (actual === null || expected === null) return actual;
  const allowed = 1e-5 * (expected.high - expected.low);
  const isNear = Math.abs(actual.low - expected.low) <= allowed && Math.abs(actual.high - expected.high) <= allowed;
  return isNear ? { ...expected, value: actual.value } : actual;
}
