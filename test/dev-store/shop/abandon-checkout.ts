import type { AbandonedCheckout, ShopData } from "../model.ts";
import { decimalText } from "./exchange-rates.ts";
import { orderCustomerPayload } from "./customer-payload.ts";
import { webhookDate } from "./payload-values.ts";
import { ImpossibleAction, instantOf, pick, takeId, type Outcome, type Scene } from "./scene.ts";
import { shopperOf, type Shopper } from "./shoppers.ts";

/** Someone fills a basket and leaves. */
export function abandonCheckout(
  scene: Scene,
  { customer: who }: { customer?: Shopper } = {},
): Outcome<{ checkout: AbandonedCheckout }> {
  const { shop, random } = scene;
  const variants = [...shop.products.values()].flatMap((product) => product.variants);
  if (variants.length === 0) throw new ImpossibleAction("The shop has no product to put in a basket.");
  const { customer, events } = shopperOf(scene, who, random() < 0.3);
  const checkout = addCheckout(shop, customer?.id ?? null, instantOf(scene), pick(variants, random).priceMinor);
  const at = webhookDate(checkout.createdAtMs, shop.facts.zone);
  events.push({
    topic: "checkouts/create",
    happenedAtMs: checkout.createdAtMs,
    payload: {
      id: checkout.id,
      name: checkout.name,
      email: customer?.email ?? null,
      created_at: at,
      updated_at: at,
      completed_at: null,
      currency: shop.facts.currency,
      total_price: decimalText(checkout.totalMinor, shop.facts.currencyDigits),
      customer: customer && orderCustomerPayload(shop, customer),
    },
  });
  return { checkout, events };
}

/** Puts an abandoned checkout into the shop. */
export function addCheckout(
  shop: ShopData,
  customerId: bigint | null,
  atMs: number,
  totalMinor: number,
): AbandonedCheckout {
  const id = takeId(shop);
  const checkout = {
    id,
    name: `#${String(id)}`,
    customerId,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    completedAtMs: null,
    totalMinor,
  };
  shop.checkouts.set(id, checkout);
  return checkout;
}
