import type { Product, ShopFacts } from "../model.ts";
import { gid } from "./payload-values.ts";
import { ImpossibleAction, instantOf, touch, type Outcome, type Scene } from "./scene.ts";
import { productPayload, shopPayload } from "./shop-payload.ts";

export type ShopChange = Partial<Pick<ShopFacts, "zone" | "name" | "email" | "plan">>;

/** The merchant changes the shop's settings; a new zone moves every day of every report. */
export function updateShop(scene: Scene, change: ShopChange): Outcome<{ facts: ShopFacts }> {
  const { facts } = scene.shop;
  if (change.zone !== undefined) requireZone(change.zone);
  const changed = (Object.keys(change) as (keyof ShopChange)[]).filter(
    (key) => change[key] !== undefined && change[key] !== facts[key],
  );
  if (changed.length === 0) throw new ImpossibleAction("The settings stay as they are.");
  for (const key of changed) Object.assign(facts, { [key]: change[key] });
  const atMs = instantOf(scene);
  return { facts, events: [{ topic: "shop/update", happenedAtMs: atMs, payload: shopPayload(scene.shop, atMs) }] };
}

/** Throws ImpossibleAction unless the zone is one of the IANA data base. */
function requireZone(zone: string): void {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    throw new ImpossibleAction(`"${zone}" is no time zone; name one such as Europe/Berlin.`);
  }
}

export interface ProductChange {
  productId: bigint;
  title?: string;
  productType?: string;
}

/** The merchant renames a product or moves it to another type; orders keep the title they were sold under. */
export function changeProduct(
  scene: Scene,
  { productId, title, productType }: ProductChange,
): Outcome<{ product: Product }> {
  const product = scene.shop.products.get(productId);
  if (!product) throw new ImpossibleAction(`There is no product ${String(productId)}.`);
  product.title = title ?? product.title;
  product.productType = productType ?? product.productType;
  touch(product, scene.nowMs);
  return {
    product,
    events: [
      { topic: "products/update", happenedAtMs: instantOf(scene), payload: productPayload(scene.shop, product) },
    ],
  };
}

/** The merchant deletes a product; line items of past orders keep its title and lose the link. */
export function deleteProduct(scene: Scene, { productId }: { productId: bigint }): Outcome<{ productId: bigint }> {
  if (!scene.shop.products.delete(productId)) throw new ImpossibleAction(`There is no product ${String(productId)}.`);
  for (const order of scene.shop.orders.values()) {
    for (const line of order.lines)
      if (line.productId === productId) Object.assign(line, { productId: null, variantId: null });
  }
  const payload = { id: productId, admin_graphql_api_id: gid("Product", productId) };
  return { productId, events: [{ topic: "products/delete", happenedAtMs: instantOf(scene), payload }] };
}
