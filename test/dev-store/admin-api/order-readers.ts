/** Orders. Money comes from the ledger (money.ts); what the model does not know is not simulated. */
import type { Order, ShopFacts } from "../model.ts";
import { listConnection } from "./connection.ts";
import { gid } from "./gid.ts";
import type { JourneySource } from "./journey-readers.ts";
import { agreementSource } from "./ledger-readers.ts";
import { lineItemSources } from "./line-item-readers.ts";
import { orderAddress } from "./address-readers.ts";
import { MoneyBag, orderTotals } from "./money.ts";
import type { RefundSource } from "./refund-readers.ts";
import type { FieldReader, TypeReaders } from "./request-context.ts";

type Total = (order: Order, facts: ShopFacts) => number | undefined;

/** A total as a MoneyBag in the order's two currencies. */
function total(minorOf: Total): FieldReader<Order> {
  return (order, _args, { data }) => {
    const minor = minorOf(order, data.facts);
    return minor === undefined ? undefined : new MoneyBag(data.facts, order.presentmentCurrency, minor);
  };
}

/** Apps that sell, by Shopify's own app ids; another app's id is made from its name. */
const APP_IDS: Readonly<Record<string, bigint>> = {
  "Online Store": 580_111n,
  "Point of Sale": 129_785n,
  "Draft Orders": 1_354_745n,
};

function appId(name: string): bigint {
  let hash = 7n;
  for (const character of name) hash = (hash * 31n + BigInt(character.codePointAt(0)!)) % 10_000_000n;
  return APP_IDS[name] ?? 10_000_000n + hash;
}

function quantity(order: Order, of: "quantity" | "currentQuantity"): number {
  return order.lines.reduce((units, line) => (line.isGiftCard ? units : units + line[of]), 0);
}

const FACTS: TypeReaders<Order> = {
  id: (order) => gid("Order", order.id),
  legacyResourceId: (order) => order.id,
  name: (order) => order.name,
  number: (order) => order.number,
  createdAt: (order) => order.createdAtMs,
  processedAt: (order) => order.processedAtMs,
  updatedAt: (order) => order.updatedAtMs,
  cancelledAt: (order) => order.cancelledAtMs,
  cancelReason: (order) => order.cancelReason?.toUpperCase() ?? null,
  closedAt: (order) => order.closedAtMs,
  closed: (order) => order.closedAtMs !== null,
  test: (order) => order.test,
  edited: (order) => order.edited,
  // The dev store reserves stock at once, ships when it closes an order, and takes returns back at once.
  confirmed: () => true,
  displayFulfillmentStatus: (order) =>
    order.closedAtMs !== null && order.cancelledAtMs === null ? "FULFILLED" : "UNFULFILLED",
  returnStatus: (order) => (order.agreements.some(({ kind }) => kind === "RETURN") ? "RETURNED" : "NO_RETURN"),
  displayFinancialStatus: (order) => order.financialStatus,
  currencyCode: (_order, _args, { data }) => data.facts.currency,
  presentmentCurrencyCode: (order) => order.presentmentCurrency,
  taxesIncluded: (_order, _args, { data }) => data.facts.taxesIncluded,
  email: (order) => order.email,
  sourceName: (order) => order.sourceName,
  registeredSourceUrl: () => null,
  app: (order) => ({ id: gid("App", appId(order.appName)), name: order.appName }),
  attribution: (order) => ({ handle: order.channelHandle, displayName: order.appName }),
  channelInformation: (order) => ({
    id: gid("ChannelInformation", order.id),
    channelId: gid("Channel", appId(order.appName)),
    displayName: order.appName,
    app: { id: gid("App", appId(order.appName)), title: order.appName },
    channelDefinition: { handle: order.channelHandle, channelName: order.appName, subChannelName: order.appName },
  }),
  tags: (order) => order.tags,
  discountCodes: (order) => order.discountCodes,
  discountCode: (order) => order.discountCodes[0] ?? null,
  customerLocale: (order) => order.locale,
  subtotalLineItemsQuantity: (order) => quantity(order, "quantity"),
  currentSubtotalLineItemsQuantity: (order) => quantity(order, "currentQuantity"),
};

const MONEY: TypeReaders<Order> = {
  originalTotalPriceSet: total(orderTotals.original),
  totalPriceSet: total(orderTotals.ordered),
  currentTotalPriceSet: total(orderTotals.current),
  subtotalPriceSet: total(orderTotals.subtotal),
  currentSubtotalPriceSet: total(orderTotals.currentSubtotal),
  totalDiscountsSet: total(orderTotals.discounts),
  currentTotalDiscountsSet: total(orderTotals.currentDiscounts),
  totalShippingPriceSet: total(orderTotals.shipping),
  currentShippingPriceSet: total(orderTotals.currentShipping),
  totalTipReceivedSet: total(orderTotals.tips),
  totalTaxSet: total(orderTotals.tax),
  currentTotalTaxSet: total(orderTotals.currentTax),
  totalRefundedSet: total(orderTotals.refunded),
  totalReceivedSet: total(orderTotals.received),
  netPaymentSet: total(orderTotals.netPayment),
};

const PARTS: TypeReaders<Order> = {
  customer: (order, _args, { data }) =>
    order.customerId === null ? null : (data.customers.get(order.customerId) ?? null),
  shippingAddress: (order) => order.shippingAddress && orderAddress(order, order.shippingAddress),
  customerJourneySummary: (order): JourneySource | null => order.journey && { order, journey: order.journey },
  refunds: (order, args): RefundSource[] => {
    const first = typeof args["first"] === "number" ? args["first"] : order.refunds.length;
    return order.refunds.slice(0, first).map((refund) => ({ order, refund }));
  },
  lineItems: (order, args, context) => listConnection(order.lines, args, context, lineItemSources(order)),
  agreements: (order, args, context) => {
    // `query` of agreements is a search of its own, which nobody needs here.
    if (args["query"] != null) return undefined;
    return listConnection(order.agreements, args, context, (agreement) => agreementSource(order, agreement));
  },
};

export const ORDER_READERS = { Order: { ...FACTS, ...MONEY, ...PARTS } };
