import type { Order, Refund, ShopData, ShopEvent } from "../model.ts";
import { decimalText } from "./exchange-rates.ts";
import { orderMoney } from "./order-money.ts";
import { orderPayload } from "./order-payload.ts";
import { gid } from "./payload-values.ts";
import { refundPayload } from "./refund-payload.ts";
import { ImpossibleAction, instantOf, touch, type Scene } from "./scene.ts";
import { customerEvent } from "./shoppers.ts";

/** The order of that id; throws ImpossibleAction when the shop has none. */
export function requireOrder(shop: ShopData, orderId: bigint): Order {
  const order = shop.orders.get(orderId);
  if (!order) throw new ImpossibleAction(`There is no order ${String(orderId)}.`);
  return order;
}

/** One event of the order topics that carry the whole order. */
export function orderEvent(
  scene: Scene,
  topic: "orders/create" | "orders/paid" | "orders/updated" | "orders/cancelled",
  order: Order,
): ShopEvent {
  return { topic, happenedAtMs: instantOf(scene), payload: orderPayload(scene.shop, order) };
}

export function refundEvent(scene: Scene, order: Order, refund: Refund): ShopEvent {
  return { topic: "refunds/create", happenedAtMs: instantOf(scene), payload: refundPayload(scene.shop, order, refund) };
}

/** What an order's change does to its customer: the record is touched and the purchasing summary sent. */
export function buyerEvents(scene: Scene, order: Order): ShopEvent[] {
  const customer = order.customerId === null ? undefined : scene.shop.customers.get(order.customerId);
  if (!customer) return [];
  touch(customer, scene.nowMs);
  return [customerEvent(scene, "customers/update", customer), purchasingSummary(scene, customer.id)];
}

function purchasingSummary({ shop, nowMs }: Scene, customerId: bigint): ShopEvent {
  const happenedAtMs = Math.floor(nowMs / 1000) * 1000;
  let spentMinor = 0;
  let count = 0;
  let last: Order | null = null;
  for (const order of shop.orders.values()) {
    if (order.customerId !== customerId || order.test) continue;
    const { receivedMinor, refundedMinor } = orderMoney(order);
    spentMinor += receivedMinor - refundedMinor;
    count += 1;
    if (!last || order.processedAtMs >= last.processedAtMs) last = order;
  }
  return {
    topic: "customers/purchasing_summary",
    happenedAtMs,
    payload: {
      customerId: gid("Customer", customerId),
      numberOfOrders: count,
      amountSpent: { amount: decimalText(spentMinor, shop.facts.currencyDigits), currencyCode: shop.facts.currency },
      lastOrderId: last && gid("Order", last.id),
      occurredAt: new Date(happenedAtMs).toISOString(),
    },
  };
}
