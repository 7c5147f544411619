import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Row } from "../duck-shop.ts";
import { orderSteps } from "./order-steps.sql.ts";
import { quantileOfCounts } from "./quantile.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const MAX_STEPS = 20;
const BAR_DAYS = 7;
const OPEN_BAR = 52;

/**
 * One row for each step, step 0 standing for all gaps together (`kind` "step"), one for the customers' means ("customer") and one for
 * each bar of the histogram ("bar").
 */
export const purchaseGapsSql: SqlReport = {
  sql: statement,
  value: (rows) => {
    const of = (kind: string): Row[] => rows.filter((row) => row["kind"] === kind);
    const steps = of("step");
    return {
      all: summary(steps[0]!),
      steps: steps.slice(1).map((row) => ({ orderDays: row["place"]!, ...summary(row) })),
      perCustomer: summary(of("customer")[0]!),
      histogram: of("bar").map((row) => ({ gaps: row["n"]!, customers: row["customers"]! })),
    };
  },
};

function summary(row: Row): Row {
  const { n, mean, p25, median, p75 } = row as Record<"n" | "mean" | "p25" | "median" | "p75", number>;
  return { n, mean, p25, median, p75 };
}

function statement({ asOf }: ReportOptions): string {
  return `
WITH ${orderSteps(asOf, ["previous_day", "day_number"])},
taken AS MATERIALIZED (
  SELECT customer, least(day_number - 1, ${MAX_STEPS + 1}) AS step, day - previous_day AS value
  FROM steps
  WHERE day > previous_day
),
gaps AS (
  SELECT step, value, count(*) AS n
  FROM taken
  GROUP BY ALL
),
counted AS (
  SELECT step, value, n FROM gaps WHERE step <= ${MAX_STEPS}
  UNION ALL
  SELECT 0, value, sum(n) FROM gaps GROUP BY value
),
ranked AS (
  SELECT
    *,
    sum(n) OVER (PARTITION BY step ORDER BY value) AS up_to,
    sum(n) OVER (PARTITION BY step) AS total
  FROM counted
),
means AS (
  SELECT sum(value) / count(*) AS mean
  FROM taken
  GROUP BY customer
),
of_customers AS (
  SELECT count(*) AS n, avg(mean) AS mean, quantile_cont(mean, [0.25, 0.5, 0.75]) AS quarters
  FROM means
),
bars AS (
  SELECT bar, sum(n) AS n, count(*) AS customers
  FROM (
    SELECT customer, least((value - 1) // ${BAR_DAYS}, ${OPEN_BAR}) AS bar, count(*) AS n
    FROM taken
    GROUP BY ALL
  )
  GROUP BY bar
)
SELECT
  'step' AS kind,
  step AS place,
  sum(n) AS n,
  NULL AS customers,
  sum(n * value) / sum(n) AS mean,
  ${quantileOfCounts(0.25)} AS p25,
  ${quantileOfCounts(0.5)} AS median,
  ${quantileOfCounts(0.75)} AS p75
FROM ranked
GROUP BY step
UNION ALL
SELECT 'customer', NULL, n, NULL, mean, quarters[1], quarters[2], quarters[3]
FROM of_customers
UNION ALL
SELECT 'bar', bar, coalesce(n, 0), coalesce(customers, 0), NULL, NULL, NULL, NULL
FROM (SELECT unnest(range(${OPEN_BAR + 1})) AS bar)
LEFT JOIN bars USING (bar)
ORDER BY kind, place`;
}
