import type { PlanName, ShopData } from "../model.ts";
import { currencyDigits } from "./exchange-rates.ts";

export interface NewShop {
  domain?: string;
  name?: string;
  zone?: string;
  currency?: string;
  plan?: PlanName;
  createdAtMs: number;
  taxesIncluded?: boolean;
}

/** Shopify's own ids have 13 digits today; ours begin where a reader takes them for real and JSON keeps them exact. */
const FIRST_ID = 6_100_000_000_001n;

export const DEMO_DOMAIN = "comeback-demo.myshopify.com";

/** A shop in which nothing has happened yet. */
export function emptyShop(shop: NewShop): ShopData {
  const currency = shop.currency ?? "USD";
  const domain = shop.domain ?? DEMO_DOMAIN;
  return {
    facts: {
      id: FIRST_ID,
      name: shop.name ?? "Northlight Coffee",
      domain,
      email: "owner@example.com",
      zone: shop.zone ?? "UTC",
      currency,
      currencyDigits: currencyDigits(currency),
      plan: shop.plan ?? "standard",
      createdAtMs: Math.floor(shop.createdAtMs / 1000) * 1000,
      taxesIncluded: shop.taxesIncluded ?? false,
    },
    products: new Map(),
    customers: new Map(),
    orders: new Map(),
    checkouts: new Map(),
    nextId: FIRST_ID + 1n,
    nextOrderNumber: 1001,
  };
}
