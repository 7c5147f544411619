import type { Order, Refund } from "../model.ts";
import { buyerEvents, orderEvent, refundEvent, requireOrder } from "./order-events.ts";
import { addReturn, unitsLeft, type LineQuantity } from "./order-ledger.ts";
import { isPaid, orderMoney } from "./order-money.ts";
import { ImpossibleAction, type Outcome, type Scene } from "./scene.ts";

export interface RefundOrder {
  orderId: bigint;
  /** Units to take back. Absent, with no amount below either: everything that is left, shipping included. */
  lines?: readonly LineQuantity[];
  /** Shipping given back, its tax included. */
  shippingMinor?: number;
  /** Money given back for nothing returned. */
  goodwillMinor?: number;
  note?: string;
}

/** Gives money back. Throws ImpossibleAction for an unpaid order or when less is left than asked. */
export function refundOrder(scene: Scene, what: RefundOrder): Outcome<{ order: Order; refund: Refund }> {
  const order = requireOrder(scene.shop, what.orderId);
  if (!isPaid(order)) throw new ImpossibleAction(`Order ${order.name} is not paid: cancel it instead.`);
  if (order.financialStatus === "REFUNDED")
    throw new ImpossibleAction(`Order ${order.name} is already refunded in full.`);
  const everything = what.lines === undefined && what.shippingMinor === undefined && what.goodwillMinor === undefined;
  const refund = addReturn(scene.shop, order, {
    atMs: scene.nowMs,
    lines: everything ? unitsLeft(order) : (what.lines ?? []),
    shippingMinor: everything ? orderMoney(order).shippingLeftMinor : (what.shippingMinor ?? 0),
    goodwillMinor: what.goodwillMinor ?? 0,
    note: what.note ?? null,
  });
  return {
    order,
    refund,
    events: [
      refundEvent(scene, order, refund),
      orderEvent(scene, "orders/updated", order),
      ...buyerEvents(scene, order),
    ],
  };
}
