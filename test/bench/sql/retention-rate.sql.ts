import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { orderSteps, presortedOrderSteps } from "./order-steps.sql.ts";
import { periodName } from "./period.sql.ts";
import { presence } from "./presence.sql.ts";
import type { SqlReport } from "./sql-report.ts";

export const retentionRateSql: SqlReport = {
  sql: (options) => statement(options, orderSteps),
  presortedSql: (options) => statement(options, presortedOrderSteps),
  value: (rows, { period, lookBackDays }) => ({ lookBackDays, period, rows: rows.map((row) => ({ ...row })) }),
};

function statement(options: ReportOptions, steps: typeof presortedOrderSteps): string {
  return `
WITH ${presence(options, steps)},
newcomers AS (
  SELECT from_p - 1 AS p, sum(new) AS new
  FROM ends
  GROUP BY from_p
),
terms AS (
  SELECT
    p,
    here.present AS s,
    after.present AS e,
    coalesce(new, 0) AS n,
    here.present - here.left_after AS kept,
    state
  FROM states
  JOIN presence AS here USING (p)
  JOIN presence AS after ON after.p = states.p + 1
  LEFT JOIN newcomers USING (p)
)
SELECT
  ${periodName("p", options.period)} AS period,
  s AS "start",
  e AS "end",
  n AS "new",
  kept,
  e - n - kept AS reactivated,
  CASE WHEN state = 'observed' AND s > 0 THEN (e - n) / s END AS rate,
  CASE WHEN state = 'observed' AND s > 0 THEN 1 - kept / s END AS churn,
  state
FROM terms
ORDER BY p`;
}
