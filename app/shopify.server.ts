/**
 * The wiring of Shopify's own library: session tokens, token exchange and the headers of embedded documents. Requests to the
 * Admin API do not go through it (app/shopify has its own client), and neither do webhooks (app/sync takes them).
 */
import "@shopify/shopify-app-remix/adapters/node";
import { LogSeverity } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { AppDistribution, shopifyApp, type ApiVersion } from "@shopify/shopify-app-remix/server";
import { env } from "./platform/env.server.ts";
import { logger } from "./platform/logger.server.ts";
import { ACCESS_SCOPES, ADMIN_API_VERSION } from "./shopify/admin-api.ts";
import { adminFetch } from "./shopify/admin-fetch.server.ts";
import { isApiRequest, refusal, tokenContradiction } from "./shopify/session-refusal.ts";
import { sessionStorage } from "./store/sessions.server.ts";
import { ensureInstalled } from "./sync/install.server.ts";

/** The merchant behind a request. */
export interface Merchant {
  shopId: bigint;
  shopDomain: string;
  /** Shopify's id of the person who is signed in to the admin. */
  userId: string;
}

type Library = ReturnType<typeof createLibrary>;
let library: Library | undefined;

/** The library of this process, made at the first use. */
function shopify(): Library {
  library ??= createLibrary();
  return library;
}

function createLibrary() {
  const { SHOPIFY_API_KEY, SHOPIFY_API_SECRET, SHOPIFY_APP_URL } = env();
  setAbstractFetchFunc(adminFetch);
  return shopifyApp({
    apiKey: SHOPIFY_API_KEY,
    apiSecretKey: SHOPIFY_API_SECRET,
    appUrl: SHOPIFY_APP_URL,
    apiVersion: ADMIN_API_VERSION as ApiVersion,
    scopes: [...ACCESS_SCOPES],
    authPathPrefix: "/auth",
    distribution: AppDistribution.AppStore,
    sessionStorage: sessionStorage(),
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    // Below warnings the library writes session tokens into its messages.
    logger: { level: LogSeverity.Warning, log: (severity, message) => logLibrary(severity, message) },
  });
}

function logLibrary(severity: LogSeverity, message: string): void {
  if (severity === LogSeverity.Error) logger().error({ from: "shopify-app-remix" }, message);
  else logger().warn({ from: "shopify-app-remix" }, message);
}

/**
 * Who is asking: verifies the session token, sees to it that the shop is installed, and answers with its key.
 *
 * Throws a Response when there is nobody to answer to: for documents the library's redirects (to the page that fetches a fresh
 * token), for fetches to `/api/` a status with one JSON sentence. A token of another shop than the request names is refused
 * before anything is read or written.
 */
export async function requireMerchant(request: Request): Promise<Merchant> {
  if (isApiRequest(request) && !request.headers.has("authorization")) {
    throw refusal(request, new Response(null, { status: 401 }));
  }
  const contradiction = tokenContradiction(request);
  if (contradiction) throw refusal(request, new Response(contradiction, { status: 401 }));
  try {
    const { session, sessionToken } = await shopify().authenticate.admin(withoutUserAgent(request));
    const installed = await ensureInstalled(session.shop, scopesOf(session.scope), Date.now());
    if (!installed.ok) throw new Response(installed.message, { status: 503, headers: { "retry-after": "5" } });
    return { shopId: installed.shopId, shopDomain: session.shop, userId: sessionToken.sub };
  } catch (thrown) {
    if (thrown instanceof Response) throw refusal(request, thrown);
    logger().error({ err: thrown }, "authentication failed");
    throw refusal(request, new Response("Something went wrong on our side. Please try again.", { status: 500 }));
  }
}

const scopesOf = (scope: string | undefined) => (scope ?? "").split(",").filter((name) => name !== "");

/**
 * The library turns away user agents that look like robots, real browsers among them. A request that carries a session token
 * is judged by its signature instead.
 */
function withoutUserAgent(request: Request): Request {
  if (!request.headers.has("authorization")) return request;
  const headers = new Headers(request.headers);
  headers.delete("user-agent");
  return new Request(request.url, { method: request.method, headers });
}

/**
 * Requests below `/auth/`: the page that fetches a fresh session token and the page that leaves the iframe. Anything else that
 * arrives here is someone without an embedded session, who is told where the app lives.
 */
export async function handleAuthRequest(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url);
  if (pathname === "/auth/session-token" || pathname === "/auth/exit-iframe") {
    try {
      await shopify().authenticate.admin(request);
    } catch (thrown) {
      if (thrown instanceof Response) return thrown;
      logger().warn({ err: thrown }, "authentication page refused");
      return new Response("This address can only be opened from the Shopify admin.", { status: 400 });
    }
  }
  return new Response("Open Comeback from the Apps menu of your Shopify admin.", {
    status: pathname === "/auth/login" ? 200 : 404,
    headers: { "content-type": "text/plain; charset=utf-8" },
  });
}

/** Headers of every document: who may frame it. */
export function addDocumentHeaders(request: Request, headers: Headers): void {
  shopify().addDocumentResponseHeaders(request, headers);
}
