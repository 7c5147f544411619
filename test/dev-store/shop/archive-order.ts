import type { Order } from "../model.ts";
import { buyerEvents, orderEvent, requireOrder } from "./order-events.ts";
import { ImpossibleAction, instantOf, touch, type Outcome, type Scene } from "./scene.ts";

/** Archives an order: fulfilled and done. Throws ImpossibleAction when it is archived already. */
export function archiveOrder(scene: Scene, { orderId }: { orderId: bigint }): Outcome<{ order: Order }> {
  const order = requireOrder(scene.shop, orderId);
  if (order.closedAtMs !== null) throw new ImpossibleAction(`Order ${order.name} is already archived.`);
  order.closedAtMs = instantOf(scene);
  touch(order, scene.nowMs);
  return { order, events: [orderEvent(scene, "orders/updated", order)] };
}

/** Deletes an order for good. As in Shopify only a cancelled, archived or test order can go. */
export function deleteOrder(scene: Scene, { orderId }: { orderId: bigint }): Outcome<{ orderId: bigint }> {
  const order = requireOrder(scene.shop, orderId);
  if (order.cancelledAtMs === null && order.closedAtMs === null && !order.test) {
    throw new ImpossibleAction(`Order ${order.name} is open: cancel or archive it before deleting it.`);
  }
  scene.shop.orders.delete(orderId);
  // Shopify's body holds the plain id alone.
  return {
    orderId,
    events: [
      { topic: "orders/delete", happenedAtMs: instantOf(scene), payload: { id: orderId } },
      ...buyerEvents(scene, order),
    ],
  };
}
