import { CONSENT_STATES } from "../../../app/analytics/timelines.ts";
import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { Json } from "../../golden/differences.ts";
import { ageCurve, broughtUpTo, marginOf } from "./age-curve.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const YEAR_DAYS = 365;
const PACE_DAYS = 90;

/** For shops with enough history and customers, of whom some may be written to. */
export const maturityRangeSql: SqlReport = {
  sql: statement,
  value: ([row]) => {
    const of = row as unknown as Record<string, Json>;
    return {
      basis: of["basis"]!,
      valuePerNewCustomerMinor: of["value"]!,
      marginByAge: of["margins"]!,
      acquisitionMinor: of["acquisition"]!,
      retentionMinor: of["retention"]!,
      newCustomersPerYear: of["per_year"]!,
      existingCustomers: of["customers"]!,
      reachableShare: of["reachable"]!,
      point: of["point"]!,
      low: of["low"]!,
      high: of["high"]!,
      sensitivity: {
        tenPercentFewerNewCustomers: of["fewer_new"]!,
        tenPercentMoreNewCustomers: of["more_new"]!,
        onePointMoreSecondOrders: of["more_seconds"]!,
        tenPointsMoreReach: of["more_reach"]!,
      },
    };
  },
};

function statement({ asOf, marginRate = null }: ReportOptions): string {
  return `
WITH joined AS (
  SELECT customer, min(day) AS first_day, min(order_id) AS first_id, count(*) > 1 AS repeated
  FROM orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
aged AS (
  SELECT
    first_day,
    (day - first_day) // 30 AS age,
    count(*) FILTER (order_id = first_id) AS customers,
    count(*) FILTER (order_id = first_id AND repeated) AS repeated,
    sum(net_minor) AS net,
    sum(cost_minor) AS cost,
    count(*) - count(cost_minor) AS without_costs,
    sum(net_minor) FILTER (order_id = first_id) AS first_net,
    sum(cost_minor) FILTER (order_id = first_id) AS first_cost
  FROM orders JOIN joined USING (customer)
  WHERE day <= ${asOf}
  GROUP BY ALL
),
${ageCurve(asOf, marginRate)},
reach AS (
  SELECT count(*) FILTER (consent = ${CONSENT_STATES.indexOf("subscribed")}) AS subscribed
  FROM joined JOIN customers USING (customer)
),
shop AS (
  SELECT
    sum(customers) AS customers,
    sum(customers) FILTER (first_day > ${asOf - PACE_DAYS}) * ${YEAR_DAYS} / ${PACE_DAYS} AS per_year,
    sum(repeated) / sum(customers) AS second_order_rate,
    sum(first_net) AS first_net,
    sum(first_cost) AS first_cost,
    sum(customers * (${broughtUpTo(`${asOf + YEAR_DAYS} - first_day`)} - ${broughtUpTo(`${asOf} - first_day`)})) AS per_reach
  FROM aged CROSS JOIN curve
  WHERE aged.customers > 0
),
terms AS (
  SELECT
    *,
    ${marginRate === null ? "if(costs_known, 'costs', 'netSales')" : "'rate'"} AS basis,
    ${broughtUpTo(String(YEAR_DAYS))} AS value,
    value * per_year AS acquisition,
    subscribed / customers AS reachable,
    reachable * per_reach AS retention,
    least(value, ${marginOf("first_net", "first_cost", marginRate)} / customers) AS first_order_value,
    (second_order_rate + 0.01::DOUBLE) / nullif(second_order_rate, 0) AS more
  FROM shop CROSS JOIN curve CROSS JOIN reach CROSS JOIN basis
)
SELECT
  *,
  retention / (acquisition + retention) AS point,
  least(0.8::DOUBLE, floor(round(20 * retention / (2 * acquisition + retention), 9)) / 20) AS low,
  least(0.8::DOUBLE, ceil(round(20 * 2 * retention / (acquisition + 2 * retention), 9)) / 20) AS high,
  retention / (0.9::DOUBLE * acquisition + retention) AS fewer_new,
  retention / (1.1::DOUBLE * acquisition + retention) AS more_new,
  retention * more
    / ((first_order_value + (value - first_order_value) * more) * per_year + retention * more) AS more_seconds,
  least(1, reachable + 0.1::DOUBLE) * per_reach
    / (acquisition + least(1, reachable + 0.1::DOUBLE) * per_reach) AS more_reach
FROM terms`;
}
