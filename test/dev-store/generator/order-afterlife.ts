import type { Order, ShopData } from "../model.ts";
import { closeCancelled, CANCEL_REASONS } from "../shop/cancel-order.ts";
import { addItems, addReturn, unitsLeft, type DraftLine } from "../shop/order-ledger.ts";
import { isPaid, orderMoney } from "../shop/order-money.ts";
import { pick, touch } from "../shop/scene.ts";

const DAY_MS = 86_400_000;

/**
 * What happens to an order after it was placed, up to the store's present: it is edited, cancelled, sent and archived,
 * returned in part or whole, paid late or not at all.
 */
export function liveOn(
  shop: ShopData,
  order: Order,
  nowMs: number,
  extra: () => DraftLine,
  random: () => number,
): void {
  const later = (fromDays: number, toDays: number) =>
    order.processedAtMs + Math.floor(((fromDays + random() * (toDays - fromDays)) * DAY_MS) / 1000) * 1000;
  if (!isPaid(order)) return settle(shop, order, later(2, 9), nowMs, random);

  if (random() < 0.018) editAt(shop, order, later(0.01, 1.5), nowMs, extra, random);
  if (random() < 0.015) {
    const at = later(0.02, 2);
    if (at <= nowMs) closeCancelled(shop, order, at, pick(CANCEL_REASONS, random), random() < 0.95);
    return;
  }
  const sentAt = order.sourceName === "pos" ? order.processedAtMs : later(0.6, 5);
  if (sentAt <= nowMs) {
    order.closedAtMs = sentAt;
    touch(order, sentAt);
  }
  if (random() < 0.045) returnAt(shop, order, later(5, 28), nowMs, random);
}

/** An order without money: most are paid after all, some go void, some are cancelled. */
function settle(shop: ShopData, order: Order, atMs: number, nowMs: number, random: () => number): void {
  if (atMs > nowMs) return;
  const roll = random();
  if (roll < 0.5) order.financialStatus = "PAID";
  else if (roll < 0.8) order.financialStatus = "VOIDED";
  else closeCancelled(shop, order, atMs, "declined", false);
  order.closedAtMs ??= atMs;
  touch(order, atMs);
}

function editAt(
  shop: ShopData,
  order: Order,
  atMs: number,
  nowMs: number,
  extra: () => DraftLine,
  random: () => number,
): void {
  if (atMs > nowMs) return;
  const removable = order.lines.length > 1 ? order.lines.at(-1) : undefined;
  if (removable && random() < 0.5) {
    addReturn(shop, order, {
      atMs,
      lines: [{ lineItemId: removable.id, quantity: removable.currentQuantity }],
      kind: "ORDER_EDIT",
    });
  } else {
    addItems(shop, order, [extra()], atMs);
  }
  order.edited = true;
}

function returnAt(shop: ShopData, order: Order, atMs: number, nowMs: number, random: () => number): void {
  const lines = unitsLeft(order);
  const { currentTotalMinor, shippingLeftMinor } = orderMoney(order);
  if (atMs > nowMs || lines.length === 0 || currentTotalMinor === 0) return;
  const kind = random() < 0.3 ? "RETURN" : "REFUND";
  const roll = random();
  if (roll < 0.28) {
    addReturn(shop, order, { atMs, lines, shippingMinor: shippingLeftMinor, note: "Changed their mind", kind });
  } else if (roll < 0.78) {
    addReturn(shop, order, {
      atMs,
      lines: [{ lineItemId: pick(lines, random).lineItemId, quantity: 1 }],
      note: "Arrived damaged",
      kind,
    });
  } else {
    const goodwillMinor = Math.max(1, Math.floor((currentTotalMinor - shippingLeftMinor) / 10));
    if (goodwillMinor <= currentTotalMinor)
      addReturn(shop, order, { atMs, lines: [], goodwillMinor, note: "Late delivery" });
  }
}
