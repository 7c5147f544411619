import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import type { SqlReport } from "./sql-report.ts";
import { survivalCurves } from "./survival.sql.ts";

const MIN_CUSTOMERS = 50;
const MOST = 100;
/** Longer than any horizon: not followed within one. */
const BEYOND_DAYS = 366;
const ROUNDING = 1e-12;

/** One row for each product, most customers first, with the numbers of products without a row. */
export const reorderRhythmSql: SqlReport = {
  sql: statement,
  value: (rows) => ({
    rows: rows
      .filter((row) => row["key"] !== null)
      .map((row) => ({
        product: row["key"]!,
        title: row["title"]!,
        customers: row["customers"]!,
        purchases: row["purchases"]!,
        boughtAgain: row["bought_again"]!,
        horizonDays: row["horizon"]!,
        shareBoughtAgain: row["share"]!,
        medianDays: row["median"]!,
        usualDays: row["usual"]!,
      })),
    moreProducts: rows[0]!["more_products"]!,
    tooFewCustomers: rows[0]!["too_few"]!,
  }),
};

function statement({ asOf }: ReportOptions): string {
  return `
WITH followed AS (
  SELECT product, day, lead(day) OVER (PARTITION BY customer, product ORDER BY day) AS next_day
  FROM rated_lines
  WHERE day <= ${asOf} AND product <> 0 AND customer IS NOT NULL
  QUALIFY next_day IS NULL OR next_day > day
),
lengths AS (
  SELECT
    product AS class,
    least(coalesce(next_day, ${asOf}) - day, ${BEYOND_DAYS}) AS t,
    count(*) FILTER (next_day - day < ${BEYOND_DAYS}) AS events,
    count(*) FILTER (next_day IS NULL OR next_day - day >= ${BEYOND_DAYS}) AS censored,
    count(*) FILTER (next_day IS NULL) AS customers
  FROM followed
  GROUP BY ALL
),
sizes AS (
  SELECT
    class,
    sum(customers) AS customers,
    sum(events + censored) AS purchases,
    row_number() OVER (ORDER BY sum(customers) DESC, class) AS place
  FROM lengths
  GROUP BY class
),
listed AS (
  SELECT *
  FROM sizes
  WHERE customers >= ${MIN_CUSTOMERS} AND place <= ${MOST}
),
durations AS (
  SELECT class, t, events, censored
  FROM lengths SEMI JOIN listed USING (class)
),
${survivalCurves([90, 180, 365])},
within AS (
  SELECT class, horizon, sum(events) AS bought_again, max(ended) AS share
  FROM curves JOIN horizons USING (class)
  WHERE t <= horizon
  GROUP BY class, horizon
),
rhythm AS (
  SELECT
    class,
    any_value(within.horizon) AS horizon,
    any_value(bought_again) AS bought_again,
    any_value(share) AS share,
    min(t) FILTER (ended >= 0.5::DOUBLE - ${ROUNDING}) AS median,
    min(t) FILTER (bought_again > 0 AND ended >= share / 2 - ${ROUNDING}) AS usual
  FROM curves JOIN within USING (class)
  WHERE t <= within.horizon
  GROUP BY class
),
unlisted AS (
  SELECT
    count(*) FILTER (customers >= ${MIN_CUSTOMERS} AND place > ${MOST}) AS more_products,
    count(*) FILTER (customers < ${MIN_CUSTOMERS}) AS too_few
  FROM sizes
)
SELECT key, title, customers, purchases, bought_again, horizon, share, median, usual, more_products, too_few
FROM unlisted
LEFT JOIN listed ON true
LEFT JOIN rhythm USING (class)
LEFT JOIN products ON products.product = class
ORDER BY place`;
}
