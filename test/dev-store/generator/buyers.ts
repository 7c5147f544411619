import type { Customer, MarketingState, Order, ShopData } from "../model.ts";
import { addCheckout } from "../shop/abandon-checkout.ts";
import { consentOf } from "../shop/people.ts";
import { eraseCustomer } from "../shop/privacy.ts";
import { touch } from "../shop/scene.ts";
import { newCustomer } from "../shop/shoppers.ts";
import type { Offer } from "./catalogue.ts";

const DAY_MS = 86_400_000;
const PROSPECT_CONSENT: readonly (readonly [number, MarketingState])[] = [
  [0.8, "SUBSCRIBED"],
  [0.89, "PENDING"],
  [0.95, "UNSUBSCRIBED"],
  [0.98, "NOT_SUBSCRIBED"],
  [1, "INVALID"],
];
/** Orders after which the shop calls somebody a regular of honour. */
const VIP_ORDERS = 10;

/** A buyer enters the shop with the first order, or signed up some weeks before it. */
export function addBuyer(
  shop: ShopData,
  firstOrderMs: number,
  sinceMs: number,
  wholesale: boolean,
  random: () => number,
): Customer {
  const signedUpEarlier = random() < 0.15;
  const createdAtMs = signedUpEarlier
    ? Math.max(sinceMs, firstOrderMs - 1000 * Math.floor(random() * 30 * 86_400))
    : firstOrderMs - 1000 * Math.floor(random() * 600);
  const customer = newCustomer(shop, createdAtMs, random, consentOf(random()));
  if (random() < 0.15) customer.phone = `+1555010${String(1000 + Math.floor(random() * 9000))}`;
  if (random() < 0.02) customer.dataSaleOptOut = true;
  if (customer.emailConsent === "SUBSCRIBED" && random() < 0.25) customer.optInLevel = "CONFIRMED_OPT_IN";
  if (wholesale) customer.tags = ["wholesale"];
  return customer;
}

/** Brings every buyer's record to the present: dates, tags of honour, consent taken back, erasure. */
export function settleBuyers(shop: ShopData, nowMs: number, random: () => number): void {
  const ordersOf = new Map<bigint, Order[]>();
  for (const order of shop.orders.values()) {
    if (order.customerId === null) continue;
    const orders = ordersOf.get(order.customerId);
    if (orders) orders.push(order);
    else ordersOf.set(order.customerId, [order]);
  }
  for (const [id, orders] of ordersOf) {
    const customer = shop.customers.get(id)!;
    const lastMs = orders.reduce((latest, { processedAtMs }) => Math.max(latest, processedAtMs), 0);
    touch(customer, lastMs);
    if (orders.length >= VIP_ORDERS) customer.tags = [...customer.tags, "vip"];
    if (customer.emailConsent === "UNSUBSCRIBED" || customer.emailConsent === "REDACTED") {
      const atMs = lastMs + 1000 * Math.floor((random() * (nowMs - lastMs)) / 1000);
      if (customer.emailConsent === "UNSUBSCRIBED") customer.emailConsentUpdatedAtMs = atMs;
      else {
        eraseCustomer(customer, atMs);
        for (const order of orders) {
          order.email = null;
          order.shippingAddress = null;
          touch(order, atMs);
        }
      }
      touch(customer, atMs);
    }
  }
}

/** People who left their address and bought nothing, over the whole history; a third has left a basket. */
export function addProspects(
  shop: ShopData,
  count: number,
  sinceMs: number,
  nowMs: number,
  random: () => number,
): void {
  const seconds = Math.max(1, Math.floor((nowMs - sinceMs) / 1000));
  for (let n = 0; n < count; n++) {
    const roll = random();
    const consent = PROSPECT_CONSENT.find(([below]) => roll < below)![1];
    newCustomer(shop, sinceMs + 1000 * Math.floor(Math.sqrt(random()) * seconds), random, consent);
  }
}

/** Baskets that were left: a third of the prospects', one buyer in twelve, and some of nobody known; few are bought later. */
export function addCheckouts(shop: ShopData, offers: readonly Offer[], nowMs: number, random: () => number): void {
  const buyers = new Set([...shop.orders.values()].map(({ customerId }) => customerId));
  for (const customer of shop.customers.values()) {
    if (random() >= (buyers.has(customer.id) ? 1 / 12 : 1 / 3)) continue;
    const span = Math.min(nowMs - customer.createdAtMs, 60 * DAY_MS);
    const atMs = nowMs - 1000 * Math.floor((random() * span) / 1000);
    const { product, variantAt } = offers[Math.floor(random() * offers.length)]!;
    const known = customer.email !== null && random() < 0.95 ? customer.id : null;
    const checkout = addCheckout(shop, known, Math.floor(atMs / 1000) * 1000, product.variants[variantAt]!.priceMinor);
    if (buyers.has(customer.id) && random() < 0.2 && checkout.createdAtMs + DAY_MS <= nowMs) {
      checkout.completedAtMs = checkout.createdAtMs + DAY_MS;
      checkout.updatedAtMs = checkout.completedAtMs;
    }
  }
}
