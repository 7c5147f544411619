import { AppProvider } from "@shopify/polaris";
import { renderToString } from "react-dom/server";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { known, unknown } from "../insights/definition.ts";
import type { Comparison, HeadlineFigure } from "../reports/overview.types.ts";
import type { Report } from "../reports/report.types.ts";
import type { CohortTable } from "../reports/retention.types.ts";
import { CohortHeatMap, scaleRates } from "./cohort-heat-map.tsx";
import { lookBackChoices } from "./formula-card.tsx";
import { HeadlineCard, isImprovement } from "./headline-card.tsx";
import { dayProblem } from "./report-controls.tsx";
import { WhyContent } from "./why-this-number.tsx";
import { LanguageProvider, WordsProvider } from "./words.tsx";

const writing = { currency: "GBP", currencyDigits: 2, zone: "UTC" };

/** What a component prints, tags taken out; what only a screen reader gets included. */
function textOf(element: ReactNode): string {
  return htmlOf(element)
    .replace(/<[^>]+>/g, " ")
    .replace(/&gt;/g, ">")
    .replace(/&lt;/g, "<")
    .replace(/\s+/g, " ");
}

function htmlOf(element: ReactNode): string {
  return renderToString(
    <AppProvider i18n={{}}>
      <LanguageProvider locale="en-GB">
        <WordsProvider writing={writing}>{element}</WordsProvider>
      </LanguageProvider>
    </AppProvider>,
  );
}

const report = <T,>(value: T): Report<T> => ({
  value,
  definition: "customerRetentionRate",
  rowsIn: { orders: 8819, customers: 2172, guestOrders: 12 },
  leftOut: { deleted: 0, test: 3, voided: 0, cancelled: 41, zeroValue: 0 },
  freshness: { version: 7, lastChangeAt: "2011-12-09T14:05:00.000Z", syncedAt: null, historyComplete: true },
  completeFrom: null,
});

const range = { from: "2011-11-01", to: "2011-11-30", label: "2011-11" };
const comparison = (figure: Comparison["figure"], change: Comparison["change"]): Comparison => ({
  range,
  figure,
  change,
});
const headline: HeadlineFigure = {
  key: "churnRate",
  unit: "rate",
  figure: known(0.101),
  ofFinished: null,
  cases: { of: 20, low: 0.03, high: 0.3, few: true },
  previousPeriod: comparison(known(0.121), known(-0.02)),
  yearBefore: {
    ...comparison(unknown("notCovered"), unknown("notCovered")),
    range: { from: "2010-12-01", to: "2010-12-31", label: "2010-12" },
  },
  sparkline: [
    { label: "2011-10", figure: known(0.121) },
    { label: "2011-11", figure: known(0.101) },
  ],
};

describe("headline card", () => {
  it("prints both comparisons, and in words why there is none", () => {
    const text = textOf(<HeadlineCard report={report(headline)} runningPeriod={null} />);
    expect(text).toContain("10.1%");
    expect(text).toContain("vs Nov 2011: 12.1%");
    expect(text).toContain("-2.0 points");
    expect(text).toContain("no comparison: history does not reach back");
    expect(text).toContain("few cases");
  });

  it("prints a dash and a spoken reason for what is not known, never 0", () => {
    const pending = { ...headline, figure: unknown("pending"), cases: null };
    const text = textOf(<HeadlineCard report={report(pending)} runningPeriod="2011-12" />);
    expect(text).toContain("– not known: the period is not over");
    expect(text).not.toMatch(/\b0\.?0?%/);
  });

  it("names the period of a rate that waits for the end of the running one", () => {
    const ofFinished = { from: "2011-11-01", to: "2011-11-30", label: "2011-11" };
    const text = textOf(<HeadlineCard report={report({ ...headline, ofFinished })} runningPeriod="2011-12" />);
    expect(text).toContain("10.1%");
    expect(text).toContain("Nov 2011, the last finished period");
  });

  it("says one comparison once, though it is of the period before and of the year before", () => {
    const year = comparison(known(0.121), known(-0.02));
    const text = textOf(
      <HeadlineCard report={report({ ...headline, previousPeriod: year, yearBefore: year })} runningPeriod={null} />,
    );
    expect(text.match(/vs Nov 2011/g)).toHaveLength(1);
  });

  it("knows that less churn is better", () => {
    expect(isImprovement("churnRate", -0.02)).toBe(true);
    expect(isImprovement("netSales", -0.02)).toBe(false);
    expect(isImprovement("netSales", 0)).toBeNull();
    expect(isImprovement("netSales", null)).toBeNull();
  });
});

it("why this number names rows in, rows left out by reason, and freshness", () => {
  const text = textOf(<WhyContent report={report(null)} />);
  expect(text).toContain("(E − N) ÷ S");
  expect(text).toContain("8,819 counted orders");
  expect(text).toContain("12 of the orders have no customer");
  expect(text).toContain("Test orders: 3");
  expect(text).toContain("Cancelled: 41");
  expect(text).not.toContain("Voided payment");
  expect(text).toContain("9 Dec 2011, 14:05");
});

