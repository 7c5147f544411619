import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { orderSteps, presortedOrderSteps } from "./order-steps.sql.ts";
import { calendar, listedPeriods, periodName, periodStartDay } from "./period.sql.ts";
import type { SqlReport } from "./sql-report.ts";

export const consecutiveRetentionSql: SqlReport = {
  sql: (options) => statement(options, orderSteps),
  presortedSql: (options) => statement(options, presortedOrderSteps),
  value: (rows, { period }) => ({ period, rows: rows.map((row) => ({ ...row })) }),
};

function statement({ asOf, period }: ReportOptions, steps: typeof presortedOrderSteps): string {
  return `
WITH ${calendar(asOf, period)},
${steps(asOf, ["previous_p"])},
active AS (
  SELECT
    p,
    count(*) AS active,
    count(*) FILTER (previous_p IS NULL) AS new,
    count(*) FILTER (previous_p = p - 1) AS retained
  FROM steps
  WHERE previous_p IS DISTINCT FROM p
  GROUP BY p
),
${listedPeriods(asOf, period)},
counted AS (
  SELECT
    p,
    ${periodStartDay("p + 1", period)} > ${asOf + 1} AS pending,
    coalesce(before.active, 0) AS previous,
    coalesce(this.active, 0) AS active,
    coalesce(this.new, 0) AS new,
    coalesce(this.retained, 0) AS retained
  FROM listed
  LEFT JOIN active AS this USING (p)
  LEFT JOIN active AS before ON before.p = listed.p - 1
)
SELECT
  ${periodName("p", period)} AS period,
  previous,
  active,
  new,
  retained,
  active - retained - new AS reactivated,
  previous - retained AS lost,
  CASE WHEN NOT pending AND previous > 0 THEN retained / previous END AS rate,
  CASE WHEN pending THEN 'pending' ELSE 'observed' END AS state
FROM counted
ORDER BY p`;
}
