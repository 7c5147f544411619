import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MATURITY_STAGES } from "../analytics/maturity.ts";
import { anyShop } from "../../test/factories/shop-timelines.ts";
import { BASELINE_DAYS } from "./baseline.ts";
import { known, unknown } from "./definition.ts";
import { breakEvenLift } from "../analytics/tactic-gain.ts";
import { probabilityOfGain, rankTactics, shopTactics } from "./ranking.ts";
import type { ShopSituation } from "./ranking.ts";
import type { Segment } from "./segments.ts";
import { SEGMENT_KEYS } from "./segment-key.ts";
import type { SegmentKey } from "./segment-key.ts";
import { segmentsAsOf, shopAdvice, shopSituation } from "./shop-advice.ts";
import { FIGURE_KEYS } from "./shop-figures.ts";
import type { ShopFigures } from "./shop-figures.ts";
import { TACTICS, tacticOf } from "./tactics/catalogue.ts";
import { TACTIC_KEYS } from "./tactics/tactic.ts";
import type { TacticKey } from "./tactics/tactic.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** Every figure far on the side that all tactics like. */
const LIKED: Partial<ShopFigures> = { medianDaysBetweenOrders: 30, discountedOrderShare: 0, lapsedShare: 0.1 };
const figures = Object.fromEntries(FIGURE_KEYS.map((key) => [key, LIKED[key] ?? 1_000_000])) as ShopFigures;
const likedBy = (changes: Partial<ShopFigures>): ShopFigures => ({ ...figures, ...changes });

const situation = (changes: Partial<ShopSituation> = {}): ShopSituation => ({
  figures,
  stage: "established",
  untreatedRate: () => known(0.1),
  averageOrderValueMinor: known(5000),
  marginRate: null,
  ...changes,
});

function segment(key: SegmentKey, mailable = 100): Segment {
  const nobody = new Uint32Array(0);
  const byConsent = {
    unknown: 0,
    subscribed: mailable,
    pending: 0,
    notSubscribed: 0,
    unsubscribed: 100 - mailable,
    invalid: 0,
    redacted: 0,
  };
  return {
    key,
    customers: new Uint32Array(100),
    prospects: nobody,
    size: 100,
    sizeShare: known(0.5),
    orders: 100,
    netSalesMinor: known(500_000),
    netSalesShare: known(0.5),
    averageOrderValueMinor: known(5000),
    reach: { people: 100, mailable, byConsent },
  };
}

const verdictOn = (tactic: TacticKey, key: SegmentKey, changes: Partial<ShopSituation> = {}) =>
  rankTactics(segment(key), situation(changes)).find((judged) => judged.tactic === tactic)!;

describe("the catalogue", () => {
  it("files every tactic once", () => {
    expect(TACTICS.map(({ key }) => key).sort()).toEqual([...TACTIC_KEYS].sort());
    for (const key of TACTIC_KEYS) expect(tacticOf(key).key).toBe(key);
  });

  it("gives segments to tactics for segments and none to those of the whole shop", () => {
    for (const { key, scope, segments, effect } of TACTICS) {
      expect(segments.length > 0, key).toBe(scope === "segments");
      expect(new Set(segments).size, key).toBe(segments.length);
      if (scope === "shop") expect(effect, key).toBeNull();
    }
  });

  it("has a tactic for every segment, in one stage at least", () => {
    for (const key of SEGMENT_KEYS)
      expect(
        TACTICS.some(({ segments }) => segments.includes(key)),
        key,
      ).toBe(true);
  });

  it("reads effects within the days that the baseline covers", () => {
    for (const { key, scope, outcomeDays } of TACTICS)
      if (scope === "segments") expect(outcomeDays, key).toBeLessThanOrEqual(BASELINE_DAYS);
  });

  it("expects effects in order, and discounts below the price", () => {
    for (const { key, effect, discountRate } of TACTICS) {
      expect(discountRate, key).toBeGreaterThanOrEqual(0);
      expect(discountRate, key).toBeLessThan(1);
      if (effect) expect(effect.low < effect.likely && effect.likely < effect.high, key).toBe(true);
    }
  });
});

