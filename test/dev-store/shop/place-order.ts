import type { Order, ShopData } from "../model.ts";
import { buyerEvents, orderEvent } from "./order-events.ts";
import { openOrder, type DraftLine } from "./order-ledger.ts";
import { ImpossibleAction, instantOf, pick, type Outcome, type Scene } from "./scene.ts";
import { shopperOf, type Shopper } from "./shoppers.ts";
import { inventJourney, pickChannel } from "./visits.ts";

export interface PlaceOrder {
  /** Absent: by dice, an existing customer or a new one. */
  customer?: Shopper;
  /** Absent: one product by dice. */
  items?: readonly { variantId: bigint; quantity: number }[];
  /** Share off the merchandise, 0–1. */
  discountRate?: number;
  discountCode?: string;
  /** Default: free above ten times the shipping price. */
  shippingMinor?: number;
  /** Default 0.08. */
  taxRate?: number;
  test?: boolean;
  /** Paid at a till: no shipping and no journey. */
  pos?: boolean;
  acceptsMarketing?: boolean;
  /** Default "PAID". */
  financialStatus?: "PAID" | "PENDING" | "AUTHORIZED";
  /** What the buyer pays in; default the shop's currency. */
  presentmentCurrency?: string;
}

const TAX_RATE = 0.08;
/** Shipping price in major units of a currency with two decimals. */
const SHIPPING = 6;

/** A shopper buys. Throws ImpossibleAction when the shop sells nothing or not that. */
export function placeOrder(scene: Scene, what: PlaceOrder = {}): Outcome<{ order: Order }> {
  const { shop, random } = scene;
  const items = what.items ?? [{ variantId: anyVariant(shop, random), quantity: random() < 0.8 ? 1 : 2 }];
  if (items.length === 0) throw new ImpossibleAction("An order has at least one item.");
  const lines = items.map(({ variantId, quantity }) => draftLine(shop, variantId, quantity));
  const discountRate = what.discountRate ?? 0;
  if (discountRate < 0 || discountRate > 1)
    throw new ImpossibleAction("A discount is between 0 and 1, the whole price.");

  const { customer, events } = shopperOf(
    scene,
    what.customer ?? (what.pos ? "guest" : undefined),
    what.acceptsMarketing ?? random() < 0.5,
  );
  const merchandiseMinor = lines.reduce(
    (sum, line) => sum + (line.isGiftCard ? 0 : line.unitPriceMinor * line.quantity),
    0,
  );
  const isFirst = customer !== null && ![...shop.orders.values()].some(({ customerId }) => customerId === customer.id);
  const order = openOrder(shop, {
    customerId: customer?.id ?? null,
    email: customer?.email ?? null,
    atMs: instantOf(scene),
    lines,
    discountMinor: Math.round(merchandiseMinor * discountRate),
    discountCodes: discountRate > 0 ? [what.discountCode ?? "THANKYOU"] : [],
    shippingMinor: what.pos ? 0 : (what.shippingMinor ?? shippingOf(shop, merchandiseMinor)),
    tax: { rate: what.taxRate ?? TAX_RATE },
    test: what.test ?? false,
    financialStatus: what.financialStatus ?? "PAID",
    presentmentCurrency: what.presentmentCurrency ?? shop.facts.currency,
    locale: customer?.locale ?? null,
    shippingAddress: what.pos ? null : (customer?.address ?? null),
    journey: what.pos ? null : inventJourney(shop, pickChannel(isFirst, random), instantOf(scene), random),
    ...(what.pos ? { sourceName: "pos", appName: "Point of Sale", channelHandle: "pos" } : {}),
  });
  events.push(orderEvent(scene, "orders/create", order));
  if (order.financialStatus === "PAID") events.push(orderEvent(scene, "orders/paid", order));
  events.push(orderEvent(scene, "orders/updated", order), ...buyerEvents(scene, order));
  return { order, events };
}

/** A line of the product's present title and price; throws ImpossibleAction for an unknown variant or a wrong quantity. */
export function draftLine(shop: ShopData, variantId: bigint, quantity: number): DraftLine {
  if (!Number.isInteger(quantity) || quantity < 1)
    throw new ImpossibleAction("The quantity must be a whole number above 0.");
  for (const product of shop.products.values()) {
    const variant = product.variants.find(({ id }) => id === variantId);
    if (!variant) continue;
    return {
      title: product.title,
      quantity,
      unitPriceMinor: variant.priceMinor,
      sku: variant.sku,
      vendor: product.vendor,
      productId: product.id,
      variantId,
      isGiftCard: product.productType === "Gift card",
    };
  }
  throw new ImpossibleAction(`There is no product variant ${String(variantId)}.`);
}

function anyVariant(shop: ShopData, random: () => number): bigint {
  const products = [...shop.products.values()].filter(
    ({ variants, productType }) => variants.length > 0 && productType !== "Gift card",
  );
  if (products.length === 0) throw new ImpossibleAction("The shop has no product to sell.");
  return pick(pick(products, random).variants, random).id;
}

function shippingOf(shop: ShopData, merchandiseMinor: number): number {
  const priceMinor = SHIPPING * 10 ** shop.facts.currencyDigits * (shop.facts.currencyDigits === 0 ? 100 : 1);
  return merchandiseMinor >= 10 * priceMinor ? 0 : priceMinor;
}
