import type { Order, ShopEvent } from "../model.ts";
import { buyerEvents, orderEvent, refundEvent, requireOrder } from "./order-events.ts";
import { addItems, addReturn, type LineQuantity } from "./order-ledger.ts";
import { webhookDate } from "./payload-values.ts";
import { draftLine } from "./place-order.ts";
import { ImpossibleAction, instantOf, takeId, type Outcome, type Scene } from "./scene.ts";

export interface EditOrder {
  orderId: bigint;
  add?: readonly { variantId: bigint; quantity: number }[];
  remove?: readonly LineQuantity[];
}

/**
 * Adds items to an order or takes some out. The difference is settled at once: the buyer pays for what is added, and money
 * for what is removed goes back as a refund. Throws ImpossibleAction for a cancelled order or an empty edit.
 */
export function editOrder(scene: Scene, what: EditOrder): Outcome<{ order: Order }> {
  const { shop } = scene;
  const order = requireOrder(shop, what.orderId);
  const atMs = instantOf(scene);
  if (order.cancelledAtMs !== null)
    throw new ImpossibleAction(`Order ${order.name} is cancelled and cannot be edited.`);
  const add = (what.add ?? []).map(({ variantId, quantity }) => draftLine(shop, variantId, quantity));
  const remove = what.remove ?? [];
  if (add.length + remove.length === 0) throw new ImpossibleAction("The edit changes nothing.");

  const events: ShopEvent[] = [];
  if (remove.length > 0) {
    const refund = addReturn(shop, order, { atMs, lines: remove, kind: "ORDER_EDIT" });
    events.push(refundEvent(scene, order, refund));
  }
  const added = add.length > 0 ? addItems(shop, order, add, atMs) : [];
  order.edited = true;
  const edit = {
    id: takeId(shop),
    order_id: order.id,
    app_id: null,
    user_id: null,
    created_at: webhookDate(atMs, shop.facts.zone),
    committed_at: webhookDate(atMs, shop.facts.zone),
    notify_customer: false,
    staff_note: "",
    line_items: {
      additions: added.map(({ id, quantity }) => ({ id, delta: quantity })),
      removals: remove.map(({ lineItemId, quantity }) => ({ id: lineItemId, delta: quantity })),
    },
    discounts: { line_item: { additions: [], removals: [] } },
    shipping_lines: { additions: [], removals: [] },
  };
  events.unshift({ topic: "orders/edited", happenedAtMs: atMs, payload: { order_edit: edit } });
  events.push(orderEvent(scene, "orders/updated", order), ...buyerEvents(scene, order));
  return { order, events };
}
