import "@shopify/shopify-api/adapters/node";
import { ApiVersion, HttpResponseError, LogSeverity, RequestedTokenType, shopifyApi } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { beforeEach, describe, expect, it } from "vitest";
import { accessTokens, type AccessTokens } from "./access-tokens.ts";
import { parseAppConfig, readAppConfig } from "./app-config.ts";
import { mintSessionToken, readSessionToken } from "./session-token.ts";
import { tokenEndpoint } from "./token-endpoint.ts";

const SHOP = "tea-house.myshopify.com";
const OTHER = "coffee-house.myshopify.com";
const app = { clientId: "client-id", clientSecret: "shpss_0123456789abcdef" };
const scopes = ["read_customers", "read_orders"];
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const shopify = shopifyApi({
  apiKey: app.clientId,
  apiSecretKey: app.clientSecret,
  hostName: "app.example.com",
  apiVersion: ApiVersion.July26,
  isEmbeddedApp: true,
  logger: { level: LogSeverity.Error, log: () => {} },
});

let nowMs: number;
let installed: Set<string>;
let tokens: AccessTokens;
let ask: ReturnType<typeof tokenEndpoint>;

beforeEach(() => {
  nowMs = Date.now();
  installed = new Set([SHOP, OTHER]);
  tokens = accessTokens(() => nowMs);
  ask = tokenEndpoint({
    app,
    tokens,
    now: () => nowMs,
    grantedScopes: (shop) => (installed.has(shop) ? scopes : null),
  });
  setAbstractFetchFunc(async (input, init) => {
    const url = new URL(String(input));
    const answer = await ask(url.hostname, JSON.parse(String(init?.body)));
    return new Response(JSON.stringify(answer.body), { status: answer.status });
  });
});

function exchange(sessionToken: string, shop = SHOP, expiring = true) {
  const requestedTokenType = RequestedTokenType.OfflineAccessToken;
  return shopify.auth.tokenExchange({ shop, sessionToken, requestedTokenType, expiring });
}

async function errorOf(promise: Promise<unknown>): Promise<{ code: number; body: unknown }> {
  const error: unknown = await promise.then(() => null).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HttpResponseError);
  return (error as HttpResponseError).response as { code: number; body: unknown };
}

describe("session tokens", () => {
  it("are what Shopify's own library decodes", async () => {
    const token = await mintSessionToken(app, { shop: SHOP, userId: "42" }, nowMs);
    expect(await shopify.session.decodeSessionToken(token)).toMatchObject({
      iss: `https://${SHOP}/admin`,
      dest: `https://${SHOP}`,
      aud: app.clientId,
      sub: "42",
    });
  });

  it("are refused when expired, of another app or forged", async () => {
    const claims = { shop: SHOP, userId: "1" };
    const good = await mintSessionToken(app, claims, nowMs);
    expect(await readSessionToken(app, good, nowMs + 59_000)).toEqual(claims);
    expect(await readSessionToken(app, good, nowMs + 61_000)).toBeNull();
    const otherApp = await mintSessionToken({ ...app, clientId: "another" }, claims, nowMs);
    expect(await readSessionToken(app, otherApp, nowMs)).toBeNull();
    const forged = await mintSessionToken({ ...app, clientSecret: "guessed-secret" }, claims, nowMs);
    expect(await readSessionToken(app, forged, nowMs)).toBeNull();
    const [head, , signature] = good.split(".");
    const payload = Buffer.from(JSON.stringify({ dest: `https://${OTHER}` })).toString("base64url");
    expect(await readSessionToken(app, `${head}.${payload}.${signature}`, nowMs)).toBeNull();
  });
});

