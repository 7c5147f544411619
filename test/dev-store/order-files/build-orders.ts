import type { Order, ShopData } from "../model.ts";
import { addAdjustment, addReturn, openOrder, unitsLeft } from "../shop/order-ledger.ts";
import { ImpossibleAction, touch } from "../shop/scene.ts";
import { OrderFileError } from "./csv-records.ts";
import { shopAddress } from "./file-customers.ts";
import type { FileOrder } from "./file-order.ts";
import { fileProducts, MIXED_GOODS, type FileProducts } from "./file-products.ts";
import { fitLines, singleLine, type FittedLine } from "./fit-lines.ts";

/** A file's order is long done: it counts as sent and archived a day later. */
const ARCHIVED_AFTER_MS = 86_400_000;
/** Line of Shopify's export that holds what of its Total is no goods. */
const SHIPPING_AND_TAXES = "Shipping and taxes";

export interface FileOrders {
  shop: ShopData;
  /** Oldest first. */
  orders: readonly FileOrder[];
  /** Numeric ids by the texts of the file. */
  orderIds: ReadonlyMap<string, bigint>;
  customerIds: ReadonlyMap<string, bigint>;
  nowMs: number;
}

/** Puts the orders of a file, oldest first, into the shop; customers and ids are there already. */
export function addFileOrders({ shop, orders, orderIds, customerIds, nowMs }: FileOrders): void {
  const products = fileProducts(shop, orders);
  for (const file of orders) {
    const customerId = file.customerText === null ? null : customerIds.get(file.customerText)!;
    const paid = ["PARTIALLY_REFUNDED", "REFUNDED"].includes(file.financialStatus) ? "PAID" : file.financialStatus;
    const order = openOrder(shop, {
      id: orderIds.get(file.idText)!,
      name: file.name ?? (/^\d+$/.test(file.idText) ? `#${file.idText}` : file.idText),
      customerId,
      email: customerId === null ? null : shop.customers.get(customerId)!.email,
      atMs: file.atMs,
      lines: draftLines(file, products),
      discountCodes: file.discountCodes,
      financialStatus: paid,
      tags: file.tags,
      sourceName: file.sourceName,
      ...(file.sourceName === "pos" ? { appName: "Point of Sale", channelHandle: "pos" } : {}),
      shippingAddress: file.address && shopAddress(file.address),
    });
    if (file.atMs + ARCHIVED_AFTER_MS <= nowMs) order.closedAtMs = file.atMs + ARCHIVED_AFTER_MS;
    if (file.totalMinor < 0) addAdjustment(shop, order, file.totalMinor);
    giveBack(shop, order, file);
    order.financialStatus = file.financialStatus;
    order.cancelledAtMs = file.cancelledAtMs;
    order.cancelReason = file.cancelledAtMs === null ? null : "other";
    touch(order, Math.max(order.closedAtMs ?? 0, file.cancelledAtMs ?? 0));
  }
}

function draftLines(file: FileOrder, products: FileProducts) {
  const goodsMinor = Math.max(0, file.goodsMinor);
  const restMinor = file.totalMinor - file.goodsMinor;
  const fitted: FittedLine[] = fitLines(file.lines, goodsMinor, MIXED_GOODS);
  if (restMinor > 0) fitted.push(singleLine(SHIPPING_AND_TAXES, restMinor));
  return fitted.map(({ draft, from }) => {
    const product = from ? products.of(from) : draft.title === MIXED_GOODS ? products.mixed() : null;
    return product
      ? { ...draft, productId: product.id, variantId: product.variants[0]!.id, vendor: product.vendor }
      : draft;
  });
}

/**
 * The refund of the file. It names neither units nor a day: all of the money means all units, a part of it is an adjustment,
 * and the day is the cancellation's or else the order's own.
 */
function giveBack(shop: ShopData, order: Order, file: FileOrder): void {
  if (file.refundMinor <= 0) return;
  const atMs = file.cancelledAtMs ?? file.atMs;
  try {
    if (file.refundMinor === file.totalMinor) addReturn(shop, order, { atMs, lines: unitsLeft(order) });
    else addReturn(shop, order, { atMs, lines: [], goodwillMinor: file.refundMinor });
  } catch (error) {
    if (!(error instanceof ImpossibleAction)) throw error;
    throw new OrderFileError(`line ${String(file.line)}: more was refunded than order ${order.name} is worth.`);
  }
}
