/** What a step knows beside `customer`, `day` and `net_minor`; null where there is no such order. */
type StepColumn =
  "previous_day" | "next_day" | "first_day" | "previous_p" | "next_p" | "first_p" | "order_number" | "day_number";

const EXPRESSIONS: Readonly<Record<StepColumn, string>> = {
  previous_day: "lag(day) OVER history",
  next_day: "lead(day) OVER history",
  first_day: "first_value(day) OVER history",
  previous_p: "lag(p) OVER history",
  next_p: "lead(p) OVER history",
  first_p: "first_value(p) OVER history",
  order_number: "row_number() OVER history",
  day_number: "dense_rank() OVER history",
};

/**
 * CTE `name`: each customer's orders up to `asOf` beside their neighbours, by one window. `order_number` counts orders from 1,
 * `day_number` distinct order days. `p` is the period of the CTE `calendar`, which is joined where a column needs it.
 *
 * Not materialised: writing millions of rows down takes longer than the window that makes them.
 */
export function orderSteps(asOf: number, columns: readonly StepColumn[], name = "steps"): string {
  const { from, carried } = source(columns);
  return `${name} AS NOT MATERIALIZED (
  SELECT
    ${[...carried, ...columns.map((column) => `${EXPRESSIONS[column]} AS ${column}`)].join(",\n    ")}
  FROM ${from}
  WHERE day <= ${asOf}
  WINDOW history AS (PARTITION BY customer ORDER BY ${columns.includes("day_number") ? "day" : "order_id"})
)`;
}

/**
 * The same without partitions, for the periods of neighbours alone: the rows lie by customer and time, so a neighbour is the row
 * before or after if it is of the same customer. Periods are joined afterwards, since a join may change the order of rows.
 */
export function presortedOrderSteps(asOf: number, columns: readonly ("previous_p" | "next_p")[]): string {
  const neighbours = columns.map((column) => {
    const look = column === "previous_p" ? "lag" : "lead";
    return `CASE WHEN ${look}(customer) OVER () = customer THEN ${look}(day) OVER () END AS ${column}_day`;
  });
  return `neighbours AS NOT MATERIALIZED (
  SELECT
    ${["customer", "day", "net_minor", ...neighbours].join(",\n    ")}
  FROM rated_orders
  WHERE day <= ${asOf}
),
steps AS NOT MATERIALIZED (
  SELECT
    ${["customer", "net_minor", "this.p", "this.in_sight_p", ...columns.map((column) => `of_${column}.p AS ${column}`)].join(",\n    ")}
  FROM neighbours
  JOIN calendar AS this ON this.day = neighbours.day
  ${columns.map((column) => `LEFT JOIN calendar AS of_${column} ON of_${column}.day = ${column}_day`).join("\n  ")}
)`;
}

function source(columns: readonly StepColumn[]): { from: string; carried: string[] } {
  const withPeriods = columns.some((column) => column.endsWith("_p"));
  return {
    from: withPeriods ? "rated_orders JOIN calendar USING (day)" : "rated_orders",
    carried: ["customer", "day", "net_minor", ...(withPeriods ? ["p", "in_sight_p"] : [])],
  };
}
