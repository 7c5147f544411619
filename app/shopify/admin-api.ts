/**
 * Which Admin API the app speaks and what it may touch there. `shopify.app.toml` holds the same two facts for Shopify's
 * own tools; a contract test keeps both in step.
 */

/** The version every document is written for. Stable until July 2027; documents are also checked against the next one. */
export const ADMIN_API_VERSION = "2026-07";

/** Access scopes the app asks for; the reasons stand in `shopify.app.toml`. */
export const ACCESS_SCOPES = [
  "read_orders",
  "read_all_orders",
  "read_customers",
  "read_customer_merge",
  "read_products",
  "read_locations",
] as const;

/** Pages and connections hold at most this many nodes, and lists of ids as many entries. */
export const MAX_PAGE_SIZE = 250;

const SHOP_DOMAIN = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/;

/** True for a lower-case `something.myshopify.com` and for nothing else: the only hosts a token is ever sent to. */
export function isShopDomain(domain: string): boolean {
  return domain.length <= 255 && SHOP_DOMAIN.test(domain);
}
