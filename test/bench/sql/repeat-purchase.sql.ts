import type { Row } from "../duck-shop.ts";
import type { SqlReport } from "./sql-report.ts";

const WITHIN_DAYS = [30, 60, 90, 180, 365] as const;

export const repeatPurchaseSql: SqlReport = {
  sql: ({ asOf }) => `
WITH per_customer AS (
  SELECT
    count(*) AS orders,
    min(day, 2) AS first_days,
    max(day) AS last_day
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
customers AS (
  SELECT
    first_days[1] AS first_day,
    first_days[2] - first_days[1] AS days_to_second,
    last_day > first_days[1] AS repeated_by_days
  FROM per_customer
)
SELECT
  count(*) AS customers,
  count(days_to_second) AS repeated,
  count(*) FILTER (repeated_by_days) AS repeated_by_days,
  ${withinColumns(asOf)}
FROM customers`,
  value: ([row]) => ({
    customers: row!["customers"]!,
    repeatCustomers: row!["repeated"]!,
    rate: rateOf(row!, "repeated", "customers"),
    repeatCustomersByDays: row!["repeated_by_days"]!,
    rateByDays: rateOf(row!, "repeated_by_days", "customers"),
    withinDays: Object.fromEntries(
      WITHIN_DAYS.map((days) => [
        days,
        {
          eligible: row![`eligible_${days}`]!,
          repeated: row![`repeated_${days}`]!,
          rate: rateOf(row!, `repeated_${days}`, `eligible_${days}`),
        },
      ]),
    ),
  }),
};

function withinColumns(asOf: number): string {
  return WITHIN_DAYS.map(
    (days) => `count(*) FILTER (first_day <= ${asOf - days}) AS eligible_${days},
  count(*) FILTER (first_day <= ${asOf - days} AND days_to_second <= ${days}) AS repeated_${days}`,
  ).join(",\n  ");
}

function rateOf(row: Row, part: string, whole: string): number | null {
  return Number(row[whole]) > 0 ? Number(row[part]) / Number(row[whole]) : null;
}
