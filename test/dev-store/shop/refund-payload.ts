import type { Order, Refund, Sale, ShopData } from "../model.ts";
import { lineItemCore } from "./line-item-payload.ts";
import { gid, moneyWriter, webhookDate, type MoneyWriter } from "./payload-values.ts";

/** Body of refunds/create; here alone `subtotal` and `total_tax` are JSON numbers, as Shopify sends them. */
export function refundPayload(shop: ShopData, order: Order, refund: Refund): Record<string, unknown> {
  const { facts } = shop;
  const write = moneyWriter(facts, order.presentmentCurrency);
  const sales = order.agreements
    .filter(({ refundId }) => refundId === refund.id)
    .flatMap((agreement) => agreement.sales);
  return {
    id: refund.id,
    admin_graphql_api_id: gid("Refund", refund.id),
    order_id: order.id,
    created_at: webhookDate(refund.createdAtMs, facts.zone),
    processed_at: webhookDate(refund.createdAtMs, facts.zone),
    note: refund.note,
    user_id: null,
    restock: false,
    duties: [],
    total_duties_set: write.set(0),
    return: null,
    refund_line_items: sales
      .filter(({ lineItemId }) => lineItemId !== null)
      .map((sale) => refundLinePayload(order, sale, write, facts.taxesIncluded)),
    refund_shipping_lines: [],
    order_adjustments: sales
      .filter(({ lineType }) => lineType === "ADJUSTMENT" || lineType === "SHIPPING")
      .map((sale) => adjustment(order, refund, sale, write)),
  };
}

function refundLinePayload(
  order: Order,
  sale: Sale,
  write: MoneyWriter,
  taxesIncluded: boolean,
): Record<string, unknown> {
  const line = order.lines.find(({ id }) => id === sale.lineItemId);
  const taxMinor = 0 - sale.taxMinor;
  const subtotalMinor = 0 - sale.totalMinor - (taxesIncluded ? 0 : taxMinor);
  return {
    id: sale.id,
    line_item_id: sale.lineItemId,
    quantity: 0 - sale.quantity,
    location_id: null,
    restock_type: "no_restock",
    subtotal: Number(write.text(subtotalMinor)),
    total_tax: Number(write.text(taxMinor)),
    subtotal_set: write.set(subtotalMinor),
    total_tax_set: write.set(taxMinor),
    line_item: line ? lineItemCore(line, write) : null,
  };
}

function adjustment(order: Order, refund: Refund, sale: Sale, write: MoneyWriter): Record<string, unknown> {
  const netMinor = sale.totalMinor - sale.taxMinor;
  return {
    id: sale.id,
    order_id: order.id,
    refund_id: refund.id,
    amount: write.text(netMinor),
    amount_set: write.set(netMinor),
    tax_amount: write.text(sale.taxMinor),
    tax_amount_set: write.set(sale.taxMinor),
    kind: sale.lineType === "SHIPPING" ? "shipping_refund" : "refund_discrepancy",
    reason: sale.lineType === "SHIPPING" ? "Shipping refund" : "Refund discrepancy",
  };
}
