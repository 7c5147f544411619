import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { SqlReport } from "./sql-report.ts";

const MIN_CUSTOMERS = 50;
const MIN_EXPECTED = 5;
const MOST_PAIRS = 10_000;
const MOST = 100;
const Z_95 = 1.959963984540054;

/** One row for each pair of products that is listed, with the totals. */
export const nextProductsSql: SqlReport = {
  sql: statement,
  value: (rows) => ({
    customers: rows[0]!["all_customers"]!,
    tooManyProducts: rows[0]!["too_many"]!,
    rows: rows
      .filter((row) => row["product"] !== null)
      .map((row) => ({
        product: row["product"]!,
        title: row["title"]!,
        next: row["next"]!,
        nextTitle: row["next_title"]!,
        customers: row["customers"]!,
        bought: row["bought"]!,
        share: row["share"]!,
        lift: row["lift"]!,
        shrunkLift: { value: row["value"]!, low: row["low"]!, high: row["high"]! },
      })),
    pairs: rows[0]!["pairs"]!,
    spread: rows[0]!["spread"]!,
  }),
};

function statement({ asOf }: ReportOptions): string {
  return `
WITH first_two AS (
  SELECT customer, min(order_id, 2) AS ids
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
  HAVING count(*) > 1
),
numbered AS (
  SELECT customer, ids[1] AS order_id, 1 AS number FROM first_two
  UNION ALL
  SELECT customer, ids[2], 2 FROM first_two
),
baskets AS (
  SELECT DISTINCT numbered.customer, number, product
  FROM numbered JOIN rated_lines USING (order_id)
  WHERE product <> 0
),
pairs_of_customer AS (
  SELECT customer, count(*) FILTER (number = 1) * count(*) FILTER (number = 2) AS pairs
  FROM baskets
  GROUP BY customer
),
totals AS (
  SELECT
    count(*) FILTER (pairs BETWEEN 1 AND ${MOST_PAIRS}) AS all_customers,
    count(*) FILTER (pairs > ${MOST_PAIRS}) AS too_many
  FROM pairs_of_customer
),
bought AS (
  SELECT customer, number, product
  FROM baskets JOIN pairs_of_customer USING (customer)
  WHERE pairs BETWEEN 1 AND ${MOST_PAIRS}
),
often AS (
  SELECT number, product, count(*) AS customers
  FROM bought
  GROUP BY number, product
  HAVING count(*) >= ${MIN_CUSTOMERS}
),
compared AS (
  SELECT
    a.product AS a,
    b.product AS b,
    a.customers AS n,
    b.customers AS m,
    n * m / all_customers AS expected
  FROM often AS a
  JOIN often AS b ON a.number = 1 AND b.number = 2
  CROSS JOIN totals
  WHERE a.customers * b.customers / all_customers >= ${MIN_EXPECTED}
),
together AS (
  SELECT first.product AS a, second.product AS b, count(*) AS x
  FROM bought AS first
  JOIN bought AS second ON second.customer = first.customer AND first.number = 1 AND second.number = 2
  GROUP BY ALL
),
effects AS (
  SELECT
    a, b, n, m,
    coalesce(x, 0) AS x,
    ln((coalesce(x, 0) + 0.5::DOUBLE) / (expected + 0.5::DOUBLE)) AS y,
    1 / (coalesce(x, 0) + 0.5::DOUBLE) - 1 / (n + 1) + 1 / (m + 0.5::DOUBLE) - 1 / (all_customers + 1) AS variance
  FROM compared
  LEFT JOIN together USING (a, b)
  CROSS JOIN totals
),
spread AS (
  SELECT
    count(*) AS pairs,
    coalesce(greatest(0, (sum(y * y / variance) - count(*)) / sum(1 / variance)), 0) AS tau2
  FROM effects
),
shrunk AS (
  SELECT
    effects.*,
    y * tau2 / (tau2 + variance) AS centre,
    ${Z_95} * sqrt(variance * tau2 / (tau2 + variance)) AS half
  FROM effects CROSS JOIN spread
),
listed AS (
  SELECT *, row_number() OVER (ORDER BY centre - half DESC, a, b) AS place
  FROM shrunk
  QUALIFY place <= ${MOST}
)
SELECT
  all_customers,
  too_many,
  pairs,
  sqrt(tau2) AS spread,
  before.key AS product,
  before.title AS title,
  after.key AS next,
  after.title AS next_title,
  n AS customers,
  x AS bought,
  x / n AS share,
  x * all_customers / (n * m) AS lift,
  exp(centre) AS value,
  exp(centre - half) AS low,
  exp(centre + half) AS high
FROM totals
CROSS JOIN spread
LEFT JOIN listed ON true
LEFT JOIN products AS before ON before.product = a
LEFT JOIN products AS after ON after.product = b
ORDER BY place`;
}
