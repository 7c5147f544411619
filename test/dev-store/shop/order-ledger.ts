import type { Address, Agreement, Journey, LineItem, Order, Refund, Sale, SaleLine, ShopData } from "../model.ts";
import { allocate } from "./allocate.ts";
import { isPaid, lineMoney, orderMoney } from "./order-money.ts";
import { ImpossibleAction, takeId, touch } from "./scene.ts";

/**
 * The one place that writes ledgers: an order's first agreement, edits, returns and cancellations. It sends nothing; the
 * actions beside it, the generator and the file loaders all write through it.
 */

export interface DraftLine {
  title: string;
  quantity: number;
  unitPriceMinor: number;
  sku?: string | null;
  vendor?: string | null;
  productId?: bigint | null;
  variantId?: bigint | null;
  isGiftCard?: boolean;
  /** Discount of this line alone, in the money of `unitPriceMinor`. */
  discountMinor?: number;
}

/** A tax rate (0.08), or the sum of taxes that a file states, spread over merchandise and shipping. */
type DraftTax = { rate: number } | { totalMinor: number };

export interface OrderDraft {
  /** Absent: the shop's next ids. */
  id?: bigint;
  number?: number;
  name?: string;
  customerId: bigint | null;
  email: string | null;
  atMs: number;
  lines: readonly DraftLine[];
  /** Discount over the whole order, spread over its merchandise. */
  discountMinor?: number;
  discountCodes?: string[];
  shippingMinor?: number;
  tipMinor?: number;
  tax?: DraftTax;
  /** Whether prices contain taxes; absent: as the shop. */
  taxesIncluded?: boolean;
  test?: boolean;
  financialStatus?: Order["financialStatus"];
  presentmentCurrency?: string;
  sourceName?: string;
  appName?: string;
  channelHandle?: string;
  tags?: string[];
  locale?: string | null;
  shippingAddress?: Address | null;
  journey?: Journey | null;
}

/** Puts a new order with its first agreement into the shop and answers it. */
export function openOrder(shop: ShopData, draft: OrderDraft): Order {
  const atMs = Math.floor(draft.atMs / 1000) * 1000;
  const number = draft.number ?? shop.nextOrderNumber;
  shop.nextOrderNumber = Math.max(shop.nextOrderNumber, number + 1);
  const order: Order = {
    id: draft.id ?? takeId(shop),
    number,
    name: draft.name ?? `#${String(number)}`,
    customerId: draft.customerId,
    email: draft.email,
    createdAtMs: atMs,
    processedAtMs: atMs,
    updatedAtMs: atMs,
    cancelledAtMs: null,
    cancelReason: null,
    closedAtMs: null,
    test: draft.test ?? false,
    edited: false,
    financialStatus: draft.financialStatus ?? "PAID",
    presentmentCurrency: draft.presentmentCurrency ?? shop.facts.currency,
    sourceName: draft.sourceName ?? "web",
    appName: draft.appName ?? "Online Store",
    channelHandle: draft.channelHandle ?? "web",
    tags: draft.tags ?? [],
    discountCodes: draft.discountCodes ?? [],
    locale: draft.locale ?? null,
    shippingAddress: draft.shippingAddress ?? null,
    journey: draft.journey ?? null,
    lines: draft.lines.map((line) => lineItem(shop, line)),
    agreements: [],
    refunds: [],
  };
  order.agreements.push(agreement(shop, "ORDER", atMs, firstSales(shop, order, draft)));
  shop.orders.set(order.id, order);
  return order;
}

function lineItem(shop: ShopData, line: DraftLine): LineItem {
  return {
    id: takeId(shop),
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    sku: line.sku ?? null,
    vendor: line.vendor ?? null,
    isGiftCard: line.isGiftCard ?? false,
    productId: line.productId ?? null,
    variantId: line.variantId ?? null,
    unitPriceMinor: line.unitPriceMinor,
  };
}

