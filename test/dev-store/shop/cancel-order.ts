import type { Order, ShopData, ShopEvent } from "../model.ts";
import { buyerEvents, orderEvent, refundEvent, requireOrder } from "./order-events.ts";
import { addReturn, unitsLeft } from "./order-ledger.ts";
import { isPaid, orderMoney } from "./order-money.ts";
import { ImpossibleAction, instantOf, touch, type Outcome, type Scene } from "./scene.ts";

export const CANCEL_REASONS = ["customer", "inventory", "fraud", "declined", "staff", "other"] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];

export interface CancelOrder {
  orderId: bigint;
  reason?: CancelReason;
  /** Give back what was paid; default true. An unpaid order becomes void. */
  refund?: boolean;
}

/** Cancels an order. Throws ImpossibleAction when it is cancelled already. */
export function cancelOrder(scene: Scene, what: CancelOrder): Outcome<{ order: Order }> {
  const order = requireOrder(scene.shop, what.orderId);
  if (order.cancelledAtMs !== null) throw new ImpossibleAction(`Order ${order.name} is already cancelled.`);
  const refundsBefore = order.refunds.length;
  closeCancelled(scene.shop, order, instantOf(scene), what.reason ?? "customer", what.refund ?? true);
  const events: ShopEvent[] = [orderEvent(scene, "orders/cancelled", order)];
  for (const refund of order.refunds.slice(refundsBefore)) events.push(refundEvent(scene, order, refund));
  events.push(orderEvent(scene, "orders/updated", order), ...buyerEvents(scene, order));
  return { order, events };
}

/** The change of a cancellation, without events: the ledger takes everything back, an unpaid order becomes void. */
export function closeCancelled(
  shop: ShopData,
  order: Order,
  atMs: number,
  reason: CancelReason,
  refund: boolean,
): void {
  const paid = isPaid(order);
  const lines = unitsLeft(order);
  const shippingMinor = orderMoney(order).shippingLeftMinor;
  if ((refund || !paid) && lines.length + shippingMinor > 0) {
    addReturn(shop, order, { atMs, lines, shippingMinor, note: "Order cancelled" });
  }
  if (!paid) order.financialStatus = "VOIDED";
  order.cancelledAtMs = Math.max(atMs, order.processedAtMs);
  order.cancelReason = reason;
  order.closedAtMs ??= order.cancelledAtMs;
  touch(order, atMs);
}
