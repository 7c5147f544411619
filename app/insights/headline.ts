import type { ComparedFigures, PeriodFigures } from "../analytics/period-figures.ts";
import type { PeriodPoint } from "../analytics/period-series.ts";
import type { RepeatPurchase } from "../analytics/repeat-purchase.ts";
import type { RetentionRate } from "../analytics/retention-rate.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import { figureOr, known, unknown } from "./definition.ts";
import type { Figure, UnknownReason } from "./definition.ts";
import { rateOfCases } from "./rate-of-cases.ts";
import { retentionFigure } from "./retention-rows.ts";

/** The figures at the head of Overview, in their order. Each is a definition of its own. */
export const HEADLINE_KEYS = [
  "netSales",
  "orders",
  "averageOrderValue",
  "newCustomers",
  "activeCustomers",
  "repeatPurchaseRate",
  "customerRetentionRate",
  "churnRate",
  "returningShare",
] as const;
export type HeadlineKey = (typeof HEADLINE_KEYS)[number];

export type HeadlineUnit = "money" | "count" | "rate";

export const HEADLINE_UNITS: Readonly<Record<HeadlineKey, HeadlineUnit>> = {
  netSales: "money",
  orders: "count",
  averageOrderValue: "money",
  newCustomers: "count",
  activeCustomers: "count",
  repeatPurchaseRate: "rate",
  customerRetentionRate: "rate",
  churnRate: "rate",
  returningShare: "rate",
};

/** Cases under a rate: how many it is a share of, and its Wilson 95 % interval (null where it is no share of cases). */
export interface HeadlineCases {
  readonly of: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly few: boolean;
}

/** A figure in its range, and in the two ranges it is compared with. */
export interface HeadlineValues {
  readonly figure: Figure;
  readonly cases: HeadlineCases | null;
  readonly preceding: { readonly figure: Figure; readonly change: Figure };
  readonly yearBefore: { readonly figure: Figure; readonly change: Figure };
}

/** Reads one figure of a range; unknown with the reason where there is none. */
export function headlineFigure(key: HeadlineKey, figures: PeriodFigures): Figure {
  switch (key) {
    case "netSales":
      return figureOr(figures.netSalesMinor, "noMoney");
    case "orders":
      return known(figures.orders);
    case "averageOrderValue":
      return figureOr(figures.averageOrderValueMinor, figures.netSalesMinor === null ? "noMoney" : "noCases");
    case "newCustomers":
      return known(figures.newCustomers);
    case "activeCustomers":
      return known(figures.activeCustomers);
    case "repeatPurchaseRate":
      return figureOr(figures.repeatPurchaseRate, "noCases");
    case "customerRetentionRate":
    case "churnRate": {
      const terms = figures.retention;
      // The look-back is checked against the period before a report is computed: what is left is a shop without orders.
      if (isUnavailable(terms)) return unknown("noOrders");
      return retentionFigure(terms, key === "churnRate" ? terms.churn : terms.rate);
    }
    case "returningShare":
      return figureOr(figures.returningShare, "noExistingCustomers");
  }
}

/** One headline figure with both comparisons. `notCovered` is the reason given where the history does not reach back. */
export function headlineValues(
  key: HeadlineKey,
  compared: ComparedFigures,
  repeat: RepeatPurchase,
  notCovered: UnknownReason,
): HeadlineValues {
  const figure = headlineFigure(key, compared.current);
  const beside = (figures: ComparedFigures["preceding"]): HeadlineValues["preceding"] => {
    const then = isUnavailable(figures) ? unknown(notCovered) : headlineFigure(key, figures);
    return { figure: then, change: change(figure, then, HEADLINE_UNITS[key]) };
  };
  return {
    figure,
    cases: headlineCases(key, compared.current, repeat),
    preceding: beside(compared.preceding),
    yearBefore: beside(compared.yearBefore),
  };
}

/**
 * The period a headline is read from: the running one, or the last finished one for a rate that is known only when its period
 * is over. A finished period without a value is no better than the running one.
 */
export function headlinePeriod<Compared extends Pick<ComparedFigures, "current">>(
  key: HeadlineKey,
  running: Compared,
  lastFinished: Compared,
): Compared {
  const waits = headlineFigure(key, running.current).reason === "pending";
  return waits && headlineFigure(key, lastFinished.current).value !== null ? lastFinished : running;
}

/** How far a figure moved: the difference of rates, else the relative change. Unknown when one side is, or from 0. */
export function change(now: Figure, before: Figure, unit: HeadlineUnit): Figure {
  if (now.value === null) return now;
  if (before.value === null) return before;
  if (unit === "rate") return known(now.value - before.value);
  return before.value > 0 ? known(now.value / before.value - 1) : unknown("noCases");
}

function headlineCases(key: HeadlineKey, figures: PeriodFigures, repeat: RepeatPurchase): HeadlineCases | null {
  switch (key) {
    case "repeatPurchaseRate":
      return casesOf(repeat.repeatCustomers, repeat.customers);
    case "returningShare":
      return casesOf(figures.returningCustomers, figures.existingCustomers);
    case "churnRate":
      return isUnavailable(figures.retention)
        ? null
        : casesOf(figures.retention.start - figures.retention.kept, figures.retention.start);
    case "customerRetentionRate": {
      // (E − N) / S counts returners from further back, so it is no share of S and has no interval.
      const of = isUnavailable(figures.retention) ? null : figures.retention.start;
      return of === null ? null : { of, low: null, high: null, few: rateOfCases(0, of).few };
    }
    case "netSales":
    case "orders":
    case "averageOrderValue":
    case "newCustomers":
    case "activeCustomers":
      return null;
  }
}

function casesOf(cases: number, total: number): HeadlineCases {
  const { of, low, high, few } = rateOfCases(cases, total);
  return { of, low, high, few };
}

/** One point of a sparkline. */
export interface SparkPoint {
  readonly label: string;
  readonly figure: Figure;
}

/** The last `length` periods of one figure, earliest first, the current one last. */
export function sparkline(
  key: HeadlineKey,
  points: readonly PeriodPoint[],
  retention: RetentionRate,
  length: number,
): SparkPoint[] {
  const terms = new Map(retention.rows.map((row) => [row.period, row]));
  return points
    .slice(-length)
    .map((point) => ({ label: point.period, figure: sparkFigure(key, point, terms.get(point.period)) }));
}

function sparkFigure(key: HeadlineKey, point: PeriodPoint, terms: RetentionRate["rows"][number] | undefined): Figure {
  switch (key) {
    case "netSales":
      return figureOr(point.netSalesMinor, "noMoney");
    case "orders":
      return known(point.orders);
    case "averageOrderValue":
      return figureOr(point.averageOrderValueMinor, point.netSalesMinor === null ? "noMoney" : "noCases");
    case "newCustomers":
      return known(point.newCustomers);
    case "activeCustomers":
      return known(point.activeCustomers);
    case "repeatPurchaseRate":
      return figureOr(point.repeatPurchaseRate, "noCases");
    case "customerRetentionRate":
      return terms ? retentionFigure(terms, terms.rate) : unknown("noExistingCustomers");
    case "churnRate":
      return terms ? retentionFigure(terms, terms.churn) : unknown("noExistingCustomers");
    case "returningShare":
      return terms && terms.start > 0 ? known(point.returningCustomers / terms.start) : unknown("noExistingCustomers");
  }
}
