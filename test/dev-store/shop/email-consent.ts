import type { Customer } from "../model.ts";
import { ImpossibleAction, instantOf, touch, type Outcome, type Scene } from "./scene.ts";
import { consentEvent, customerEvent, newCustomer, requireCustomer } from "./shoppers.ts";

/** Someone signs up for e-mail: a customer, or without id a person the shop has not met, who then has no orders. */
export function subscribe(scene: Scene, who: { customerId?: bigint } = {}): Outcome<{ customer: Customer }> {
  if (who.customerId === undefined) {
    const customer = newCustomer(scene.shop, instantOf(scene), scene.random, "SUBSCRIBED");
    return { customer, events: [customerEvent(scene, "customers/create", customer), consentEvent(scene, customer)] };
  }
  const customer = reachable(scene, who.customerId);
  if (customer.emailConsent === "SUBSCRIBED") throw new ImpossibleAction(`${customer.email!} is already subscribed.`);
  return change(scene, customer, "SUBSCRIBED");
}

/** A customer takes the consent back. */
export function unsubscribe(scene: Scene, { customerId }: { customerId: bigint }): Outcome<{ customer: Customer }> {
  const customer = reachable(scene, customerId);
  if (customer.emailConsent === "UNSUBSCRIBED")
    throw new ImpossibleAction(`${customer.email!} is already unsubscribed.`);
  return change(scene, customer, "UNSUBSCRIBED");
}

function reachable(scene: Scene, customerId: bigint): Customer {
  const customer = requireCustomer(scene.shop, customerId);
  if (customer.email === null) throw new ImpossibleAction(`Customer ${String(customerId)} has no e-mail address.`);
  return customer;
}

function change(
  scene: Scene,
  customer: Customer,
  state: "SUBSCRIBED" | "UNSUBSCRIBED",
): Outcome<{ customer: Customer }> {
  customer.emailConsent = state;
  customer.emailConsentUpdatedAtMs = instantOf(scene);
  if (state === "SUBSCRIBED") customer.optInLevel = "SINGLE_OPT_IN";
  touch(customer, scene.nowMs);
  return { customer, events: [consentEvent(scene, customer), customerEvent(scene, "customers/update", customer)] };
}
