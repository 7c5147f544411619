import { ageCohortsStatement, ageRows } from "./age-cohorts.sql.ts";
import type { SqlReport } from "./sql-report.ts";

/** The cohorts of November and December; all other months are one cohort without a name. */
export const holidayCohortsSql: SqlReport = {
  sql: ({ asOf }) =>
    ageCohortsStatement(asOf, "month", (ordinal) => `CASE WHEN ${ordinal} % 12 >= 10 THEN ${ordinal} END`),
  value: (rows) => ({
    columnDays: 30,
    rows: ageRows(rows.filter((row) => row["name"] !== null)),
    otherMonths: ageRows(
      rows.filter((row) => row["name"] === null),
      "other",
    )[0]!,
  }),
};
