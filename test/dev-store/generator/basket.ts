import type { DraftLine } from "../shop/order-ledger.ts";
import type { Offer, ProductUse } from "./catalogue.ts";
import type { BuyerKind } from "./demand.ts";
import { weighted } from "./dice.ts";

/** What a first order of each kind of buyer is about; later orders of all kinds are refills first. */
// prettier-ignore
const FIRST_USE: Record<BuyerKind, readonly [ProductUse, number][]> = {
  devotee: [["refill", 8], ["durable", 2]],
  regular: [["refill", 7], ["durable", 2], ["gift", 1]],
  occasional: [["refill", 5], ["durable", 2], ["gift", 3]],
  once: [["gift", 6], ["durable", 3], ["refill", 1]],
  guest: [["gift", 4], ["refill", 4], ["durable", 2]],
};

export interface BasketSetup {
  offers: readonly Offer[];
  kind: BuyerKind;
  favourite: Offer;
  orderNumber: number;
  atMs: number;
  wholesale: boolean;
  giftSeason: boolean;
  random: () => number;
}

/** The lines of one order. */
export function fillBasket(setup: BasketSetup): DraftLine[] {
  const { offers, kind, favourite, orderNumber, atMs, wholesale, giftSeason, random } = setup;
  if (random() < (giftSeason ? 0.05 : 0.012)) return [lineOf(offerOf(offers, "giftCard", atMs, random), 1)];

  const uses = FIRST_USE[kind];
  const use =
    orderNumber === 1
      ? uses[
          weighted(
            uses.map(([, weight]) => weight),
            random,
          )
        ]![0]
      : "refill";
  const main =
    use === "refill"
      ? random() < 0.8
        ? favourite
        : offerOf(offers, "refill", atMs, random)
      : offerOf(offers, use, atMs, random);
  const lines = [lineOf(main, wholesale ? 6 + Math.floor(random() * 12) : quantityOf(use, random))];
  if (random() < (use === "durable" ? 0.6 : 0.18))
    lines.push(lineOf(favourite === main ? offerOf(offers, "care", atMs, random) : favourite, 1));
  if (random() < 0.16) lines.push(lineOf(offerOf(offers, "care", atMs, random), 1));
  if (random() < (giftSeason ? 0.2 : 0.05)) lines.push(lineOf(offerOf(offers, "gift", atMs, random), 1));
  if (orderNumber > 2 && random() < 0.04) lines.push(lineOf(offerOf(offers, "durable", atMs, random), 1));
  return uniqueVariants(lines);
}

function quantityOf(use: ProductUse, random: () => number): number {
  if (use === "durable") return 1;
  const roll = random();
  return roll < 0.66 ? 1 : roll < 0.92 ? 2 : 3;
}

function offerOf(offers: readonly Offer[], use: ProductUse, atMs: number, random: () => number): Offer {
  const open = offers.filter((offer) => offer.use === use && offer.fromMs <= atMs);
  return open[
    weighted(
      open.map(({ weight }) => weight),
      random,
    )
  ]!;
}

function lineOf({ product, variantAt, use }: Offer, quantity: number): DraftLine {
  const variant = product.variants[variantAt]!;
  return {
    title: product.title,
    quantity,
    unitPriceMinor: variant.priceMinor,
    sku: variant.sku,
    vendor: product.vendor,
    productId: product.id,
    variantId: variant.id,
    isGiftCard: use === "giftCard",
  };
}

function uniqueVariants(lines: DraftLine[]): DraftLine[] {
  return lines.filter((line, at) => lines.findIndex(({ variantId }) => variantId === line.variantId) === at);
}
