import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf } from "../../test/factories/timelines.ts";
import { computedOverParts } from "./mergeable-report.ts";
import { mixAndRate, repeatChange, repeatChangeReport } from "./mix-and-rate.ts";
import type { GroupRates } from "./mix-and-rate.ts";
import { shardsOf } from "./timeline-shards.ts";

const group = (name: string, before: [number, number], after: [number, number]): GroupRates => ({
  group: name,
  before: { cases: before[0], successes: before[1] },
  after: { cases: after[0], successes: after[1] },
});

describe("the split of a change into mix and rate", () => {
  it("is all mix when only the shares change, all rate when only the rates do", () => {
    // 50 and 50 at 20 % and 40 %, then 80 and 20 at the same rates: 30 % becomes 24 %.
    const mix = mixAndRate([group("ads", [50, 10], [80, 16]), group("email", [50, 20], [20, 8])]);
    expect(mix.change).toBeCloseTo(-0.06, 12);
    expect(mix.mix).toBeCloseTo(-0.06, 12);
    expect(mix.rate).toBeCloseTo(0, 12);
    const rates = mixAndRate([group("ads", [50, 10], [50, 5]), group("email", [50, 20], [50, 20])]);
    expect([rates.mix, rates.rate]).toEqual([0, -0.05]);
  });

  it("is worked by hand when both change", () => {
    // Ads: 50 % at 20 %, then 75 % at 10 %; email: 50 % at 40 %, then 25 % at 60 %. 30 % becomes 22.5 %.
    const { change, mix, rate, groups } = mixAndRate([
      group("ads", [100, 20], [300, 30]),
      group("email", [100, 40], [100, 60]),
    ]);
    expect(change).toBeCloseTo(-0.075, 12);
    // 0.25 × 0.15 − 0.25 × 0.5 and −0.1 × 0.625 + 0.2 × 0.375.
    expect(mix).toBeCloseTo(-0.0875, 12);
    expect(rate).toBeCloseTo(0.0125, 12);
    expect(groups.map((one) => [one.group, one.shareAfter, one.rateAfter])).toEqual([
      ["ads", 0.75, 0.1],
      ["email", 0.25, 0.6],
    ]);
  });

  it("counts a group that came or went as mix alone", () => {
    const { groups, change, mix, rate } = mixAndRate([group("old", [10, 5], [10, 5]), group("new", [0, 0], [10, 1])]);
    expect(groups[1]).toMatchObject({ rateBefore: null, rateAfter: 0.1, rate: 0 });
    expect(change).toBeCloseTo(-0.2, 12);
    expect([mix, rate]).toEqual([expect.closeTo(-0.2, 12), 0]);
  });

  it("is not known where a period has no cases", () => {
    expect(mixAndRate([group("ads", [0, 0], [10, 1])])).toMatchObject({ change: null, mix: null, rate: null });
    expect(mixAndRate([])).toEqual({
      rateBefore: null,
      rateAfter: null,
      change: null,
      mix: null,
      rate: null,
      groups: [],
    });
  });

  it("adds up to the change, and turns its sign when the periods change places", () => {
    const cases = fc
      .tuple(fc.nat(50), fc.nat(50))
      .map(([a, b]) => ({ cases: Math.max(a, b), successes: Math.min(a, b) }));
    const groups = fc.array(fc.record({ group: fc.string(), before: cases, after: cases }), { maxLength: 8 });
    fc.assert(
      fc.property(groups, (list) => {
        const split = mixAndRate(list);
        if (split.change === null) return;
        expect(split.mix! + split.rate!).toBeCloseTo(split.change, 12);
        const back = mixAndRate(
          list.map(({ group: name, before, after }) => ({ group: name, before: after, after: before })),
        );
        expect(back.mix! + split.mix!).toBeCloseTo(0, 12);
        expect(back.rate! + split.rate!).toBeCloseTo(0, 12);
      }),
    );
  });
});

describe("the change of the share that repeats within 90 days", () => {
  const before = { from: 0, to: 100 };
  const after = { from: 100, to: 200 };

  it("counts customers by the first order's channel, when they are old enough", () => {
    const first = (customer: number, day: number, channel: string | null) =>
      anOrder({ orderId: BigInt(2 * customer), customerId: BigInt(customer), day, channel });
    const second = (customer: number, day: number) =>
      anOrder({ orderId: BigInt(2 * customer + 1), customerId: BigInt(customer), day, channel: "email" });
    const shop = timelinesOf([
      first(1, 0, "ads"),
      second(1, 90),
      first(2, 99, "ads"),
      second(2, 190),
      first(3, 100, null),
      second(3, 100),
      first(4, 110, "ads"),
      // 89 days old on day 200.
      first(5, 111, "ads"),
    ]);
    const report = repeatChange(shop, { asOf: 200, before, after, by: "channel" });
    expect(report.withinDays).toBe(90);
    expect(report.groups.map(({ group: name, before: b, after: a }) => [name, b, a])).toEqual([
      [null, { cases: 0, successes: 0 }, { cases: 1, successes: 1 }],
      ["ads", { cases: 2, successes: 1 }, { cases: 1, successes: 0 }],
    ]);
    expect([report.rateBefore, report.rateAfter]).toEqual([0.5, 0.5]);
    // Any coding of the customers will do: here the odd and the even ones.
    const parity = repeatChange(shop, {
      asOf: 200,
      before,
      after,
      by: ({ customerIds }) => ({
        values: [null, "odd"],
        codes: Uint8Array.from(customerIds, (id) => Number(id % 2n)),
      }),
    });
    expect(parity.groups.map(({ group: name, after: a }) => [name, a.cases])).toEqual([
      [null, 1],
      ["odd", 1],
    ]);
  });

  it("over parts of a shop is that of the whole", () => {
    fc.assert(
      fc.property(
        arbitraryShop(),
        fc.integer({ min: 15_590, max: 16_600 }),
        fc.integer({ min: 1, max: 4 }),
        (shop, asOf, parts) => {
          const timelines = timelinesOf(shop.orders);
          const options = {
            asOf,
            before: { from: 15_600, to: 15_900 },
            after: { from: 15_900, to: 16_300 },
            by: "channel",
          } as const;
          const merged = computedOverParts(repeatChangeReport, shardsOf(timelines, parts), options);
          expect(merged).toEqual(repeatChange(timelines, options));
        },
      ),
    );
  });
});
