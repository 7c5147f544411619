import type { Period } from "../../../app/analytics/calendar.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";
import { orderSteps } from "./order-steps.sql.ts";
import { periodName, periodOrdinal } from "./period.sql.ts";
import { column } from "./sql-report.ts";
import type { SqlReport } from "./sql-report.ts";

const AGE_DAYS = 30;

export const ageCohortsSql: SqlReport = {
  sql: ({ asOf, period }) => ageCohortsStatement(asOf, period),
  value: (rows, { period }) => ({ period, columnDays: AGE_DAYS, rows: ageRows(rows) }),
};

/**
 * One row for each cohort and completed age k; one without k for a cohort that has completed none. `cohortOf` turns the ordinal of the
 * period of the first order into that of the cohort; NULL is a cohort too.
 *
 * Which ages a customer has completed follows from the day of the first order, so orders are first added up by that day and by age.
 */
export function ageCohortsStatement(
  asOf: number,
  period: Period,
  cohortOf: (ordinal: string) => string = (ordinal) => ordinal,
): string {
  return `
WITH ${orderSteps(asOf, ["first_day", "previous_day", "order_number"])},
cells AS (
  SELECT
    first_day,
    (day - first_day) // ${AGE_DAYS} AS age,
    count(*) AS orders,
    sum(net_minor) AS net,
    count(*) FILTER (order_number = 1 OR (previous_day - first_day) // ${AGE_DAYS} < (day - first_day) // ${AGE_DAYS}) AS active,
    count(*) FILTER (order_number = 1) AS joined,
    count(*) FILTER (order_number = 2) AS second
  FROM steps
  GROUP BY ALL
),
first_days AS (
  SELECT first_day, ${cohortOf(periodOrdinal("first_day", period))} AS cohort, sum(joined) AS customers
  FROM cells
  GROUP BY first_day
),
cohorts AS (
  SELECT cohort, sum(customers) AS size
  FROM first_days
  GROUP BY cohort
),
completed AS (
  SELECT *, unnest(range((${asOf + 1} - first_day) // ${AGE_DAYS})) AS age
  FROM first_days
),
upto AS (
  SELECT
    cohort, age, customers, active, orders, net,
    sum(second) OVER so_far AS repeated_by_then,
    sum(net) OVER so_far AS net_by_then
  FROM completed
  LEFT JOIN cells USING (first_day, age)
  WINDOW so_far AS (PARTITION BY first_day ORDER BY age)
),
ages AS (
  SELECT
    cohort,
    age,
    sum(customers) AS completed,
    coalesce(sum(active), 0) AS active,
    sum(repeated_by_then) AS repeated,
    coalesce(sum(orders), 0) AS orders,
    coalesce(sum(net), 0) AS net,
    sum(net_by_then) AS cumulative_net
  FROM upto
  GROUP BY cohort, age
)
SELECT
  cohorts.cohort,
  ${periodName("cohorts.cohort", period)} AS name,
  size,
  ages.*,
  completed < size AS pending
FROM cohorts
LEFT JOIN ages ON ages.cohort IS NOT DISTINCT FROM cohorts.cohort
ORDER BY cohorts.cohort, age`;
}

/** Cohorts in the order of the rows; one whose ordinal is NULL is called `nameless`. */
export function ageRows(rows: readonly Row[], nameless = ""): Json[] {
  return [...Map.groupBy(rows, (row) => row["name"]).values()].map((all) => {
    const cells = all.filter((row) => row["age"] !== null);
    return {
      cohort: all[0]!["name"] ?? nameless,
      size: all[0]!["size"]!,
      completed: column(cells, "completed"),
      active: column(cells, "active"),
      cumulativeRepeat: column(cells, "repeated"),
      orders: column(cells, "orders"),
      netSalesMinor: column(cells, "net"),
      cumulativeNetSalesMinor: column(cells, "cumulative_net"),
      pendingFrom: cells.find((cell) => cell["pending"] === true)?.["age"] ?? null,
    };
  });
}