describe("cohort heat map", () => {
  const cell = { low: 0.1, high: 0.3, few: false } as const;
  const table: CohortTable = {
    kind: "A",
    period: "month",
    columns: 3,
    finalAfterDays: 255,
    all: { cohorts: 2, columns: 3, customers: 211 },
    rows: [
      {
        cohort: "2011-10",
        size: 191,
        cells: [
          { state: "observed", customers: 191, of: 191, rate: 1, ...cell },
          { state: "observed", customers: 46, of: 191, rate: 46 / 191, ...cell },
          { state: "pending", customers: 12, of: 191 },
        ],
        orders: [240, 60, 13],
        netSalesMinor: [100_000, 50_000, 1_000],
        cumulativeNetSalesPerCustomerMinor: [524, 785],
      },
      {
        cohort: "2011-11",
        size: 20,
        cells: [
          { state: "observed", customers: 20, of: 20, rate: 1, ...cell },
          { state: "pending", customers: 0, of: 20 },
          { state: "none" },
        ],
        orders: [20, 0],
        netSalesMinor: null,
        cumulativeNetSalesPerCustomerMinor: null,
      },
    ],
    mean: [
      { state: "observed", rate: known(1), cases: 211, of: 211, low: 0.98, high: 1, few: false, cohorts: 2 },
      { state: "observed", rate: known(46 / 191), cases: 46, of: 191, low: 0.18, high: 0.3, few: false, cohorts: 1 },
      { state: "none" },
    ],
  };

  it("is a table with headers that says a cell's counts to a screen reader", () => {
    const html = htmlOf(<CohortHeatMap table={table} />);
    expect(html.match(/<th scope="row"/g)).toHaveLength(3);
    expect(html.match(/<th scope="col"/g)).toHaveLength(5);
    const text = textOf(<CohortHeatMap table={table} />);
    expect(text).toContain("24%");
    expect(text).toContain("Oct 2011, Month 1: 24.1%, 46 of 191 customers.");
    expect(text).toContain("Net sales of the cohort in it: £500.00.");
  });

  it("never gives a period that is not over a rate", () => {
    const text = textOf(<CohortHeatMap table={table} />);
    expect(text).toContain("Oct 2011, Month 2: 12 of 191 customers so far.");
    expect(text).toContain("Nov 2011, Month 1: 0 of 20 customers so far.");
    expect(text).not.toContain("0%, 0 of 20");
  });

  it("leaves the trivial 100 % of period 0 out of the colours", () => {
    expect(scaleRates(table, table.rows)).toEqual([46 / 191]);
    expect(scaleRates({ ...table, kind: "B" }, table.rows)).toContain(1);
  });

  it("does not let cells of few cases set the scale, unless there are no others", () => {
    const few = { state: "observed", customers: 3, of: 4, rate: 0.75, low: 0.3, high: 0.95, few: true } as const;
    const rows = [{ ...table.rows[0]!, cells: [few, few, table.rows[0]!.cells[1]!] }];
    expect(scaleRates(table, rows)).toEqual([46 / 191]);
    expect(scaleRates(table, [{ ...rows[0]!, cells: [few, few] }])).toEqual([0.75]);
  });

  it("promises the whole table only when it has it", () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({ ...table.rows[0]!, cohort: `W${i}` }));
    const long: CohortTable = { ...table, rows, all: { cohorts: 30, columns: 3, customers: 5730 } };
    expect(textOf(<CohortHeatMap table={long} />)).toContain("Show the whole table");
    const shortened = textOf(
      <CohortHeatMap table={{ ...long, all: { cohorts: 400, columns: 400, customers: 9000 } }} />,
    );
    expect(shortened).not.toContain("Show the whole table");
    expect(shortened).toContain("Show more of the table");
    expect(shortened).toContain("All cohorts 9,000");
  });

  it("has one cell in the tab order", () => {
    expect(htmlOf(<CohortHeatMap table={table} />).match(/<td[^>]*tabindex="0"/g)).toHaveLength(1);
  });
});

describe("controls", () => {
  it("passes on whole dates inside the history only", () => {
    expect(dayProblem("2011-12-09", "2010-12-01", "2011-12-09")).toBeNull();
    expect(dayProblem("2011-12-10", "2010-12-01", "2011-12-09")).toBe("outside");
    expect(dayProblem("2010-11-30", "2010-12-01", "2011-12-09")).toBe("outside");
    expect(dayProblem("0201-12-09", null, "2011-12-09")).toBeNull();
    expect(dayProblem("", null, "2011-12-09")).toBe("outside");
  });

  it("offers the look-back in use among the usual ones", () => {
    expect(lookBackChoices("month", 200)).toEqual([60, 90, 120, 180, 200, 365]);
    expect(lookBackChoices("year", 366)).toEqual([366, 540, 730]);
  });
});
