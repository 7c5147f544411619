import type { Product, ShopData } from "../model.ts";
import { presentmentMinor } from "../shop/exchange-rates.ts";
import { takeId } from "../shop/scene.ts";

/** What a product is for: that decides how often it is bought again. */
export type ProductUse = "refill" | "care" | "durable" | "gift" | "giftCard";

/** One product of the invented coffee roaster; prices in US cents. */
interface Blueprint {
  title: string;
  productType: string;
  use: ProductUse;
  /** How often one is bought among those of the same use. */
  weight: number;
  /** Days one package lasts, for refills and care. */
  lastsDays?: number;
  variants: readonly (readonly [title: string, sku: string, priceMinor: number, lastsFactor?: number])[];
  /** On sale only after this share of the store's history. */
  launchedAt?: number;
}

// prettier-ignore
const BLUEPRINTS: readonly Blueprint[] = [
  { title: "House Espresso", productType: "Coffee", use: "refill", weight: 10, lastsDays: 20, variants: [["250 g", "ESP-250", 1450], ["1 kg", "ESP-1000", 4800, 2.2]] },
  { title: "Morning Filter Blend", productType: "Coffee", use: "refill", weight: 8, lastsDays: 22, variants: [["250 g", "FIL-250", 1400], ["1 kg", "FIL-1000", 4650, 2.2]] },
  { title: "Decaf, Mountain Water", productType: "Coffee", use: "refill", weight: 3, lastsDays: 30, variants: [["250 g", "DEC-250", 1550]] },
  { title: "Single Origin: Huila", productType: "Coffee", use: "refill", weight: 4, lastsDays: 24, variants: [["250 g", "HUI-250", 1850]] },
  { title: "Single Origin: Sidama", productType: "Coffee", use: "refill", weight: 3, lastsDays: 24, variants: [["250 g", "SID-250", 1950]], launchedAt: 0.35 },
  { title: "Cold Brew Concentrate", productType: "Coffee", use: "refill", weight: 2, lastsDays: 28, variants: [["500 ml", "CBC-500", 1600]], launchedAt: 0.2 },
  { title: "Breakfast Tea", productType: "Tea", use: "refill", weight: 2, lastsDays: 45, variants: [["50 bags", "TEA-50", 950]] },
  { title: "Paper Filters", productType: "Supplies", use: "care", weight: 5, lastsDays: 60, variants: [["100 pieces", "PAP-100", 750]] },
  { title: "Cleaning Tablets", productType: "Supplies", use: "care", weight: 3, lastsDays: 90, variants: [["30 pieces", "CLN-30", 1250]] },
  { title: "Hand Grinder", productType: "Equipment", use: "durable", weight: 3, variants: [["Steel", "GRI-S", 8900], ["Black", "GRI-B", 9400]] },
  { title: "Pour-over Dripper", productType: "Equipment", use: "durable", weight: 4, variants: [["Size 2", "DRP-2", 3200]] },
  { title: "Gooseneck Kettle", productType: "Equipment", use: "durable", weight: 2, variants: [["0.8 l", "KET-08", 7600]] },
  { title: "Brewing Scale", productType: "Equipment", use: "durable", weight: 2, variants: [["One size", "SCL-1", 5400]], launchedAt: 0.15 },
  { title: "Stoneware Mug", productType: "Tableware", use: "gift", weight: 4, variants: [["Sand", "MUG-S", 2200], ["Ink", "MUG-I", 2200]] },
  { title: "Tasting Box", productType: "Gifts", use: "gift", weight: 5, variants: [["Four coffees", "BOX-4", 3900]] },
  { title: "Gift Card", productType: "Gift card", use: "giftCard", weight: 1, variants: [["25", "GC-25", 2500], ["50", "GC-50", 5000]] },
];

/** A thing one can buy, with the variant it is. */
export interface Offer {
  product: Product;
  variantAt: number;
  use: ProductUse;
  weight: number;
  /** Days until it is bought again; null for what is bought once. */
  lastsDays: number | null;
  fromMs: number;
}

/** Puts the catalogue into the shop: all that is sold now, each with the instant of its launch. */
export function stockShop(shop: ShopData, startMs: number, nowMs: number): Offer[] {
  return BLUEPRINTS.flatMap((blueprint) => {
    const fromMs = startMs - 86_400_000 + Math.round(((blueprint.launchedAt ?? 0) * (nowMs - startMs)) / 1000) * 1000;
    const product: Product = {
      id: takeId(shop),
      title: blueprint.title,
      handle: blueprint.title.toLowerCase().replace(/[^a-z]+/g, "-"),
      productType: blueprint.productType,
      vendor: blueprint.use === "durable" ? "Kettle & Stone" : shop.facts.name,
      tags: blueprint.use === "refill" ? ["refill"] : [],
      createdAtMs: fromMs,
      updatedAtMs: fromMs,
      variants: [],
    };
    product.variants = blueprint.variants.map(([title, sku, usdMinor]) => ({
      id: takeId(shop),
      title,
      sku,
      priceMinor: localPrice(usdMinor, shop.facts.currency),
    }));
    shop.products.set(product.id, product);
    return blueprint.variants.map(([, , , lastsFactor], variantAt) => ({
      product,
      variantAt,
      use: blueprint.use,
      weight: blueprint.weight / blueprint.variants.length,
      lastsDays: blueprint.lastsDays === undefined ? null : blueprint.lastsDays * (lastsFactor ?? 1),
      fromMs,
    }));
  });
}

/** A price in another currency, rounded as a shop would write it: two and a half leading digits. */
function localPrice(usdMinor: number, currency: string): number {
  if (currency === "USD") return usdMinor;
  const minor = presentmentMinor(usdMinor, "USD", currency);
  const step = Math.max(1, 5 * 10 ** (Math.floor(Math.log10(minor)) - 2));
  return Math.max(step, Math.round(minor / step) * step);
}

/** Tax as stores of a currency have it: the rate, and whether prices contain it. */
export function taxOfCurrency(currency: string): { rate: number; included: boolean } {
  if (currency === "USD" || currency === "CAD") return { rate: currency === "USD" ? 0.08 : 0.13, included: false };
  const rates: Record<string, number> = { EUR: 0.19, GBP: 0.2, JPY: 0.1, AUD: 0.1, CHF: 0.081, SEK: 0.25 };
  return { rate: rates[currency] ?? 0.1, included: true };
}

/** Shipping of a small parcel and the basket from which it is free, in minor units. */
export function shippingOfCurrency(currency: string): { priceMinor: number; freeFromMinor: number } {
  return { priceMinor: localPrice(595, currency), freeFromMinor: localPrice(5000, currency) };
}
