/** Refunds of an order; their lines are the returned sales of the agreement that belongs to the refund. */
import type { Order, Refund, Sale } from "../model.ts";
import { listConnection } from "./connection.ts";
import { gid } from "./gid.ts";
import { lineItemSources } from "./line-item-readers.ts";
import { MoneyBag } from "./money.ts";
import type { RequestContext, TypeReaders } from "./request-context.ts";

export interface RefundSource {
  order: Order;
  refund: Refund;
}

interface RefundLineSource {
  order: Order;
  sale: Sale;
}

function refundedSales({ order, refund }: RefundSource): Sale[] {
  return order.agreements
    .filter((agreement) => agreement.refundId === refund.id)
    .flatMap((agreement) => agreement.sales)
    .filter((sale) => sale.lineItemId !== null && sale.actionType === "RETURN");
}

function money(order: Order, minor: number, { data }: RequestContext): MoneyBag {
  return new MoneyBag(data.facts, order.presentmentCurrency, minor);
}

const REFUND: TypeReaders<RefundSource> = {
  id: ({ refund }) => gid("Refund", refund.id),
  legacyResourceId: ({ refund }) => refund.id,
  createdAt: ({ refund }) => refund.createdAtMs,
  processedAt: ({ refund }) => refund.createdAtMs,
  updatedAt: ({ refund }) => refund.createdAtMs,
  note: ({ refund }) => refund.note,
  order: ({ order }) => order,
  totalRefundedSet: ({ order, refund }, _args, context) => money(order, refund.totalMinor, context),
  refundLineItems: (source, args, context) =>
    listConnection(refundedSales(source), args, context, (sale): RefundLineSource => ({ order: source.order, sale })),
};

const REFUND_LINE_ITEM: TypeReaders<RefundLineSource> = {
  id: ({ sale }) => gid("RefundLineItem", sale.id),
  quantity: ({ sale }) => Math.abs(sale.quantity),
  // Goods of a cancelled order never left; all others come back.
  restockType: ({ order }) => (order.cancelledAtMs !== null ? "CANCEL" : "RETURN"),
  subtotalSet: ({ order, sale }, _args, context) => {
    const shown = context.data.facts.taxesIncluded ? sale.totalMinor : sale.totalMinor - sale.taxMinor;
    return money(order, -shown, context);
  },
  totalTaxSet: ({ order, sale }, _args, context) => money(order, -sale.taxMinor, context),
  lineItem: ({ order, sale }) => {
    const line = order.lines.find(({ id }) => id === sale.lineItemId);
    return line && lineItemSources(order)(line);
  },
};

export const REFUND_READERS = { Refund: REFUND, RefundLineItem: REFUND_LINE_ITEM };
