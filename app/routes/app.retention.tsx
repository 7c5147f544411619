import { useLoaderData } from "@remix-run/react";
import { RetentionPage } from "../components/retention-page.tsx";
import { pageTitle } from "../components/page-title.ts";
import { retentionReport } from "../reports/retention.server.ts";
import { reportLoader } from "./app/report-loader.server.ts";

export const meta = pageTitle("nav.retention");

export const loader = reportLoader(retentionReport);

export default function Retention() {
  return <RetentionPage model={useLoaderData<typeof loader>()} />;
}
