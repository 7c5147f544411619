/**
 * The orders of each customer, for the figures that Shopify keeps on a customer (number of orders, amount spent, last
 * order). Unlike searches they do not lag.
 */
import type { Customer, Order, ShopData } from "../model.ts";

export interface CustomerOrders {
  /** The customer's orders, earliest first (processedAt, then id); test orders included. */
  of: (customerId: bigint) => readonly Order[];
}

interface Grouping {
  signature: string;
  groups: Map<bigint, Order[]>;
}

/**
 * Groups lazily. New and deleted records change the signature; an order that has left its customer without one (a
 * redaction) is noticed when the group is read.
 */
export function createCustomerOrders(data: ShopData): CustomerOrders {
  let grouping: Grouping | null = null;

  const group = (): Map<bigint, Order[]> => {
    const signature = `${data.orders.size} ${data.customers.size} ${data.nextId}`;
    if (grouping?.signature === signature) return grouping.groups;
    const groups = new Map<bigint, Order[]>();
    for (const order of data.orders.values()) {
      if (order.customerId === null) continue;
      const orders = groups.get(order.customerId);
      if (orders) orders.push(order);
      else groups.set(order.customerId, [order]);
    }
    for (const orders of groups.values()) {
      if (orders.length > 1) orders.sort((a, b) => a.processedAtMs - b.processedAtMs || (a.id < b.id ? -1 : 1));
    }
    grouping = { signature, groups };
    return groups;
  };

  return {
    of: (customerId) => (group().get(customerId) ?? []).filter((order) => order.customerId === customerId),
  };
}

/** Orders that count for the customer's figures: Shopify leaves test orders out. */
export function countedOrders(customer: Customer, customerOrders: CustomerOrders): Order[] {
  return customerOrders.of(customer.id).filter((order) => !order.test);
}
