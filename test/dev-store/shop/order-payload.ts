import type { Order, ShopData } from "../model.ts";
import { orderCustomerPayload } from "./customer-payload.ts";
import { lineMoney, listPriceMinor, orderMoney, type LineMoney, type OrderMoney } from "./order-money.ts";
import { lineItemPayload } from "./line-item-payload.ts";
import { gid, moneyWriter, webhookDate, webhookDateOrNull, type MoneyWriter } from "./payload-values.ts";
import { refundPayload } from "./refund-payload.ts";

/** Body of orders/create, orders/updated, orders/cancelled and orders/paid: they are identical. All money comes from the ledger. */
export function orderPayload(shop: ShopData, order: Order): Record<string, unknown> {
  const { facts } = shop;
  const write = moneyWriter(facts, order.presentmentCurrency);
  const money = orderMoney(order);
  const lines = lineMoney(order);
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  return {
    id: order.id,
    admin_graphql_api_id: gid("Order", order.id),
    name: order.name,
    number: order.number - 1000,
    order_number: order.number,
    created_at: webhookDate(order.createdAtMs, facts.zone),
    processed_at: webhookDate(order.processedAtMs, facts.zone),
    updated_at: webhookDate(order.updatedAtMs, facts.zone),
    cancelled_at: webhookDateOrNull(order.cancelledAtMs, facts.zone),
    cancel_reason: order.cancelReason,
    closed_at: webhookDateOrNull(order.closedAtMs, facts.zone),
    test: order.test,
    confirmed: true,
    financial_status: order.financialStatus.toLowerCase(),
    fulfillment_status: order.closedAtMs === null ? null : "fulfilled",
    currency: facts.currency,
    presentment_currency: order.presentmentCurrency,
    taxes_included: facts.taxesIncluded,
    tax_exempt: false,
    ...totals(money, lines, order, write, facts.taxesIncluded),
    email: order.email,
    contact_email: order.email,
    phone: customer?.phone ?? null,
    buyer_accepts_marketing: customer?.emailConsent === "SUBSCRIBED",
    customer: customer ? orderCustomerPayload(shop, customer) : null,
    customer_locale: order.locale,
    discount_codes: discountCodes(order, money, write),
    landing_site: order.journey?.lastVisit?.landingPage ?? null,
    referring_site: order.journey?.lastVisit?.referrerUrl ?? null,
    line_items: order.lines.map((line) => lineItemPayload(line, lines.get(line.id)!, write)),
    refunds: order.refunds.map((refund) => refundPayload(shop, order, refund)),
    returns: [],
    shipping_address: shippingAddress(order),
    source_name: order.sourceName,
    tags: order.tags.join(", "),
    note: null,
    note_attributes: [],
  };
}

function totals(
  money: OrderMoney,
  lines: Map<bigint, LineMoney>,
  order: Order,
  write: MoneyWriter,
  taxesIncluded: boolean,
) {
  const both = (name: string, minor: number) => ({ [name]: write.text(minor), [`${name}_set`]: write.set(minor) });
  const withTax = (netMinor: number, taxMinor: number) => (taxesIncluded ? netMinor + taxMinor : netMinor);
  let orderedMinor = 0;
  let currentMinor = 0;
  for (const line of lines.values()) {
    orderedMinor += withTax(line.orderedNetMinor, line.orderedTaxMinor);
    currentMinor += withTax(line.netMinor, line.taxMinor);
  }
  return {
    ...both("total_price", money.orderedTotalMinor),
    ...both("subtotal_price", orderedMinor),
    ...both("total_discounts", money.orderedDiscountMinor),
    ...both("total_tax", money.orderedTaxMinor),
    ...both(
      "total_line_items_price",
      order.lines.reduce((sum, line) => sum + listPriceMinor(line), 0),
    ),
    total_shipping_price_set: write.set(money.orderedShippingMinor),
    ...both("current_total_price", money.currentTotalMinor),
    ...both("current_subtotal_price", currentMinor),
    ...both("current_total_discounts", money.currentDiscountMinor),
    ...both("current_total_tax", money.currentTaxMinor),
    current_shipping_price_set: write.set(money.currentShippingMinor),
    total_outstanding: write.text(money.currentTotalMinor - (money.receivedMinor - money.refundedMinor)),
    total_tip_received: write.text(money.tipMinor),
  };
}

/** The ledger knows one sum of discounts; with several codes it stands at the first. */
function discountCodes(order: Order, money: OrderMoney, write: MoneyWriter): Record<string, unknown>[] {
  return order.discountCodes.map((code, at) => ({
    code,
    amount: write.text(at === 0 ? money.orderedDiscountMinor : 0),
    type: "fixed_amount",
  }));
}

function shippingAddress(order: Order): Record<string, unknown> | null {
  const address = order.shippingAddress;
  return (
    address && {
      address1: address.address1,
      address2: null,
      city: address.city,
      zip: address.zip,
      province: address.province,
      country: address.country,
      country_code: address.countryCode,
      province_code: address.provinceCode,
    }
  );
}
