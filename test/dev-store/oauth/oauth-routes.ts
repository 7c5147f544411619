import { json, Router, urlencoded } from "express";
import { asyncRoute } from "../async-route.ts";
import type { AccessTokens } from "./access-tokens.ts";
import type { tokenEndpoint } from "./token-endpoint.ts";

const TOKEN_PATH = /^\/([a-z0-9][a-z0-9-]*\.myshopify\.com)\/admin\/oauth\/access_token$/;
const API_PATH = /^\/[a-z0-9][a-z0-9-]*\.myshopify\.com\/admin\/api(?=\/)/;
const NON_EXPIRING =
  "[API] Non-expiring access tokens are no longer accepted for the Admin API. Start using expiring offline tokens: " +
  "https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/offline-access-tokens";

/** The token endpoint of every shop, and the refusal of tokens without end. To be mounted before the Admin API. */
export function oauthRoutes(endpoint: ReturnType<typeof tokenEndpoint>, tokens: AccessTokens): Router {
  const router = Router();
  router.post(
    TOKEN_PATH,
    json(),
    urlencoded({ extended: false }),
    asyncRoute(async (request, response) => {
      const answer = await endpoint(String(request.params[0]), request.body as unknown);
      return response.status(answer.status).set("Cache-Control", "no-store").json(answer.body);
    }),
  );
  router.use(API_PATH, (request, response, next) => {
    const grant = tokens.find(request.get("X-Shopify-Access-Token") ?? "");
    if (grant !== null && grant.expiresAtMs === null) return void response.status(403).json({ errors: NON_EXPIRING });
    next();
  });
  return router;
}
