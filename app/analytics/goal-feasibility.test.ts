import { describe, expect, it } from "vitest";

import { goalFeasibility } from "./goal-feasibility.ts";
import type { GoalWindow } from "./goal-feasibility.ts";
import { wilson } from "./wilson.ts";

const windows = (...rates: number[]): GoalWindow[] => rates.map((rate) => ({ rate, cases: 1000 }));
const plan = { expected: 0.02, high: 0.05 };

describe("goalFeasibility", () => {
  it("takes the spread from the shop's own changes", () => {
    // Changes: +0.02, −0.02, +0.02, −0.02; mean 0, sample variance 4·0.0004/3.
    const result = goalFeasibility(windows(0.1, 0.12, 0.1, 0.12, 0.1), plan, 0.15)!;
    expect(result.sdFrom).toBe("windows");
    expect(result.sd).toBeCloseTo(Math.sqrt(0.0016 / 3), 12);
    expect(result.ceiling).toBeCloseTo(0.1 + 1.6448536 * result.sd + 0.05, 6);
    expect(result.proposal).toBeCloseTo(0.12, 12);
    expect(result.verdict).toBe("feasible");
  });

  it("refuses 50 % from 10 %", () => {
    expect(goalFeasibility(windows(0.1, 0.12, 0.1, 0.12, 0.1), plan, 0.5)!.verdict).toBe("aboveCeiling");
    expect(goalFeasibility(windows(0.3), plan, 0.2)!.verdict).toBe("belowBaseline");
  });

  it("takes the uncertainty of the last window when there are few", () => {
    const { low, high } = wilson(100, 1000)!;
    const result = goalFeasibility(windows(0.2, 0.15, 0.12, 0.1), plan, 0.1)!;
    expect(result.sdFrom).toBe("baseline");
    expect(result.sd).toBeCloseTo(high - low, 12);
  });

  it("knows nothing without a window, or with an empty one", () => {
    expect(goalFeasibility([], plan, 0.2)).toBeNull();
    expect(goalFeasibility([{ rate: 0, cases: 0 }], plan, 0.2)).toBeNull();
  });
});
