import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayOfCivil, periodLabel, periodOf, PERIODS } from "./calendar.ts";
import { periodOfLabel } from "./period-of-label.ts";

describe("the period of a label", () => {
  it("is the one that bears it", () => {
    const days = fc.integer({ min: dayOfCivil(1900, 1, 1), max: dayOfCivil(2400, 1, 1) });
    fc.assert(
      fc.property(days, fc.constantFrom(...PERIODS), (day, period) => {
        const ordinal = periodOf(day, period);
        expect(periodOfLabel(periodLabel(ordinal, period), period)).toBe(ordinal);
      }),
    );
  });

  it("is null for labels that no period bears", () => {
    // 2021 has 52 ISO weeks, 2020 has 53.
    expect(periodOfLabel("2020-W53", "week")).not.toBeNull();
    const wrong = [
      ["2021-W53", "week"],
      ["2021-13", "month"],
      ["2021-00", "month"],
      ["2021-3", "month"],
      ["2021-03", "quarter"],
      ["2021-Q5", "quarter"],
      ["2021-Q1", "year"],
      ["", "year"],
    ] as const;
    expect(wrong.map(([label, period]) => periodOfLabel(label, period))).toEqual(wrong.map(() => null));
  });
});
