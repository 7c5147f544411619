import { RFM_GROUPS } from "../../../app/analytics/rfm.ts";
import type { Row } from "../duck-shop.ts";
import { rfmScores } from "./rfm-scores.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const DAYS = 90;
const NO_ORDER = "noOrder";
const STANDINGS = [...RFM_GROUPS, NO_ORDER];

/** One row for each pair of standings with customers. */
export const rfmMovementSql: SqlReport = {
  sql: ({ asOf }) => `
WITH later AS (
  SELECT customer, ${asOf} - max(day) AS days_since, count(*) AS orders, sum(net_minor)::DOUBLE AS net
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
earlier AS (
  SELECT customer, ${asOf - DAYS} - max(day) AS days_since, count(*) AS orders, sum(net_minor)::DOUBLE AS net
  FROM rated_orders
  WHERE day <= ${asOf - DAYS}
  GROUP BY customer
),
${rfmScores("earlier")},
${rfmScores("later")}
SELECT
  coalesce(earlier_scores.standing, '${NO_ORDER}') AS from_standing,
  later_scores.standing AS to_standing,
  count(*) AS customers
FROM later_scores
LEFT JOIN earlier_scores USING (customer)
GROUP BY ALL`,
  value: (rows) => {
    const total = (of: (row: Row) => boolean): number =>
      rows.reduce((sum, row) => sum + (of(row) ? Number(row["customers"]) : 0), 0);
    const byStanding = <V>(of: (standing: string) => V): Record<string, V> =>
      Object.fromEntries(STANDINGS.map((standing) => [standing, of(standing)]));
    return {
      customers: total(() => true),
      from: byStanding((from) => total((row) => row["from_standing"] === from)),
      to: byStanding((to) => total((row) => row["to_standing"] === to)),
      moves: byStanding((from) =>
        byStanding((to) => total((row) => row["from_standing"] === from && row["to_standing"] === to)),
      ),
    };
  },
};
