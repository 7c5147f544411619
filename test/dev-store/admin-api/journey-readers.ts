/** The customer journey of an order. Shopify needs a while to work it out: until then it is not ready and has no visits. */
import type { Journey, Order, Visit } from "../model.ts";
import { gid } from "./gid.ts";
import type { RequestContext, TypeReaders } from "./request-context.ts";

const DAY_MS = 86_400_000;

export interface JourneySource {
  order: Order;
  journey: Journey;
}

function isReady({ journey }: JourneySource, { nowMs }: RequestContext): boolean {
  return journey.readyAtMs <= nowMs;
}

/** Position among the customer's orders, from 1; test orders have none. */
function customerOrderIndex({ order }: JourneySource, { customerOrders }: RequestContext): number | null {
  if (order.customerId === null || order.test) return null;
  const counted = customerOrders.of(order.customerId).filter(({ test }) => !test);
  return counted.findIndex(({ id }) => id === order.id) + 1;
}

const SUMMARY: TypeReaders<JourneySource> = {
  ready: (source, _args, context) => isReady(source, context),
  customerOrderIndex: (source, _args, context) =>
    isReady(source, context) ? customerOrderIndex(source, context) : null,
  daysToConversion: (source, _args, context) => {
    const { firstVisit } = source.journey;
    if (!isReady(source, context) || !firstVisit) return null;
    return Math.floor((source.order.createdAtMs - firstVisit.occurredAtMs) / DAY_MS);
  },
  firstVisit: (source, _args, context) => (isReady(source, context) ? source.journey.firstVisit : null),
  lastVisit: (source, _args, context) => (isReady(source, context) ? source.journey.lastVisit : null),
};

const VISIT: TypeReaders<Visit> = {
  id: (visit) => gid("CustomerVisit", visit.id),
  occurredAt: (visit) => visit.occurredAtMs,
  landingPage: (visit) => visit.landingPage,
  referrerUrl: (visit) => visit.referrerUrl,
  source: (visit) => visit.source,
  sourceType: (visit) => visit.sourceType,
  utmParameters: (visit) => visit.utm,
};

export const JOURNEY_READERS = { CustomerJourneySummary: SUMMARY, CustomerVisit: VISIT };
