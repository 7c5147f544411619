import { parseArgs } from "node:util";

import { civilOfDay, dayOfIsoDate, isZone, PERIOD_LENGTH_DAYS, PERIODS } from "../../app/analytics/calendar.ts";
import type { Period } from "../../app/analytics/calendar.ts";
import { isReportName, NAMED_REPORTS } from "../../app/analytics/named-reports.ts";
import type { ReportName } from "../../app/analytics/named-reports.ts";
import { defaultLookBackDays } from "../../app/analytics/retention-rate.ts";
import { YEARS } from "../../app/files/timestamps.ts";
import { lookBackTooShort, UsageError } from "./analysis.ts";

export interface AnalyzeOptions {
  readonly file: string;
  readonly zone: string;
  /** Null: the day of the last order. */
  readonly asOf: number | null;
  readonly period: Period;
  readonly lookBackDays: number;
  readonly reports: readonly ReportName[];
  readonly currency: string | undefined;
  readonly lenient: boolean;
  readonly json: boolean;
}

const REPORT_NAMES = Object.keys(NAMED_REPORTS).filter(isReportName);

export const USAGE = `npm run -s analyze -- FILE.csv[.gz] [options]

FILE has the columns order_id, customer_id, created_at and, for money, total; or it is Shopify's order export.

  --zone IANA          time zone of the shop (default UTC), such as Europe/Berlin
  --as-of YYYY-MM-DD   figures as of this day (default: the day of the last order)
  --period PERIOD      ${PERIODS.join(", ")} (default month)
  --look-back DAYS     who counts as a customer (default 90; quarter 180, year 366)
  --report NAME        only this report; can be repeated: ${REPORT_NAMES.join(", ")}
  --currency CODE      currency of the amounts; in a file with several, the one to read
  --lenient            skip and count rows that cannot be read
  --json               one JSON object in place of tables`;

/** The options of a command line; "help" when they are asked for. Throws a UsageError for what cannot be meant. */
export function parseArguments(args: readonly string[]): AnalyzeOptions | "help" {
  const { values, positionals } = parsed(args);
  if (values.help) return "help";
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError("Name an order file: npm run -s analyze -- FILE.csv");
  if (others.length > 0) throw new UsageError(`One order file at a time: "${others[0]}" is a second one.`);
  const period = values.period ?? "month";
  if (!isPeriod(period)) throw new UsageError(`--period ${period} is not known: use ${PERIODS.join(", ")}.`);
  const lookBackDays =
    values["look-back"] === undefined ? defaultLookBackDays(period) : daysOption(values["look-back"]);
  if (lookBackDays < PERIOD_LENGTH_DAYS[period].shortest) throw lookBackTooShort(lookBackDays, period);
  const zone = values.zone ?? "UTC";
  if (!isZone(zone)) throw new UsageError(`--zone ${zone} is not a time zone: use a name such as Europe/Berlin.`);
  return {
    file,
    zone,
    asOf: values["as-of"] === undefined ? null : dayOption(values["as-of"]),
    period,
    lookBackDays,
    reports: values.report === undefined ? REPORT_NAMES : values.report.map(reportOption),
    currency: values.currency?.toUpperCase(),
    lenient: values.lenient ?? false,
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        zone: { type: "string" },
        "as-of": { type: "string" },
        period: { type: "string" },
        "look-back": { type: "string" },
        report: { type: "string", multiple: true },
        currency: { type: "string" },
        lenient: { type: "boolean" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    // Node adds advice of its own, after a full stop or on lines of their own.
    const reason = error instanceof Error ? error.message.split(/[.]?(?:\n|$)|[.] /)[0]! : String(error);
    throw new UsageError(`${reason.replace("argument is ambiguous", "needs a value")}. Use --help to see all options.`);
  }
}

function isPeriod(text: string): text is Period {
  return PERIODS.some((period) => period === text);
}

function dayOption(text: string): number {
  const day = dayOfIsoDate(text);
  if (day === null) throw new UsageError(`--as-of ${text} is not a day: write it as 2024-05-31.`);
  const { year } = civilOfDay(day);
  if (year < YEARS.first || year > YEARS.last) {
    throw new UsageError(`--as-of ${text} is out of reach: use a day from ${YEARS.first} to ${YEARS.last}.`);
  }
  return day;
}

function daysOption(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new UsageError(`--look-back ${text} is not a number of days: use one such as 90.`);
  return Number(text);
}

function reportOption(name: string): ReportName {
  if (!isReportName(name)) {
    throw new UsageError(`--report ${name} is not known: use ${REPORT_NAMES.join(", ")}.`);
  }
  return name;
}
