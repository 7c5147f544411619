import { json, redirect } from "@remix-run/node";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { NewExportPage } from "../components/new-export-page.tsx";
import { startExport } from "../exports/start-export.server.ts";
import { newExportReport } from "../reports/exports.server.ts";
import type { ExportActionError } from "../reports/exports.types.ts";
import { parseReportQuery } from "../reports/report-query.ts";
import { requireMerchant } from "../shopify.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  const { searchParams } = new URL(request.url);
  const { asOf } = parseReportQuery(searchParams);
  const model = await newExportReport(shopId, searchParams.get("segment") ?? "", asOf, Date.now());
  if (!model) throw json({ sentence: "There is no such segment. Choose one on the Segments page." }, { status: 404 });
  return json(model);
}

/** Starts the export and leads to its progress; the query keeps what the admin put there. */
export async function action({ request }: ActionFunctionArgs) {
  const { shopId, userId } = await requireMerchant(request);
  const form = await request.formData();
  const text = (name: string) => String(form.get(name) ?? "");
  const started = await startExport(
    shopId,
    {
      destination: text("destination"),
      segment: text("segment"),
      asOf: text("asOf"),
      withControl: form.get("control") === "on",
      startedBy: userId,
    },
    Date.now(),
  );
  if (started.ok) return redirect(`/app/exports/${started.runId}${new URL(request.url).search}`);
  const field = started.reason === "chooseDestination" || started.reason === "notConnected" ? "destination" : "form";
  const error: ExportActionError = { field, code: started.reason };
  return json({ error }, { status: 422 });
}

export default function NewExport() {
  return <NewExportPage model={useLoaderData<typeof loader>()} error={useActionData<typeof action>()?.error ?? null} />;
}
