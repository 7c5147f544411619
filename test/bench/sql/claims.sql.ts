import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { SqlReport } from "./sql-report.ts";

const LEAST_CUSTOMERS = 30;
const Z_95 = 1.959963984540054;

export const claimsSql: SqlReport = {
  sql: statement,
  value: ([row]) => ({
    existingCustomersSpendMore: {
      customers: row!["customers"]!,
      firstOrderMinor: row!["first_order"]!,
      laterOrdersMinor: row!["later_orders"]!,
      differenceMinor:
        row!["low"] === null ? null : { value: row!["difference"]!, low: row!["low"]!, high: row!["high"]! },
      relative: row!["relative"]!,
      verdict: row!["verdict"]!,
      naive: { firstOrdersMinor: row!["naive_first"]!, laterOrdersMinor: row!["naive_later"]! },
    },
    notTestable: [
      { claim: "keepingIsFiveTimesCheaper", needs: "marketingCosts" },
      { claim: "existingCustomersAreLikelierToBuy", needs: "visits" },
    ],
  }),
};

function statement({ asOf }: ReportOptions): string {
  return `
WITH per_customer AS (
  SELECT
    arg_min(net_minor, order_id) AS first,
    count(*) - 1 AS later_orders,
    sum(net_minor) - first AS later
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
sums AS (
  SELECT
    count(*) FILTER (later_orders > 0) AS n,
    sum(first) FILTER (later_orders > 0) AS first,
    sum(later / later_orders) FILTER (later_orders > 0) AS later,
    avg(later / later_orders - first) FILTER (later_orders > 0) AS mean,
    stddev_samp(later / later_orders - first) FILTER (later_orders > 0) AS deviation,
    avg(first) AS naive_first,
    sum(later) / nullif(sum(later_orders), 0) AS naive_later
  FROM per_customer
),
intervals AS (
  SELECT
    *,
    CASE WHEN n >= ${LEAST_CUSTOMERS} THEN mean - ${Z_95} * deviation / sqrt(n) END AS low,
    CASE WHEN n >= ${LEAST_CUSTOMERS} THEN mean + ${Z_95} * deviation / sqrt(n) END AS high
  FROM sums
)
SELECT
  n AS customers,
  first / n AS first_order,
  later / n AS later_orders,
  mean AS difference,
  low,
  high,
  CASE WHEN first > 0 THEN later / first - 1 END AS relative,
  CASE WHEN low > 0 THEN 'holds' WHEN high < 0 THEN 'doesNotHold' ELSE 'unclear' END AS verdict,
  naive_first,
  naive_later
FROM intervals`;
}
