import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";
import { periodName, periodOrdinal, periodStartDay } from "./period.sql.ts";
import { column } from "./sql-report.ts";
import type { SqlReport } from "./sql-report.ts";
import { wilsonInterval } from "./wilson.sql.ts";

const REPEAT_DAYS = 90;
const MOST_ROWS = 50;

/** One row for each dimension (`first`: whether by the first visit), value with a row of its own (`place`) and month. */
export const channelsSql: SqlReport = {
  sql: statement,
  value: (rows) => ({
    first: table(rows.filter((row) => row["first"] === true)),
    last: table(rows.filter((row) => row["first"] === false)),
    guests: { orders: rows[0]!["guest_orders"]!, netSalesMinor: rows[0]!["guest_net"]! },
  }),
};

function table(rows: readonly Row[]): Json {
  const values = [...Map.groupBy(rows, (row) => row["place"]).values()];
  const months = values[0]!;
  const pending = months.findIndex((row) => row["pending"] === true);
  const other = values.find(([row]) => row!["place"] === null);
  return {
    by: rows[0]!["first"] === true ? "channel" : "lastChannel",
    months: column(months, "month"),
    pendingFrom: pending < 0 ? null : pending,
    rows: values.filter((of) => of !== other).map((of) => ({ value: of[0]!["value"]!, ...figures(of) })),
    other: other ? { values: other[0]!["value_count"]!, ...figures(other) } : null,
  };
}

function figures(months: readonly Row[]): { [key: string]: Json } {
  const row = months[0]!;
  return {
    customers: row["customers"]!,
    share: row["share"]!,
    orders: row["orders"]!,
    netSalesMinor: row["net"]!,
    averageOrderValueMinor: row["average"]!,
    netSalesPerCustomerMinor: row["per_customer"]!,
    repeatWithin90Days: repeatShare(row),
    newCustomers: column(months, "new_customers"),
  };
}

/** Out of the columns `eligible`, `repeated`, `repeat_rate`, `low` and `high`. */
export function repeatShare(row: Row): Json {
  const { eligible, repeated, repeat_rate: rate, low, high } = row as Record<string, Json>;
  return {
    eligible: eligible!,
    repeated: repeated!,
    rate: rate!,
    interval: low === null ? null : { low: low!, high: high! },
  };
}

function statement({ asOf }: ReportOptions): string {
  return `
WITH per_customer AS (
  SELECT
    arg_min(channel, order_id) AS channel,
    arg_min(last_channel, order_id) AS last_channel,
    count(*) AS orders,
    sum(net_minor)::BIGINT AS net,
    min(day, 2) AS first_days
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
joined AS (
  SELECT
    channel,
    last_channel,
    first_days[1] AS first_day,
    count(*) AS customers,
    sum(orders) AS orders,
    sum(net) AS net,
    count(*) FILTER (first_days[1] <= ${asOf - REPEAT_DAYS}) AS eligible,
    count(*) FILTER (
      first_days[1] <= ${asOf - REPEAT_DAYS} AND first_days[2] - first_days[1] <= ${REPEAT_DAYS}
    ) AS repeated
  FROM per_customer
  GROUP BY ALL
),
by_value AS (
  SELECT true AS first, value, joined.* FROM joined JOIN channels ON code = channel
  UNION ALL
  SELECT false, value, joined.* FROM joined JOIN last_channels ON code = last_channel
),
ranked AS (
  SELECT
    first,
    value,
    row_number() OVER (PARTITION BY first ORDER BY sum(customers) DESC, coalesce(value, '')) AS rank,
    if(rank <= ${MOST_ROWS} OR value IS NULL OR value IN ('direct', 'unknown'), rank, NULL) AS place
  FROM by_value
  GROUP BY first, value
),
placed AS (
  SELECT ranked.place, by_value.*
  FROM by_value
  JOIN ranked ON ranked.first = by_value.first AND ranked.value IS NOT DISTINCT FROM by_value.value
),
totals AS (
  SELECT
    first,
    place,
    any_value(value) AS value,
    count(DISTINCT value) AS value_count,
    sum(customers) AS customers,
    sum(customers) / sum(sum(customers)) OVER (PARTITION BY first) AS share,
    sum(orders) AS orders,
    sum(net) AS net,
    sum(eligible) AS eligible,
    sum(repeated) AS repeated
  FROM placed
  GROUP BY first, place
),
by_month AS (
  SELECT first, place, ${periodOrdinal("first_day", "month")} AS month, sum(customers) AS new_customers
  FROM placed
  GROUP BY ALL
),
months AS (
  SELECT unnest(range(min(month), ${periodOrdinal(String(asOf), "month")} + 1)) AS month
  FROM by_month
),
guest AS (
  SELECT count(*) AS guest_orders, coalesce(sum(net_minor), 0) AS guest_net
  FROM guests
  WHERE day <= ${asOf}
)
SELECT
  totals.first,
  totals.place,
  if(totals.place IS NULL, NULL, value) AS value,
  value_count,
  customers,
  share,
  orders,
  net,
  net / orders AS average,
  net / customers AS per_customer,
  eligible,
  repeated,
  repeated / nullif(eligible, 0) AS repeat_rate,
  ${wilsonInterval("repeated", "eligible")},
  ${periodName("months.month", "month")} AS month,
  ${periodStartDay("months.month + 1", "month")} > ${asOf + 1} AS pending,
  coalesce(new_customers, 0) AS new_customers,
  guest_orders,
  guest_net
FROM totals
CROSS JOIN months
CROSS JOIN guest
LEFT JOIN by_month
  ON by_month.first = totals.first
  AND by_month.place IS NOT DISTINCT FROM totals.place
  AND by_month.month = months.month
ORDER BY totals.first, totals.place, months.month`;
}
