import type { LoaderFunctionArgs } from "@remix-run/node";
import { handleAuthRequest } from "../shopify.server.ts";

/** The library's own addresses: the page that fetches a fresh session token and the one that leaves the frame. */
export function loader({ request }: LoaderFunctionArgs) {
  return handleAuthRequest(request);
}
