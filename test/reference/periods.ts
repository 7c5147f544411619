import type { Period } from "../../app/analytics/calendar.ts";

/** Calendar periods by way of `Date` in UTC: a period as its first day, its name, and the first day of the one after. */

const MS = 86_400_000;
const date = (day: number): Date => new Date(day * MS);
const dayOf = (year: number, month: number, dayOfMonth: number): number => Date.UTC(year, month, dayOfMonth) / MS;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** "2026-03-31". */
export const dateOf = (day: number): string => date(day).toISOString().slice(0, 10);

export function startOf(day: number, period: Period): number {
  const at = date(day);
  if (period === "week") return day - ((at.getUTCDay() + 6) % 7);
  const month = at.getUTCMonth() - (at.getUTCMonth() % MONTHS[period]);
  return dayOf(at.getUTCFullYear(), month, 1);
}

/** First day of the period that comes `steps` after the one that begins at `start`. */
export function stepped(start: number, period: Period, steps: number): number {
  if (period === "week") return start + 7 * steps;
  const at = date(start);
  return dayOf(at.getUTCFullYear(), at.getUTCMonth() + MONTHS[period] * steps, 1);
}

export function nameOf(start: number, period: Period): string {
  const at = date(start);
  const year = at.getUTCFullYear();
  if (period === "year") return String(year);
  if (period === "month") return date(start).toISOString().slice(0, 7);
  if (period === "quarter") return `${year}-Q${at.getUTCMonth() / 3 + 1}`;
  // The ISO year and number: those of the week's Thursday.
  const thursday = date(start + 3);
  const first = dayOf(thursday.getUTCFullYear(), 0, 1);
  return `${thursday.getUTCFullYear()}-W${String(Math.floor((start + 3 - first) / 7) + 1).padStart(2, "0")}`;
}

/** The starts of all periods from the one that holds `from` to the one that holds `to`. */
export function periodsBetween(from: number, to: number, period: Period): number[] {
  const starts = [startOf(from, period)];
  while (stepped(starts.at(-1)!, period, 1) <= to) starts.push(stepped(starts.at(-1)!, period, 1));
  return starts;
}
