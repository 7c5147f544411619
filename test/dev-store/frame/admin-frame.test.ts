import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { LogSeverity, type Session } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import type { Browser, Frame, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { BROWSER_USER_AGENT, startBrowser } from "../../e2e/browser.ts";
import { startDevStore } from "../dev-store.ts";
import type { DevStore } from "../dev-store.types.ts";
import { frameHost } from "./load-url.ts";
import { emptyShop } from "../shop/empty-shop.ts";

const SHOP = "tea-house.myshopify.com";

let browser: Browser;
let stopBrowser: () => Promise<void>;
let store: DevStore;
/** The admin keeps the port that the first test got, because the library keeps the address of App Bridge. */
let port = 0;
let app: Server;
let page: Page;
let complaints: string[];
/** Requests that reached the app with its session found: method, path, and whether a bearer token came along. */
let served: { path: string; bearer: boolean; bounced: boolean }[];
/** The next data request is answered as Shopify's library answers a session token that has become invalid. */
let refuseOnce: boolean;

/** Stands for the app: Shopify's own library in front of one page, without a framework. */
async function startApp(): Promise<void> {
  // The library reads APP_BRIDGE_URL when it is imported.
  process.env.APP_BRIDGE_URL = store.appBridgeUrl;
  await import("@shopify/shopify-app-remix/adapters/node");
  const { ApiVersion, AppDistribution, shopifyApp } = await import("@shopify/shopify-app-remix/server");
  const sessions = new Map<string, Session>();
  const shopify = shopifyApp({
    apiKey: store.clientId,
    apiSecretKey: store.clientSecret,
    appUrl: store.proxyUrl,
    scopes: store.app.scopes,
    apiVersion: ApiVersion.July26,
    distribution: AppDistribution.AppStore,
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
    logger: { level: LogSeverity.Error, log: () => {} },
    sessionStorage: {
      storeSession: (session: Session) => Promise.resolve(Boolean(sessions.set(session.id, session))),
      loadSession: (id: string) => Promise.resolve(sessions.get(id)),
      deleteSession: (id: string) => Promise.resolve(sessions.delete(id)),
      deleteSessions: (ids: string[]) => Promise.resolve(ids.every((id) => sessions.delete(id))),
      findSessionsByShop: () => Promise.resolve([...sessions.values()]),
    },
  });

  async function answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const { session, redirect } = await shopify.authenticate.admin(request);
    const bearer = request.headers.has("Authorization");
    served.push({ path: pathname, bearer, bounced: request.headers.has("X-Shopify-Bounce") });
    if (pathname === "/leave") return redirect("shopify://admin/customers/5", { target: "_top" });
    if (pathname === "/data" && refuseOnce) {
      refuseOnce = false;
      return new Response(null, { status: 401, headers: { "X-Shopify-Retry-Invalid-Session-Request": "1" } });
    }
    if (pathname === "/data") return Response.json({ shop: session.shop });
    const headers = new Headers({ "Content-Type": "text/html" });
    shopify.addDocumentResponseHeaders(request, headers);
    return new Response(appPage(pathname), { headers });
  }

  app = createServer((incoming, outgoing) => {
    const { method = "GET", url = "/", headers } = incoming;
    const request = new Request(new URL(url, store.proxyUrl), { method, headers: headers as Record<string, string> });
    answer(request)
      .catch((thrown: unknown) => {
        if (thrown instanceof Response) return thrown;
        throw thrown;
      })
      .then(async (response) => {
        outgoing.writeHead(response.status, Object.fromEntries(response.headers));
        outgoing.end(await response.text());
      })
      .catch((error: unknown) => outgoing.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
}

function appPage(path: string): string {
  return `<!doctype html><html><head><title>App</title>
    <script data-api-key="${store.clientId}" src="${store.appBridgeUrl}"></script></head><body>
    <ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/retention">Retention</a><a href="/app/segments">Segments</a></ui-nav-menu>
    <ui-title-bar title="Page of ${path}"><button variant="primary" onclick="window.pressed = 'title'">Do it</button></ui-title-bar>
    <ui-save-bar id="bar"><button variant="primary" onclick="window.pressed = 'save'"></button><button onclick="window.pressed = 'discard'"></button></ui-save-bar>
    <h1>${path}</h1>
    <script>
      addEventListener("shopify:navigate", (event) => {
        const href = event.target.getAttribute("href");
        history.pushState(null, "", href);
        document.querySelector("h1").textContent = href + " by the router";
      });
    </script></body></html>`;
}

beforeAll(async () => {
  ({ browser, stop: stopBrowser } = await startBrowser());
});

afterAll(async () => {
  delete process.env.APP_BRIDGE_URL;
  await stopBrowser();
});

beforeEach(async () => {
  served = [];
  complaints = [];
  refuseOnce = false;
  store = await startDevStore({
    port,
    shops: [emptyShop({ domain: SHOP, zone: "UTC", currency: "USD", createdAtMs: Date.UTC(2026, 0, 1) })],
  });
  port = Number(new URL(store.adminUrl).port);
  await startApp();
  setAbstractFetchFunc((input, init) => {
    const url = new URL(String(input));
    return fetch(`${store.adminOrigin}/${url.hostname}${url.pathname}${url.search}`, init);
  });
  store.setAppUrl(`http://127.0.0.1:${(app.address() as AddressInfo).port}`);
  page = await browser.newPage({ userAgent: BROWSER_USER_AGENT });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
});

afterEach(async () => {
  await page.close();
  await store.stop();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

/** The app's frame once it shows a heading. */
async function frameShowing(heading: string): Promise<Frame> {
  await page.frameLocator("#frame").getByRole("heading", { name: heading, exact: true }).waitFor();
  return page.frame({ name: "app-iframe" })!;
}

/** Runs script text in the frame: what the app's own code would do. */
const inFrame = (frame: Frame, script: string) => frame.evaluate<unknown>(script);

describe("admin frame", () => {
  it("shows the app inside the admin, feeds the menu, and follows both ways", async () => {
    await page.goto(store.adminUrl);
    await frameShowing("/");
    expect(page.url()).toBe(`${store.adminUrl}store/tea-house/apps/comeback/`);
    await page.getByText("Page of /").waitFor();
    const menu = page.getByRole("navigation");
    expect(await menu.locator(".sub a").allTextContents()).toEqual(["Retention", "Segments"]);

    await menu.getByText("Retention").click();
    const frame = await frameShowing("/app/retention by the router");
    expect(page.url()).toMatch(/\/apps\/comeback\/app\/retention$/);
    expect(await menu.getByText("Retention").getAttribute("aria-current")).toBe("page");

    await inFrame(frame, `history.pushState(null, "", "/app/retention?period=month&id_token=x&shop=y")`);
    await expect.poll(() => page.url()).toMatch(/\/app\/retention\?period=month$/);
    await page.reload();
    await frameShowing("/app/retention");
    expect(new URL(page.frame({ name: "app-iframe" })!.url()).searchParams.get("period")).toBe("month");
    expect(complaints).toEqual([]);
  });

  it("opens deep links, signs every load, and shows admin pages it does not have as such", async () => {
    await page.goto(`${store.adminUrl}store/tea-house/apps/comeback/app/segments?asOf=2026-01-01`);
    const frame = await frameShowing("/app/segments");
    const { searchParams } = new URL(frame.url());
    expect(searchParams.get("asOf")).toBe("2026-01-01");
    expect(searchParams.get("hmac")).toMatch(/^[0-9a-f]{64}$/);
    await page.getByRole("navigation").getByText("Orders").click();
    await page.getByRole("heading", { name: "Not part of the dev store" }).waitFor();
    await page.getByRole("button", { name: "Go to Comeback" }).click();
    await frameShowing("/");
    expect(complaints).toEqual([]);
  });

  it("adds a session token to the app's own requests, and asks again when it is refused", async () => {
    await page.goto(store.adminUrl);
    const frame = await frameShowing("/");
    refuseOnce = true;
    expect(await inFrame(frame, `fetch("/data").then((response) => response.json())`)).toEqual({ shop: SHOP });
    expect(served.filter(({ path }) => path === "/data")).toEqual([
      { path: "/data", bearer: true, bounced: false },
      { path: "/data", bearer: true, bounced: false },
    ]);
    expect(await inFrame(frame, "shopify.idToken().then((token) => token.split('.').length)")).toBe(3);
    expect(await inFrame(frame, "shopify.config.shop")).toBe(SHOP);
    expect(await inFrame(frame, `fetch("shopify:admin/api/graphql.json").catch((error) => error.name)`)).toBe(
      "TypeError",
    );
  });

  it("passes the bounce page: a page without a token comes back with one and works", async () => {
    await page.goto(store.adminUrl);
    const frame = await frameShowing("/");
    await inFrame(frame, `location.assign("/app/retention?embedded=1&x=1&shop=${SHOP}&host=" + shopify.config.host)`);
    const bounced = await frameShowing("/app/retention");
    expect(served.at(-1)).toEqual({ path: "/app/retention", bearer: true, bounced: true });
    await expect.poll(() => page.url()).toMatch(/\/app\/retention\?x=1$/);
    await page.getByRole("navigation").getByText("Segments").click();
    await frameShowing("/app/segments by the router");
    expect(await inFrame(bounced, `fetch("/data").then((response) => response.status)`)).toBe(200);
    await page.getByRole("button", { name: "Do it" }).click();
    await expect.poll(() => inFrame(bounced, "window.pressed")).toBe("title");
  });

  it("leaves the app for pages of the admin, by link, by window.open and by the library's header", async () => {
    const leave = [
      `document.body.insertAdjacentHTML("beforeend", '<a href="shopify://admin/orders/7">x</a>'); document.body.lastElementChild.click()`,
      `void window.open("https://admin.shopify.com/store/tea-house/orders/7", "_top")`,
      `void fetch("/leave").catch(() => {})`,
    ];
    for (const script of leave) {
      await page.goto(store.adminUrl);
      await inFrame(await frameShowing("/"), script);
      await page.getByText(/This would be \/(orders\/7|customers\/5) of the Shopify admin/).waitFor();
    }
  });

  it("shows toasts, the save bar and title buttons of the app", async () => {
    await page.goto(store.adminUrl);
    const frame = await frameShowing("/");
    await inFrame(
      frame,
      `void shopify.toast.show("Saved it", { action: "Undo", onAction: () => { window.pressed = "undo" } })`,
    );
    await page.getByRole("status").getByText("Saved it").waitFor();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect.poll(() => inFrame(frame, "window.pressed")).toBe("undo");

    await inFrame(frame, `shopify.saveBar.show("bar")`);
    await page.getByText("Unsaved changes").waitFor();
    await page.getByRole("navigation").getByText("Retention").click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect.poll(() => inFrame(frame, "window.pressed")).toBe("save");
    expect(await inFrame(frame, "location.pathname")).toBe("/");
    await inFrame(frame, `shopify.saveBar.hide("bar")`);
    await page.getByText("Unsaved changes").waitFor({ state: "hidden" });
    expect(await inFrame(frame, `shopify.modal.show("none").catch((error) => error.message)`)).toMatch(/no modal/);
  });

  it("acts in the shop through the panel, and takes the app away and back", async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await page.goto(store.adminUrl);
    await frameShowing("/");
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    await page.getByRole("button", { name: "Menu" }).click();
    await page.getByRole("navigation").getByText("Segments").click();
    await frameShowing("/app/segments by the router");

    await page.getByRole("button", { name: "Act in the shop" }).click();
    await page.getByRole("button", { name: "New subscriber" }).click();
    await page.locator("#results li").getByText("Subscribe:").waitFor();
    expect(store.shop().customers.size).toBe(1);
    await page.getByLabel("Lost, percent", { exact: true }).fill("50");
    await page.getByLabel("Lost, percent", { exact: true }).press("Tab");
    await expect.poll(() => store.webhookFaults.loss).toBe(0.5);
    await page.getByRole("button", { name: "Place an order" }).click();
    await page.locator("#results li.refused").waitFor();

    await page.getByRole("button", { name: "Uninstall", exact: true }).click();
    await page.getByRole("heading", { name: "Comeback is not installed" }).waitFor();
    await page.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Install Comeback" }).click();
    await frameShowing("/");
  });

  it("takes an app page that is opened by itself to its place in the admin", async () => {
    await page.goto(
      `${store.proxyUrl}/app/retention?embedded=1&shop=${SHOP}&id_token=${await store.sessionToken()}&host=${frameHost(SHOP)}`,
    );
    await frameShowing("/app/retention");
    expect(page.url()).toBe(`${store.adminUrl}store/tea-house/apps/comeback/app/retention`);
  });
});
