import type { LineItem, Order } from "../model.ts";

/** What the ledger says about one line item; all in minor units of the shop's currency, after everything that happened. */
export interface LineMoney {
  totalMinor: number;
  taxMinor: number;
  discountMinor: number;
  /** Without tax: `priceAfterAllDiscountsBeforeTaxes`. */
  netMinor: number;
  /** Without tax, as ordered: before returns and removals. */
  orderedNetMinor: number;
  orderedTaxMinor: number;
  orderedDiscountMinor: number;
}

/** Sums of one order's ledger, in minor units of the shop's currency. */
export interface OrderMoney {
  /** Net sales: products after discounts and returns, adjustments included, without tax, shipping, tips and gift cards. */
  netSalesMinor: number;
  /** Everything ordered, taxes and shipping included, before returns: what the buyer owed in all. */
  orderedTotalMinor: number;
  orderedTaxMinor: number;
  orderedShippingMinor: number;
  orderedDiscountMinor: number;
  /** What is left of the order after returns, removals and adjustments. */
  currentTotalMinor: number;
  currentTaxMinor: number;
  currentShippingMinor: number;
  currentDiscountMinor: number;
  /** Shipping left, its tax included: what a refund of the shipping may give back. */
  shippingLeftMinor: number;
  tipMinor: number;
  /** Money received, and money given back. */
  receivedMinor: number;
  refundedMinor: number;
}

/** True when the buyer's money has arrived, whatever was given back later. */
export function isPaid(order: Order): boolean {
  return ["PAID", "PARTIALLY_REFUNDED", "REFUNDED"].includes(order.financialStatus);
}

/** The ledger's sums by line item; a line item without sales has zeros. */
export function lineMoney(order: Order): Map<bigint, LineMoney> {
  const lines = new Map<bigint, LineMoney>(order.lines.map((line) => [line.id, emptyLine()]));
  for (const agreement of order.agreements) {
    for (const sale of agreement.sales) {
      const line = sale.lineItemId === null ? undefined : lines.get(sale.lineItemId);
      if (!line) continue;
      line.totalMinor += sale.totalMinor;
      line.taxMinor += sale.taxMinor;
      line.discountMinor += sale.discountBeforeTaxesMinor;
      line.netMinor += sale.totalMinor - sale.taxMinor;
      if (sale.actionType !== "ORDER") continue;
      line.orderedNetMinor += sale.totalMinor - sale.taxMinor;
      line.orderedTaxMinor += sale.taxMinor;
      line.orderedDiscountMinor += sale.discountBeforeTaxesMinor;
    }
  }
  return lines;
}

/** The ledger's sums over the order. */
export function orderMoney(order: Order): OrderMoney {
  const sums: OrderMoney = {
    netSalesMinor: 0,
    orderedTotalMinor: 0,
    orderedTaxMinor: 0,
    orderedShippingMinor: 0,
    orderedDiscountMinor: 0,
    currentTotalMinor: 0,
    currentTaxMinor: 0,
    currentShippingMinor: 0,
    currentDiscountMinor: 0,
    shippingLeftMinor: 0,
    tipMinor: 0,
    receivedMinor: 0,
    refundedMinor: 0,
  };
  for (const agreement of order.agreements) {
    for (const sale of agreement.sales) {
      const netMinor = sale.totalMinor - sale.taxMinor;
      if (sale.lineType === "PRODUCT" || sale.lineType === "ADJUSTMENT") sums.netSalesMinor += netMinor;
      if (sale.lineType === "TIP") sums.tipMinor += sale.totalMinor;
      if (sale.lineType === "SHIPPING") {
        sums.currentShippingMinor += netMinor;
        sums.shippingLeftMinor += sale.totalMinor;
      }
      sums.currentTotalMinor += sale.totalMinor;
      sums.currentTaxMinor += sale.taxMinor;
      sums.currentDiscountMinor += sale.discountBeforeTaxesMinor;
      if (sale.actionType !== "ORDER") continue;
      sums.orderedTotalMinor += sale.totalMinor;
      sums.orderedTaxMinor += sale.taxMinor;
      sums.orderedDiscountMinor += sale.discountBeforeTaxesMinor;
      if (sale.lineType === "SHIPPING") sums.orderedShippingMinor += netMinor;
    }
  }
  sums.receivedMinor = isPaid(order) ? sums.orderedTotalMinor : 0;
  sums.refundedMinor = order.refunds.reduce((total, refund) => total + refund.totalMinor, 0);
  return sums;
}

/** Price of a line as ordered before discounts: unit price × quantity. */
export function listPriceMinor(line: LineItem): number {
  return line.unitPriceMinor * line.quantity;
}

function emptyLine(): LineMoney {
  return {
    totalMinor: 0,
    taxMinor: 0,
    discountMinor: 0,
    netMinor: 0,
    orderedNetMinor: 0,
    orderedTaxMinor: 0,
    orderedDiscountMinor: 0,
  };
}
