import { timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { AccessTokens, IssuedTokens } from "./access-tokens.ts";
import { readSessionToken, type AppCredentials } from "./session-token.ts";

const TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange";
const ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token";
const OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token";
const ONLINE = "urn:shopify:params:oauth:token-type:online-access-token";

const client = { client_id: z.string(), client_secret: z.string() };
const body = z.discriminatedUnion("grant_type", [
  z.object({
    ...client,
    grant_type: z.literal(TOKEN_EXCHANGE),
    subject_token: z.string(),
    subject_token_type: z.string(),
    requested_token_type: z.string().default(OFFLINE),
    expiring: z.coerce.string().default("0"),
  }),
  z.object({ ...client, grant_type: z.literal("refresh_token"), refresh_token: z.string() }),
]);

export interface TokenAnswer {
  status: number;
  body: Record<string, unknown>;
}

export interface TokenEndpointSetup {
  app: AppCredentials;
  tokens: AccessTokens;
  now: () => number;
  /** Scopes that the shop has granted to the app; null when the app is not installed there. */
  grantedScopes: (shop: string) => string[] | null;
}

function refused(status: number, error: string, description: string): TokenAnswer {
  return { status, body: { error, error_description: description } };
}

function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function answer(issued: IssuedTokens, scopes: string[], extra: Record<string, unknown> = {}): TokenAnswer {
  return {
    status: 200,
    body: {
      access_token: issued.accessToken,
      scope: scopes.join(","),
      ...(issued.expiresInSeconds === null ? {} : { expires_in: issued.expiresInSeconds }),
      ...(issued.refreshToken === null
        ? {}
        : { refresh_token: issued.refreshToken, refresh_token_expires_in: issued.refreshTokenExpiresInSeconds }),
      ...extra,
    },
  };
}

/** The member of staff whom every online token belongs to. */
function associatedUser(userId: string): Record<string, unknown> {
  return {
    id: Number(userId),
    first_name: "Robin",
    last_name: "Example",
    email: "robin@example.com",
    email_verified: true,
    account_owner: true,
    locale: "en",
    collaborator: false,
  };
}

/**
 * `POST https://{shop}/admin/oauth/access_token`: token exchange and refresh, with Shopify's answers and errors. The
 * authorization code grant is not simulated, since an embedded app with managed installation never uses it.
 */
export function tokenEndpoint({ app, tokens, now, grantedScopes }: TokenEndpointSetup) {
  return async function handle(shop: string, input: unknown): Promise<TokenAnswer> {
    const parsed = body.safeParse(input);
    if (!parsed.success) {
      const fields = parsed.error.issues.map((issue) => issue.path.join(".")).join(", ");
      return refused(400, "invalid_request", `Missing or unsupported: ${fields}`);
    }
    const request = parsed.data;
    if (request.client_id !== app.clientId) {
      return refused(400, "application_cannot_be_found", "No application matches this client id");
    }
    if (!same(request.client_secret, app.clientSecret)) {
      return refused(401, "invalid_client", "The client secret is wrong");
    }
    const scopes = grantedScopes(shop);

    if (request.grant_type === "refresh_token") {
      const issued = scopes === null ? null : tokens.refresh(shop, request.refresh_token);
      if (issued === null) {
        return refused(401, "invalid_request", "This request requires an active refresh_token");
      }
      return answer(issued, tokens.find(issued.accessToken)?.scopes ?? []);
    }

    if (request.subject_token_type === OFFLINE) {
      const grant = tokens.find(request.subject_token);
      if (scopes === null || grant?.shop !== shop || grant.mode !== "offline") {
        return refused(400, "invalid_subject_token", "The offline token is not active");
      }
      return answer(tokens.issue(shop, grant.scopes, { mode: "offline", expiring: true }), grant.scopes);
    }
    if (request.subject_token_type !== ID_TOKEN) {
      return refused(400, "invalid_request", "Unsupported subject_token_type");
    }
    const claims = await readSessionToken(app, request.subject_token, now());
    if (claims === null || claims.shop !== shop || scopes === null) {
      return refused(400, "invalid_subject_token", "The session token is not valid for this shop");
    }
    if (request.requested_token_type === ONLINE) {
      const user = { associated_user_scope: scopes.join(","), associated_user: associatedUser(claims.userId) };
      return answer(tokens.issue(shop, scopes, { mode: "online", expiring: true }), scopes, user);
    }
    if (request.requested_token_type !== OFFLINE) {
      return refused(400, "invalid_request", "Unsupported requested_token_type");
    }
    return answer(tokens.issue(shop, scopes, { mode: "offline", expiring: request.expiring === "1" }), scopes);
  };
}
