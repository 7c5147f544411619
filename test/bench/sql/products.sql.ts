import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { repeatShare } from "./channels.sql.ts";
import type { SqlReport } from "./sql-report.ts";
import { wilsonInterval } from "./wilson.sql.ts";

const REPEAT_DAYS = 90;
const MOST = 100;

/** One row for each product with a row of its own, and a last one (`place` NULL) for the others; totals on every row. */
export const productsSql: SqlReport = {
  sql: statement,
  value: (rows) => {
    const total = rows[0]!;
    const other = rows.find((row) => row["place"] === null);
    return {
      rows: rows
        .filter((row) => row !== other)
        .map((row) => ({
          product: row["key"]!,
          title: row["title"]!,
          customers: row["customers"]!,
          orders: row["orders"]!,
          units: row["units"]!,
          netSalesMinor: row["net"]!,
          firstCustomers: row["first_customers"]!,
          shareAsFirst: row["share_as_first"]!,
          repeatWithin90Days: repeatShare(row),
        })),
      other: {
        products: other?.["products"] ?? 0,
        units: other?.["units"] ?? 0,
        netSalesMinor: other?.["net"] ?? 0,
      },
      totals: {
        products: total["all_products"]!,
        customers: total["all_customers"]!,
        firstCustomers: total["all_first_customers"]!,
        orders: total["all_orders"]!,
        ordersWithoutLines: total["orders_without_lines"]!,
        units: total["all_units"]!,
        netSalesMinor: total["all_net"]!,
      },
    };
  },
};

function statement({ asOf }: ReportOptions): string {
  return `
WITH sold AS (
  SELECT product, sum(quantity) AS units, sum(net_minor) AS net
  FROM lines
  WHERE day <= ${asOf}
  GROUP BY product
),
in_orders AS (
  SELECT product, count(*) AS orders
  FROM (SELECT DISTINCT product, order_id FROM lines WHERE day <= ${asOf})
  GROUP BY product
),
buyers AS (
  SELECT product, count(customer) AS customers
  FROM (SELECT DISTINCT product, customer FROM lines WHERE day <= ${asOf})
  GROUP BY product
),
joined AS (
  SELECT order_id, days[1] <= ${asOf - REPEAT_DAYS} AS eligible, days[2] - days[1] <= ${REPEAT_DAYS} AS soon
  FROM (
    SELECT min(order_id) AS order_id, min(day, 2) AS days
    FROM rated_orders
    WHERE day <= ${asOf}
    GROUP BY customer
  )
),
began AS (
  SELECT DISTINCT product, order_id, eligible, soon
  FROM rated_lines JOIN joined USING (order_id)
),
firsts AS (
  SELECT
    product,
    count(*) AS first_customers,
    count(*) FILTER (eligible) AS eligible,
    count(*) FILTER (eligible AND soon) AS repeated
  FROM began
  GROUP BY product
),
totals AS (
  SELECT
    (SELECT count(*) FROM (SELECT DISTINCT customer FROM lines WHERE day <= ${asOf} AND customer IS NOT NULL)) AS all_customers,
    (SELECT count(*) FROM (SELECT DISTINCT order_id FROM lines WHERE day <= ${asOf})) AS all_orders,
    (SELECT count(DISTINCT order_id) FROM began) AS all_first_customers,
    count(*) AS all_products,
    sum(units) AS all_units,
    sum(net) AS all_net
  FROM sold
),
counted AS (
  SELECT
    (SELECT count(*) FROM orders WHERE day <= ${asOf}) + (SELECT count(*) FROM guests WHERE day <= ${asOf}) AS all_counted
),
ranked AS (
  SELECT *, row_number() OVER (ORDER BY net DESC, product) AS rank, if(rank <= ${MOST}, rank, NULL) AS place
  FROM sold
  JOIN in_orders USING (product)
  JOIN buyers USING (product)
  LEFT JOIN firsts USING (product)
),
placed AS (
  SELECT
    place,
    any_value(product) AS product,
    count(*) AS products,
    sum(customers) AS customers,
    sum(orders) AS orders,
    sum(units) AS units,
    sum(net) AS net,
    coalesce(sum(first_customers), 0) AS first_customers,
    coalesce(sum(eligible), 0) AS eligible,
    coalesce(sum(repeated), 0) AS repeated
  FROM ranked
  GROUP BY place
)
SELECT
  placed.*,
  key,
  title,
  first_customers / nullif(all_first_customers, 0) AS share_as_first,
  repeated / nullif(eligible, 0) AS repeat_rate,
  ${wilsonInterval("repeated", "eligible")},
  totals.*,
  all_counted - all_orders AS orders_without_lines
FROM placed
JOIN products USING (product)
CROSS JOIN totals
CROSS JOIN counted
ORDER BY place`;
}
