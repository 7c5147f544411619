import { z } from "zod";
import { dayOfIsoDate, PERIOD_LENGTH_DAYS, PERIODS } from "../analytics/calendar.ts";
import type { Period } from "../analytics/calendar.ts";
import { CHANNEL_DIMENSIONS } from "../analytics/channels.ts";
import type { ChannelDimension } from "../analytics/channels.ts";
import { defaultLookBackDays } from "../analytics/retention-rate.ts";
import { COHORT_KINDS } from "../insights/cohort-table.ts";
import type { CohortKind } from "../insights/cohort-table.ts";

/** The parameters of a report, as pages and the API take them from the URL. */
export interface ReportQuery {
  /** Civil day, inclusive; null: the store's default day. */
  readonly asOf: number | null;
  readonly period: Period;
  /** The named look-back, or the period's default. */
  readonly lookBackDays: number;
  /** Which cohort table; only the Retention page shows one. */
  readonly kind: CohortKind;
}

/** What single reports take beside these, in the API. */
export interface NamedReportParameters {
  /** Civil day of the other end of a movement; null: 90 days earlier. */
  readonly compareWith: number | null;
  /** Margin as a share of net sales; null: not known. */
  readonly marginRate: number | null;
  /** What first orders are split by. */
  readonly by: ChannelDimension;
}

const REPORT_PARAMETERS = ["asOf", "period", "lookBack", "kind"] as const;
const NAMED_REPORT_PARAMETERS = ["compareWith", "margin", "by"] as const;
type ReportParameter = (typeof REPORT_PARAMETERS)[number] | (typeof NAMED_REPORT_PARAMETERS)[number];

/** A report that cannot be computed as asked. `message` is one sentence that may be shown. The route answers 400. */
export class ReportQueryError extends Error {
  readonly parameter: ReportParameter;

  constructor(parameter: ReportParameter, sentence: string) {
    super(sentence);
    this.name = "ReportQueryError";
    this.parameter = parameter;
  }
}

/** Ten years: no shop's habit of buying is longer, and no sum over days runs away. */
const LONGEST_LOOK_BACK_DAYS = 3660;

const oneOf = (names: readonly string[]): string => `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;

const dayNamed = (name: string) =>
  z
    .string()
    .transform((text, context) => {
      const day = dayOfIsoDate(text);
      if (day === null) context.addIssue({ code: "custom", message: `${name} must be a day such as 2011-12-09.` });
      return day;
    })
    .nullable();

const schema = z.object({
  asOf: dayNamed("asOf"),
  period: z.enum(PERIODS, { error: `period must be ${oneOf(PERIODS)}.` }).nullable(),
  lookBack: z
    .string()
    .regex(/^[1-9]\d{0,3}$/, "lookBack must be a whole number of days such as 90.")
    .transform(Number)
    .refine((days) => days <= LONGEST_LOOK_BACK_DAYS, `lookBack must be at most ${LONGEST_LOOK_BACK_DAYS} days.`)
    .nullable(),
  kind: z.enum(COHORT_KINDS, { error: `kind must be ${oneOf(COHORT_KINDS)}.` }).nullable(),
});

const namedSchema = z.object({
  compareWith: dayNamed("compareWith"),
  margin: z
    .string()
    .regex(/^(0?\.\d{1,6}|[01](\.0{1,6})?)$/, "margin must be a share from 0 to 1 such as 0.45.")
    .transform(Number)
    .nullable(),
  by: z.enum(CHANNEL_DIMENSIONS, { error: `by must be ${oneOf(CHANNEL_DIMENSIONS)}.` }).nullable(),
});

/** `parseReportQuery`, with what single reports take. Throws `ReportQueryError` for the first wrong one. */
export function parseNamedReportQuery(parameters: URLSearchParams): ReportQuery & NamedReportParameters {
  const { compareWith, margin, by } = parsed(namedSchema, NAMED_REPORT_PARAMETERS, parameters);
  return { ...parseReportQuery(parameters), compareWith, marginRate: margin, by: by ?? "channel" };
}

/**
 * Reads a report's parameters; others are ignored, because the admin adds its own. An empty value counts as absent.
 * Throws `ReportQueryError` for the first wrong one.
 */
export function parseReportQuery(parameters: URLSearchParams): ReportQuery {
  const { asOf, lookBack, kind, ...given } = parsed(schema, REPORT_PARAMETERS, parameters);
  const period = given.period ?? "month";
  if (lookBack !== null && lookBack < PERIOD_LENGTH_DAYS[period].shortest) throw lookBackTooShort(period);
  return { asOf, period, lookBackDays: lookBack ?? defaultLookBackDays(period), kind: kind ?? "A" };
}

function parsed<Schema extends z.ZodType>(
  schema: Schema,
  names: readonly ReportParameter[],
  parameters: URLSearchParams,
): z.output<Schema> {
  const result = schema.safeParse(Object.fromEntries(names.map((name) => [name, parameters.get(name) || null])));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new ReportQueryError(
    names.find((name) => name === issue.path[0])!,
    issue.message,
  );
}

/** A new customer could be gone from the look-back before the period ends, so the formula would be wrong. */
export function lookBackTooShort(period: Period): ReportQueryError {
  const { shortest, longest } = PERIOD_LENGTH_DAYS[period];
  const length = shortest === longest ? `${longest}` : `up to ${longest}`;
  return new ReportQueryError(
    "lookBack",
    `lookBack must not be shorter than the period: a ${period} has ${length} days.`,
  );
}
