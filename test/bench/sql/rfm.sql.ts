import { rfmScores } from "./rfm-scores.sql.ts";
import type { SqlReport } from "./sql-report.ts";

const SCORES = [1, 2, 3, 4, 5];

export const rfmSql: SqlReport = {
  sql: ({ asOf }) => `
WITH per_customer AS (
  SELECT customer, ${asOf} - max(day) AS days_since, count(*) AS orders, sum(net_minor)::DOUBLE AS net
  FROM rated_orders
  WHERE day <= ${asOf}
  GROUP BY customer
),
${rfmScores("per_customer")}
SELECT
  r, f, m,
  count(*) AS customers,
  any_value(standing) AS "group",
  ${[1, 2, 3, 4].map((i) => `any_value(r_cuts[${i}]) AS r${i}, any_value(f_cuts[${i}]) AS f${i}, any_value(m_cuts[${i}]) AS m${i}`).join(",\n  ")}
FROM per_customer_scores CROSS JOIN per_customer_cuts
GROUP BY r, f, m
ORDER BY r, f, m`,
  value: (rows) => {
    const total = (of: (row: (typeof rows)[0]) => boolean): number =>
      rows.reduce((sum, row) => sum + (of(row) ? Number(row["customers"]) : 0), 0);
    const scoreCounts = (name: string): number[] => SCORES.map((score) => total((row) => row[name] === score));
    const cuts = (name: string): number[] => [1, 2, 3, 4].map((i) => Number(rows[0]![`${name}${i}`]));
    const groups = [...new Set(rows.map((row) => String(row["group"])))];
    return {
      cutPoints: { r: cuts("r"), f: cuts("f"), m: cuts("m") },
      scoreCounts: { r: scoreCounts("r"), f: scoreCounts("f"), m: scoreCounts("m") },
      cells: Object.fromEntries(rows.map((row) => [`${row["r"]}${row["f"]}${row["m"]}`, row["customers"]!])),
      groups: Object.fromEntries(groups.map((group) => [group, total((row) => row["group"] === group)])),
    };
  },
};
