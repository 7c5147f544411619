import { useLoaderData } from "@remix-run/react";
import { OverviewPage } from "../components/overview-page.tsx";
import { pageTitle } from "../components/page-title.ts";
import { overviewReport } from "../reports/overview.server.ts";
import { reportLoader } from "./app/report-loader.server.ts";

export const meta = pageTitle("nav.overview");

export const loader = reportLoader(overviewReport);

export default function Overview() {
  return <OverviewPage model={useLoaderData<typeof loader>()} />;
}
