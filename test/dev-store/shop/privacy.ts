import type { Customer, ShopData } from "../model.ts";
import { ImpossibleAction, instantOf, takeId, touch, type Outcome, type Scene } from "./scene.ts";
import { complianceShop } from "./shop-payload.ts";
import { requireCustomer } from "./shoppers.ts";

/**
 * Erases a customer's personal data from the shop and asks the app to do the same. Orders stay, without address and e-mail.
 * Shopify waits ten days before it asks; the dev store asks at once. The request still names the address that is to go.
 */
export function redactCustomer(scene: Scene, { customerId }: { customerId: bigint }): Outcome<{ customer: Customer }> {
  const { shop } = scene;
  const customer = requireCustomer(shop, customerId);
  if (customer.emailConsent === "REDACTED")
    throw new ImpossibleAction(`Customer ${String(customerId)} is already redacted.`);
  const orders = ordersOf(shop, customerId);
  const payload = {
    ...complianceShop(shop),
    customer: { id: customer.id, email: customer.email, phone: customer.phone },
    orders_to_redact: orders.map(({ id }) => id),
  };
  for (const order of orders) {
    order.email = null;
    order.shippingAddress = null;
    touch(order, scene.nowMs);
  }
  eraseCustomer(customer, instantOf(scene));
  return { customer, events: [{ topic: "customers/redact", happenedAtMs: instantOf(scene), payload }] };
}

/** What is left of a customer's record after erasure: the id, the dates and the state. */
export function eraseCustomer(customer: Customer, atMs: number): void {
  Object.assign(customer, { firstName: "", lastName: "", email: null, phone: null, tags: [], address: null });
  customer.emailConsent = "REDACTED";
  customer.emailConsentUpdatedAtMs = atMs;
  customer.dataSaleOptOut = true;
  touch(customer, atMs);
}

/** A customer asks what is known of them. */
export function requestCustomerData(
  scene: Scene,
  { customerId }: { customerId: bigint },
): Outcome<{ customer: Customer }> {
  const { shop } = scene;
  const customer = requireCustomer(shop, customerId);
  const payload = {
    ...complianceShop(shop),
    customer: { id: customer.id, email: customer.email, phone: customer.phone },
    orders_requested: ordersOf(shop, customerId).map(({ id }) => id),
    data_request: { id: takeId(shop) },
  };
  return { customer, events: [{ topic: "customers/data_request", happenedAtMs: instantOf(scene), payload }] };
}

function ordersOf(shop: ShopData, customerId: bigint) {
  return [...shop.orders.values()].filter((order) => order.customerId === customerId);
}
