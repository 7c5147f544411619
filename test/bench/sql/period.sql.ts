import type { Period } from "../../../app/analytics/calendar.ts";

/** Ordinal of the period that holds the day, as `periodOf` counts them. */
export function periodOrdinal(day: string, period: Period): string {
  if (period === "week") return `((${day} + 3) // 7)`;
  return `date_diff('${period}', DATE '1970-01-01', DATE '1970-01-01' + ${day})`;
}

function startDate(ordinal: string, period: Period): string {
  if (period === "week") return `(DATE '1970-01-01' + (7 * (${ordinal}) - 3)::INTEGER)`;
  const months = { month: 1, quarter: 3, year: 12 }[period];
  return `(DATE '1970-01-01' + to_months((${months} * (${ordinal}))::INTEGER))::DATE`;
}

/** First day of the period, as a number. */
export function periodStartDay(ordinal: string, period: Period): string {
  return `date_diff('day', DATE '1970-01-01', ${startDate(ordinal, period)})`;
}

export function periodName(ordinal: string, period: Period): string {
  const start = startDate(ordinal, period);
  if (period === "quarter") return `strftime(${start}, '%Y-Q') || quarter(${start})`;
  return `strftime(${start}, '${{ week: "%G-W%V", month: "%Y-%m", year: "%Y" }[period]}')`;
}

/**
 * CTE `calendar(day, p, in_sight_p)`: the period of every day up to `asOf`, and the last one at whose start an order of that day lies
 * within the look-back.
 */
export function calendar(asOf: number, period: Period, lookBackDays = 0): string {
  return `calendar AS (
  SELECT
    day,
    ${periodOrdinal("day", period)} AS p,
    ${periodOrdinal(`(day + ${lookBackDays})`, period)} AS in_sight_p
  FROM (SELECT unnest(range((SELECT min(day) FROM rated_orders), ${asOf + 1}))::INTEGER AS day)
)`;
}

/** CTE `listed(p)`: the periods after the one of the shop's very first order, up to the one that holds `asOf`. */
export function listedPeriods(asOf: number, period: Period): string {
  return `first_order AS (
  SELECT least((SELECT min(day) FROM rated_orders), (SELECT min(day) FROM guests)) AS day
),
listed AS (
  SELECT unnest(range(${periodOrdinal("day", period)} + 1, ${periodOrdinal(String(asOf), period)} + 1)) AS p
  FROM first_order
)`;
}
