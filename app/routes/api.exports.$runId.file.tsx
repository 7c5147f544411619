import { json } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { loadExportFile } from "../exports/export-file.server.ts";
import { requireMerchant } from "../shopify.server.ts";

/** The file of a CSV export, to be saved and never shown. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  const file = await loadExportFile(shopId, params.runId ?? "", Date.now());
  if (!file) return json({ error: "The file has expired. Export the segment again for a fresh one." }, { status: 404 });
  return new Response(file.bytes, {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="${file.name}"`,
      "x-content-type-options": "nosniff",
      "cache-control": "no-store",
    },
  });
}
