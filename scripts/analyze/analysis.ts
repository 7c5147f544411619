import { PERIOD_LENGTH_DAYS } from "../../app/analytics/calendar.ts";
import type { Period } from "../../app/analytics/calendar.ts";
import { namedReport } from "../../app/analytics/named-reports.ts";
import type { ReportName, ReportOptions } from "../../app/analytics/named-reports.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { UsageError } from "./usage-error.ts";

export function lookBackTooShort(days: number, period: Period): UsageError {
  const { longest } = PERIOD_LENGTH_DAYS[period];
  return new UsageError(`--look-back ${days} is shorter than a ${period}: use ${longest} days or more.`);
}

/** Values by the names they have in the output, in its order. */
export type ReportValues = Readonly<Record<string, object>>;

/** The day that figures are as of: the one named, else the last order's. */
export function asOfDay(timelines: Timelines, named: number | null): number {
  const asOf = named ?? lastOrderDay(timelines);
  if (asOf === null)
    throw new UsageError("The file has no counted order, so there is no last day: name one with --as-of.");
  return asOf;
}

/** The chosen reports. Throws a UsageError for a look-back shorter than a period. */
export function analysis(timelines: Timelines, reports: readonly ReportName[], options: ReportOptions): ReportValues {
  const values: Record<string, object> = {};
  for (const name of reports) {
    const value: object = namedReport(name, timelines, options);
    if (name === "retentionRate" && "unavailable" in value && value.unavailable === "lookBackTooShort") {
      throw lookBackTooShort(options.lookBackDays, options.period);
    }
    values[name] = value;
  }
  return values;
}
