/** Customers with their consent, and the figures Shopify keeps on them. */
import type { Customer, Order } from "../model.ts";
import { customerAddress } from "./address-readers.ts";
import { connection } from "./connection.ts";
import type { SortValue } from "./sort-position.ts";
import { countedOrders } from "./customer-orders.ts";
import { gid } from "./gid.ts";
import { moneyV2, spentMinor } from "./money.ts";
import { reachesOrder } from "./order-reach.ts";
import { ORDERS } from "./search-collections.ts";
import { matcher } from "./search-matching.ts";
import { notSimulatedSort } from "./search-index.ts";
import type { FieldArgs, FieldReader, RequestContext, TypeReaders } from "./request-context.ts";

/** Names, else e-mail, else phone; a redacted customer has none of them. */
function displayName(customer: Customer): string {
  const name = [customer.firstName, customer.lastName].filter((part) => part !== "").join(" ");
  return name || customer.email || customer.phone || "";
}

function amountSpentMinor(customer: Customer, { customerOrders }: RequestContext): number {
  return countedOrders(customer, customerOrders).reduce((total, order) => total + spentMinor(order), 0);
}

/** A customer's own orders do not pass through the search index, so they do not lag. */
function ordersOf(customer: Customer, args: FieldArgs, context: RequestContext): unknown {
  const { facts } = context.data;
  const sortKey = String(args["sortKey"]);
  const sortValue = ORDERS.sortKeys[sortKey];
  if (!sortValue) throw notSimulatedSort(sortKey, "Customer.orders");
  const query = typeof args["query"] === "string" ? args["query"] : null;
  const matches = matcher(ORDERS, { query, zone: facts.zone, nowMs: context.nowMs });
  const reversed = args["reverse"] === true;
  const found = context.customerOrders
    .of(customer.id)
    .filter((order) => reachesOrder(order, context))
    .map((order) => ({ order, state: ORDERS.index(order) }))
    .filter(({ state }) => matches(state))
    .map(({ order, state }) => ({ order, value: sortValue(state) }))
    .sort((a, b) => bySortValue(a, b) * (reversed ? -1 : 1));
  return connection(found, args, context, {
    positionOf: ({ order, value }) => ({ value, id: order.id }),
    nodeOf: ({ order }) => order,
    reversed,
  });
}

interface SortedOrder {
  order: Order;
  value: SortValue;
}

function bySortValue(a: SortedOrder, b: SortedOrder): number {
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return a.order.id < b.order.id ? -1 : 1;
}

/** An address that may not be written to keeps no e-mail; CustomerEmailAddress has no state for it. */
const defaultEmailAddress: FieldReader<Customer> = (customer) => {
  if (customer.email === null || customer.emailConsent === "REDACTED") return null;
  return {
    emailAddress: customer.email,
    marketingState: customer.emailConsent,
    marketingOptInLevel: customer.optInLevel,
    marketingUpdatedAt: customer.emailConsentUpdatedAtMs,
    validFormat: customer.emailConsent !== "INVALID",
  };
};

const CUSTOMER: TypeReaders<Customer> = {
  id: (customer) => gid("Customer", customer.id),
  legacyResourceId: (customer) => customer.id,
  createdAt: (customer) => customer.createdAtMs,
  updatedAt: (customer) => customer.updatedAtMs,
  firstName: (customer) => customer.firstName || null,
  lastName: (customer) => customer.lastName || null,
  displayName,
  email: (customer) => customer.email,
  phone: (customer) => customer.phone,
  locale: (customer) => customer.locale,
  tags: (customer) => customer.tags,
  dataSaleOptOut: (customer) => customer.dataSaleOptOut,
  // The dev store has no customer accounts.
  state: () => "DISABLED",
  defaultEmailAddress,
  emailMarketingConsent: (customer) =>
    customer.email === null && customer.emailConsent !== "REDACTED"
      ? null
      : {
          marketingState: customer.emailConsent,
          marketingOptInLevel: customer.optInLevel,
          consentUpdatedAt: customer.emailConsentUpdatedAtMs,
        },
  // The model holds a phone number but no consent to use it.
  defaultPhoneNumber: (customer) =>
    customer.phone === null ? null : { phoneNumber: customer.phone, marketingState: "NOT_SUBSCRIBED" },
  defaultAddress: (customer) => customer.address && customerAddress(customer, customer.address),
  numberOfOrders: (customer, _args, { customerOrders }) => countedOrders(customer, customerOrders).length,
  amountSpent: (customer, _args, context) => moneyV2(context.data.facts, amountSpentMinor(customer, context)),
  lastOrder: (customer, _args, context) => {
    const last = countedOrders(customer, context.customerOrders).at(-1);
    return last && reachesOrder(last, context) ? last : null;
  },
  orders: ordersOf,
  // Shopify leaves its predictions empty for a shop it knows too little of.
  statistics: () => ({ predictedSpendTier: null, rfmGroup: null }),
  productSubscriberStatus: (customer, _args, { customerOrders }) =>
    customerOrders.of(customer.id).some(({ sourceName }) => sourceName === "subscription_contract")
      ? "ACTIVE"
      : "NEVER_SUBSCRIBED",
};

export const CUSTOMER_READERS = { Customer: CUSTOMER };