describe("rankTactics", () => {
  it("recommends nothing of which a condition fails or is unknown, in any shop", () => {
    fc.assert(
      fc.property(anyShop, fc.constantFrom(...MATURITY_STAGES), ({ timelines, asOf }, stage) => {
        const advice = shopAdvice(timelines, asOf, {
          history: "complete",
          ordersSoFar: 0,
          ordersExpected: null,
          completeFrom: null,
          pendingChanges: 0,
          oldestPendingMinutes: null,
          rejectedRecords: 0,
        });
        const shop = { ...shopSituation(timelines, asOf, advice), stage };
        const { rfm, buyers, prospects } = segmentsAsOf(timelines, asOf);
        for (const part of [...rfm, ...buyers, ...prospects]) {
          const ranked = rankTactics(part, shop);
          if (part.size === 0) expect(ranked).toEqual([]);
          for (const { tactic, verdict, checks, probabilityOfGain: probability } of ranked) {
            const { segments, stages, needsConsent } = tacticOf(tactic);
            expect(segments).toContain(part.key);
            if (verdict === "passedOver") continue;
            expect(checks.every(({ holds }) => holds === true)).toBe(true);
            expect(stages).toContain(stage);
            if (needsConsent) expect(part.reach.mailable).toBeGreaterThan(0);
            expect(probability ?? 1).toBeGreaterThanOrEqual(THRESHOLDS.leastProbabilityOfGain.value);
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  it("judges exactly at each bound", () => {
    for (const tactic of TACTICS) {
      for (const { figure, must, bound } of tactic.condition(figures)) {
        const beyond = must === "atLeast" ? bound - 1e-9 : bound + 1e-9;
        const check = (value: number | null) =>
          tactic.condition(likedBy({ [figure]: value })).find((found) => found.figure === figure)!.holds;
        expect(check(bound), `${tactic.key} ${figure}`).toBe(true);
        expect(check(beyond), `${tactic.key} ${figure}`).toBe(false);
        expect(check(null), `${tactic.key} ${figure}`).toBeNull();
      }
    }
  });

  it("says why a tactic is passed over", () => {
    const key: SegmentKey = "lifecycle.firstTime.due";
    expect(verdictOn("secondOrderDiscount", key).verdict).toBe("recommended");
    expect(verdictOn("secondOrderDiscount", key, { stage: "well established" }).reasons[0]).toBe("otherStage");
    const habit = likedBy({ discountedOrderShare: 0.5 });
    expect(verdictOn("secondOrderDiscount", key, { figures: habit }).reasons[0]).toBe("conditionFails");
    const blind = likedBy({ oneTimeShare: null });
    expect(verdictOn("secondOrderDiscount", key, { figures: blind }).reasons[0]).toBe("figureUnknown");
    const silent = rankTactics(segment(key, 0), situation());
    expect(silent.every(({ reasons }) => reasons[0] === "nobodyReachable" || reasons[0] === "otherStage")).toBe(true);
    expect(verdictOn("secondOrderDiscount", key, { marginRate: 0.15 }).reasons[0]).toBe("gainUnlikely");
  });

  it("puts the highest gain first and keeps what cannot be valued behind it", () => {
    const ranked = rankTactics(segment("lifecycle.loyal.between"), situation()).filter(
      (r) => r.verdict === "recommended",
    );
    const gains = ranked.map(({ extraNetSalesPerThousandMinor: { value } }) => value);
    const valued = gains.filter((gain) => gain !== null);
    expect(valued).toEqual([...valued].sort((a, b) => b - a));
    expect(gains.slice(valued.length).every((gain) => gain === null)).toBe(true);
    expect(gains.length).toBeGreaterThan(valued.length);
    expect(ranked[0]!.reasons).toContain("bestGain");
    expect(ranked.slice(1).some(({ reasons }) => reasons.includes("bestGain"))).toBe(false);
  });

  it("takes the discount to those who would have come anyway off the gain", () => {
    // 10 % come anyway, 28 % more of them with the offer, orders of 50.00 with 10 % off:
    // 1000 × (0.128 × 4500 − 0.1 × 5000) = 76 000.
    const { extraNetSalesPerThousandMinor: gain, breakEvenLift: lift } = verdictOn(
      "secondOrderDiscount",
      "lifecycle.firstTime.due",
    );
    expect(gain.value).toBeCloseTo(76_000, 6);
    expect(lift).toBeCloseTo(1 / 9, 12);
  });

  it("values nothing that it cannot know, and says why", () => {
    const unvalued = verdictOn("reorderReminder", "lifecycle.firstTime.due", {
      untreatedRate: () => unknown("fewCases"),
    });
    expect(unvalued).toMatchObject({
      verdict: "recommended",
      reasons: ["fits", "gainUnknown"],
      extraRate: { value: null, reason: "fewCases" },
      extraNetSalesPerThousandMinor: { value: null, reason: "fewCases" },
    });
  });
});

describe("shopTactics", () => {
  it("advertises freely while the shop is young, later only with customers who return", () => {
    const verdict = (changes: Partial<ShopFigures>) =>
      shopTactics(situation({ figures: likedBy(changes) })).find(({ tactic }) => tactic === "paidAdvertising")!.verdict;
    expect(verdict({ ageDays: 119, repeatWithin90Rate: null })).toBe("recommended");
    expect(verdict({ ageDays: 120, repeatWithin90Rate: null })).toBe("passedOver");
    expect(verdict({ ageDays: 120, repeatWithin90Rate: 0.14 })).toBe("passedOver");
    expect(verdict({ ageDays: 120, repeatWithin90Rate: 0.15 })).toBe("recommended");
  });

  it("has something for a shop without orders", () => {
    const none = Object.fromEntries(FIGURE_KEYS.map((key) => [key, null])) as ShopFigures;
    const advised = shopTactics(situation({ figures: none, stage: "just started" }));
    expect(advised.filter(({ verdict }) => verdict === "recommended").length).toBeGreaterThanOrEqual(3);
  });
});

describe("break-even", () => {
  it("is d / (m − d), and out of reach when the discount takes the whole margin", () => {
    expect(breakEvenLift(0.1, 0.5)).toBeCloseTo(0.25, 12);
    expect(breakEvenLift(0.1, 1)).toBeCloseTo(1 / 9, 12);
    expect(breakEvenLift(0, 0.3)).toBe(0);
    expect(breakEvenLift(0.3, 0.3)).toBeNull();
  });

  it("is met with even chance when the likely lift is just enough", () => {
    const effect = { low: 0.1, likely: 0.25, high: 0.4, basis: "assumption" } as const;
    expect(probabilityOfGain(effect, 0.1, 0.5)).toBeCloseTo(0.5, 6);
    expect(probabilityOfGain(effect, 0.1, 0.9)).toBeGreaterThan(0.5);
    expect(probabilityOfGain(effect, 0.5, 0.5)).toBe(0);
  });
});
