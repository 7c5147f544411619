import { ratedTimelines } from "../analytics/order-kinds.ts";
import { isoDateOfDay, periodLabel, periodOf, periodStart, wholePeriod } from "../analytics/calendar.ts";
import type { DayRange, Period } from "../analytics/calendar.ts";
import { MATURITY_STAGES } from "../analytics/maturity.ts";
import type { Maturity } from "../analytics/maturity.ts";
import { comparedSalesAndCustomers, seriesOfSalesAndCustomers } from "../analytics/sales-and-customers.ts";
import type { ComparedFigures } from "../analytics/period-figures.ts";
import type { PeriodPoint } from "../analytics/period-series.ts";
import { retentionRate } from "../analytics/retention-rate.ts";
import type { RetentionRate } from "../analytics/retention-rate.ts";
import { isUnavailable } from "../analytics/unavailable.ts";
import { HEADLINE_KEYS, HEADLINE_UNITS, headlinePeriod, headlineValues, sparkline } from "../insights/headline.ts";
import type { HeadlineKey } from "../insights/headline.ts";
import { historyUntil } from "../insights/rows-in.ts";
import { shopAdvice } from "../insights/shop-advice.ts";
import type { ShopAdvice } from "../insights/shop-advice.ts";
import type {
  Comparison,
  DayRange as DayRangeView,
  HeadlineFigure,
  MaturityCard,
  OverviewModel,
} from "./overview.types.ts";
import { lookBackTooShort } from "./report-query.ts";
import type { ReportQuery } from "./report-query.ts";
import type { Report } from "./report.types.ts";
import { reportOf } from "./computation-data.ts";
import type { ShopData } from "./computation-data.ts";

/** A sparkline shows a year of months. */
const SPARKLINE_PERIODS = 12;

/**
 * The Overview page: the headline figures of the period that holds the day, both comparisons, maturity and findings.
 * Throws `ReportQueryError` for a look-back shorter than a period.
 */
export function overviewModel(data: ShopData, query: ReportQuery): OverviewModel {
  const advice = shopAdvice(data.timelines, data.asOf, data.state);
  const ordinal = periodOf(data.asOf, query.period);
  const range = { from: periodStart(ordinal, query.period), to: periodStart(ordinal + 1, query.period) };
  return {
    ...data.frame,
    period: query.period,
    lookBackDays: query.lookBackDays,
    range: { ...dayRange(range, periodLabel(ordinal, query.period)), finished: range.to <= data.asOf + 1 },
    headline: headline(data, query, range, advice),
    maturity: reportOf(data, "maturityStage", maturityCard(advice.maturity)),
    findings: advice.findings,
    advice: advice.advice,
  };
}

function headline(
  data: ShopData,
  query: ReportQuery,
  range: DayRange,
  { repeatPurchase }: ShopAdvice,
): Report<HeadlineFigure>[] {
  const { timelines, asOf, extent } = data;
  const options = { asOf, period: query.period, lookBackDays: query.lookBackDays };
  const completeFrom =
    extent.completeFromMonth === null ? {} : { completeFrom: periodStart(extent.completeFromMonth, "month") };
  const comparedWith = (of: DayRange): ComparedFigures => {
    const compared = comparedSalesAndCustomers(timelines, of, {
      asOf,
      lookBackDays: query.lookBackDays,
      ...completeFrom,
    });
    // The period holds the day or lies before it, so it has begun and can be compared.
    if (compared === null) throw new Error("The period that holds the day of the report has not begun.");
    return compared;
  };
  const running = comparedWith(range);
  const lastFinished = comparedWith(finishedRange(range, query.period, asOf));
  const retention = retentionRate(ratedTimelines(timelines), options);
  if (isUnavailable(retention) || refused(running) || refused(lastFinished)) throw lookBackTooShort(query.period);
  const series = seriesOfSalesAndCustomers(timelines, options);
  return HEADLINE_KEYS.map((key) => {
    const compared = headlinePeriod(key, running, lastFinished);
    return reportOf(
      data,
      key,
      {
        ...headlineFigure(key, data, compared, repeatPurchase, { series, retention }),
        ofFinished: compared === running ? null : labelled(compared.current),
      },
      rowsRange(key, compared.current, query, asOf),
    );
  });
}

/** The range itself if it has passed at `asOf`, else the period before it. */
function finishedRange(range: DayRange, period: Period, asOf: number): DayRange {
  if (range.to <= asOf + 1) return range;
  return { from: periodStart(periodOf(range.from, period) - 1, period), to: range.from };
}

function headlineFigure(
  key: HeadlineKey,
  { extent }: ShopData,
  compared: ComparedFigures,
  repeatPurchase: ShopAdvice["repeatPurchase"],
  { series, retention }: { series: readonly PeriodPoint[]; retention: RetentionRate },
): Omit<HeadlineFigure, "ofFinished"> {
  const values = headlineValues(key, compared, repeatPurchase, extent.complete ? "notCovered" : "importing");
  const { preceding, yearBefore } = compared.ranges;
  return {
    key,
    unit: HEADLINE_UNITS[key],
    figure: values.figure,
    cases: values.cases,
    previousPeriod: comparison(preceding, values.preceding),
    yearBefore: comparison(yearBefore, values.yearBefore),
    sparkline: sparkline(key, series, retention, SPARKLINE_PERIODS),
  };
}

/** The rows under a figure: those of its period, those of its look-back, or the whole history. */
function rowsRange(key: HeadlineKey, range: DayRange, { lookBackDays }: ReportQuery, asOf: number): DayRange {
  const to = Math.min(range.to, historyUntil(asOf).to);
  switch (key) {
    case "netSales":
    case "orders":
    case "averageOrderValue":
    case "newCustomers":
    case "activeCustomers":
      return { from: range.from, to };
    case "customerRetentionRate":
    case "churnRate":
    case "returningShare":
      return { from: range.from - lookBackDays, to };
    case "repeatPurchaseRate":
      return historyUntil(asOf);
  }
}

/** The look-back fits the period itself but not one of those it is compared with (a leap year, say). */
function refused({ current, preceding, yearBefore }: ComparedFigures): boolean {
  return [current, preceding, yearBefore].some(
    (figures) =>
      !isUnavailable(figures) &&
      isUnavailable(figures.retention) &&
      figures.retention.unavailable === "lookBackTooShort",
  );
}

function comparison(range: DayRange, values: Pick<Comparison, "figure" | "change">): Comparison {
  return { range: labelled(range), ...values };
}

/** A range under the name of the calendar period that it is, if it is one. */
function labelled(range: DayRange): DayRangeView {
  const whole = wholePeriod(range);
  return dayRange(range, whole && periodLabel(whole.ordinal, whole.period));
}

function dayRange({ from, to }: DayRange, label: string | null): DayRangeView {
  return { from: isoDateOfDay(from), to: isoDateOfDay(to - 1), label };
}

function maturityCard(maturity: Maturity): MaturityCard {
  return {
    stage: maturity.stageHeld,
    rawStage: maturity.stage,
    ageDays: maturity.ageDays,
    ordersPerDay: maturity.ordersPerDay,
    retentionShare: maturity.retentionShareHeld,
    acquisitionShare: 1 - maturity.retentionShareHeld,
    nextStage: MATURITY_STAGES[MATURITY_STAGES.indexOf(maturity.stageHeld) + 1] ?? null,
  };
}
