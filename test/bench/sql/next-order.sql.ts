import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { clockTallies, clockCurves } from "./order-clock.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const LEAST_RETURNING = 0.05;
const ROUNDING = 1e-12;

/** What is expected depends on the class and the days of silence alone, so it is found once for each of these pairs. */
export const nextOrderSql: SqlReport = {
  sql: statement,
  value: ([row]) => ({
    customers: row!["customers"]!,
    withinDays: { 7: row!["within_7"]!, 30: row!["within_30"]!, 90: row!["within_90"]! },
    later: row!["later"]!,
    unlikely: row!["unlikely"]!,
    unknown: row!["unknown"]!,
  }),
};

function statement({ asOf }: ReportOptions): string {
  return `
WITH ${clockTallies(asOf)},
${clockCurves()},
known AS (
  SELECT class, horizon, ended
  FROM ended
  WHERE ended > 0
),
silent AS (
  SELECT
    if(last_class IN (SELECT class FROM known), last_class, 0) AS class,
    silence AS t,
    n
  FROM tallies
  WHERE silence IS NOT NULL
),
standing AS (
  SELECT
    silent.*,
    known.horizon,
    known.ended - curves.ended AS returning,
    curves.ended + 0.5::DOUBLE * (known.ended - curves.ended) - ${ROUNDING} AS mark,
    t < known.horizon
      AND known.ended > curves.ended
      AND known.ended - curves.ended >= ${LEAST_RETURNING}::DOUBLE * (1 - curves.ended) AS expected
  FROM silent
  LEFT JOIN known USING (class)
  LEFT JOIN curves USING (class, t)
),
marked AS (
  SELECT standing.class, standing.t, min(curves.t) - standing.t AS days
  FROM standing
  JOIN curves ON curves.class = standing.class AND curves.t > standing.t AND curves.ended >= standing.mark
  WHERE expected AND curves.t <= standing.horizon
  GROUP BY standing.class, standing.t
)
SELECT
  sum(n) AS customers,
  coalesce(sum(n) FILTER (days <= 7), 0) AS within_7,
  coalesce(sum(n) FILTER (days <= 30), 0) AS within_30,
  coalesce(sum(n) FILTER (days <= 90), 0) AS within_90,
  coalesce(sum(n) FILTER (days > 90), 0) AS later,
  coalesce(sum(n) FILTER (horizon IS NOT NULL AND days IS NULL), 0) AS unlikely,
  coalesce(sum(n) FILTER (horizon IS NULL), 0) AS unknown
FROM standing
LEFT JOIN marked USING (class, t)`;
}