function agreement(
  shop: ShopData,
  kind: Agreement["kind"],
  atMs: number,
  sales: Sale[],
  refundId: bigint | null = null,
): Agreement {
  return { id: takeId(shop), kind, reason: kind, happenedAtMs: atMs, sales, refundId };
}

function firstSales(shop: ShopData, order: Order, draft: OrderDraft): Sale[] {
  const included = draft.taxesIncluded ?? shop.facts.taxesIncluded;
  const own = draft.lines.map((line) => line.unitPriceMinor * line.quantity - (line.discountMinor ?? 0));
  const shared = allocate(
    draft.discountMinor ?? 0,
    own.map((price, at) => (draft.lines[at]!.isGiftCard ? 0 : price)),
  );
  const shippingMinor = draft.shippingMinor ?? 0;
  const prices = [...own.map((price, at) => price - shared[at]!), shippingMinor];
  const taxes = taxParts(
    draft.tax,
    prices,
    prices.map((_, at) => draft.lines[at]?.isGiftCard !== true),
    included,
  );
  const sales = order.lines.map((line, at) =>
    sale(shop, line.isGiftCard ? "GIFT_CARD" : "PRODUCT", line.id, line.quantity, {
      priceMinor: prices[at]!,
      taxMinor: taxes[at]!,
      discountMinor: (draft.lines[at]!.discountMinor ?? 0) + shared[at]!,
      included,
    }),
  );
  const shippingTaxMinor = taxes.at(-1)!;
  if (shippingMinor > 0) {
    sales.push(
      sale(shop, "SHIPPING", null, 1, {
        priceMinor: shippingMinor,
        taxMinor: shippingTaxMinor,
        discountMinor: 0,
        included,
      }),
    );
  }
  if ((draft.tipMinor ?? 0) > 0) {
    sales.push(sale(shop, "TIP", null, 1, { priceMinor: draft.tipMinor!, taxMinor: 0, discountMinor: 0, included }));
  }
  return sales;
}

function taxParts(
  tax: DraftTax | undefined,
  prices: readonly number[],
  taxed: readonly boolean[],
  included: boolean,
): number[] {
  if (!tax) return prices.map(() => 0);
  if ("totalMinor" in tax)
    return allocate(
      tax.totalMinor,
      prices.map((price, at) => (taxed[at] ? price : 0)),
    );
  return prices.map((price, at) => (taxed[at] ? taxOf(price, tax.rate, included) : 0));
}

/** Tax on a price: added to it, or the part of it when prices contain taxes. */
function taxOf(priceMinor: number, rate: number, included: boolean): number {
  return included ? priceMinor - Math.round(priceMinor / (1 + rate)) : Math.round(priceMinor * rate);
}

interface SaleMoney {
  priceMinor: number;
  taxMinor: number;
  discountMinor: number;
  included: boolean;
}

function sale(shop: ShopData, lineType: SaleLine, lineItemId: bigint | null, quantity: number, money: SaleMoney): Sale {
  const { priceMinor, taxMinor, discountMinor, included } = money;
  // Where prices contain taxes, so does the discount: its part before taxes is in proportion to the price's.
  const beforeTaxes =
    included && priceMinor > 0 ? Math.round((discountMinor * (priceMinor - taxMinor)) / priceMinor) : discountMinor;
  return {
    id: takeId(shop),
    actionType: "ORDER",
    lineType,
    lineItemId,
    quantity,
    totalMinor: included ? priceMinor : priceMinor + taxMinor,
    taxMinor,
    discountBeforeTaxesMinor: beforeTaxes,
  };
}

/** Units of a line item to take back or out. */
export interface LineQuantity {
  lineItemId: bigint;
  quantity: number;
}

export interface Return {
  atMs: number;
  lines: readonly LineQuantity[];
  /** Shipping given back, its tax included. */
  shippingMinor?: number;
  /** Money given back for nothing returned. */
  goodwillMinor?: number;
  note?: string | null;
  kind?: "REFUND" | "RETURN" | "ORDER_EDIT";
}

/**
 * Takes units back and gives the money back that was received for them. The last unit of a line takes whatever is left of
 * its money, so that parts never sum to more or less than the line. Of an unpaid order the sales go, and no money moves.
 * Throws ImpossibleAction when more is asked than is there; the order is then unchanged.
 */
