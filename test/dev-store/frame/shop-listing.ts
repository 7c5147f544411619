import type { Customer, Order, ShopData } from "../model.ts";
import { decimalText } from "../shop/exchange-rates.ts";
import { orderMoney } from "../shop/order-money.ts";

/** Orders as the panel lists them: newest first, money in the shop's currency. */
export function listOrders(shop: ShopData, limit: number) {
  const newest = newestFirst(shop.orders.values(), limit, (order: Order) => order.createdAtMs);
  return newest.map((order) => {
    const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
    return {
      id: String(order.id),
      name: order.name,
      createdAt: new Date(order.createdAtMs).toISOString(),
      customerId: order.customerId === null ? null : String(order.customerId),
      customer: customer === undefined ? "Guest" : customerName(customer),
      total: decimalText(orderMoney(order).currentTotalMinor, shop.facts.currencyDigits),
      currency: shop.facts.currency,
      financialStatus: order.financialStatus,
      cancelled: order.cancelledAtMs !== null,
      test: order.test,
      lines: order.lines.map((line) => ({ id: String(line.id), title: line.title, quantity: line.currentQuantity })),
    };
  });
}

/** Customers as the panel lists them: latest change first. */
export function listCustomers(shop: ShopData, limit: number) {
  const latest = newestFirst(shop.customers.values(), limit, (customer: Customer) => customer.updatedAtMs);
  return latest.map((customer) => ({
    id: String(customer.id),
    name: customerName(customer),
    emailConsent: customer.emailConsent,
    tags: customer.tags,
  }));
}

/** Products with their variants, in the order of the catalogue. */
export function listProducts(shop: ShopData, limit: number) {
  const products = [...shop.products.values()].slice(0, limit);
  return products.map((product) => ({
    id: String(product.id),
    title: product.title,
    variants: product.variants.map((variant) => ({ id: String(variant.id), title: variant.title })),
  }));
}

function customerName({ firstName, lastName, email, id }: Customer): string {
  return `${firstName} ${lastName}`.trim() || email || `Customer ${String(id)}`;
}

/** The `limit` entries with the greatest instant. A store may hold a million orders, so they are not all sorted. */
function newestFirst<T>(entries: Iterable<T>, limit: number, instantOf: (entry: T) => number): T[] {
  let kept: T[] = [];
  let floor = -Infinity;
  for (const entry of entries) {
    if (kept.length >= limit && instantOf(entry) <= floor) continue;
    kept.push(entry);
    if (kept.length >= limit * 4 + 64) kept = cut();
  }
  return cut();

  function cut(): T[] {
    const best = kept.sort((a, b) => instantOf(b) - instantOf(a)).slice(0, limit);
    const last = best.at(-1);
    if (best.length === limit && last !== undefined) floor = instantOf(last);
    return best;
  }
}
