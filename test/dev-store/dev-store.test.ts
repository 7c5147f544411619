import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { startDevStore } from "./dev-store.ts";
import type { DevStore } from "./dev-store.types.ts";
import { readSessionToken } from "./oauth/session-token.ts";
import { emptyShop } from "./shop/empty-shop.ts";
import { ImpossibleAction } from "./shop/scene.ts";

const TEA = "tea-house.myshopify.com";
const COFFEE = "coffee-house.myshopify.com";

/** A tiny app: takes every webhook and remembers its topic and shop. */
let app: Server;
let heard: string[];
let store: DevStore;

beforeEach(async () => {
  heard = [];
  app = createServer((request, response) => {
    heard.push(`${String(request.headers["x-shopify-topic"])} ${String(request.headers["x-shopify-shop-domain"])}`);
    request.resume().on("end", () => response.end("ok"));
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  const facts = { zone: "UTC", currency: "USD", createdAtMs: Date.UTC(2026, 0, 1) };
  store = await startDevStore({
    shops: [emptyShop({ domain: TEA, ...facts }), emptyShop({ domain: COFFEE, ...facts })],
    appUrl: `http://127.0.0.1:${(app.address() as AddressInfo).port}`,
    speed: 1_000_000_000,
  });
});

afterEach(async () => {
  await store.stop();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(store.adminOrigin + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const get = async (path: string) => (await fetch(store.adminOrigin + path)).json() as Promise<unknown>;

/** Exchanges a session token for an access token, as the app does. */
async function accessToken(shop: string, expiring = "1"): Promise<string> {
  const { body } = await post(`/${shop}/admin/oauth/access_token`, {
    client_id: store.clientId,
    client_secret: store.clientSecret,
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    subject_token: await store.sessionToken(shop),
    subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
    requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
    expiring,
  });
  return z.object({ access_token: z.string() }).parse(body).access_token;
}

function query(shop: string, token: string) {
  const path = `/${shop}/admin/api/2026-07/graphql.json`;
  return post(path, { query: "{ shop { myshopifyDomain } }" }, { "X-Shopify-Access-Token": token });
}

describe("dev store", () => {
  it("answers the Admin API of the shop that the token is for, and of no other", async () => {
    const token = await accessToken(TEA);
    expect(await query(TEA, token)).toMatchObject({ status: 200, body: { data: { shop: { myshopifyDomain: TEA } } } });
    expect((await query(COFFEE, token)).status).toBe(401);
    expect((await query(TEA, "shpat_forged")).status).toBe(401);
    expect(await query(TEA, await accessToken(TEA, "0"))).toMatchObject({
      status: 403,
      body: { errors: expect.stringMatching(/Non-expiring/) as unknown },
    });
  });

  it("gives scripts a session token, the app's address and its counts", async () => {
    const answer = z
      .object({ shop: z.string(), token: z.string(), appUrl: z.string() })
      .parse(await get("/dev/session-token?shop=coffee-house"));
    expect(answer).toMatchObject({ shop: COFFEE, appUrl: store.proxyUrl });
    expect(await readSessionToken(store, answer.token, Date.now())).toMatchObject({ shop: COFFEE });
    expect(await get("/dev/session-token")).toMatchObject({ shop: TEA });
    expect(await get("/dev/state")).toMatchObject({
      shops: [
        { domain: TEA, installed: true, orders: 0 },
        { domain: COFFEE, installed: true },
      ],
      webhooks: { total: 0 },
    });
    expect(await get("/dev/session-token?shop=nobody")).toEqual({
      error: expect.stringContaining("nobody") as unknown,
    });
  });

  it("acts as customers do, tells the app of that shop, and refuses the impossible in words", async () => {
    const { status, body } = await post("/dev/actions/subscribe?shop=tea-house", {});
    expect(status).toBe(200);
    await store.webhooks.idle();
    expect(heard).toContain(`customers_email_marketing_consent/update ${TEA}`);
    const { customerId } = z.object({ ids: z.object({ customerId: z.string() }) }).parse(body).ids;
    expect(await get("/dev/customers")).toMatchObject([{ id: customerId, emailConsent: "SUBSCRIBED" }]);

    expect(await post("/dev/actions/unsubscribe", { customerId: "1" })).toMatchObject({ status: 422 });
    expect(await post("/dev/actions/unsubscribe", { customer: "1" })).toMatchObject({ status: 400 });
    expect(await post("/dev/actions/toString", {})).toMatchObject({ status: 422 });
    expect(() => store.act("place-order")).toThrow(ImpossibleAction);
  });

  it("sets faults while it runs, within their bounds", async () => {
    expect(await post("/dev/webhooks/faults", { loss: 1 })).toMatchObject({
      status: 200,
      body: { loss: 1, delayMs: 0 },
    });
    expect(await post("/dev/webhooks/faults", { loss: 2 })).toMatchObject({ status: 400 });
    await post("/dev/actions/subscribe", {});
    await store.webhooks.idle();
    expect(heard).toEqual([]);
    expect(store.state().webhooks.lost).toBeGreaterThan(0);
  });

  it("ends tokens on uninstall, tells the app, asks for erasure two days later, and installs again", async () => {
    const token = await accessToken(TEA);
    await post("/dev/actions/uninstall", {});
    expect((await query(TEA, token)).status).toBe(401);
    expect(await get("/frame/load?shop=tea-house")).toEqual({ installed: false, address: null });
    expect(await post("/dev/actions/uninstall", {})).toMatchObject({ status: 422 });
    await post("/dev/actions/subscribe", {});
    await store.webhooks.idle();
    expect(heard).toEqual([`app/uninstalled ${TEA}`, `shop/redact ${TEA}`]);
    await post("/dev/actions/reinstall", {});
    expect((await query(TEA, await accessToken(TEA))).status).toBe(200);
  });

  it("changes scopes: the app hears of it, and the next token has the new ones", async () => {
    store.act("change-scopes", { scopes: ["read_orders"] });
    await store.webhooks.idle();
    expect(heard).toEqual([`app/scopes_update ${TEA}`]);
    expect(store.tokens.find(await accessToken(TEA))?.scopes).toEqual(["read_orders"]);
  });

  it("serves the admin at every address of the admin, and App Bridge as one script", async () => {
    for (const path of ["/", "/store/tea-house/apps/comeback/app/retention?period=month"]) {
      const response = await fetch(store.adminOrigin + path);
      expect(response.headers.get("content-type")).toContain("text/html");
      expect(await response.text()).toContain(new URL(store.proxyUrl).origin);
    }
    const script = await (await fetch(store.appBridgeUrl)).text();
    expect(() => new Function(script)).not.toThrow();
    expect((await fetch(`${store.adminOrigin}/nothing`)).status).toBe(404);
  });

  it("answers this machine's own names only", async () => {
    const { hostname, port } = new URL(store.adminOrigin);
    const { request } = await import("node:http");
    const status = await new Promise((resolve, reject) => {
      const headers = { Host: "attacker.example.com" };
      request({ hostname, port, path: "/dev/session-token", headers }, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it("says so when its port is taken, and leaves nothing behind", async () => {
    const port = Number(new URL(store.adminOrigin).port);
    await expect(startDevStore({ shops: store.shops(), port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  });
});
