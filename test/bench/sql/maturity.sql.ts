import { MATURITY_RULES, MATURITY_STAGES } from "../../../app/analytics/maturity.ts";
import type { SqlReport } from "./sql-report.ts";

const PACE_DAYS = 28;
const HOLD_SHARE = 0.8;

/**
 * The stage is the highest whose conditions hold. The held stage is at least a level when the last day the level was reached lies
 * after the last day it was lost, so that no day depends on the one before.
 */
export const maturitySql: SqlReport = {
  sql: ({ asOf }) => `
WITH per_day AS (
  SELECT day, count(*) AS orders
  FROM (SELECT day FROM orders WHERE day <= ${asOf} UNION ALL SELECT day FROM guests WHERE day <= ${asOf})
  GROUP BY day
),
days AS (
  SELECT unnest(range((SELECT min(day) FROM per_day), ${asOf + 1})) AS day
),
paces AS (
  SELECT
    day,
    day - min(day) OVER () AS age,
    sum(coalesce(orders, 0)) OVER (ORDER BY day ROWS ${PACE_DAYS - 1} PRECEDING) AS orders
  FROM days LEFT JOIN per_day USING (day)
),
rules(level, min_age, needed, above) AS (
  VALUES
    ${MATURITY_STAGES.slice(1)
      .map((stage, i) => {
        const { minAgeDays, ordersPerDay, above } = MATURITY_RULES[stage];
        return `(${i + 1}, ${minAgeDays}, ${ordersPerDay * PACE_DAYS}, ${above})`;
      })
      .join(",\n    ")}
),
reached AS (
  SELECT
    *,
    level = 1 OR (age >= min_age AND (orders > needed OR (orders = needed AND NOT above))) AS holds,
    orders < ${HOLD_SHARE} * needed AS falls
  FROM paces CROSS JOIN rules
),
levels AS (
  SELECT *, max(CASE WHEN holds THEN level END) OVER (PARTITION BY day) AS stage
  FROM reached
),
held AS (
  SELECT
    level,
    max(day) FILTER (stage >= level) AS reached_day,
    max(day) FILTER (stage < level AND falls) AS lost_day
  FROM levels
  GROUP BY level
)
SELECT
  any_value(age) AS age,
  any_value(orders) AS orders,
  any_value(stage) AS stage,
  (SELECT max(level) FROM held WHERE reached_day > coalesce(lost_day, 0)) AS held
FROM levels
WHERE day = ${asOf}`,
  value: ([row]) => {
    const { age, orders, stage, held } = row as Record<"age" | "orders" | "stage" | "held", number>;
    return {
      ageDays: age,
      ordersPerDay: orders / PACE_DAYS,
      stage: MATURITY_STAGES[stage]!,
      retentionShare: MATURITY_RULES[MATURITY_STAGES[stage]!].retentionShare,
      stageHeld: MATURITY_STAGES[held]!,
      retentionShareHeld: MATURITY_RULES[MATURITY_STAGES[held]!].retentionShare,
      ordersPerWeek: (orders * 7) / PACE_DAYS,
      ordersInPace: orders,
      paceDays: PACE_DAYS,
      salesHaveStopped: orders === 0,
    };
  },
};
