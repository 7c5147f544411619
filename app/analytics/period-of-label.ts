import { dayOfCivil, periodLabel, periodOf } from "./calendar.ts";
import type { Period } from "./calendar.ts";

/** The inverse of `periodLabel`: the ordinal of "2011-W05", "2011-03", "1997-Q1" or "1997"; null for anything else. */
export function periodOfLabel(label: string, period: Period): number | null {
  const match = /^(\d{4})(?:-[WQ]?(\d{1,2}))?$/.exec(label);
  if (!match) return null;
  const year = Number(match[1]);
  const number = Number(match[2] ?? 1);
  // The week that holds 4 January is the first of its ISO year.
  const firstOfYear = periodOf(dayOfCivil(year, 1, period === "week" ? 4 : 1), period);
  const ordinal = firstOfYear + number - 1;
  return periodLabel(ordinal, period) === label ? ordinal : null;
}
