import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express, { type NextFunction, type Request, type Response } from "express";
import { createAdminApi } from "./admin-api/admin-api.ts";
import { noFaults } from "./admin-api/faults.ts";
import { answerDevErrors, DevRequestError, devRoutes } from "./frame/dev-routes.ts";
import { startFrameProxy, type FrameProxy } from "./frame/frame-proxy.ts";
import { frameRoutes } from "./frame/frame-routes.ts";
import { frameLoadUrl } from "./frame/load-url.ts";
import { SHOP_ACTIONS } from "./frame/shop-actions.ts";
import type { ShopData, ShopEvent } from "./model.ts";
import { accessTokens, SHOPIFY_LIFETIMES } from "./oauth/access-tokens.ts";
import { readAppConfig } from "./oauth/app-config.ts";
import { oauthRoutes } from "./oauth/oauth-routes.ts";
import { mintSessionToken } from "./oauth/session-token.ts";
import { tokenEndpoint } from "./oauth/token-endpoint.ts";
import { changeScopes, uninstall } from "./shop/installation.ts";
import { ImpossibleAction, type Scene } from "./shop/scene.ts";
import type { ActionResult, DevStore, DevStoreOptions } from "./dev-store.types.ts";
import { noWebhookFaults, seededChance } from "./webhooks/faults.ts";
import { webhookSender } from "./webhooks/webhook-sender.ts";

const PROJECT = join(import.meta.dirname, "..", "..");
const STAFF_USER_ID = "548380009";
/** Node's five seconds would close a script's idle connection just when its next request is on the way. */
const KEEP_ALIVE_MS = 75_000;

