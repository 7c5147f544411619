/**
 * Money in the Admin API. What an order's money is comes from its sales ledger, by the same sums as the webhook bodies
 * (shop/order-money.ts); here it gets Shopify's text forms and its two currencies.
 */
import type { LineItem, Order, Sale, ShopFacts } from "../model.ts";
import { currencyDigits, decimalText as moneyText, presentmentMinor } from "../shop/exchange-rates.ts";
import { isPaid, lineMoney, listPriceMinor, orderMoney, type LineMoney, type OrderMoney } from "../shop/order-money.ts";

/** Minor units as the scalar Money: exactly the currency's decimals, `19.90`, `1000`. */
export { moneyText };

/** Minor units as the scalar Decimal: no zeros at the end, but one decimal always: `19.9`, `1000.0`. */
function decimalText(minor: number, digits: number): string {
  if (digits === 0) return `${minor}.0`;
  const text = moneyText(minor, digits);
  let end = text.length;
  while (text[end - 1] === "0" && text[end - 2] !== ".") end -= 1;
  return text.slice(0, end);
}

export interface MoneyV2 {
  amount: string;
  currencyCode: string;
}

/** An amount in the shop's currency. */
export function moneyV2(facts: ShopFacts, minor: number): MoneyV2 {
  return { amount: decimalText(minor, facts.currencyDigits), currencyCode: facts.currency };
}

/** An amount in the shop's and in the buyer's currency. The second is worked out when it is asked for. */
export class MoneyBag {
  readonly #facts: ShopFacts;
  readonly #presentmentCurrency: string;
  readonly #minor: number;

  constructor(facts: ShopFacts, presentmentCurrency: string, minor: number) {
    this.#facts = facts;
    this.#presentmentCurrency = presentmentCurrency;
    this.#minor = minor;
  }

  get shopMoney(): MoneyV2 {
    return moneyV2(this.#facts, this.#minor);
  }

  get presentmentMoney(): MoneyV2 {
    const currencyCode = this.#presentmentCurrency;
    const minor = presentmentMinor(this.#minor, this.#facts.currency, currencyCode);
    return { amount: decimalText(minor, currencyDigits(currencyCode)), currencyCode };
  }
}

const sumOf =
  (part: keyof OrderMoney) =>
  (order: Order): number =>
    orderMoney(order)[part];

/** A sum over the line items' money as the shop shows prices: with tax where its prices include tax. */
function shownSum(
  order: Order,
  { taxesIncluded }: ShopFacts,
  netOf: (line: LineMoney) => number,
  taxOf: (line: LineMoney) => number,
): number {
  let total = 0;
  for (const line of lineMoney(order).values()) total += netOf(line) + (taxesIncluded ? taxOf(line) : 0);
  return total;
}

/** Order totals in minor units of the shop's currency; undefined where the model does not know. */
export const orderTotals = {
  /** At creation: the first agreement alone. */
  original: (order: Order): number => {
    const sales = order.agreements.filter(({ kind }) => kind === "ORDER").flatMap((agreement) => agreement.sales);
    return sales.reduce((total, sale) => total + sale.totalMinor, 0);
  },
  ordered: sumOf("orderedTotalMinor"),
  current: sumOf("currentTotalMinor"),
  subtotal: (order: Order, facts: ShopFacts): number =>
    shownSum(
      order,
      facts,
      (line) => line.orderedNetMinor,
      (line) => line.orderedTaxMinor,
    ),
  currentSubtotal: (order: Order, facts: ShopFacts): number =>
    shownSum(
      order,
      facts,
      (line) => line.netMinor,
      (line) => line.taxMinor,
    ),
  discounts: sumOf("orderedDiscountMinor"),
  currentDiscounts: sumOf("currentDiscountMinor"),
  shipping: sumOf("orderedShippingMinor"),
  currentShipping: sumOf("currentShippingMinor"),
  tips: sumOf("tipMinor"),
  tax: sumOf("orderedTaxMinor"),
  currentTax: sumOf("currentTaxMinor"),
  refunded: sumOf("refundedMinor"),
  /** How much of a part-paid order was paid is not in the model. */
  received: (order: Order): number | undefined =>
    order.financialStatus === "PARTIALLY_PAID" ? undefined : sumOf("receivedMinor")(order),
  netPayment: (order: Order): number | undefined => {
    const { receivedMinor, refundedMinor } = orderMoney(order);
    return order.financialStatus === "PARTIALLY_PAID" ? undefined : receivedMinor - refundedMinor;
  },
};

/** What the buyer paid and did not get back; an order paid in part counts from the day it is paid in full. */
export function spentMinor(order: Order): number {
  const { receivedMinor, refundedMinor } = orderMoney(order);
  return isPaid(order) ? receivedMinor - refundedMinor : 0;
}

/** A sale's discount with the tax it would have carried. */
export function discountAfterTaxesMinor({ totalMinor, taxMinor, discountBeforeTaxesMinor }: Sale): number {
  const netMinor = totalMinor - taxMinor;
  if (netMinor === 0) return discountBeforeTaxesMinor;
  return Math.round((discountBeforeTaxesMinor * totalMinor) / netMinor);
}

/** A line's price before discounts, refunded and removed units included. */
export const lineOriginalMinor: (line: LineItem) => number = listPriceMinor;

/** A line's price after its discounts as the shop shows it, refunded and removed units included. */
export function lineDiscountedMinor(money: LineMoney, { taxesIncluded }: ShopFacts): number {
  return money.orderedNetMinor + (taxesIncluded ? money.orderedTaxMinor : 0);
}