export function addReturn(shop: ShopData, order: Order, back: Return): Refund {
  const atMs = Math.max(Math.floor(back.atMs / 1000) * 1000, order.processedAtMs);
  const goodwillMinor = back.goodwillMinor ?? 0;
  const shippingMinor = back.shippingMinor ?? 0;
  checkReturn(order, back.lines, shippingMinor, goodwillMinor);

  const money = lineMoney(order);
  const sales = back.lines.map(({ lineItemId, quantity }) => {
    const line = order.lines.find(({ id }) => id === lineItemId)!;
    const left = money.get(lineItemId)!;
    const had = line.currentQuantity;
    const part = (minor: number) => (quantity === had ? minor : Math.floor((minor * quantity) / had));
    line.currentQuantity -= quantity;
    const taxMinor = part(left.taxMinor);
    return returned(shop, line.isGiftCard ? "GIFT_CARD" : "PRODUCT", lineItemId, quantity, {
      totalMinor: part(left.totalMinor - left.taxMinor) + taxMinor,
      taxMinor,
      discountMinor: part(left.discountMinor),
    });
  });
  if (shippingMinor > 0)
    sales.push(
      returned(shop, "SHIPPING", null, 1, {
        totalMinor: shippingMinor,
        taxMinor: shippingTax(order, shippingMinor),
        discountMinor: 0,
      }),
    );
  if (goodwillMinor > 0)
    sales.push(returned(shop, "ADJUSTMENT", null, 0, { totalMinor: goodwillMinor, taxMinor: 0, discountMinor: 0 }));

  // After a goodwill refund less money is left than the units are worth: the ledger says so with an adjustment.
  const worthMinor = 0 - sales.reduce((total, { totalMinor }) => total + totalMinor, 0);
  const backMinor = Math.min(worthMinor, orderMoney(order).currentTotalMinor);
  if (backMinor < worthMinor)
    sales.push(
      returned(shop, "ADJUSTMENT", null, 0, { totalMinor: backMinor - worthMinor, taxMinor: 0, discountMinor: 0 }),
    );

  const refund: Refund = {
    id: takeId(shop),
    createdAtMs: atMs,
    note: back.note ?? null,
    totalMinor: isPaid(order) ? backMinor : 0,
  };
  order.agreements.push(agreement(shop, back.kind ?? "REFUND", atMs, sales, refund.id));
  order.refunds.push(refund);
  if (isPaid(order) && backMinor > 0) {
    const { receivedMinor, refundedMinor } = orderMoney(order);
    order.financialStatus = refundedMinor >= receivedMinor ? "REFUNDED" : "PARTIALLY_REFUNDED";
  }
  touch(order, atMs);
  return refund;
}

function checkReturn(order: Order, lines: readonly LineQuantity[], shippingMinor: number, goodwillMinor: number): void {
  const money = orderMoney(order);
  const lineMoneys = lineMoney(order);
  if (lines.length === 0 && shippingMinor === 0 && goodwillMinor === 0) {
    throw new ImpossibleAction(`Nothing of order ${order.name} is left to give back.`);
  }
  if (new Set(lines.map(({ lineItemId }) => lineItemId)).size < lines.length) {
    throw new ImpossibleAction("Name each line item once.");
  }
  let leftMinor = money.currentTotalMinor - shippingMinor;
  for (const { lineItemId, quantity } of lines) {
    const line = order.lines.find(({ id }) => id === lineItemId);
    if (!line) throw new ImpossibleAction(`Order ${order.name} has no line item ${String(lineItemId)}.`);
    if (!Number.isInteger(quantity) || quantity < 1)
      throw new ImpossibleAction("The quantity must be a whole number above 0.");
    if (quantity > line.currentQuantity) {
      throw new ImpossibleAction(
        `Of "${line.title}" only ${String(line.currentQuantity)} are left in order ${order.name}.`,
      );
    }
    leftMinor -= Math.ceil((lineMoneys.get(lineItemId)!.totalMinor * quantity) / line.currentQuantity);
  }
  if (shippingMinor < 0 || goodwillMinor < 0) throw new ImpossibleAction("An amount to give back is never below 0.");
  if (shippingMinor > money.shippingLeftMinor)
    throw new ImpossibleAction(`Order ${order.name} has less shipping left than that.`);
  if (goodwillMinor > Math.max(0, leftMinor))
    throw new ImpossibleAction(`Order ${order.name} has less money left than that.`);
}

