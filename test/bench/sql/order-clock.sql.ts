import { orderSteps } from "./order-steps.sql.ts";
import { survivalCurves } from "./survival.sql.ts";

const HORIZONS = [90, 180, 365];
const PRIOR_EVENTS = 50;
const ROUNDING = 1e-12;
const BOUNDS = [
  { name: "due", share: 0.5, priorDays: 60 },
  { name: "at_risk", share: 0.8, priorDays: 120 },
  { name: "lapsed", share: 0.95, priorDays: 240 },
] as const;

/**
 * CTE `tallies`, in one pass over the orders: how many gaps of each class and length there are (`class`, `gap`), and how many customers
 * of each class have been silent for how long (`last_class`, `silence`). `more` names a further grouping set and its aggregates;
 * with it, writing the spans down first was measured to be faster. `pooled`: all are of class 1, where only class 0 of the clock is
 * asked for.
 */
export function clockTallies(
  asOf: number,
  { more, pooled = false }: { more?: { set: string; aggregates: string }; pooled?: boolean } = {},
): string {
  const classOf = (orderDays: string): string => (pooled ? "1" : `least(${orderDays}, 4)`);
  return `${orderSteps(asOf, ["previous_day", "next_day", ...(pooled ? [] : (["day_number"] as const))])},
spans AS ${more ? "MATERIALIZED" : "NOT MATERIALIZED"} (
  SELECT
    ${["customer", "day", "net_minor", ...(pooled ? [] : ["day_number"])].join(", ")},
    CASE WHEN day > previous_day THEN ${classOf("day_number - 1")} END AS class,
    CASE WHEN day > previous_day THEN day - previous_day END AS gap,
    CASE WHEN next_day IS NULL THEN ${classOf("day_number")} END AS last_class,
    CASE WHEN next_day IS NULL THEN ${asOf} - day END AS silence
  FROM steps
),
tallies AS (
  SELECT
    class, gap, last_class, silence, count(*) AS n${more ? `,\n    ${more.set}, ${more.aggregates}` : ""}
  FROM spans
  GROUP BY GROUPING SETS ((class, gap), (last_class, silence)${more ? `, (${more.set})` : ""})
)`;
}

/**
 * CTEs of the clock's curves from `tallies`: `curves(class, t, ended)` and `ended(class, horizon, events, ended)`, the share ended by the
 * horizon, for the classes 1 to 4 and for all together, class 0.
 */
export function clockCurves(): string {
  return `lengths AS (
  SELECT class, gap AS t, n AS events, 0 AS censored FROM tallies WHERE gap IS NOT NULL
  UNION ALL
  SELECT last_class, silence, 0, n FROM tallies WHERE silence IS NOT NULL
),
durations AS (
  SELECT class, t, sum(events) AS events, sum(censored) AS censored FROM lengths GROUP BY class, t
  UNION ALL
  SELECT 0, t, sum(events), sum(censored) FROM lengths GROUP BY t
),
${survivalCurves(HORIZONS)},
ended AS (
  SELECT
    class,
    horizon,
    coalesce(sum(events) FILTER (t <= horizon), 0) AS events,
    max(ended) FILTER (t <= horizon) AS ended
  FROM curves JOIN horizons USING (class)
  GROUP BY class, horizon
)`;
}

/** CTEs of the shop's clock from `tallies`: `clock(class, horizon, events, due, at_risk, lapsed)` has a row for each class. */
export function orderClock(): string {
  return `${clockCurves()},
shop AS (
  SELECT
    class,
    ended.horizon,
    ended.events,
    ${BOUNDS.map(({ name, share }) => `min(t) FILTER (curves.ended >= ${share} * ended.ended - ${ROUNDING}) AS ${name}`).join(",\n    ")}
  FROM ended JOIN curves USING (class)
  GROUP BY ALL
),
pooled AS (
  SELECT
    horizon,
    events,
    ${BOUNDS.map(({ name, priorDays }) => `${shrunk(name, String(priorDays))} AS ${name}`).join(",\n    ")}
  FROM shop
  WHERE class = 0
),
clock AS (
  SELECT 0 AS class, * FROM pooled
  UNION ALL
  SELECT
    classes.class,
    shop.horizon,
    coalesce(shop.events, 0),
    ${BOUNDS.map(({ name }) => shrunk(name, `pooled.${name}`, "shop.")).join(",\n    ")}
  FROM (SELECT unnest([1, 2, 3, 4]) AS class) AS classes
  LEFT JOIN shop USING (class)
  CROSS JOIN pooled
)`;
}

/** The bound, drawn towards `prior` on the log scale with the weight of 50 returns; the prior itself where nothing is known. */
function shrunk(name: string, prior: string, shop = ""): string {
  const events = `${shop}events`;
  return `CASE
      WHEN coalesce(${events}, 0) = 0 OR ${shop}horizon IS NULL THEN ${prior}
      ELSE exp((${events} * ln(${shop}${name}) + ${PRIOR_EVENTS} * ln(${prior})) / (${events} + ${PRIOR_EVENTS}))
    END`;
}
