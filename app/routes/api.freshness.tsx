import { json } from "@remix-run/node";
import type { LoaderFunctionArgs } from "@remix-run/node";
import { shopFreshness } from "../reports/freshness.server.ts";
import { requireMerchant } from "../shopify.server.ts";

/** Polled by open pages: has anything changed, and where does the import stand? */
export async function loader({ request }: LoaderFunctionArgs) {
  const { shopId } = await requireMerchant(request);
  return json(await shopFreshness(shopId), { headers: { "cache-control": "no-store" } });
}
