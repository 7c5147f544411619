import type { CohortRow, CohortTable } from "../reports/retention.types.ts";
import type { Words } from "./words.tsx";

/** Everything a cell of the cohort table says, as sentences. Empty for a period that has not begun. */
export function cohortDetail(table: CohortTable, row: CohortRow, k: number, { t, f }: Words): string {
  const cell = row.cells[k];
  if (cell === undefined || cell.state === "none") return "";
  const at = {
    cohort: f.period(row.cohort),
    column: t(`cohorts.column.${table.period}`, { k: f.count(k) }),
    customers: f.count(cell.customers),
    of: f.count(cell.of),
  };
  if (cell.state === "pending") return t("cohorts.detail.pending", at);
  const netSales = row.netSalesMinor?.[k];
  return [
    t("cohorts.detail", { ...at, rate: f.rate(cell.rate), low: f.rate(cell.low), high: f.rate(cell.high) }),
    cell.few ? t("cohorts.detail.few") : "",
    cell.state === "provisional" ? t("cohorts.detail.provisional") : "",
    netSales === undefined ? "" : t("cohorts.detail.sales", { money: f.money(netSales) }),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** The same for a cell of the mean row. */
export function meanDetail(table: CohortTable, k: number, { t, f }: Words): string {
  const cell = table.mean[k];
  if (cell === undefined || cell.state === "none") return "";
  const sentence = t("cohorts.detail.mean", {
    column: t(`cohorts.column.${table.period}`, { k: f.count(k) }),
    rate: f.rate(cell.rate.value),
    customers: f.count(cell.cases),
    of: f.count(cell.of),
    cohorts: f.count(cell.cohorts),
    low: f.rate(cell.low),
    high: f.rate(cell.high),
  });
  return cell.state === "provisional" ? `${sentence} ${t("cohorts.detail.provisional")}` : sentence;
}
