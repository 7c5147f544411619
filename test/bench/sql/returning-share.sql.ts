import type { ReportOptions } from "../../../app/analytics/named-reports.ts";
import { orderSteps, presortedOrderSteps } from "./order-steps.sql.ts";
import { periodName } from "./period.sql.ts";
import { presence } from "./presence.sql.ts";
import type { SqlReport } from "./sql-report.ts";

export const returningShareSql: SqlReport = {
  sql: (options) => statement(options, orderSteps),
  presortedSql: (options) => statement(options, presortedOrderSteps),
  value: (rows, { period, lookBackDays }) => ({ lookBackDays, period, rows: rows.map((row) => ({ ...row })) }),
};

function statement(options: ReportOptions, steps: typeof presortedOrderSteps): string {
  return `
WITH ${presence(options, steps)}
SELECT
  ${periodName("p", options.period)} AS period,
  present AS existing,
  returned,
  CASE WHEN state = 'observed' AND present > 0 THEN returned / present END AS share,
  state
FROM states
JOIN presence USING (p)
ORDER BY p`;
}
