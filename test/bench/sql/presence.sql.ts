import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { calendar, listedPeriods, periodStartDay } from "./period.sql.ts";
import type { orderSteps, presortedOrderSteps } from "./order-steps.sql.ts";

/**
 * CTEs of who is present, that is has an order in the look-back, at the start of each period. An order keeps its customer present at
 * the starts of later periods until the look-back ends or the next order takes over: a run of periods, `from_p` to `to_p`. Runs
 * are counted by their ends; who is present at a start is then a running sum.
 *
 * `ends(from_p, to_p, leaves, runs, new)`; `presence(p, present, left_after, returned)`: customers present at the start, of these the
 * ones present no more at its end, and the ones with an order in it; `states(p, state)` for the listed periods.
 */
export function presence(
  { asOf, period, lookBackDays }: ReportOptions,
  steps: typeof orderSteps | typeof presortedOrderSteps,
): string {
  return `${calendar(asOf, period, lookBackDays)},
${steps(asOf, ["previous_p", "next_p"])},
ends AS (
  SELECT
    p + 1 AS from_p,
    least(in_sight_p, next_p) AS to_p,
    next_p IS NULL OR next_p > in_sight_p AS leaves,
    count(*) AS runs,
    count(*) FILTER (previous_p IS NULL) AS new
  FROM steps
  GROUP BY ALL
),
changes AS (
  SELECT from_p AS p, runs AS present, 0 AS left_after, 0 AS returned FROM ends WHERE to_p >= from_p
  UNION ALL
  SELECT to_p + 1, -runs, 0, 0 FROM ends WHERE to_p >= from_p
  UNION ALL
  SELECT to_p, 0, if(leaves, runs, 0), if(leaves, 0, runs) FROM ends WHERE to_p >= from_p
),
${listedPeriods(asOf, period)},
presence AS (
  SELECT
    p,
    sum(coalesce(sum(present), 0)) OVER (ORDER BY p) AS present,
    coalesce(sum(left_after), 0) AS left_after,
    coalesce(sum(returned), 0) AS returned
  FROM (
    SELECT * FROM changes
    UNION ALL
    SELECT p, 0, 0, 0 FROM listed
    UNION ALL
    SELECT max(p) + 1, 0, 0, 0 FROM listed
  )
  GROUP BY p
),
states AS (
  SELECT
    p,
    CASE
      WHEN ${periodStartDay("p + 1", period)} > ${asOf + 1} THEN 'pending'
      WHEN ${periodStartDay("p", period)} - ${lookBackDays} < first_order.day THEN 'shortHistory'
      ELSE 'observed'
    END AS state
  FROM listed CROSS JOIN first_order
)`;
}
