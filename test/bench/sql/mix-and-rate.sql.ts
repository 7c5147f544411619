import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Row } from "../duck-shop.ts";
import { periodOrdinal, periodStartDay } from "./period.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const WITHIN_DAYS = 90;

/** One row for each channel, with the totals on every row. */
export const mixAndRateSql: SqlReport = {
  sql: statement,
  value: (rows) => {
    const total = rows[0]!;
    return {
      withinDays: WITHIN_DAYS,
      rateBefore: total["total_rate_before"]!,
      rateAfter: total["total_rate_after"]!,
      change: total["change"]!,
      mix: total["total_mix"]!,
      rate: total["total_rate"]!,
      groups: rows.map((row) => ({
        group: row["channel"]!,
        before: cases(row, "before"),
        after: cases(row, "after"),
        shareBefore: row["share_before"]!,
        shareAfter: row["share_after"]!,
        rateBefore: row["rate_before"]!,
        rateAfter: row["rate_after"]!,
        mix: row["mix"]!,
        rate: row["rate"]!,
      })),
    };
  },
};

function cases(row: Row, period: string): Row {
  return { cases: row[`cases_${period}`]!, successes: row[`successes_${period}`]! };
}

function statement({ asOf, period }: ReportOptions): string {
  const last = `${periodOrdinal(String(asOf - WITHIN_DAYS + 1), period)} - 1`;
  return `
WITH bounds AS (
  SELECT
    ${periodStartDay(`${last} - 1`, period)} AS before_from,
    ${periodStartDay(last, period)} AS after_from,
    ${periodStartDay(`${last} + 1`, period)} AS after_to
),
joined AS (
  SELECT customer, min(order_id) AS first_id, min(day) AS first_day
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
  HAVING min(day) >= (SELECT before_from FROM bounds) AND min(day) < (SELECT after_to FROM bounds)
),
members AS (
  SELECT
    any_value(first_day) AS first_day,
    any_value(channel) FILTER (order_id = first_id) AS channel,
    count(*) FILTER (day <= first_day + ${WITHIN_DAYS}) > 1 AS repeated
  FROM rated_orders JOIN joined USING (customer)
  WHERE day <= ${asOf}
  GROUP BY customer
),
counts AS (
  SELECT
    channel,
    count(*) FILTER (first_day < after_from) AS cases_before,
    count(*) FILTER (first_day < after_from AND repeated) AS successes_before,
    count(*) FILTER (first_day >= after_from) AS cases_after,
    count(*) FILTER (first_day >= after_from AND repeated) AS successes_after
  FROM members CROSS JOIN bounds
  GROUP BY channel
),
rates AS (
  SELECT
    *,
    successes_before / nullif(cases_before, 0) AS rate_before,
    successes_after / nullif(cases_after, 0) AS rate_after,
    cases_before / nullif(sum(cases_before) OVER (), 0) AS share_before,
    cases_after / nullif(sum(cases_after) OVER (), 0) AS share_after,
    sum(successes_before) OVER () / nullif(sum(cases_before) OVER (), 0) AS total_rate_before,
    sum(successes_after) OVER () / nullif(sum(cases_after) OVER (), 0) AS total_rate_after
  FROM counts
),
changes AS (
  SELECT
    *,
    (share_after - share_before) * (coalesce(rate_before, rate_after) + coalesce(rate_after, rate_before)) / 2 AS mix,
    (coalesce(rate_after, rate_before) - coalesce(rate_before, rate_after)) * (share_before + share_after) / 2 AS rate
  FROM rates
)
SELECT
  changes.* REPLACE (value AS channel),
  total_rate_after - total_rate_before AS change,
  sum(mix) OVER () AS total_mix,
  sum(rate) OVER () AS total_rate
FROM changes
JOIN channels ON code = channel
ORDER BY value NULLS FIRST`;
}
