import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";
import { ageCurve, broughtUpTo, marginOf } from "./age-curve.sql.ts";
import { periodName, periodOrdinal, periodStartDay } from "./period.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const YEAR_DAYS = 365;
const AGES = 13;

/** One row for each month with spend and channel of it (`kind` "channel"), one for each such month, and one for the last year. */
export const acquisitionSql: SqlReport = {
  sql: statement,
  value: (rows) => {
    const year = rows.find((row) => row["kind"] === "year")!;
    return {
      months: rows
        .filter((row) => row["kind"] === "month")
        .map((row) => ({
          month: row["month"]!,
          ...cell(row),
          channels: rows
            .filter((one) => one["kind"] === "channel" && one["month"] === row["month"])
            .map((one) => ({ channel: one["channel"]!, ...cell(one) })),
        })),
      lastYear: {
        ...cell(year),
        months: year["months"]!,
        clvMinor: year["clv"]!,
        observedMinor: year["observed"]!,
        clvToCac: year["clv_to_cac"]!,
        paybackDays: year["payback_days"]!,
        paybackState: year["payback_state"]!,
      },
    };
  },
};

function cell(row: Row): { [key: string]: Json } {
  return { newCustomers: row["new_customers"]!, spendMinor: row["spend"]!, cacMinor: row["cac"]! };
}

function statement({ asOf, spend, marginRate = null }: ReportOptions): string {
  const last = `${periodOrdinal(String(asOf + 1), "month")} - 1`;
  const entries = (spend ?? []).map(
    ({ month, channel, amountMinor }) => `(${month}, ${channel === null ? "NULL" : `'${channel}'`}, ${amountMinor})`,
  );
  return `
WITH entered AS (
  SELECT *
  FROM (VALUES ${entries.join(", ")}) AS entries(month, channel, amount)
  WHERE month <= ${last}
),
joined AS (
  SELECT customer, min(day) AS first_day, min(order_id) AS first_id
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
aged AS (
  SELECT
    first_day,
    (day - first_day) // 30 AS age,
    CASE WHEN order_id = first_id THEN channel END AS channel,
    count(*) FILTER (order_id = first_id) AS customers,
    sum(net_minor) AS net,
    coalesce(sum(cost_minor), 0) AS cost,
    count(*) - count(cost_minor) AS without_costs,
    coalesce(sum(net_minor) FILTER (day - first_day < ${YEAR_DAYS}), 0) AS year_net,
    coalesce(sum(cost_minor) FILTER (day - first_day < ${YEAR_DAYS}), 0) AS year_cost
  FROM rated_orders JOIN joined USING (customer)
  WHERE day <= ${asOf}
  GROUP BY ALL
),
${ageCurve(asOf, marginRate)},
acquired AS (
  SELECT ${periodOrdinal("first_day", "month")} AS month, value AS channel, sum(customers) AS new_customers
  FROM aged JOIN channels ON code = aged.channel
  GROUP BY ALL
),
spent AS (
  SELECT month, channel, sum(amount) AS spend
  FROM entered
  WHERE channel IS NOT NULL
  GROUP BY month, channel
),
by_channel AS (
  SELECT
    coalesce(acquired.month, spent.month) AS month,
    coalesce(acquired.channel, spent.channel) AS channel,
    coalesce(new_customers, 0) AS new_customers,
    spend
  FROM acquired
  FULL JOIN spent ON spent.month = acquired.month AND spent.channel IS NOT DISTINCT FROM acquired.channel
),
by_month AS (
  SELECT month, sum(spend) AS spend, any_value(coalesce(new_customers, 0)) AS new_customers
  FROM (SELECT month, sum(amount) AS spend FROM entered GROUP BY month)
  LEFT JOIN (SELECT month, sum(new_customers) AS new_customers FROM acquired GROUP BY month) USING (month)
  GROUP BY month
),
year_months AS (
  SELECT *, ${asOf + 1} - ${periodStartDay("month + 1", "month")} AS days_over
  FROM by_month
  WHERE month > ${last} - 12
),
year_aged AS (
  SELECT aged.*, days_over
  FROM aged JOIN year_months ON month = ${periodOrdinal("first_day", "month")}
),
cost AS (
  SELECT
    count(*) AS months,
    coalesce(sum(new_customers), 0) AS new_customers,
    sum(spend) AS spend,
    sum(spend) / nullif(sum(new_customers), 0) AS cac
  FROM year_months
),
observed AS (
  SELECT ${marginOf("coalesce(sum(year_net), 0)", "coalesce(sum(year_cost), 0)", marginRate)} AS observed
  FROM year_aged CROSS JOIN basis
  GROUP BY costs_known
),
expected AS (
  SELECT
    sum(customers * (${broughtUpTo(String(YEAR_DAYS))} - ${broughtUpTo(`${asOf + 1} - first_day`)})) AS expected
  FROM year_aged CROSS JOIN curve
  WHERE customers > 0 AND first_day > ${asOf - YEAR_DAYS}
),
returns AS (
  SELECT k, ${marginOf("sum(net)", "sum(year_aged.cost)", marginRate)} / sum(customers) >= any_value(cac) AS paid_back
  FROM (SELECT unnest(range(${AGES})) AS k)
  JOIN year_aged ON age <= k AND days_over >= 30 * (k + 1) - 1
  CROSS JOIN basis
  CROSS JOIN cost
  GROUP BY k, costs_known
),
payback AS (
  SELECT min(30 * (k + 1)) FILTER (paid_back) AS days, count(*) > 0 AS any_reached
  FROM returns
),
year AS (
  SELECT
    cost.*,
    observed,
    CASE WHEN margins IS NOT NULL THEN observed + coalesce(expected, 0) END AS clv,
    days AS payback_days,
    CASE
      WHEN cac IS NULL OR NOT any_reached THEN 'unknown'
      WHEN days IS NULL THEN 'notYet'
      ELSE 'reached'
    END AS payback_state
  FROM cost CROSS JOIN observed CROSS JOIN expected CROSS JOIN curve CROSS JOIN payback
)
SELECT
  'month' AS kind,
  ${periodName("month", "month")} AS month,
  NULL AS channel,
  new_customers,
  spend,
  spend / nullif(new_customers, 0) AS cac,
  NULL AS months,
  NULL AS clv,
  NULL AS observed,
  NULL AS clv_to_cac,
  NULL AS payback_days,
  NULL AS payback_state
FROM by_month
UNION ALL
SELECT
  'channel', ${periodName("month", "month")}, channel, new_customers, spend, spend / nullif(new_customers, 0),
  NULL, NULL, NULL, NULL, NULL, NULL
FROM by_channel SEMI JOIN by_month USING (month)
UNION ALL
SELECT
  'year', NULL, NULL, new_customers, spend, cac,
  months, clv, observed, clv / nullif(spend, 0), payback_days, payback_state
FROM year
ORDER BY kind, month, channel NULLS LAST`;
}
