import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";
import { clockTallies, orderClock } from "./order-clock.sql.ts";
import { orderSteps } from "./order-steps.sql.ts";
import { calendar, periodName, periodOrdinal, periodStartDay } from "./period.sql.ts";
import { column } from "./sql-report.ts";
import type { SqlReport } from "./sql-report.ts";

/** One row for each cohort and period k; the lapsed point is that of the shop's clock. */
export const cohortsSql: SqlReport = {
  sql: statement,
  value: (rows, { period }) => ({
    period,
    rows: [...Map.groupBy(rows, (row) => row["cohort"]!).values()].map(cohortRow),
  }),
};

function cohortRow(cells: readonly Row[]): Json {
  const firstK = (name: string): Json => cells.find((cell) => cell[name] === true)?.["k"] ?? null;
  return {
    cohort: cells[0]!["name"]!,
    size: cells[0]!["size"]!,
    active: column(cells, "active"),
    cumulativeRepeat: column(cells, "repeated"),
    onOrAfter: column(cells, "on_or_after"),
    orders: column(cells, "orders"),
    netSalesMinor: column(cells, "net"),
    pendingFrom: firstK("pending"),
    provisionalFrom: firstK("provisional"),
  };
}

function statement({ asOf, period }: ReportOptions): string {
  return `
WITH ${clockTallies(asOf, { pooled: true })},
${orderClock()},
${calendar(asOf, period)},
${orderSteps(asOf, ["previous_p", "next_p", "first_p", "order_number"], "placed")},
cells AS (
  SELECT
    first_p AS cohort,
    p,
    count(*) AS orders,
    sum(net_minor) AS net,
    count(*) FILTER (previous_p IS DISTINCT FROM p) AS active,
    count(*) FILTER (order_number = 1) AS joined,
    count(*) FILTER (order_number = 2) AS second,
    count(*) FILTER (next_p IS NULL) AS last
  FROM placed
  GROUP BY first_p, p
),
grid AS (
  SELECT cohort, size, unnest(range(cohort, ${periodOrdinal(String(asOf), period)} + 1)) AS p
  FROM (SELECT cohort, sum(joined) AS size FROM cells GROUP BY cohort)
)
SELECT
  cohort,
  ${periodName("cohort", period)} AS name,
  size,
  p - cohort AS k,
  coalesce(active, 0) AS active,
  coalesce(sum(second) OVER (PARTITION BY cohort ORDER BY p), 0) AS repeated,
  coalesce(sum(last) OVER (PARTITION BY cohort ORDER BY p DESC), 0) AS on_or_after,
  coalesce(orders, 0) AS orders,
  coalesce(net, 0) AS net,
  ${periodStartDay("p + 1", period)} > ${asOf + 1} AS pending,
  ${asOf} - (${periodStartDay("p + 1", period)} - 1) < lapsed AS provisional
FROM grid
LEFT JOIN cells USING (cohort, p)
CROSS JOIN (SELECT lapsed FROM clock WHERE class = 0)
ORDER BY cohort, p`;
}
