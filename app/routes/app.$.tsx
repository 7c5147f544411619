import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireMerchant } from "../shopify.server.ts";

/** Any other address below /app: the layout shows that there is no such page. */
export async function loader({ request }: LoaderFunctionArgs) {
  await requireMerchant(request);
  throw new Response(null, { status: 404 });
}

export default function NoPage() {
  return null;
}
