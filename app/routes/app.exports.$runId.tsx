import { json } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { ExportRunPage } from "../components/export-run-page.tsx";
import { exportRunReport } from "../reports/exports.server.ts";
import { requireMerchant } from "../shopify.server.ts";

export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  const model = await exportRunReport(shopId, params.runId ?? "", Date.now());
  if (!model) throw json({ sentence: "There is no such export." }, { status: 404 });
  return json(model);
}

export default function ExportRun() {
  return <ExportRunPage model={useLoaderData<typeof loader>()} />;
}
