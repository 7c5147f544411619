import { useLocation } from "@remix-run/react";
import { reportUrl } from "./report-url.ts";
import type { ReportParameters } from "./report-url.ts";

/** Builds addresses that keep the day and period of the page that is shown (see `reportUrl`). */
export function useReportUrl(): (pathname: string, changes?: ReportParameters) => string {
  const location = useLocation();
  return (pathname, changes) => reportUrl(location, pathname, changes);
}
