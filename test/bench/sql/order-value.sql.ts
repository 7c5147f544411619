import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";
import { quantileOfCounts } from "./quantile.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const MAX_NUMBER = 20;

/** One row for each class of orders: numbers from 1, `first`, `later` and `all`. Amounts are counted before they are ranked. */
export const orderValueSql: SqlReport = {
  sql: statement,
  value: (rows) => {
    const of = (name: string): Row => rows.find((row) => row["class"] === name)!;
    const { orders, average, median } = of("all") as Record<"orders" | "average" | "median", Json>;
    return {
      all: { orders, averageOrderValueMinor: average, medianOrderValueMinor: median },
      first: figures(of("first")),
      later: figures(of("later")),
      byNumber: rows
        .filter((row) => row["number"] !== null)
        .map((row) => ({ number: row["number"]!, ...(figures(row) as object) })),
    };
  },
};

function figures(row: Row): Json {
  return {
    orders: row["orders"]!,
    averageOrderValueMinor: row["average"]!,
    medianOrderValueMinor: row["median"]!,
    discountedOrders: row["discounted"]!,
    discountedShare: row["discounted_share"]!,
    ordersWithCosts: row["with_costs"]!,
    marginMinor: row["margin"]!,
    marginRate: row["margin_rate"]!,
  };
}

function statement({ asOf }: ReportOptions): string {
  return `
WITH numbered AS NOT MATERIALIZED (
  SELECT
    least(row_number() OVER (PARTITION BY customer ORDER BY order_id), ${MAX_NUMBER + 1}) AS number,
    net_minor,
    discount_minor,
    cost_minor
  FROM orders
  WHERE day <= ${asOf}
),
amounts AS (
  SELECT
    number,
    net_minor AS value,
    count(*) AS n,
    count(*) FILTER (discount_minor > 0) AS discounted,
    count(cost_minor) AS with_costs,
    sum(cost_minor) AS costs
  FROM numbered
  GROUP BY ALL
),
counted AS (
  SELECT number::VARCHAR AS class, number, value, n, discounted, with_costs, costs
  FROM amounts
  WHERE number <= ${MAX_NUMBER}
  UNION ALL
  SELECT if(number = 1, 'first', 'later'), NULL, value, sum(n), sum(discounted), sum(with_costs), sum(costs)
  FROM amounts
  GROUP BY number = 1, 1, value
  UNION ALL
  SELECT 'all', NULL, value, sum(n), NULL, NULL, NULL
  FROM (
    SELECT value, n FROM amounts
    UNION ALL
    SELECT net_minor, count(*) FROM guests WHERE day <= ${asOf} GROUP BY net_minor
  )
  GROUP BY value
),
ranked AS (
  SELECT
    *,
    sum(n) OVER (PARTITION BY class ORDER BY value) AS up_to,
    sum(n) OVER (PARTITION BY class) AS total
  FROM counted
),
totals AS (
  SELECT
    class,
    any_value(number) AS number,
    sum(n) AS orders,
    sum(n * value) AS net,
    ${quantileOfCounts(0.5)} AS median,
    sum(discounted) AS discounted,
    sum(with_costs) AS with_costs,
    sum(value * with_costs) AS net_with_costs,
    sum(costs) AS costs
  FROM ranked
  GROUP BY class
)
SELECT
  class,
  number,
  orders,
  net / orders AS average,
  median,
  discounted,
  discounted / orders AS discounted_share,
  with_costs,
  net_with_costs - costs AS margin,
  CASE WHEN net_with_costs > 0 THEN (net_with_costs - costs) / net_with_costs END AS margin_rate
FROM totals
ORDER BY number`;
}
