import { zonedDays } from "../../app/analytics/calendar.ts";
import { buildTimelines } from "../../app/analytics/timelines-builder.ts";
import type {
  ConsentState,
  LeftOutReason,
  OrderKind,
  TimelineLine,
  TimelineOrder,
  Timelines,
} from "../../app/analytics/timelines.ts";
import { channelOf } from "../../app/store/channel.ts";
import type { VisitRow } from "../../app/store/rows.ts";
import type { MarketingState, Order, ShopData, Visit } from "../dev-store/model.ts";
import { lineMoney } from "../dev-store/shop/order-money.ts";

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
 * database. Tests compare pages and reports against the reports of this value. Journeys that are not ready at `nowMs` are not
 * known; without it all are.
 */
export function devStoreTimelines(shop: ShopData, nowMs = Infinity): Timelines {
  const { zone, currency, currencyDigits } = shop.facts;
  const dayOf = zonedDays(zone);
  const abandonedDay = new Map<bigint, number>();
  for (const { customerId, createdAtMs, completedAtMs } of shop.checkouts.values()) {
    if (customerId === null || completedAtMs !== null) continue;
    abandonedDay.set(customerId, Math.max(dayOf(createdAtMs), abandonedDay.get(customerId) ?? -1));
  }
  return buildTimelines(
    { zone, currency, currencyDigits, hasMoney: true },
    {
      orders: [...shop.orders.values()].map((order) => timelineOrder(order, dayOf, nowMs)),
      customers: [...shop.customers.values()].map((customer) => ({
        customerId: customer.id,
        createdDay: dayOf(customer.createdAtMs),
        // The Admin API tells the state of an e-mail address, not of a person.
        consent: customer.email === null ? "unknown" : CONSENT[customer.emailConsent],
        abandonedDay: abandonedDay.get(customer.id) ?? null,
        language: customer.locale,
        country: customer.address?.countryCode ?? null,
        city: customer.address?.city ?? null,
        tags: customer.tags,
      })),
      products: [...shop.products.values()].map(({ id, title, productType, vendor }) => ({
        product: id.toString(),
        title,
        type: productType || null,
        vendor: vendor || null,
      })),
      lines: [...shop.orders.values()].flatMap((order) => timelineLines(order, shop)),
    },
  );
}

function timelineLines(order: Order, shop: ShopData): TimelineLine[] {
  const money = lineMoney(order);
  return order.lines.map((line) => {
    const product = line.productId === null ? undefined : shop.products.get(line.productId);
    return {
      orderId: order.id,
      product: product?.id.toString() ?? null,
      variant: product?.variants.find(({ id }) => id === line.variantId)?.id.toString() ?? null,
      quantity: line.currentQuantity,
      netMinor: line.isGiftCard ? 0 : money.get(line.id)!.netMinor,
    };
  });
}

function timelineOrder(order: Order, dayOf: (instantMs: number) => number, nowMs: number): TimelineOrder {
  let netMinor = 0;
  let discountMinor = 0;
  // Several returns of one day are one.
  const returned = new Map<number, number>();
  for (const { happenedAtMs, sales } of order.agreements) {
    for (const sale of sales) {
      if (sale.lineType !== "PRODUCT" && sale.lineType !== "ADJUSTMENT") continue;
      const saleMinor = sale.totalMinor - sale.taxMinor;
      netMinor += saleMinor;
      if (sale.lineType === "PRODUCT" && sale.actionType === "ORDER") discountMinor += sale.discountBeforeTaxesMinor;
      else returned.set(dayOf(happenedAtMs), (returned.get(dayOf(happenedAtMs)) ?? 0) - saleMinor);
    }
  }
  const returns = [...returned].map(([day, amountMinor]) => ({ day, amountMinor }));
  const journey = order.journey !== null && order.journey.readyAtMs <= nowMs ? order.journey : null;
  const first = visitRow(journey?.firstVisit ?? null);
  const channelBy = (visit: VisitRow | null): string | null =>
    channelOf({ sourceName: order.sourceName, journeyState: "ready", firstVisit: visit });
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
    kind: kindOf(order),
    channel: channelBy(first),
    lastChannel: channelBy(visitRow(journey?.lastVisit ?? null)),
    sourceMedium: first && `${first.source ?? "(none)"} / ${first.medium ?? "(none)"}`,
    campaign: first?.campaign ?? null,
    referrer: first?.referrerUrl == null ? null : new URL(first.referrerUrl).hostname,
    landingPage: first?.landingPage == null ? null : new URL(first.landingPage, "https://shop.example").pathname,
    country: order.shippingAddress?.countryCode ?? null,
    region: order.shippingAddress?.provinceCode ?? null,
    discountCode: order.discountCodes[0] ?? null,
    salesChannel: order.channelHandle,
    returns,
  };
}

/** A visit as the app maps it. */
function visitRow(visit: Visit | null): VisitRow | null {
  return (
    visit && {
      occurredAtMs: visit.occurredAtMs,
      source: visit.utm?.source ?? visit.source,
      sourceType: visit.sourceType,
      medium: visit.utm?.medium ?? null,
      campaign: visit.utm?.campaign ?? null,
      referrerUrl: visit.referrerUrl,
      landingPage: visit.landingPage,
    }
  );
}

/** The generated stores have no other sorts of orders. */
function kindOf(order: Order): OrderKind {
  if (order.sourceName.startsWith("subscription_contract")) return "subscription";
  return order.lines.length > 0 && order.lines.every(({ isGiftCard }) => isGiftCard) ? "giftCard" : "standard";
}

function leftOut(order: Order): LeftOutReason | null {
  if (order.test) return "test";
  if (order.financialStatus === "VOIDED") return "voided";
  return order.cancelledAtMs === null ? null : "cancelled";
}
