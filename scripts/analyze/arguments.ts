import { parseArgs } from "node:util";

import { civilOfDay, dayOfIsoDate, isZone, PERIOD_LENGTH_DAYS, PERIODS } from "../../app/analytics/calendar.ts";
import type { Period } from "../../app/analytics/calendar.ts";
import { attributeName, attributeNamed, CUSTOMER_ATTRIBUTES } from "../../app/analytics/customer-attributes.ts";
import type { CustomerAttribute } from "../../app/analytics/customer-attributes.ts";
import { isReportName } from "../../app/analytics/named-reports.ts";
import type { ReportName } from "../../app/analytics/named-reports.ts";
import { defaultLookBackDays } from "../../app/analytics/retention-rate.ts";
import { YEARS } from "../../app/files/timestamps.ts";
import { lookBackTooShort } from "./analysis.ts";
import { memberCell } from "./member-cell.ts";
import type { MemberCell } from "./member-cell.ts";
import { chosenReports, REPORT_NAMES } from "./report-choice.ts";
import { UsageError } from "./usage-error.ts";

export interface AnalyzeOptions {
  readonly file: string;
  readonly zone: string;
  /** Null: the day of the last order. */
  readonly asOf: number | null;
  readonly period: Period;
  readonly lookBackDays: number;
  readonly reports: readonly ReportName[];
  readonly where: readonly Restriction[];
  readonly by: CustomerAttribute | null;
  /** The earlier day of a comparison. */
  readonly compareWith: number | null;
  readonly spendFile: string | null;
  /** Margin as a share of net sales. */
  readonly marginRate: number | null;
  readonly members: MemberCell | null;
  readonly currency: string | undefined;
  readonly lenient: boolean;
  readonly json: boolean;
}

/** Customers with this value of an attribute; "" is for those of whom none is known. */
export interface Restriction {
  readonly attribute: CustomerAttribute;
  readonly value: string;
}

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
  const about = {
    compareWith: dayOption("--compare-with", values["compare-with"]),
    spendFile: values.spend ?? null,
    marginRate: values.margin === undefined ? null : marginOption(values.margin),
  };
  return {
    ...about,
    file,
    zone,
    asOf: dayOption("--as-of", values["as-of"]),
    period,
    lookBackDays,
    reports: chosenReports(values.report?.map(reportOption) ?? null, about),
    where: (values.where ?? []).map(whereOption),
    by: values.by === undefined ? null : attributeOption("--by", values.by),
    members: values.members === undefined ? null : memberCell(values.members, period),
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
        where: { type: "string", multiple: true },
        by: { type: "string" },
        "compare-with": { type: "string" },
        spend: { type: "string" },
        margin: { type: "string" },
        members: { type: "string" },
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

function dayOption(option: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const day = dayOfIsoDate(text);
  if (day === null) throw new UsageError(`${option} ${text} is not a day: write it as 2024-05-31.`);
  const { year } = civilOfDay(day);
  if (year < YEARS.first || year > YEARS.last) {
    throw new UsageError(`${option} ${text} is out of reach: use a day from ${YEARS.first} to ${YEARS.last}.`);
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

function attributeOption(option: string, name: string): CustomerAttribute {
  const attribute = attributeNamed(name);
  if (attribute === null) {
    throw new UsageError(`${option} ${name} is not known: use ${CUSTOMER_ATTRIBUTES.map(attributeName).join(", ")}.`);
  }
  return attribute;
}

function whereOption(text: string): Restriction {
  const equals = text.indexOf("=");
  if (equals < 0) throw new UsageError(`--where ${text} names no value: write it as country=SE.`);
  return { attribute: attributeOption("--where", text.slice(0, equals)), value: text.slice(equals + 1) };
}

/** 0.4 or 40%. */
function marginOption(text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text);
  const rate = match === null ? NaN : Number(match[1]) / (match[2] === "%" ? 100 : 1);
  if (!(rate > 0 && rate <= 1)) throw new UsageError(`--margin ${text} is not a share of net sales: use 0.4 or 40%.`);
  return rate;
}
