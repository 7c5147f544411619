import type { Customer, Order, Product, ShopData } from "../dev-store/model.ts";
import { diceOf } from "../dev-store/generator/dice.ts";
import { emptyShop, type NewShop } from "../dev-store/shop/empty-shop.ts";
import { takeId, type Scene } from "../dev-store/shop/scene.ts";
import { newCustomer } from "../dev-store/shop/shoppers.ts";
import { openOrder, type DraftLine, type OrderDraft } from "../dev-store/shop/order-ledger.ts";

/** Noon in UTC of an arbitrary working day: the present of the factories unless a test names another. */
export const FACTORY_NOW_MS = Date.UTC(2026, 5, 15, 12);

/** A shop with two products, 10.00 and 25.00, and nothing else. */
export function makeShop(shop: Partial<NewShop> = {}): ShopData {
  const data = emptyShop({ createdAtMs: Date.UTC(2024, 0, 1), ...shop });
  makeProduct(data, { title: "Beans", productType: "Coffee" }, 1000);
  makeProduct(data, { title: "Grinder", productType: "Equipment" }, 2500);
  return data;
}

/** A product with one variant. */
function makeProduct(shop: ShopData, product: Partial<Product> = {}, priceMinor = 1000): Product {
  const id = takeId(shop);
  const made: Product = {
    id,
    title: "Thing",
    handle: `thing-${String(id)}`,
    productType: "",
    vendor: shop.facts.name,
    tags: [],
    createdAtMs: shop.facts.createdAtMs,
    updatedAtMs: shop.facts.createdAtMs,
    variants: [{ id: takeId(shop), title: "Default Title", sku: `SKU-${String(id)}`, priceMinor }],
    ...product,
  };
  shop.products.set(id, made);
  return made;
}

/** A subscribed customer; any field can be set. */
export function makeCustomer(shop: ShopData, customer: Partial<Omit<Customer, "id">> = {}): Customer {
  const atMs = customer.createdAtMs ?? shop.facts.createdAtMs;
  const made = newCustomer(shop, atMs, diceOf(Number(shop.nextId % 1_000_000n), "factory"), "SUBSCRIBED");
  return Object.assign(made, customer);
}

/** A paid order of one line, 20.00 without tax and shipping, on a day of the shop; any part of the draft can be set. */
export function makeOrder(shop: ShopData, order: Partial<OrderDraft> = {}): Order {
  const customer = order.customerId === undefined ? makeCustomer(shop) : shop.customers.get(order.customerId ?? -1n);
  return openOrder(shop, {
    customerId: customer?.id ?? null,
    email: customer?.email ?? null,
    atMs: FACTORY_NOW_MS,
    lines: [makeLine(shop)],
    ...order,
  });
}

/** Two pieces of the shop's first product at 10.00. */
export function makeLine(shop: ShopData, line: Partial<DraftLine> = {}): DraftLine {
  const product = shop.products.values().next().value;
  return {
    title: product?.title ?? "Beans",
    quantity: 2,
    unitPriceMinor: 1000,
    productId: product?.id ?? null,
    variantId: product?.variants[0]?.id ?? null,
    ...line,
  };
}

/** A scene for actions: the present and the dice are the same in every run. */
export function makeScene(shop: ShopData, scene: Partial<Omit<Scene, "shop">> = {}): Scene {
  return { shop, nowMs: FACTORY_NOW_MS, random: diceOf(1, "scene"), ...scene };
}
