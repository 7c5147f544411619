/**
 * The Admin GraphQL API of the dev store.
 *
 * Mount the router at the root of the dev store's server. It answers
 *   POST /{shop}.myshopify.com/admin/api/{version}/graphql.json   (2026-07 and 2026-10)
 *   GET  /bulk-files/{operation}/{file}.jsonl?Expires=…&Signature=…   (results of bulk operations, with ranges)
 * and hands every other request on. It reads JSON bodies itself: do not put a body parser in front of it.
 */
import express, { Router, type NextFunction, type Request, type Response } from "express";
import { randomUUID } from "node:crypto";
import { createBulkFiles } from "../bulk/bulk-files.ts";
import type { BulkOperations } from "../bulk/bulk-operation.ts";
import { createBulkOperations } from "../bulk/bulk-operations.ts";
import type { ShopData, ShopEvent } from "../model.ts";
import { createCustomerOrders, type CustomerOrders } from "./customer-orders.ts";
import type { AdminFaults } from "./faults.ts";
import { answerGraphql, type GraphqlBody } from "./graphql-request.ts";
import type { RequestContext } from "./request-context.ts";
import { adminSchema, API_VERSIONS, isApiVersion } from "./schema-snapshot.ts";
import { createShopSearch, type ShopSearch } from "./shop-search.ts";
import { createThrottle, type Throttle } from "./throttle.ts";

/** What an access token is good for. `shop` is the domain. */
interface AccessGrant {
  shop: string;
  scopes: readonly string[];
}

export interface AdminApiOptions {
  /** By domain (something.myshopify.com). Shops and their records may be added, changed and removed at any time. */
  shops: ReadonlyMap<string, ShopData>;
  /** The grant behind a value of X-Shopify-Access-Token; null for an unknown, expired or revoked token. */
  authenticate: (token: string) => AccessGrant | null;
  /** Milliseconds since 1970. */
  clock: () => number;
  /** Live switches; see faults.ts. `noFaults()` for a well-behaved store. */
  faults: AdminFaults;
  /** Called for `bulk_operations/finish`; the webhook sender listens. */
  onEvent: (shop: string, event: ShopEvent) => void;
  /** Where the app reaches this router, without a slash at the end: result URLs begin with it. Asked when a URL is made. */
  fileBaseUrl: () => string;
  /** The app's client id and title, for currentAppInstallation. */
  app: { clientId: string; title: string };
}

export interface AdminApi {
  router: Router;
  /** Cancels the running bulk operations of a shop, as an uninstall does. */
  cancelBulkOperations: (shop: string) => void;
  /** Stops running bulk operations and removes their files. */
  close: () => Promise<void>;
}

/** What the API keeps beside a shop's records. */
interface ShopState {
  data: ShopData;
  search: ShopSearch;
  customerOrders: CustomerOrders;
  bulkOperations: BulkOperations<RequestContext>;
  throttle: Throttle;
}

const LARGEST_BODY = "10mb";
const BAD_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)";

export function createAdminApi(options: AdminApiOptions): AdminApi {
  const { shops, authenticate, clock, faults, onEvent, app } = options;
  const files = createBulkFiles(options);
  const states = new Map<string, ShopState>();
  let isClosed = false;

  /** Operations that end because the dev store does are no news. */
  const tell = (domain: string, event: ShopEvent): void => {
    if (!isClosed) onEvent(domain, event);
  };

  const stateOf = (domain: string, data: ShopData): ShopState => {
    const known = states.get(domain);
    // A shop that was replaced starts afresh.
    if (known?.data === data) return known;
    known?.bulkOperations.cancelAll();
    const state: ShopState = {
      data,
      search: createShopSearch(data),
      customerOrders: createCustomerOrders(data),
      bulkOperations: createBulkOperations({ data, faults, clock, files, onEvent: (event) => tell(domain, event) }),
      throttle: createThrottle(),
    };
    states.set(domain, state);
    return state;
  };

  const answer = async (request: Request, response: Response): Promise<void> => {
    const { shop: name, version } = request.params;
    const domain = `${name}.myshopify.com`;
    const data = shops.get(domain);
    if (!data) return void response.status(404).json({ errors: "Not Found" });
    const grant = authenticate(request.get("X-Shopify-Access-Token") ?? "");
    if (grant?.shop !== domain) return void response.status(401).json({ errors: BAD_TOKEN });
    if (version === undefined || !isApiVersion(version)) {
      const errors = `Not Found: the dev store serves the versions ${API_VERSIONS.join(" and ")}`;
      return void response.status(404).json({ errors });
    }
    response.set({ "X-Request-Id": randomUUID(), "X-Shopify-API-Version": version });
    if (faults.failNextRequests.count > 0) return failRequest(response, faults);
    const body = graphqlBody(request.body);
    if (!body) return void response.status(400).json({ errors: { query: "Required parameter missing or invalid" } });
    const { throttle, ...state } = stateOf(domain, data);
    const context: RequestContext = {
      ...state,
      admin: adminSchema(version),
      scopes: new Set(grant.scopes),
      app,
      nowMs: clock(),
      faults,
      inBulk: false,
    };
    response.json(await answerGraphql(body, context, throttle));
  };

  const router = Router();
  router.post(
    "/:shop.myshopify.com/admin/api/:version/graphql.json",
    express.json({ limit: LARGEST_BODY }),
    (request: Request, response: Response, next: NextFunction) => {
      answer(request, response).catch(next);
    },
  );
  router.use(files.router);
  router.use(refuseBadJson);

  return {
    router,
    cancelBulkOperations: (shop) => states.get(shop)?.bulkOperations.cancelAll(),
    close: async () => {
      isClosed = true;
      for (const { bulkOperations } of states.values()) {
        bulkOperations.cancelAll();
        await bulkOperations.settled();
      }
      files.remove();
    },
  };
}

/** express.json hands errors of the body on: Shopify answers 400. */
function refuseBadJson(error: unknown, _request: Request, response: Response, next: NextFunction): void {
  const isUnreadable = error instanceof Error && "type" in error && error.type === "entity.parse.failed";
  if (isUnreadable) response.status(400).json({ errors: "Bad Request: the body is no JSON" });
  else next(error);
}

function failRequest(response: Response, { failNextRequests }: AdminFaults): void {
  const { status, retryAfterSeconds } = failNextRequests;
  failNextRequests.count -= 1;
  if (retryAfterSeconds !== null) response.set("Retry-After", String(retryAfterSeconds));
  response.status(status).json({ errors: `switched to fail with ${status}` });
}

function graphqlBody(body: unknown): GraphqlBody | null {
  if (typeof body !== "object" || body === null) return null;
  const { query, variables, operationName } = body as Record<string, unknown>;
  if (typeof query !== "string" || query.trim() === "") return null;
  return {
    query,
    variables: typeof variables === "object" && variables !== null ? (variables as Record<string, unknown>) : {},
    operationName: typeof operationName === "string" ? operationName : null,
  };
}
