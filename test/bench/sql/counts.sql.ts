import { LEFT_OUT_REASONS } from "../../../app/analytics/timelines.ts";
import type { SqlReport } from "./sql-report.ts";

export const countsSql: SqlReport = {
  sql: ({ asOf }) => `
WITH per_customer AS (
  SELECT count(*) AS orders, sum(net_minor)::BIGINT AS net
  FROM orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
customers AS (
  SELECT count(*) AS customers, sum(orders) AS orders, sum(net) AS net
  FROM per_customer
),
top_fifth AS (
  SELECT sum(net) AS net
  FROM (
    SELECT net FROM per_customer
    ORDER BY net DESC
    LIMIT (SELECT ceil(customers / 5)::BIGINT FROM customers)
  )
),
guest AS (
  SELECT count(*) AS orders, coalesce(sum(net_minor), 0) AS net
  FROM guests
  WHERE day <= ${asOf}
),
middle AS (
  SELECT quantile_cont(net_minor, 0.5) AS net
  FROM (
    SELECT net_minor FROM orders WHERE day <= ${asOf}
    UNION ALL
    SELECT net_minor FROM guests WHERE day <= ${asOf}
  )
),
out AS (
  SELECT
    ${LEFT_OUT_REASONS.map((name, code) => `count(*) FILTER (reason = ${code}) AS "${name}"`).join(",\n    ")}
  FROM left_out
  WHERE day <= ${asOf}
)
SELECT
  c.customers AS "customers",
  c.orders + g.orders AS "orders",
  g.orders AS "guestOrders",
  c.net + g.net AS "netSalesMinor",
  (c.net + g.net) / (c.orders + g.orders) AS "averageOrderValueMinor",
  middle.net AS "medianOrderValueMinor",
  c.orders / c.customers AS "ordersPerCustomer",
  c.net / c.customers AS "netSalesPerCustomerMinor",
  top_fifth.net / c.net AS "topFifthShare",
  out.*
FROM customers AS c, guest AS g, middle, top_fifth, out`,
  value: ([row]) => {
    const entries = Object.entries(row!);
    const isReason = (name: string): boolean => (LEFT_OUT_REASONS as readonly string[]).includes(name);
    return {
      ...Object.fromEntries(entries.filter(([name]) => !isReason(name))),
      leftOut: Object.fromEntries(entries.filter(([name, count]) => isReason(name) && count !== 0)),
    };
  },
};
