const SHARES = "[0.2, 0.4, 0.6, 0.8]";

/**
 * CTEs `‹figures›_cuts(r_cuts, f_cuts, m_cuts)` and `‹figures›_scores(customer, r, f, m, standing)` from a CTE of the name `figures`:
 * `(customer, days_since, orders, net)`, one row for each customer. Cut points of whole numbers are multiples of a fifth.
 */
export function rfmScores(figures: string): string {
  const cuts = (column: string): string =>
    `list_transform(quantile_cont(${column}, ${SHARES}), lambda point: round(point * 5) / 5)`;
  return `${figures}_cuts AS (
  SELECT
    ${cuts("days_since")} AS r_cuts,
    ${cuts("orders")} AS f_cuts,
    ${cuts("net")} AS m_cuts
  FROM ${figures}
),
${figures}_scores AS (
  SELECT
    customer,
    5 - ${pointsBelow("days_since", "r_cuts")} AS r,
    least(1 + ${pointsBelow("orders", "f_cuts")}, orders) AS f,
    1 + ${pointsBelow("net", "m_cuts")} AS m,
    f + m AS s,
    CASE
      WHEN r = 5 THEN CASE WHEN s <= 3 THEN 'new' WHEN s <= 7 THEN 'active' ELSE 'champions' END
      WHEN r = 4 THEN CASE WHEN s <= 3 THEN 'promising' WHEN s <= 7 THEN 'active' ELSE 'loyal' END
      WHEN r = 3 THEN CASE WHEN s <= 5 THEN 'almostLost' WHEN s <= 7 THEN 'needsAttention' ELSE 'loyal' END
      WHEN s <= 5 THEN 'dormant'
      WHEN s <= 8 THEN 'atRisk'
      ELSE 'previouslyLoyal'
    END AS standing
  FROM ${figures} CROSS JOIN ${figures}_cuts
)`;
}

/** How many of the four cut points lie strictly below the value. */
function pointsBelow(value: string, cuts: string): string {
  return `(${[1, 2, 3, 4].map((i) => `(${cuts}[${i}] < ${value})::INTEGER`).join(" + ")})`;
}
