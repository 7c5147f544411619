import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { json } from "@remix-run/node";
import {
  isRouteErrorResponse,
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import interUrl from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import type { ReactNode } from "react";
import { AppFrame } from "./components/app-frame.tsx";
import { ProblemPage } from "./components/problem-page.tsx";
import { languageOf } from "./i18n/translate.ts";
import { env } from "./platform/env.server.ts";

export const links: LinksFunction = () => [
  { rel: "preload", href: interUrl, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "stylesheet", href: polarisStyles },
];

/** Polaris asks for Inter by name; served from here, so that pages do not wait for another host. */
const BASE_STYLES = `@font-face{font-family:Inter;font-style:normal;font-weight:100 900;font-display:optional;src:url(${interUrl}) format("woff2")}
ui-nav-menu{display:none}`;

/** What the document needs before anybody is known: the app's public key, App Bridge's address, the reader's language. */
export function loader({ request }: LoaderFunctionArgs) {
  const { SHOPIFY_API_KEY, APP_BRIDGE_URL } = env();
  return json({ apiKey: SHOPIFY_API_KEY, appBridgeUrl: APP_BRIDGE_URL, locale: requestedLocale(request) });
}

/** The admin names its language in the address of the first document; later requests do not, and it does not change. */
export function shouldRevalidate() {
  return false;
}

function requestedLocale(request: Request): string {
  const named = new URL(request.url).searchParams.get("locale");
  const accepted = request.headers.get("accept-language")?.split(",")[0]?.split(";")[0]?.trim();
  return named ?? (accepted && accepted !== "*" ? accepted : "en");
}

export const meta: MetaFunction = () => [{ title: "Comeback" }];

export function Layout({ children }: { children: ReactNode }) {
  const data = useRouteLoaderData<typeof loader>("root");
  return (
    <html lang={languageOf(data?.locale ?? "en")}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {/* App Bridge insists on being the first script of every document, loaded before anything else runs. */}
        {data && <meta name="shopify-api-key" content={data.apiKey} />}
        {data && <script src={data.appBridgeUrl} data-api-key={data.apiKey} />}
        <style dangerouslySetInnerHTML={{ __html: BASE_STYLES }} />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

/** Whatever no page caught. An unknown address is a page of its own; details of a failure stay in the server's log. */
export function ErrorBoundary() {
  const error = useRouteError();
  const data = useRouteLoaderData<typeof loader>("root");
  const notFound = isRouteErrorResponse(error) && error.status === 404;
  return (
    <AppFrame apiKey={data?.apiKey ?? ""} locale={data?.locale ?? "en"}>
      <ProblemPage problem={{ kind: notFound ? "notFound" : "failed" }} />
    </AppFrame>
  );
}
