/**
 * CTEs for Kaplan and Meier's curves, one for each `class` of a table `durations(class, t, events, censored)`:
 * `curves(class, t, events, ended, greenwood)` has the share ended by t, and `horizons(class, horizon)` the largest of `days` that
 * at least 20 durations reach (null if none).
 */
export function survivalCurves(days: readonly number[]): string {
  return `at_risk AS (
  SELECT
    *,
    sum(events + censored) OVER (PARTITION BY class ORDER BY t DESC) AS n
  FROM durations
),
curves AS (
  SELECT
    class, t, events,
    1 - product(1 - events / n) OVER up_to_t AS ended,
    sum(CASE WHEN events > 0 THEN events / (n * (n - events)) ELSE 0 END) OVER up_to_t AS greenwood
  FROM at_risk
  WINDOW up_to_t AS (PARTITION BY class ORDER BY t)
),
reached AS (
  SELECT class, days, coalesce(sum(events + censored) FILTER (t >= days), 0) AS n
  FROM durations CROSS JOIN (SELECT unnest([${days.join(", ")}]) AS days)
  GROUP BY class, days
),
horizons AS (
  SELECT class, max(days) FILTER (n >= 20) AS horizon
  FROM reached
  GROUP BY class
)`;
}
