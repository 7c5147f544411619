import { createServer, type IncomingMessage, type Server } from "node:http";
import { connect, type AddressInfo } from "node:net";
import "@shopify/shopify-api/adapters/node";
import { ApiVersion, LogSeverity, shopifyApi } from "@shopify/shopify-api";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mintSessionToken } from "../oauth/session-token.ts";
import { localAdminAddress, startFrameProxy, withFrameAncestor, type FrameProxy } from "./frame-proxy.ts";
import { frameLoadUrl } from "./load-url.ts";

const ADMIN = "http://localhost:3456";

let app: Server;
let proxy: FrameProxy;
let seen: IncomingMessage[];
let target: string | null;

beforeEach(async () => {
  seen = [];
  app = createServer((request, response) => {
    seen.push(request);
    response.setHeader("Content-Security-Policy", "default-src 'self'; frame-ancestors https://s.myshopify.com;");
    response.setHeader("Link", [
      '<https://cdn.shopify.com/shopifycloud/app-bridge.js>; rel="preload"; as="script";',
      '</assets/app.css>; rel="preload"; as="style"',
    ]);
    response.setHeader("Location", "https://admin.shopify.com/store/s/apps/client-id/app?x=1");
    response.writeHead(302).end("body");
  });
  app.on("upgrade", (_request, socket) => {
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello");
    socket.on("data", (chunk) => socket.end(chunk));
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
  target = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  proxy = await startFrameProxy({ port: 0, adminOrigin: () => ADMIN, target: () => target });
});

afterEach(async () => {
  await proxy.stop();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

describe("frame proxy", () => {
  it("lets the admin frame the app, keeps Host, and leads to the local admin", async () => {
    const response = await fetch(`${proxy.url}/app?period=month`, { redirect: "manual" });
    expect(response.status).toBe(302);
    expect(response.headers.get("content-security-policy")).toBe(
      `default-src 'self'; frame-ancestors https://s.myshopify.com ${ADMIN}`,
    );
    expect(response.headers.get("location")).toBe(`${ADMIN}/store/s/apps/client-id/app?x=1`);
    expect(response.headers.get("link")).toBe('</assets/app.css>; rel="preload"; as="style"');
    expect(seen[0]?.headers.host).toBe(new URL(proxy.url).host);
    expect(seen[0]?.url).toBe("/app?period=month");
  });

  it("passes websockets in both directions", async () => {
    const socket = connect(Number(new URL(proxy.url).port), "127.0.0.1");
    let text = "";
    socket.on("data", (chunk) => {
      text += chunk.toString();
      if (text.endsWith("hello")) socket.write("ping");
    });
    socket.write("GET /hmr HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    await new Promise((resolve) => socket.on("close", resolve));
    expect(text).toContain("101 Switching Protocols");
    expect(text.endsWith("helloping")).toBe(true);
  });

  it("says so when the app is not running", async () => {
    target = null;
    expect((await fetch(proxy.url)).status).toBe(502);
    target = "http://127.0.0.1:1";
    const response = await fetch(proxy.url);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain("not answering yet");
  });
});

it("rewrites addresses of the admin and no others", () => {
  expect(localAdminAddress("https://s.myshopify.com/admin/oauth/install?x=1", ADMIN)).toBe(
    `${ADMIN}/store/s/oauth/install?x=1`,
  );
  for (const address of [
    "/app",
    "https://example.com/store/s",
    "https://admin.shopify.com.example.com/",
    "http://admin.shopify.com/",
  ]) {
    expect(localAdminAddress(address, ADMIN)).toBe(address);
  }
  expect(withFrameAncestor("frame-ancestors 'none';", ADMIN)).toBe(`frame-ancestors ${ADMIN}`);
  expect(withFrameAncestor("script-src 'self'", ADMIN)).toBe("script-src 'self'");
});

describe("frame load address", () => {
  const clientSecret = "shpss_0123456789abcdef";
  const shopify = shopifyApi({
    apiKey: "client-id",
    apiSecretKey: clientSecret,
    hostName: "app.example.com",
    apiVersion: ApiVersion.July26,
    isEmbeddedApp: true,
    logger: { level: LogSeverity.Error, log: () => {} },
  });

  async function load(path: string): Promise<URL> {
    const shop = "tea-house.myshopify.com";
    const nowMs = Date.now();
    const sessionToken = await mintSessionToken({ clientId: "client-id", clientSecret }, { shop, userId: "1" }, nowMs);
    const appUrl = "http://127.0.0.1:4000";
    return new URL(
      frameLoadUrl({ appUrl, path, shop, sessionToken, sessionId: "ab12", locale: "en", nowMs, clientSecret }),
    );
  }

  it("carries what Shopify's library checks: signature, shop, host and token", async () => {
    const url = await load("/app/retention?period=month&asOf=2011-12-09&shop=evil.example.com");
    expect(url.pathname).toBe("/app/retention");
    expect(url.searchParams.get("period")).toBe("month");
    const query = Object.fromEntries(url.searchParams);
    expect(await shopify.utils.validateHmac(query)).toBe(true);
    expect(await shopify.utils.validateHmac({ ...query, shop: "other.myshopify.com" })).toBe(false);
    expect(shopify.utils.sanitizeShop(query["shop"]!)).toBe("tea-house.myshopify.com");
    expect(shopify.utils.sanitizeHost(query["host"]!)).toBe(query["host"]);
    expect(await shopify.session.decodeSessionToken(query["id_token"]!)).toMatchObject({ aud: "client-id" });
  });

  it("never leaves the app", async () => {
    await expect(load("//evil.example.com/app")).rejects.toThrow(RangeError);
    await expect(load("https://evil.example.com/app")).rejects.toThrow(RangeError);
  });
});
