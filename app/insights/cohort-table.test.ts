import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOfCivil, PERIODS } from "../analytics/calendar.ts";
import { cohorts } from "../analytics/cohorts.ts";
import type { Cohorts } from "../analytics/cohorts.ts";
import { anyShop } from "../../test/factories/shop-timelines.ts";
import { timelinesOf } from "../../test/factories/timelines.ts";
import { COHORT_KINDS, cohortTable, latestCohorts, retentionCurve } from "./cohort-table.ts";

const row = {
  cohort: "2024-01",
  size: 40,
  active: [40, 10, 8, 3],
  cumulativeRepeat: [4, 12, 15, 16],
  onOrAfter: [40, 18, 9, 3],
  orders: [44, 12, 9, 3],
  netSalesMinor: [44_000, 12_000, 9000, 3000],
  pendingFrom: 3,
  provisionalFrom: 2,
};
const small = {
  ...row,
  cohort: "2024-02",
  size: 10,
  active: [10, 5, 1],
  cumulativeRepeat: [0, 5, 5],
  onOrAfter: [10, 5, 1],
  pendingFrom: 2,
  provisionalFrom: 1,
};
const two: Cohorts = { period: "month", rows: [row, small] };

describe("cohortTable", () => {
  it("says of every cell what is known", () => {
    const { columns, rows } = cohortTable(two, "A", 60);
    expect(columns).toBe(4);
    expect(rows[0]!.cells.map(({ state }) => state)).toEqual(["observed", "observed", "observed", "pending"]);
    expect(rows[1]!.cells.map(({ state }) => state)).toEqual(["observed", "observed", "pending", "none"]);
    expect(rows[0]!.cells[1]).toMatchObject({ customers: 10, of: 40, rate: 0.25, few: false });
    expect(rows[1]!.cells[1]).toMatchObject({ few: true });
    expect(rows[0]!.cells[3]).toEqual({ state: "pending", customers: 3, of: 40 });
  });

  it("keeps kind C provisional where late returners can still come", () => {
    const { rows, mean } = cohortTable(two, "C", 60);
    expect(rows[0]!.cells.map(({ state }) => state)).toEqual(["observed", "observed", "provisional", "pending"]);
    expect(mean.map(({ state }) => state)).toEqual(["observed", "provisional", "provisional", "none"]);
  });

  it("weighs the mean row by size and leaves out what has not passed", () => {
    const { mean } = cohortTable(two, "A", 60);
    expect(mean[1]).toMatchObject({ cases: 15, of: 50, rate: { value: 0.3 }, cohorts: 2 });
    expect(mean[2]).toMatchObject({ cases: 8, of: 40, rate: { value: 0.2 }, cohorts: 1 });
    expect(mean[3]).toEqual({ state: "none" });
  });

  it("sums net sales per customer acquired, over months that have passed", () => {
    const { rows } = cohortTable(two, "A", 60);
    expect(rows[0]!.cumulativeNetSalesPerCustomerMinor).toEqual([1100, 1400, 1625]);
    expect(cohortTable({ ...two, rows: [{ ...row, netSalesMinor: null }] }, "A", 60).rows[0]!.netSalesMinor).toBeNull();
  });

  it("keeps the latest cohorts and first columns, and says of how many; the mean row stays that of all", () => {
    const table = cohortTable(two, "A", 60);
    const latest = latestCohorts(table, 1);
    expect(latest).toMatchObject({ columns: 1, rows: [{ cohort: "2024-02", orders: [44], netSalesMinor: [44_000] }] });
    expect(latest.rows[0]!.cells).toEqual(table.rows[1]!.cells.slice(0, 1));
    expect(latest.mean).toEqual(table.mean.slice(0, 1));
    expect(latest.all).toEqual({ cohorts: 2, columns: 4, customers: 50 });
    expect(latestCohorts(table, 60)).toEqual(table);
  });

  it("has a curve of the columns with a passed cell", () => {
    const curve = retentionCurve(cohortTable(two, "C", 60));
    expect(curve.map(({ k, rate, provisional }) => [k, rate, provisional])).toEqual([
      [0, 1, false],
      [1, 23 / 50, true],
      [2, 9 / 40, true],
    ]);
  });

  it("never shows a rate outside its interval, nor one of a period that is not over", () => {
    fc.assert(
      fc.property(
        anyShop,
        fc.constantFrom(...PERIODS),
        fc.constantFrom(...COHORT_KINDS),
        ({ timelines, asOf }, period, kind) => {
          const counted = cohorts(timelines, { asOf, period });
          const table = cohortTable(counted, kind, 100);
          for (const [r, { cells, size }] of table.rows.entries()) {
            expect(cells).toHaveLength(table.columns);
            for (const [k, cell] of cells.entries()) {
              const { pendingFrom } = counted.rows[r]!;
              if (cell.state === "none" || cell.state === "pending") {
                expect(pendingFrom !== null && k >= pendingFrom ? true : k >= counted.rows[r]!.active.length).toBe(
                  true,
                );
                continue;
              }
              expect(pendingFrom === null || k < pendingFrom).toBe(true);
              expect(cell.of).toBe(size);
              expect(cell.low <= cell.rate && cell.rate <= cell.high).toBe(true);
              expect(cell.few).toBe(size < 30);
            }
          }
        },
      ),
    );
  });
});

it("is empty for a shop without orders", () => {
  const none = cohorts(timelinesOf([]), { asOf: dayOfCivil(2024, 3, 1), period: "month" });
  expect(cohortTable(none, "B", 60)).toMatchObject({ columns: 0, rows: [], mean: [] });
});
