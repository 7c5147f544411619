import { zonedDays } from "../../app/analytics/calendar.ts";
import { buildTimelines } from "../../app/analytics/timelines.ts";
import type { ConsentState, LeftOutReason, TimelineOrder, Timelines } from "../../app/analytics/timelines.ts";
import type { MarketingState, Order, ShopData } from "../dev-store/model.ts";

const CONSENT: Record<MarketingState, ConsentState> = {
  SUBSCRIBED: "subscribed",
  PENDING: "pending",
  NOT_SUBSCRIBED: "notSubscribed",
  UNSUBSCRIBED: "unsubscribed",
  INVALID: "invalid",
  REDACTED: "redacted",
};

/**
 * What the app must know of a dev store once everything has arrived, read from the store's own memory: no Admin API, no
 * database. Tests compare pages and reports against the reports of this value.
 */
export function devStoreTimelines(shop: ShopData): Timelines {
  const { zone, currency, currencyDigits } = shop.facts;
  const dayOf = zonedDays(zone);
  const abandonedDay = new Map<bigint, number>();
  for (const { customerId, createdAtMs, completedAtMs } of shop.checkouts.values()) {
    if (customerId === null || completedAtMs !== null) continue;
    abandonedDay.set(customerId, Math.max(dayOf(createdAtMs), abandonedDay.get(customerId) ?? -1));
  }
  return buildTimelines(
    { zone, currency, currencyDigits, hasMoney: true },
    [...shop.orders.values()].map((order) => timelineOrder(order, dayOf)),
    [...shop.customers.values()].map((customer) => ({
      customerId: customer.id,
      createdDay: dayOf(customer.createdAtMs),
      consent: CONSENT[customer.emailConsent],
      abandonedDay: abandonedDay.get(customer.id) ?? null,
    })),
  );
}

function timelineOrder(order: Order, dayOf: (instantMs: number) => number): TimelineOrder {
  let netMinor = 0;
  let discountMinor = 0;
  const returns: { day: number; amountMinor: number }[] = [];
  for (const { happenedAtMs, sales } of order.agreements) {
    for (const sale of sales) {
      if (sale.lineType !== "PRODUCT" && sale.lineType !== "ADJUSTMENT") continue;
      const saleMinor = sale.totalMinor - sale.taxMinor;
      netMinor += saleMinor;
      if (sale.lineType === "PRODUCT" && sale.actionType === "ORDER") discountMinor += sale.discountBeforeTaxesMinor;
      else returns.push({ day: dayOf(happenedAtMs), amountMinor: 0 - saleMinor });
    }
  }
  const refundMinor = returns.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    orderId: order.id,
    customerId: order.customerId,
    processedAtMs: order.processedAtMs,
    day: dayOf(order.processedAtMs),
    netMinor,
    grossMinor: netMinor + refundMinor + discountMinor,
    discountMinor,
    refundMinor,
    leftOut: leftOut(order),
    channel: order.journey?.firstVisit?.source ?? null,
    country: order.shippingAddress?.countryCode ?? null,
    returns,
  };
}

function leftOut(order: Order): LeftOutReason | null {
  if (order.test) return "test";
  if (order.financialStatus === "VOIDED") return "voided";
  return order.cancelledAtMs === null ? null : "cancelled";
}
