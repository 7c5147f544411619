import type { Customer, MarketingState, ShopData, ShopEvent } from "../model.ts";
import { customerPayload, emailConsentPayload } from "./customer-payload.ts";
import { inventEmail, inventPerson } from "./people.ts";
import { ImpossibleAction, instantOf, pick, takeId, type Scene } from "./scene.ts";

/** Who acts: a customer by id, someone the shop has not met, or nobody it can name. */
export type Shopper = bigint | "new" | "guest";

/** The customer of that id; throws ImpossibleAction when the shop has none. */
export function requireCustomer(shop: ShopData, customerId: bigint): Customer {
  const customer = shop.customers.get(customerId);
  if (!customer) throw new ImpossibleAction(`There is no customer ${String(customerId)}.`);
  return customer;
}

/** Someone the shop knows by name, by dice; null when it knows nobody. */
function anyCustomer(scene: Scene): Customer | null {
  const known = [...scene.shop.customers.values()].filter(({ emailConsent }) => emailConsent !== "REDACTED");
  return known.length === 0 ? null : pick(known, scene.random);
}

/** Puts an invented person into the shop. */
export function newCustomer(shop: ShopData, atMs: number, random: () => number, consent: MarketingState): Customer {
  const person = inventPerson(random, shop.facts.currency);
  const id = takeId(shop);
  const customer: Customer = {
    id,
    ...person,
    email: inventEmail(person, id),
    phone: null,
    tags: [],
    createdAtMs: atMs,
    updatedAtMs: atMs,
    emailConsent: consent,
    emailConsentUpdatedAtMs: consent === "NOT_SUBSCRIBED" ? null : atMs,
    optInLevel: consent === "NOT_SUBSCRIBED" ? "UNKNOWN" : "SINGLE_OPT_IN",
    dataSaleOptOut: false,
  };
  shop.customers.set(id, customer);
  return customer;
}

/** Finds or makes the shopper; the events tell of a customer who is new. */
export function shopperOf(
  scene: Scene,
  who: Shopper | undefined,
  acceptsMarketing: boolean,
): { customer: Customer | null; events: ShopEvent[] } {
  if (who === "guest") return { customer: null, events: [] };
  if (typeof who === "bigint") return { customer: requireCustomer(scene.shop, who), events: [] };
  const known = who === undefined && scene.random() < 0.6 ? anyCustomer(scene) : null;
  if (known) return { customer: known, events: [] };
  const customer = newCustomer(
    scene.shop,
    instantOf(scene),
    scene.random,
    acceptsMarketing ? "SUBSCRIBED" : "NOT_SUBSCRIBED",
  );
  const events = [customerEvent(scene, "customers/create", customer)];
  if (acceptsMarketing) events.push(consentEvent(scene, customer));
  return { customer, events };
}

export function customerEvent(
  scene: Scene,
  topic: "customers/create" | "customers/update",
  customer: Customer,
): ShopEvent {
  return { topic, happenedAtMs: instantOf(scene), payload: customerPayload(scene.shop, customer) };
}

export function consentEvent(scene: Scene, customer: Customer): ShopEvent {
  return {
    topic: "customers_email_marketing_consent/update",
    happenedAtMs: instantOf(scene),
    payload: emailConsentPayload(scene.shop, customer),
  };
}
