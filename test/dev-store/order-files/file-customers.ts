import type { Address, Customer, MarketingState, ShopData } from "../model.ts";
import { consentOf, inventPerson } from "../shop/people.ts";
import { touch } from "../shop/scene.ts";
import { diceOf } from "../generator/dice.ts";
import { countryNameOf } from "./country-names.ts";
import type { FileAddress, FileOrder } from "./file-order.ts";

/**
 * Puts the customers of the orders into the shop; orders come oldest first. A file that knows its people gives name, address
 * and consent; for the others they are invented, the same for the same id every time.
 */
export function addFileCustomers(shop: ShopData, orders: readonly FileOrder[], ids: ReadonlyMap<string, bigint>): void {
  for (const order of orders) {
    if (order.customerText === null) continue;
    const id = ids.get(order.customerText)!;
    let customer = shop.customers.get(id);
    if (!customer) {
      customer = inventedCustomer(shop, id, order.customerText, order.atMs);
      shop.customers.set(id, customer);
    }
    touch(customer, order.atMs);
    if (order.address) customer.address = shopAddress(order.address);
    if (!order.person) continue;
    const [first = "", ...rest] = order.person.name.split(" ");
    Object.assign(customer, {
      firstName: first,
      lastName: rest.join(" "),
      email: order.person.email,
    });
    // Shopify's export says what the customer wanted at each order: the last word counts.
    setConsent(customer, order.person.acceptsMarketing ? "SUBSCRIBED" : "NOT_SUBSCRIBED", order.atMs);
  }
}

function inventedCustomer(shop: ShopData, id: bigint, text: string, atMs: number): Customer {
  const random = diceOf(Number(id % 2_147_483_647n), "customer");
  // Nobody of a file has asked for erasure yet: the last hundredth of the scale, which stands for that, is left out.
  const consent = consentOf(random() * 0.99);
  const person = inventPerson(random, shop.facts.currency);
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
  const customer: Customer = {
    id,
    ...person,
    address: null,
    email: `customer-${plain}@example.com`,
    phone: null,
    tags: [],
    createdAtMs: atMs,
    updatedAtMs: atMs,
    emailConsent: "NOT_SUBSCRIBED",
    emailConsentUpdatedAtMs: null,
    optInLevel: "UNKNOWN",
    dataSaleOptOut: false,
  };
  setConsent(customer, consent, atMs);
  return customer;
}

function setConsent(customer: Customer, consent: MarketingState, atMs: number): void {
  customer.emailConsent = consent;
  customer.emailConsentUpdatedAtMs = consent === "NOT_SUBSCRIBED" ? null : atMs;
  customer.optInLevel = consent === "NOT_SUBSCRIBED" ? "UNKNOWN" : "SINGLE_OPT_IN";
}

/** An address of the file as the shop keeps it. */
export function shopAddress(address: FileAddress): Address {
  return { ...address, country: countryNameOf(address.countryCode) };
}
