import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { orderSteps } from "./order-steps.sql.ts";
import { quantileOfCounts } from "./quantile.sql.ts";
import type { SqlReport } from "./sql-report.ts";
import { survivalCurves } from "./survival.sql.ts";

const MAX_STEPS = 20;
const YEAR_DAYS = 365;
const HORIZONS = [30, 60, 90, 180, 365];
const Z_95 = 1.959963984540054;

export const orderFunnelSql: SqlReport = {
  sql: statement,
  value: (rows) => ({ steps: rows.map((row) => ({ ...row })) }),
};

function statement({ asOf }: ReportOptions): string {
  return `
WITH ${orderSteps(asOf, ["next_day", "order_number"])},
durations AS (
  SELECT
    order_number AS class,
    coalesce(next_day, ${asOf}) - day AS t,
    count(next_day) AS events,
    count(*) - count(next_day) AS censored,
    sum(net_minor) AS net,
    count(*) FILTER (day > ${asOf - YEAR_DAYS}) AS in_year
  FROM steps
  WHERE order_number <= ${MAX_STEPS}
  GROUP BY ALL
),
${survivalCurves(HORIZONS)},
placed AS (
  SELECT
    class,
    t AS value,
    sum(events) OVER (PARTITION BY class ORDER BY t) AS up_to,
    sum(events) OVER (PARTITION BY class) AS total
  FROM durations
  WHERE events > 0
),
waits AS (
  SELECT class, ${quantileOfCounts(0.5)} AS median
  FROM placed
  GROUP BY class
),
totals AS (
  SELECT class, sum(events + censored) AS customers, sum(events) AS events, sum(net) AS net, sum(in_year) AS in_year
  FROM durations
  GROUP BY class
),
estimates AS (
  SELECT
    class,
    horizon,
    max(ended) FILTER (t <= horizon) AS ended,
    max(greenwood) FILTER (t <= horizon) AS greenwood
  FROM curves JOIN horizons USING (class)
  GROUP BY class, horizon
),
intervals AS (
  SELECT
    *,
    CASE
      WHEN ended > 0 AND ended < 1 THEN exp(${Z_95} * sqrt(greenwood) / abs(ln(1 - ended)))
    END AS spread
  FROM estimates
)
SELECT
  class AS "orders",
  customers,
  events / customers AS "stepRate",
  ended AS "kaplanMeierRate",
  1 - pow(1 - ended, 1 / spread) AS "low",
  1 - pow(1 - ended, spread) AS "high",
  horizon AS "horizonDays",
  median AS "medianDaysToNext",
  net / customers AS "averageOrderValueMinor",
  in_year AS "customersInYear"
FROM totals
JOIN intervals USING (class)
LEFT JOIN waits USING (class)
ORDER BY class`;
}
