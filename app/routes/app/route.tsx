import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { isRouteErrorResponse, Outlet, useRouteError, useRouteLoaderData } from "@remix-run/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { AppFrame } from "../../components/app-frame.tsx";
import { ProblemPage } from "../../components/problem-page.tsx";
import type { Problem } from "../../components/problem-page.tsx";
import type { loader as rootLoader } from "../../root.tsx";
import { requireMerchant } from "../../shopify.server.ts";

export async function loader({ request }: LoaderFunctionArgs) {
  await requireMerchant(request);
  return null;
}

/** The frame of all pages; each page authenticates for itself too, because loaders run side by side. */
export default function AppLayout() {
  const root = useRouteLoaderData<typeof rootLoader>("root");
  return (
    <AppFrame apiKey={root?.apiKey ?? ""} locale={root?.locale ?? "en"}>
      <Outlet />
    </AppFrame>
  );
}

/** Our own answers become pages; Shopify's control responses (bounce page, leaving the iframe) go to its boundary. */
export function ErrorBoundary() {
  const error = useRouteError();
  const root = useRouteLoaderData<typeof rootLoader>("root");
  const problem = problemOf(error);
  if (problem === null) return boundary.error(error);
  return (
    <AppFrame apiKey={root?.apiKey ?? ""} locale={root?.locale ?? "en"}>
      <ProblemPage problem={problem} />
    </AppFrame>
  );
}

function problemOf(error: unknown): Problem | null {
  if (!isRouteErrorResponse(error)) return { kind: "failed" };
  const data = error.data as { sentence?: unknown } | string | null;
  if (typeof data === "object" && data !== null && typeof data.sentence === "string") {
    return { kind: "badRequest", sentence: data.sentence };
  }
  if (error.status === 404) return { kind: "notFound" };
  return error.status >= 500 ? { kind: "failed" } : null;
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
