import { createHmac } from "node:crypto";

/** Query parameters that the admin adds when it loads an embedded page. */
const FRAME_PARAMETERS = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"] as const;

export interface FrameLoad {
  /** Where the browser reaches the app. */
  appUrl: string;
  /** Path and query inside the app, for example `/app/retention?period=month`. */
  path: string;
  /** something.myshopify.com */
  shop: string;
  sessionToken: string;
  /** The admin session, in hexadecimal. */
  sessionId: string;
  locale: string;
  nowMs: number;
  clientSecret: string;
}

/** `host` of an embedded page: base64 of `admin.shopify.com/store/{name}`, without padding as the admin writes it. */
export function frameHost(shop: string): string {
  return Buffer.from(`admin.shopify.com/store/${storeName(shop)}`)
    .toString("base64")
    .replace(/=+$/, "");
}

/** `tea-house` of `tea-house.myshopify.com`. */
export function storeName(shop: string): string {
  return shop.replace(/\.myshopify\.com$/, "");
}

/** HMAC of a query: hexadecimal, over the parameters sorted by name, without `hmac` itself. */
function queryHmac(parameters: URLSearchParams, clientSecret: string): string {
  const names = [...new Set(parameters.keys())].filter((name) => name !== "hmac").sort((a, b) => a.localeCompare(b));
  const text = names.map(
    (name) => `${encodeURIComponent(name)}=${encodeURIComponent(parameters.getAll(name).join(","))}`,
  );
  return createHmac("sha256", clientSecret).update(text.join("&")).digest("hex");
}

/**
 * The address that the admin loads into the frame: the app's page with shop, host, a fresh session token and a signature.
 * A path that leaves the app's origin is refused with a RangeError.
 */
export function frameLoadUrl(load: FrameLoad): string {
  const url = new URL(load.path, load.appUrl);
  if (url.origin !== new URL(load.appUrl).origin) throw new RangeError("A frame path stays within the app.");
  for (const name of FRAME_PARAMETERS) url.searchParams.delete(name);
  url.searchParams.set("embedded", "1");
  url.searchParams.set("host", frameHost(load.shop));
  url.searchParams.set("id_token", load.sessionToken);
  url.searchParams.set("locale", load.locale);
  url.searchParams.set("session", load.sessionId);
  url.searchParams.set("shop", load.shop);
  url.searchParams.set("timestamp", String(Math.floor(load.nowMs / 1000)));
  url.searchParams.set("hmac", queryHmac(url.searchParams, load.clientSecret));
  return url.href;
}
