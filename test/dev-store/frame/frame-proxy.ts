import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { createProxyServer } from "http-proxy-3";
import { storeName } from "./load-url.ts";

export interface FrameProxySetup {
  /** 0 takes any free port. */
  port: number;
  /** Origin of the admin page, which may frame the app. */
  adminOrigin: () => string;
  /** Where the app really listens; null while it is not running. */
  target: () => string | null;
}

export interface FrameProxy {
  /** Where browsers and webhooks reach the app; its SHOPIFY_APP_URL. */
  url: string;
  stop(): Promise<void>;
}

/** Lets the local admin frame the app: the library allows Shopify's own origins only. */
export function withFrameAncestor(policy: string, adminOrigin: string): string {
  const directives = policy.split(";").map((directive) => directive.trim());
  return directives
    .map((directive) => {
      if (!/^frame-ancestors(\s|$)/i.test(directive)) return directive;
      const sources = directive.split(/\s+/).slice(1);
      return ["frame-ancestors", ...sources.filter((source) => source !== "'none'"), adminOrigin].join(" ");
    })
    .filter((directive) => directive !== "")
    .join("; ");
}

/** The local counterpart of an address in Shopify's admin; every other address stays as it is. */
export function localAdminAddress(address: string, adminOrigin: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (url.protocol !== "https:") return address;
  if (url.hostname === "admin.shopify.com") return `${adminOrigin}${url.pathname}${url.search}${url.hash}`;
  if (url.hostname.endsWith(".myshopify.com") && /^\/admin(\/|$)/.test(url.pathname)) {
    const path = url.pathname.slice("/admin".length);
    return `${adminOrigin}/store/${storeName(url.hostname)}${path}${url.search}${url.hash}`;
  }
  return address;
}

/** A preload of Shopify's own App Bridge would only fetch what the page does not use. */
function withoutAppBridgePreload(link: string): string {
  return link
    .split(/,(?=\s*<)/)
    .filter((entry) => !entry.includes("cdn.shopify.com"))
    .join(",");
}

type Headers = Record<string, string | string[] | undefined>;

function rewriteHeaders(headers: Headers, adminOrigin: string): void {
  const policy = headers["content-security-policy"];
  if (typeof policy === "string") headers["content-security-policy"] = withFrameAncestor(policy, adminOrigin);
  const { location, link } = headers;
  if (typeof location === "string") headers["location"] = localAdminAddress(location, adminOrigin);
  const links = [link ?? []]
    .flat()
    .map(withoutAppBridgePreload)
    .filter((entry) => entry.trim() !== "");
  if (links.length === 0) delete headers["link"];
  else headers["link"] = links.join(", ");
}

/**
 * The small proxy in front of the app, on 127.0.0.1. It makes the app framable by the local admin over plain http and
 * changes nothing else: the Host header stays, and websockets (live reload) pass.
 */
export async function startFrameProxy({ port, adminOrigin, target }: FrameProxySetup): Promise<FrameProxy> {
  const proxy = createProxyServer({ changeOrigin: false, ws: true, xfwd: false });
  proxy.on("proxyRes", (answer) => rewriteHeaders(answer.headers, adminOrigin()));

  function answerUnreachable(response: ServerResponse): void {
    if (response.headersSent) return void response.destroy();
    response.writeHead(502, { "Content-Type": "text/plain; charset=utf-8", "Retry-After": "1" });
    response.end("The app is not answering yet. Try again in a moment.\n");
  }

  // A client that pauses keeps its connection: Node's five seconds would cut it under the next request.
  const server: Server = createServer(
    { keepAliveTimeout: 75_000 },
    (request: IncomingMessage, response: ServerResponse) => {
      const to = target();
      if (to === null) return answerUnreachable(response);
      proxy.web(request, response, { target: to }, () => answerUnreachable(response));
    },
  );
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const to = target();
    if (to === null) return void socket.destroy();
    proxy.ws(request, socket, head, { target: to }, () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
