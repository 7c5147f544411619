import { isShopDomain } from "./admin-api.ts";

/**
 * Refusals of requests without a proper session token, in the shape the asker understands. Pure: no secret is needed to refuse.
 */

const RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request";

const SENTENCES: Readonly<Record<number, string>> = {
  401: "Your session could not be confirmed. Reload the app in the Shopify admin.",
  403: "Shopify does not allow this.",
  410: "This address answers browsers only.",
  503: "The store cannot be reached at the moment. Please try again.",
};

/** True for addresses that answer with JSON. */
export function isApiRequest(request: Request): boolean {
  return new URL(request.url).pathname.startsWith("/api/");
}

/**
 * What a request gets instead of an answer. Documents keep the given response; for `/api/` it becomes one JSON sentence, and a
 * redirect (which a fetch could not follow to any good) becomes 401 with the header at which App Bridge tries again with a fresh
 * token.
 */
export function refusal(request: Request, response: Response): Response {
  if (!isApiRequest(request)) return response;
  const redirected = response.status >= 300 && response.status < 400;
  const status = redirected ? 401 : response.status;
  const headers = new Headers({ "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
  const hadToken = request.headers.has("authorization");
  if (response.headers.has(RETRY_HEADER) || (status === 401 && !hadToken)) headers.set(RETRY_HEADER, "1");
  const retryAfter = response.headers.get("retry-after");
  if (retryAfter) headers.set("retry-after", retryAfter);
  const sentence = SENTENCES[status] ?? "Something went wrong on our side. Please try again.";
  return new Response(JSON.stringify({ error: sentence }), { status, headers });
}

/**
 * A sentence when the session token of a request speaks for another shop than the request names, or for no or two shops itself;
 * null when nothing contradicts. Does not verify the signature: that comes next, this can only refuse.
 */
export function tokenContradiction(request: Request): string | null {
  const url = new URL(request.url);
  const header = /^Bearer\s+(.+)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const inQuery = url.searchParams.get("id_token");
  const named = url.searchParams.get("shop");
  for (const token of [header, inQuery]) {
    if (!token) continue;
    const claims = unverifiedClaims(token);
    if (!claims) continue;
    const destination = hostOf(claims["dest"]);
    if (destination === null || !isShopDomain(destination) || hostOf(claims["iss"]) !== destination)
      return "The session token names no single shop.";
    if (named !== null && named.toLowerCase() !== destination) return "The session token belongs to another shop.";
  }
  return null;
}

function unverifiedClaims(token: string): Record<string, unknown> | null {
  const part = token.split(".")[1];
  if (!part) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function hostOf(address: unknown): string | null {
  if (typeof address !== "string" || !URL.canParse(address)) return null;
  return new URL(address).hostname;
}
