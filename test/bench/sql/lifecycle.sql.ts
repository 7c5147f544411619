import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { LIFECYCLE_STAGES } from "../../../app/analytics/lifecycle-stage.ts";
import { CLOCKS } from "../../../app/analytics/lifecycle.ts";
import { CONSENT_STATES } from "../../../app/analytics/timelines.ts";
import type { Json } from "../../golden/differences.ts";
import type { Row } from "../duck-shop.ts";
import { clockTallies, orderClock } from "./order-clock.sql.ts";
import type { SqlReport } from "./sql-report.ts";

/** One row for each class of the clock (`kind` "clock"), and one for each stage and state with people in it (`kind` "people"). */
export const lifecycleSql: SqlReport = {
  sql: statement,
  value: (rows) => {
    const clock = rows.filter((row) => row["kind"] === "clock").map(boundsOf);
    const people = rows.filter((row) => row["kind"] === "people");
    const total = (of: (row: Row) => boolean): number =>
      people.reduce((sum, row) => sum + (of(row) ? Number(row["people"]) : 0), 0);
    return {
      pooled: clock[0]!,
      bounds: { 1: clock[1]!, 2: clock[2]!, 3: clock[3]!, 4: clock[4]! },
      sizes: Object.fromEntries(LIFECYCLE_STAGES.map((stage) => [stage, total((row) => row["stage"] === stage)])),
      sizesByClock: Object.fromEntries(
        LIFECYCLE_STAGES.map((stage) => [
          stage,
          Object.fromEntries(
            CLOCKS.map((state) => [state, total((row) => row["stage"] === stage && row["state"] === state)]),
          ),
        ]),
      ),
    };
  },
};

function boundsOf(row: Row): Json {
  return {
    dueDays: row["due"]!,
    atRiskDays: row["at_risk"]!,
    lapsedDays: row["lapsed"]!,
    horizonDays: row["horizon"] ?? null,
    events: row["events"]!,
  };
}

function statement({ asOf }: ReportOptions): string {
  return `
WITH ${clockTallies(asOf, { more: { set: "customer", aggregates: "max(day_number) AS order_days, sum(net_minor)::BIGINT AS net, max(day) AS last_day" } })},
${orderClock()},
buyers AS (
  SELECT least(order_days, 4) AS class, n AS orders, net, ${asOf} - last_day AS days
  FROM tallies
  WHERE customer IS NOT NULL
),
top_fifth AS (
  SELECT min(net) AS least_net
  FROM (
    SELECT net FROM buyers
    ORDER BY net DESC
    LIMIT (SELECT ceil(count(*) / 5)::BIGINT FROM buyers)
  )
),
without_orders AS (
  SELECT created_day, consent, abandoned_day FROM prospects
  UNION ALL
  SELECT created_day, consent, abandoned_day
  FROM customers ANTI JOIN (SELECT customer FROM orders WHERE day <= ${asOf}) AS buying USING (customer)
),
people AS (
  SELECT
    CASE
      WHEN orders = 1 THEN 'firstTime'
      WHEN orders = 2 THEN 'repeat'
      WHEN net >= least_net THEN 'ambassador'
      ELSE 'loyal'
    END AS stage,
    CASE
      WHEN days < due THEN 'between'
      WHEN days < at_risk THEN 'due'
      WHEN days < lapsed THEN 'atRisk'
      ELSE 'lapsed'
    END AS state,
    count(*) AS people
  FROM buyers JOIN clock USING (class) CROSS JOIN top_fifth
  GROUP BY ALL
  UNION ALL
  SELECT
    CASE
      WHEN abandoned_day >= 0 AND abandoned_day <= ${asOf} THEN 'checkout'
      WHEN consent = ${CONSENT_STATES.indexOf("subscribed")} THEN 'considering'
      ELSE 'prospect'
    END,
    NULL,
    count(*)
  FROM without_orders
  WHERE created_day <= ${asOf}
  GROUP BY ALL
)
SELECT
  'clock' AS kind, class, horizon, events, due, at_risk, lapsed,
  NULL AS stage, NULL AS state, NULL AS people
FROM clock
UNION ALL
SELECT 'people', NULL, NULL, NULL, NULL, NULL, NULL, stage, state, people
FROM people
ORDER BY kind, class`;
}
