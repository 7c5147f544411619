import type { AdminAccess } from "../shopify/admin-access.server.ts";
import type { ShopFacts } from "../store/shops.server.ts";

/** Why deliveries could not be worked off. `later`: nothing is wrong with them, Shopify is busy or away. */
export interface ChangeFailure {
  kind: "later" | "faulty";
  detail: string;
}

/** What the steps of one round of changes need to know. */
export interface ChangeContext {
  shop: ShopFacts;
  access: AdminAccess;
  signal: AbortSignal;
}
