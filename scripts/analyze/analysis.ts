import { PERIOD_LENGTH_DAYS } from "../../app/analytics/calendar.ts";
import type { Period } from "../../app/analytics/calendar.ts";
import { namedReport } from "../../app/analytics/named-reports.ts";
import type { ReportName, ReportOptions, ReportValue } from "../../app/analytics/named-reports.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";

/** A command line that cannot be followed. The message is one sentence that says what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function lookBackTooShort(days: number, period: Period): UsageError {
  const { longest } = PERIOD_LENGTH_DAYS[period];
  return new UsageError(`--look-back ${days} is shorter than a ${period}: use ${longest} days or more.`);
}

export type ReportValues = { readonly [Name in ReportName]?: ReportValue<Name> };

/** The chosen reports, and the day they are as of. Throws a UsageError for a look-back shorter than a period. */
export function analysis(
  timelines: Timelines,
  options: Omit<ReportOptions, "asOf"> & { asOf: number | null; reports: readonly ReportName[] },
): { asOf: number; values: ReportValues } {
  const asOf = options.asOf ?? lastOrderDay(timelines);
  if (asOf === null)
    throw new UsageError("The file has no counted order, so there is no last day: name one with --as-of.");
  const values: { -readonly [Name in ReportName]?: unknown } = {};
  for (const name of options.reports) {
    const value = namedReport(name, timelines, { ...options, asOf });
    if (name === "retentionRate" && isUnavailable(value) && value.unavailable === "lookBackTooShort") {
      throw lookBackTooShort(options.lookBackDays, options.period);
    }
    values[name] = value;
  }
  return { asOf, values: values as ReportValues };
}
