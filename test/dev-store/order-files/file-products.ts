import type { Product, ShopData } from "../model.ts";
import { takeId } from "../shop/scene.ts";
import type { FileLine, FileOrder } from "./file-order.ts";

/** What an order of a file without lines is about. */
export const MIXED_GOODS = "Mixed goods";

/** Finds the product of a file's line. */
export interface FileProducts {
  of: (line: FileLine) => Product;
  /** The one product of orders without lines; made when first asked for. */
  mixed: () => Product;
}

/**
 * Puts a product for every stock code (or, without codes, every title) of the orders into the shop. Its title is the first one
 * seen, its price the latest; it exists from the day the shop opened.
 */
export function fileProducts(shop: ShopData, orders: readonly FileOrder[]): FileProducts {
  const byKey = new Map<string, Product>();
  const keyOf = (line: FileLine) => line.sku ?? line.title;
  for (const line of orders.flatMap(({ lines }) => lines)) {
    const known = byKey.get(keyOf(line));
    const priceMinor = Math.ceil(line.priceMinor / line.quantity);
    if (known) known.variants[0]!.priceMinor = priceMinor || known.variants[0]!.priceMinor;
    else
      byKey.set(keyOf(line), addProduct(shop, line.title, line.sku ?? "", line.vendor ?? shop.facts.name, priceMinor));
  }
  let mixed: Product | null = null;
  return {
    of: (line) => byKey.get(keyOf(line))!,
    mixed: () => (mixed ??= addProduct(shop, MIXED_GOODS, "MIXED", shop.facts.name, medianMinor(orders))),
  };
}

function addProduct(shop: ShopData, title: string, sku: string, vendor: string, priceMinor: number): Product {
  const { createdAtMs } = shop.facts;
  const id = takeId(shop);
  const product: Product = {
    id,
    title,
    handle: `${title
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")}-${String(id)}`,
    productType: "",
    vendor,
    tags: [],
    createdAtMs,
    updatedAtMs: createdAtMs,
    variants: [{ id: takeId(shop), title: "Default Title", sku, priceMinor }],
  };
  shop.products.set(id, product);
  return product;
}

function medianMinor(orders: readonly FileOrder[]): number {
  const totals = orders.map(({ totalMinor }) => totalMinor).sort((a, b) => a - b);
  return Math.max(1, totals[Math.floor(totals.length / 2)] ?? 1);
}
