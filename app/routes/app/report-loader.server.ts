import { json } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { parseReportQuery, ReportQueryError } from "../../reports/report-query.ts";
import type { ReportQuery } from "../../reports/report-query.ts";
import { requireMerchant } from "../../shopify.server.ts";

/**
 * The loader of a page of figures: who is asking, what is asked, one call. A parameter that is wrong is answered with 400 and
 * the sentence that says so; `ErrorBoundary` of the layout shows it.
 */
export function reportLoader<T>(report: (shopId: bigint, query: ReportQuery, nowMs: number) => Promise<T>) {
  return async ({ request }: LoaderFunctionArgs) => {
    const { shopId } = await requireMerchant(request);
    try {
      return json(await report(shopId, parseReportQuery(new URL(request.url).searchParams), Date.now()));
    } catch (error) {
      if (error instanceof ReportQueryError) throw json({ sentence: error.message }, { status: 400 });
      throw error;
    }
  };
}