/** The tax inside an amount of shipping that is given back: all that is left when all shipping goes. */
function shippingTax(order: Order, shippingMinor: number): number {
  const { shippingLeftMinor, currentShippingMinor } = orderMoney(order);
  const taxLeftMinor = shippingLeftMinor - currentShippingMinor;
  return shippingMinor === shippingLeftMinor
    ? taxLeftMinor
    : Math.floor((taxLeftMinor * shippingMinor) / shippingLeftMinor);
}

function returned(
  shop: ShopData,
  lineType: SaleLine,
  lineItemId: bigint | null,
  quantity: number,
  money: { totalMinor: number; taxMinor: number; discountMinor: number },
): Sale {
  return {
    id: takeId(shop),
    actionType: "RETURN",
    lineType,
    lineItemId,
    quantity: 0 - quantity,
    totalMinor: 0 - money.totalMinor,
    taxMinor: 0 - money.taxMinor,
    discountBeforeTaxesMinor: 0 - money.discountMinor,
  };
}

/** Puts an adjustment into the first agreement: for orders of old files whose total is below zero. */
export function addAdjustment(shop: ShopData, order: Order, totalMinor: number): void {
  order.agreements[0]!.sales.push({
    id: takeId(shop),
    actionType: "RETURN",
    lineType: "ADJUSTMENT",
    lineItemId: null,
    quantity: 0,
    totalMinor,
    taxMinor: 0,
    discountBeforeTaxesMinor: 0,
  });
}

/** Adds line items to an order that stands, taxed as the order was; the buyer pays the difference at once. */
export function addItems(shop: ShopData, order: Order, lines: readonly DraftLine[], atMs: number): LineItem[] {
  const at = Math.max(Math.floor(atMs / 1000) * 1000, order.processedAtMs);
  const included = shop.facts.taxesIncluded;
  const rate = taxRateOf(order);
  const added = lines.map((line) => lineItem(shop, line));
  const sales = added.map((line, index) => {
    const priceMinor = line.unitPriceMinor * line.quantity - (lines[index]!.discountMinor ?? 0);
    return sale(shop, line.isGiftCard ? "GIFT_CARD" : "PRODUCT", line.id, line.quantity, {
      priceMinor,
      taxMinor: line.isGiftCard ? 0 : taxOf(priceMinor, rate, included),
      discountMinor: lines[index]!.discountMinor ?? 0,
      included,
    });
  });
  order.lines.push(...added);
  order.agreements.push(agreement(shop, "ORDER_EDIT", at, sales));
  order.edited = true;
  if (order.financialStatus === "REFUNDED") order.financialStatus = "PARTIALLY_REFUNDED";
  touch(order, at);
  return added;
}

/** The rate at which the order's merchandise was taxed. */
function taxRateOf(order: Order): number {
  let netMinor = 0;
  let taxMinor = 0;
  for (const { sales } of order.agreements) {
    for (const entry of sales) {
      if (entry.lineType !== "PRODUCT" || entry.actionType !== "ORDER") continue;
      netMinor += entry.totalMinor - entry.taxMinor;
      taxMinor += entry.taxMinor;
    }
  }
  return netMinor > 0 ? taxMinor / netMinor : 0;
}

/** All units that are left in the order. */
export function unitsLeft(order: Order): LineQuantity[] {
  return order.lines
    .filter(({ currentQuantity }) => currentQuantity > 0)
    .map(({ id, currentQuantity }) => ({ lineItemId: id, quantity: currentQuantity }));
}
