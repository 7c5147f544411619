import { describe, expect, it } from "vitest";

import { shopOf } from "../../test/factories/timelines.ts";
import { dayOfIsoDate } from "./calendar.ts";
import { cohorts } from "./cohorts.ts";

const day = (text: string): number => dayOfIsoDate(text)!;

describe("cohorts", () => {
  it("do not grow with the square of the years between two orders", () => {
    // A first order of 1900, as a wrong date in a file has it, and weeks up to a far day: 400,000 of them.
    const shop = shopOf({ 1: [day("1900-01-01"), day("2024-03-04")], 2: [day("2024-03-04")] });
    const { rows } = cohorts(shop, { asOf: day("9999-12-31"), period: "week" });
    expect(rows.map((row) => [row.cohort, row.size])).toEqual([
      ["1900-W01", 1],
      ["2024-W10", 1],
    ]);
    const weeksBetween = (day("2024-03-04") - day("1900-01-01")) / 7;
    expect(rows[0]!.active[weeksBetween]).toBe(1);
    expect(rows[0]!.orders.length - rows[1]!.orders.length).toBe(weeksBetween);
    expect(rows[1]!.active[0]).toBe(1);
    expect(rows[0]!.netSalesMinor!.reduce((sum, net) => sum + net, 0)).toBe(2000);
  });
});
