import { useLoaderData } from "@remix-run/react";
import { MaturityPage } from "../components/maturity-page.tsx";
import { pageTitle } from "../components/page-title.ts";
import { maturityReport } from "../reports/maturity.server.ts";
import { reportLoader } from "./app/report-loader.server.ts";

export const meta = pageTitle("nav.maturity");

export const loader = reportLoader(maturityReport);

export default function Maturity() {
  return <MaturityPage model={useLoaderData<typeof loader>()} />;
}
