import { describe, expect, it } from "vitest";
import { maturity, MATURITY_RULES, MATURITY_STAGES } from "../analytics/maturity.ts";
import { FIRST_DAY, shopOfPeople } from "../../test/factories/shop-timelines.ts";
import { ADVICE_BY_STAGE, checklist, CHECKLIST_STEPS, STAGE_ADVICE, tracking } from "./maturity-advice.ts";
import { segmentsAsOf } from "./shop-advice.ts";
import { nextStage, stageTable } from "./stage-table.ts";

describe("ADVICE_BY_STAGE", () => {
  it("uses every advice, each in one stage", () => {
    expect(Object.values(ADVICE_BY_STAGE).flat().sort()).toEqual([...STAGE_ADVICE].sort());
  });
});

describe("checklist", () => {
  const steps = (channels: readonly (string | null)[], consent: "subscribed" | "unknown") => {
    const timelines = shopOfPeople(channels.map((channel, i) => ({ days: [i % 80], channel, consent })));
    const found = checklist(segmentsAsOf(timelines, FIRST_DAY + 80).buyers, tracking(timelines, FIRST_DAY + 80));
    return new Map(found.map((step) => [step.step, step]));
  };

  it("has the nine steps in their order", () => {
    expect(CHECKLIST_STEPS).toHaveLength(9);
    expect([...steps([], "unknown").keys()]).toEqual(CHECKLIST_STEPS);
  });

  it("ticks off tracking from half of the orders on", () => {
    const half = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? "search" : null));
    expect(steps(half, "unknown").get("track")).toEqual({
      step: "track",
      state: "done",
      evidence: "ordersWithChannel",
      value: 0.5,
      bound: 0.5,
    });
    expect(steps([...half, null], "unknown").get("track")!.state).toBe("open");
    expect(steps([], "unknown").get("track")).toMatchObject({ state: "open", value: null });
  });

  it("never ticks off what only the merchant can know", () => {
    const tracked = Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? "search" : "email"));
    const found = steps(tracked, "subscribed");
    for (const step of ["knowCompetitors", "setGoals", "optimiseSite", "followTrends", "review"] as const) {
      expect(found.get(step)).toMatchObject({ state: "yours", value: null, bound: null });
    }
    // Two channels can be compared and people can be reached, but whether it is done orders cannot tell.
    expect(found.get("budgetByChannel")).toMatchObject({ state: "yours", value: 2, bound: 2 });
    expect(found.get("personalise")).toMatchObject({ state: "yours", value: 100 });
    expect(steps(tracked, "unknown").get("personalise")!.state).toBe("open");
  });

  it("looks at the last quarter only", () => {
    const timelines = shopOfPeople([
      { days: [0], channel: "search" },
      { days: [10], channel: null },
    ]);
    expect(tracking(timelines, FIRST_DAY + 10)).toEqual({ knownChannelShare: 0.5, channels: 0 });
    expect(tracking(timelines, FIRST_DAY + 90)).toEqual({ knownChannelShare: 0, channels: 0 });
    expect(tracking(timelines, FIRST_DAY + 100)).toEqual({ knownChannelShare: null, channels: 0 });
  });
});

describe("stageTable and nextStage", () => {
  const aged = (ordersADay: number, days: number) => {
    const day = (d: number) => Array.from({ length: ordersADay }, () => d);
    const buyer = { days: Array.from({ length: days }, (_, d) => day(d)).flat() };
    return maturity(shopOfPeople(ordersADay > 0 ? [buyer] : []), FIRST_DAY + days - 1);
  };

  it("marks the stage that advice uses, and every bound below it as met", () => {
    for (const figures of [aged(0, 1), aged(1, 61), aged(10, 121), aged(11, 366)]) {
      const table = stageTable(figures);
      expect(table.map(({ stage }) => stage)).toEqual(MATURITY_STAGES);
      const current = table.filter(({ isCurrent }) => isCurrent);
      expect(current).toHaveLength(1);
      expect(current[0]!.stage).toBe(figures.stageHeld);
      expect(current[0]!.ageMet && current[0]!.paceMet).toBe(true);
      expect(current[0]!.retentionShare).toBe(MATURITY_RULES[figures.stageHeld].retentionShare);
    }
  });

  it("says what is missing, and 0 for what is met", () => {
    expect(nextStage(aged(0, 1))).toEqual({ stage: "gaining traction", missingDays: 0, missingOrdersPerDay: 1 / 28 });
    expect(nextStage(aged(1, 61))).toEqual({ stage: "established", missingDays: 60, missingOrdersPerDay: 9 });
    expect(nextStage(aged(10, 121))).toEqual({
      stage: "well established",
      missingDays: 245,
      missingOrdersPerDay: 1 / 28,
    });
    expect(nextStage(aged(11, 366))).toBeNull();
  });

  it("does not call a pace reached that has to be exceeded", () => {
    const last = stageTable(aged(10, 400)).at(-1)!;
    expect(last).toMatchObject({ paceMustExceed: true, ageMet: true, paceMet: false });
  });
});