describe("token endpoint", () => {
  it("exchanges a session token for an expiring offline token with the app's scopes", async () => {
    const { session } = await exchange(await mintSessionToken(app, { shop: SHOP, userId: "1" }, nowMs));
    expect(session).toMatchObject({ shop: SHOP, isOnline: false, scope: "read_customers,read_orders" });
    expect(session.accessToken).toMatch(/^shpat_/);
    expect(session.refreshToken).toMatch(/^shprt_/);
    expect(tokens.find(session.accessToken!)).toMatchObject({ shop: SHOP, scopes });
    nowMs += HOUR_MS;
    expect(tokens.find(session.accessToken!)).toBeNull();
  });

  it("refuses a session token of another shop, of an uninstalled shop, and wrong client credentials", async () => {
    const token = await mintSessionToken(app, { shop: OTHER, userId: "1" }, nowMs);
    expect(await errorOf(exchange(token, SHOP))).toMatchObject({ code: 400, body: { error: "invalid_subject_token" } });
    installed.delete(OTHER);
    expect(await errorOf(exchange(token, OTHER))).toMatchObject({
      code: 400,
      body: { error: "invalid_subject_token" },
    });

    const request = {
      grant_type: "refresh_token",
      refresh_token: "x",
      client_id: app.clientId,
      client_secret: "wrong",
    };
    expect(await ask(SHOP, request)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
    expect(await ask(SHOP, { ...request, client_id: "other" })).toMatchObject({ status: 400 });
    expect(await ask(SHOP, null)).toMatchObject({ status: 400, body: { error: "invalid_request" } });
  });

  it("rotates refresh tokens: the old one works until its replacement is used", async () => {
    const first = (await exchange(await mintSessionToken(app, { shop: SHOP, userId: "1" }, nowMs))).session;
    const refresh = (refreshToken: string, shop = SHOP) => shopify.auth.refreshToken({ shop, refreshToken });
    const second = (await refresh(first.refreshToken!)).session;
    expect(second.accessToken).not.toBe(first.accessToken);
    const again = (await refresh(first.refreshToken!)).session;
    expect(again.refreshToken).not.toBe(second.refreshToken);
    await refresh(again.refreshToken!);
    const dead = { code: 401, body: { error: "invalid_request" } };
    expect(await errorOf(refresh(first.refreshToken!))).toMatchObject(dead);
    expect(await errorOf(refresh(second.refreshToken!, OTHER))).toMatchObject(dead);
    expect(await errorOf(refresh("shprt_unknown"))).toMatchObject(dead);
  });

  it("ends a replaced refresh token after 30 days, and every refresh token after 90", async () => {
    const first = (await exchange(await mintSessionToken(app, { shop: SHOP, userId: "1" }, nowMs))).session;
    const second = tokens.refresh(SHOP, first.refreshToken!);
    nowMs += 30 * DAY_MS;
    expect(tokens.refresh(SHOP, first.refreshToken!)).toBeNull();
    nowMs += 60 * DAY_MS;
    expect(tokens.refresh(SHOP, second!.refreshToken!)).toBeNull();
  });

  it("gives a token without end when none is asked to expire, and trades it for an expiring one", async () => {
    const { session } = await exchange(await mintSessionToken(app, { shop: SHOP, userId: "1" }, nowMs), SHOP, false);
    expect(session.refreshToken).toBeUndefined();
    expect(tokens.find(session.accessToken!)?.expiresAtMs).toBeNull();
    const traded = await shopify.auth.migrateToExpiringToken({
      shop: SHOP,
      nonExpiringOfflineAccessToken: session.accessToken!,
    });
    expect(traded.session.refreshToken).toMatch(/^shprt_/);
  });

  it("revokes all tokens of a shop on uninstall, and no others", async () => {
    const mine = (await exchange(await mintSessionToken(app, { shop: SHOP, userId: "1" }, nowMs))).session;
    const theirs = (await exchange(await mintSessionToken(app, { shop: OTHER, userId: "1" }, nowMs), OTHER)).session;
    tokens.revokeShop(SHOP);
    expect(tokens.find(mine.accessToken!)).toBeNull();
    expect(tokens.refresh(SHOP, mine.refreshToken!)).toBeNull();
    expect(tokens.find(theirs.accessToken!)).not.toBeNull();
  });
});

describe("app configuration", () => {
  it("is the project's own, with the compliance topics", () => {
    const config = readAppConfig(new URL("../../../shopify.app.toml", import.meta.url));
    expect(config.scopes).toContain("read_all_orders");
    const topics = config.subscriptions.map((subscription) => subscription.topic);
    expect(topics).toEqual(expect.arrayContaining(["customers/data_request", "customers/redact", "shop/redact"]));
    expect(config.subscriptions.find((entry) => entry.topic === "orders/edited")?.includeFields).toEqual([
      "order_edit.order_id",
    ]);
  });

  it("names what it does not simulate", () => {
    const toml = (more: string) => `client_id = "c"\nname = "n"\nhandle = "h"\nembedded = true\n[access_scopes]
[webhooks]\napi_version = "2026-07"\n[[webhooks.subscriptions]]\ntopics = ["orders/create"]\nuri = "/w"\n${more}`;
    expect(() => parseAppConfig(toml('filter = "test:false"'))).toThrow(/filter/);
    expect(() => parseAppConfig(toml('[[webhooks.subscriptions]]\ntopics = ["orders/create"]\nuri = "/w"'))).toThrow(
      /twice/,
    );
  });
});
