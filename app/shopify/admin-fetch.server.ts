import { env } from "../platform/env.server.ts";

const SHOP_HOST = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/**
 * Where a request to a shop really goes: `https://{shop}.myshopify.com/PATH`, or `{origin}/{shop}.myshopify.com/PATH` when
 * an origin stands in for Shopify. Every other address stays as it is.
 */
function adminAddress(address: string, origin: string | undefined): string {
  if (!origin) return address;
  const url = new URL(address);
  if (!SHOP_HOST.test(url.hostname)) return address;
  return `${origin.replace(/\/$/, "")}/${url.hostname}${url.pathname}${url.search}`;
}

/** `fetch` for everything that belongs to a shop, the library's calls included. */
export const adminFetch: typeof fetch = (input, init) => {
  const address = typeof input === "string" ? input : input instanceof URL ? input.href : input.url;
  const target = adminAddress(address, env().SHOPIFY_ADMIN_ORIGIN);
  return input instanceof Request ? fetch(new Request(target, input), init) : fetch(target, init);
};
