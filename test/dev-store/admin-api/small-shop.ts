/** A small shop for the tests of the Admin API: written by hand through the ledger, every amount easy to check on paper. */
import type { Customer, Order, ShopData } from "../model.ts";
import { emptyShop } from "../shop/empty-shop.ts";
import { addReturn, openOrder } from "../shop/order-ledger.ts";
import { takeId } from "../shop/scene.ts";

export const SHOP_DOMAIN = "small-shop.myshopify.com";
/** The shop's "now". */
export const NOW_MS = Date.parse("2026-11-20T12:00:00Z");
const DAY_MS = 86_400_000;

export interface SmallShop {
  data: ShopData;
  customer: Customer;
  subscriber: Customer;
  /** 100 days old: two beans (10.00 each) less 10 %, shipping 5.00, tax 10 %; one bean returned 90 days ago. */
  first: Order;
  /** A day old, a gift card of 50.00 and nothing else. */
  giftCard: Order;
  /** Two hours old, guest, test. */
  guestTest: Order;
}

export interface SmallShopOptions {
  currency?: string;
  taxesIncluded?: boolean;
  presentmentCurrency?: string;
}

export function smallShop(options: SmallShopOptions = {}): SmallShop {
  const data = emptyShop({
    domain: SHOP_DOMAIN,
    createdAtMs: NOW_MS - 400 * DAY_MS,
    zone: "Europe/Berlin",
    currency: options.currency ?? "EUR",
    taxesIncluded: options.taxesIncluded ?? false,
  });
  const productId = takeId(data);
  const variantId = takeId(data);
  data.products.set(productId, {
    id: productId,
    title: "Beans",
    handle: "beans",
    productType: "Coffee",
    vendor: "Northlight",
    tags: ["dark"],
    createdAtMs: NOW_MS - 300 * DAY_MS,
    updatedAtMs: NOW_MS - 200 * DAY_MS,
    variants: [{ id: variantId, title: "500 g", sku: "BEANS-500", priceMinor: 1_000 }],
  });
  const customer = addCustomer(data, NOW_MS - 100 * DAY_MS, {
    firstName: "Ada",
    lastName: "Moss",
    email: "ada@example.com",
  });
  const subscriber = addCustomer(data, NOW_MS - 10 * DAY_MS, { email: "sub@example.com" });
  const address = {
    countryCode: "DE",
    country: "Germany",
    provinceCode: null,
    province: null,
    city: "Berlin",
    zip: "10115",
    address1: "Invalidenstr. 1",
  };
  customer.address = address;

  const first = openOrder(data, {
    customerId: customer.id,
    email: customer.email,
    atMs: NOW_MS - 100 * DAY_MS,
    lines: [
      {
        title: "Beans",
        quantity: 2,
        unitPriceMinor: 1_000,
        sku: "BEANS-500",
        vendor: "Northlight",
        productId,
        variantId,
      },
    ],
    discountMinor: 200,
    discountCodes: ["TEN"],
    shippingMinor: 500,
    tax: { rate: 0.1 },
    presentmentCurrency: options.presentmentCurrency ?? data.facts.currency,
    tags: ["vip"],
    locale: "de",
    shippingAddress: address,
    journey: journeyOf(data, NOW_MS - 100 * DAY_MS),
  });
  addReturn(data, first, {
    atMs: NOW_MS - 90 * DAY_MS,
    lines: [{ lineItemId: first.lines[0]!.id, quantity: 1 }],
    note: "Too dark",
  });
  const giftCard = openOrder(data, {
    customerId: customer.id,
    email: customer.email,
    atMs: NOW_MS - DAY_MS,
    lines: [{ title: "Gift card", quantity: 1, unitPriceMinor: 5_000, isGiftCard: true }],
    tax: { rate: 0.1 },
  });
  const guestTest = openOrder(data, {
    customerId: null,
    email: null,
    atMs: NOW_MS - 7_200_000,
    lines: [{ title: "Beans", quantity: 1, unitPriceMinor: 1_000, productId, variantId }],
    test: true,
    financialStatus: "PENDING",
  });
  const checkoutId = takeId(data);
  data.checkouts.set(checkoutId, {
    id: checkoutId,
    name: "#C1",
    customerId: subscriber.id,
    createdAtMs: NOW_MS - 2 * DAY_MS,
    updatedAtMs: NOW_MS - 2 * DAY_MS,
    completedAtMs: null,
    totalMinor: 1_500,
  });
  return { data, customer, subscriber, first, giftCard, guestTest };
}

function addCustomer(data: ShopData, atMs: number, facts: Partial<Customer> = {}): Customer {
  const customer: Customer = {
    id: takeId(data),
    firstName: "",
    lastName: "",
    email: null,
    phone: null,
    locale: "en",
    tags: [],
    createdAtMs: atMs,
    updatedAtMs: atMs,
    emailConsent: "SUBSCRIBED",
    emailConsentUpdatedAtMs: atMs,
    optInLevel: "SINGLE_OPT_IN",
    address: null,
    dataSaleOptOut: false,
    ...facts,
  };
  data.customers.set(customer.id, customer);
  return customer;
}

function journeyOf(data: ShopData, orderAtMs: number): Order["journey"] {
  const visit = {
    source: "google",
    sourceType: "AD",
    referrerUrl: "https://www.google.com/",
    landingPage: "https://small-shop.example/",
    utm: { source: "google", medium: "cpc", campaign: "autumn", content: null, term: null },
  };
  return {
    readyAtMs: orderAtMs + 60_000,
    firstVisit: { id: takeId(data), occurredAtMs: orderAtMs - 3 * DAY_MS, ...visit },
    lastVisit: { id: takeId(data), occurredAtMs: orderAtMs - 600_000, ...visit },
  };
}

/** Many plain orders, a minute apart, the newest an hour before now. */
export function addOrders(data: ShopData, count: number, customerIds: readonly bigint[]): void {
  for (let index = 0; index < count; index += 1) {
    openOrder(data, {
      customerId: customerIds[index % customerIds.length] ?? null,
      email: null,
      atMs: NOW_MS - 3_600_000 - (count - index) * 60_000,
      lines: [
        { title: "Beans", quantity: 1, unitPriceMinor: 1_000 },
        { title: "Filter", quantity: 2, unitPriceMinor: 350 },
      ],
      shippingMinor: 490,
      tax: { rate: 0.08 },
    });
  }
}
