import { json } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { namedReport, parseReportName } from "../reports/report-api.server.ts";
import { parseNamedReportQuery, ReportQueryError } from "../reports/report-query.ts";
import { requireMerchant } from "../shopify.server.ts";

/** One report as JSON. A wrong name is 404, a wrong parameter 400, each with a sentence. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  const name = parseReportName(params.name ?? "");
  if (name === null) return refuse(404, "There is no report of this name.");
  try {
    const query = parseNamedReportQuery(new URL(request.url).searchParams);
    return json(await namedReport(shopId, name, query, Date.now()), { headers: NOT_STORED });
  } catch (error) {
    if (error instanceof ReportQueryError) return refuse(400, error.message);
    throw error;
  }
}

const NOT_STORED = { "cache-control": "no-store" };

function refuse(status: number, sentence: string) {
  return json({ error: sentence }, { status, headers: NOT_STORED });
}
