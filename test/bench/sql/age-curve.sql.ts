const AGE_DAYS = 30;
const LEAST_CUSTOMERS = 30;
const HALF_LIFE_DAYS = 365;

/** Margin of sums of net sales and costs; `basis` is in sight where the rate is not known. */
export function marginOf(net: string, cost: string, marginRate: number | null): string {
  return marginRate === null
    ? `(CASE WHEN costs_known THEN ${net} - ${cost} ELSE ${net} END)`
    : `(${net} * ${marginRate}::DOUBLE)`;
}

/**
 * CTEs of the shop's age curve, from a CTE `aged` with one row or more for each day of a first order and 30-day age: `(first_day,
 * age, customers, net, cost, without_costs)`, customers counted at age 0. `basis(costs_known)`; `curve(margins, known, known_days,
 * tail)` has one row: margins by age, their running sums, and what is brought a day beyond the last one.
 */
export function ageCurve(asOf: number, marginRate: number | null): string {
  return `basis AS (
  SELECT sum(without_costs) = 0 AS costs_known
  FROM aged
),
completed AS (
  SELECT age, sum(customers) AS customers
  FROM (SELECT customers, unnest(range((${asOf + 1} - first_day) // ${AGE_DAYS})) AS age FROM aged WHERE customers > 0)
  GROUP BY age
),
brought AS (
  SELECT age, sum(net) AS net, sum(cost) AS cost
  FROM aged
  WHERE age < (${asOf + 1} - first_day) // ${AGE_DAYS}
  GROUP BY age
),
margins AS (
  SELECT age, ${marginOf("coalesce(net, 0)", "coalesce(cost, 0)", marginRate)} / customers AS margin
  FROM completed
  LEFT JOIN brought USING (age)
  CROSS JOIN basis
  WHERE customers >= ${LEAST_CUSTOMERS}
),
curve AS (
  SELECT
    list(margin ORDER BY age) AS margins,
    list(so_far ORDER BY age) AS known,
    ${AGE_DAYS} * count(*) AS known_days,
    avg(margin) FILTER (last_first <= 3) / ${AGE_DAYS} AS tail
  FROM (
    SELECT
      age,
      margin,
      sum(margin) OVER (ORDER BY age) AS so_far,
      row_number() OVER (ORDER BY age DESC) AS last_first
    FROM margins
  )
)`;
}

/** Σ of the curve up to so many days after the first order; `curve` is in sight. */
export function broughtUpTo(days: string): string {
  const halvings = `((${days}) - known_days) / ${HALF_LIFE_DAYS}`;
  return `(CASE
      WHEN ${days} >= known_days
        THEN known[len(known)] + tail * ${HALF_LIFE_DAYS} / ln(2) * (1 - pow(2, -${halvings}))
      ELSE coalesce(known[(${days}) // ${AGE_DAYS}], 0)
        + margins[(${days}) // ${AGE_DAYS} + 1] * ((${days}) % ${AGE_DAYS}) / ${AGE_DAYS}
    END)`;
}
