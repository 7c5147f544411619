import { isReportName, NAMED_REPORTS, STANDARD_REPORTS } from "../../app/analytics/named-reports.ts";
import type { ReportName } from "../../app/analytics/named-reports.ts";

/** All reports, in the order they are printed. */
export const REPORT_NAMES = Object.keys(NAMED_REPORTS).filter(isReportName);

/** The named reports, or else the standard ones; and those that an option is about. */
export function chosenReports(
  named: readonly ReportName[] | null,
  {
    compareWith,
    spendFile,
    marginRate,
  }: { compareWith: number | null; spendFile: string | null; marginRate: number | null },
): ReportName[] {
  const chosen = new Set<ReportName>(named ?? STANDARD_REPORTS);
  if (compareWith !== null) chosen.add("rfmMovement");
  if (spendFile !== null) chosen.add("acquisition");
  if (marginRate !== null) chosen.add("maturityRange");
  return named === null ? REPORT_NAMES.filter((name) => chosen.has(name)) : [...chosen];
}
