import { useLoaderData } from "@remix-run/react";
import { SegmentsPage } from "../components/segments-page.tsx";
import { pageTitle } from "../components/page-title.ts";
import { segmentsReport } from "../reports/segments.server.ts";
import { reportLoader } from "./app/report-loader.server.ts";

export const meta = pageTitle("nav.segments");

export const loader = reportLoader(segmentsReport);

export default function Segments() {
  return <SegmentsPage model={useLoaderData<typeof loader>()} />;
}
