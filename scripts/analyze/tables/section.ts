import type { ReportName, ReportValue } from "../../../app/analytics/named-reports.ts";
import type { UnavailableReason } from "../../../app/analytics/unavailable.ts";
import { textTable } from "../text-table.ts";

/** Amounts in minor units as text. */
export type Format = (minor: number | null) => string;

/** How a report is shown to people. */
export interface Section {
  readonly title: string;
  readonly body: (value: object, money: Format) => string;
}

/** The value of a report where it applies. */
export type Available<Name extends ReportName> = Exclude<ReportValue<Name>, { readonly unavailable: string }>;

/** A section for values of one type. It is kept by the report's name, so that it never sees another. */
export function section<Value extends object>(title: string, body: (value: Value, money: Format) => string): Section {
  return { title, body: body as Section["body"] };
}

export const pairs = (rows: readonly (readonly [string, string])[]): string => textTable(["", ""], rows);

/** A key such as "needsAttention" as words. */
export const words = (key: string): string => key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const NOTE_COLUMNS = 80;

/** Sentences below a title, in lines that fit. */
export function note(text: string): string {
  let lines = "";
  let line = " ";
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > NOTE_COLUMNS) {
      lines += `${line}\n`;
      line = " ";
    }
    line += ` ${word}`;
  }
  return `${lines}${line}\n`;
}

const REASONS: Readonly<Record<UnavailableReason, string>> = {
  noMoney: "The file has no column for money.",
  noLines: "The file does not say what was bought: that takes a row for each line of an order.",
  noOrders: "There is no order up to this day.",
  lookBackTooShort: "The look-back is shorter than a period.",
  shortHistory: "The orders do not reach back far enough.",
  tooFewCustomers: "There are too few customers.",
  consentUnknown: "The file does not say which customers may be written to.",
  nothingToCompare: "Neither new customers nor those who can be reached bring anything that could be weighed.",
  noSpend: "There is no marketing spend for a month that is over: name a file with --spend.",
  tooFewRepeatCustomers: "Fewer than 100 customers bought again.",
  noInteriorMaximum: "The orders do not determine its parameters.",
};

/** Reports that know more of the reason. */
const REASONS_OF: Readonly<Record<string, string>> = {
  "clv shortHistory": "The models need orders of at least 180 days.",
  "predictedClv shortHistory": "A prediction needs orders of at least 180 days; until then, see the cohorts.",
  "predictedClv tooFewRepeatCustomers":
    "A prediction needs 100 customers who bought again; until then, see the cohorts.",
  "maturityRange shortHistory": "The range needs orders of at least 120 days.",
  "maturityRange tooFewCustomers": "The range needs 100 customers, 30 of them for 30 days or longer.",
};

/** Why a report, or a part of one, does not apply, as a sentence. */
export function reasonText(reason: string, report = ""): string {
  const reasons: Readonly<Record<string, string>> = REASONS;
  return REASONS_OF[`${report} ${reason}`] ?? reasons[reason] ?? `It does not apply: ${words(reason)}.`;
}