/** Other web pages must not reach the dev store through a name that resolves to this machine. */
function onlyLocalHosts(request: Request, _response: Response, next: NextFunction): void {
  const host = (request.headers.host ?? "").replace(/:\d+$/, "");
  next(["localhost", "127.0.0.1", "[::1]"].includes(host) ? undefined : new DevRequestError(403, "Local use only."));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

/**
 * Starts a local Shopify on 127.0.0.1: the Admin API over `shops`, the token endpoint, webhooks as shopify.app.toml
 * declares them, the admin page and the proxy in front of the app.
 */
export async function startDevStore(options: DevStoreOptions): Promise<DevStore> {
  const now = options.clock ?? (() => Date.now());
  const random = seededChance(options.seed ?? 1);
  const clientId = options.clientId ?? randomBytes(16).toString("hex");
  const clientSecret = options.clientSecret ?? `shpss_${randomBytes(16).toString("hex")}`;
  const credentials = { clientId, clientSecret };
  const app = readAppConfig(join(PROJECT, "shopify.app.toml"));
  const shops = new Map(options.shops.map((shop) => [shop.facts.domain, shop]));
  const first = options.shops[0];
  if (first === undefined) throw new Error("A dev store has at least one shop.");
  const granted = new Map(options.shops.map((shop) => [shop.facts.domain, app.scopes]));
  const sessionId = randomBytes(32).toString("hex");
  const tokens = accessTokens(now, options.tokenLifetimes ?? SHOPIFY_LIFETIMES, options.savedTokens);
  const webhookFaults = { ...noWebhookFaults(), ...options.webhookFaults };
  const adminFaults = options.adminFaults ?? noFaults();
  let appUrl: string | null = options.appUrl ?? null;

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const port = await listen(server, options.port ?? 0);
  const adminPageOrigin = `http://localhost:${port}`;
  const adminOrigin = `http://127.0.0.1:${port}`;
  let proxy: FrameProxy;
  try {
    const { proxyPort = 0 } = options;
    proxy = await startFrameProxy({ port: proxyPort, adminOrigin: () => adminPageOrigin, target: () => appUrl });
  } catch (error) {
    server.close();
    throw error;
  }

  const webhooks = webhookSender({
    subscriptions: app.subscriptions,
    apiVersion: app.webhookApiVersion,
    clientSecret,
    appUrl: () => (appUrl === null ? null : proxy.url),
    faults: webhookFaults,
    now,
    chance: random,
    speed: options.speed ?? 600,
  });
  const adminApi = createAdminApi({
    shops,
    authenticate: (token) => tokens.find(token),
    clock: now,
    faults: adminFaults,
    onEvent: (domain, event) => emit(domain, [event]),
    fileBaseUrl: () => adminOrigin,
    app: { clientId, title: app.name },
  });

  function shopNamed(domain = first!.facts.domain): ShopData {
    const shop = shops.get(domain);
    if (shop === undefined) throw new Error(`There is no shop ${domain} in this dev store.`);
    return shop;
  }

  /** An app hears of a shop only while it is installed there; what follows an uninstall is the exception. */
  function emit(domain: string, events: readonly ShopEvent[]): void {
    const afterwards = ["app/uninstalled", "shop/redact", "customers/redact"];
    webhooks.emit(domain, granted.has(domain) ? events : events.filter(({ topic }) => afterwards.includes(topic)));
  }

  function installation(
    name: string,
    scene: Scene,
    optionsOfAction: unknown,
  ): { summary: string; events: ShopEvent[] } {
    const { domain, name: title } = scene.shop.facts;
    const before = granted.get(domain);
    if (name === "reinstall") {
      if (before !== undefined) throw new ImpossibleAction(`${app.name} is installed already.`);
      granted.set(domain, app.scopes);
      webhooks.cancel(domain, (topic) => topic === "shop/redact");
      return { summary: `${app.name} is installed in ${title}.`, events: [] };
    }
    if (before === undefined) throw new ImpossibleAction(`${app.name} is not installed.`);
    if (name === "uninstall") {
      const { events } = uninstall(scene);
      granted.delete(domain);
      tokens.revokeShop(domain);
      adminApi.cancelBulkOperations(domain);
      webhooks.cancel(domain, () => true);
      return { summary: `${app.name} is uninstalled from ${title}.`, events };
    }
    const current = scopesOf(optionsOfAction);
    const { events } = changeScopes(scene, { previous: before, current });
    granted.set(domain, current);
    // Tokens keep the scopes they were given for; a new exchange gets the new ones.
    return { summary: `Scopes are now ${current.join(", ")}.`, events };
  }

  function act(name: string, optionsOfAction: unknown = {}, domain?: string): ActionResult {
    const shop = shopNamed(domain);
    const scene: Scene = { shop, nowMs: now(), random };
    if (["uninstall", "reinstall", "change-scopes"].includes(name)) {
      const { summary, events } = installation(name, scene, optionsOfAction);
      emit(shop.facts.domain, events);
      return { summary, ids: {}, topics: events.map(({ topic }) => topic) };
    }
    const action = Object.hasOwn(SHOP_ACTIONS, name) ? SHOP_ACTIONS[name] : undefined;
    if (action === undefined) throw new ImpossibleAction(`There is no action ${name}.`);
    const { events, ...made } = action.run(scene, optionsOfAction ?? {});
    emit(shop.facts.domain, events);
    const ids: Record<string, string> = {};
    for (const [key, value] of Object.entries(made)) {
      if (typeof value === "bigint") ids[key] = String(value);
      else if (typeof value === "object" && value !== null && "id" in value) ids[`${key}Id`] = String(value.id);
    }
    return { summary: summaryOf(name, made), ids, topics: events.map(({ topic }) => topic) };
  }

  const store: DevStore = {
    adminUrl: `${adminPageOrigin}/`,
    adminOrigin,
    proxyUrl: proxy.url,
    appBridgeUrl: `${adminPageOrigin}/assets/app-bridge.js`,
    clientId,
    clientSecret,
    app,
    tokens,
    webhooks,
    webhookFaults,
    adminFaults,
    setAppUrl: (url) => void (appUrl = url),
    shops: () => [...shops.values()],
    shop: shopNamed,
    findShop: (domain) => shops.get(domain),
    isInstalled: (domain) => granted.has(shopNamed(domain).facts.domain),
    grantedScopes: (domain) => granted.get(domain) ?? null,
    sessionToken: (domain) =>
      mintSessionToken(credentials, { shop: shopNamed(domain).facts.domain, userId: STAFF_USER_ID }, now(), sessionId),
    frameAddress: async (path, domain) => {
      const shop = shopNamed(domain).facts.domain;
      const sessionToken = await store.sessionToken(shop);
      const facts = {
        appUrl: proxy.url,
        path,
        shop,
        sessionToken,
        sessionId,
        locale: "en",
        nowMs: now(),
        clientSecret,
      };
      return frameLoadUrl(facts);
    },
    act,
    emit,
    state: () => ({
      shops: [...shops.values()].map(({ facts, orders, customers, products }) => ({
        domain: facts.domain,
        name: facts.name,
        installed: granted.has(facts.domain),
        orders: orders.size,
        customers: customers.size,
        products: products.size,
      })),
      webhooks: webhooks.log.counts(),
      webhookFaults,
    }),
    stop: async () => {
      await webhooks.stop();
      await Promise.all([
        adminApi.close(),
        proxy.stop(),
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
      ]);
    },
  };

  const endpoint = tokenEndpoint({ app: credentials, tokens, now, grantedScopes: store.grantedScopes });
  const routes = express().disable("x-powered-by");
  routes.use(onlyLocalHosts, oauthRoutes(endpoint, tokens), adminApi.router, devRoutes(store), frameRoutes(store));
  routes.use((request: Request) => {
    throw new DevRequestError(404, `The dev store has nothing at ${request.path}.`);
  });
  routes.use(answerDevErrors);
  server.on("request", routes);
  return store;
}

function scopesOf(options: unknown): string[] {
  const scopes = typeof options === "object" && options !== null && "scopes" in options ? options.scopes : undefined;
  if (Array.isArray(scopes) && scopes.every((scope) => typeof scope === "string")) return scopes;
  throw new ImpossibleAction("Name the scopes as a list.");
}

/** One line for the panel: what was done, to what. */
function summaryOf(name: string, made: Record<string, unknown>): string {
  const label = `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll("-", " ")}`;
  for (const value of Object.values(made)) {
    if (typeof value === "object" && value !== null && "name" in value && typeof value.name === "string") {
      return `${label}: ${value.name}`;
    }
    if (typeof value === "object" && value !== null && "email" in value && typeof value.email === "string") {
      return `${label}: ${value.email}`;
    }
  }
  return `${label}: done`;
}
