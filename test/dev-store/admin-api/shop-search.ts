/** The search indexes of one shop. */
import type { AbandonedCheckout, Customer, Order, Product, ShopData } from "../model.ts";
import { CHECKOUTS, CUSTOMERS, ORDERS, PRODUCTS } from "./search-collections.ts";
import { createSearchIndex, type SearchIndex } from "./search-index.ts";

export interface ShopSearch {
  orders: SearchIndex<Order>;
  customers: SearchIndex<Customer>;
  products: SearchIndex<Product>;
  abandonedCheckouts: SearchIndex<AbandonedCheckout>;
}

export function createShopSearch(data: ShopData): ShopSearch {
  return {
    orders: createSearchIndex(ORDERS, () => data.orders),
    customers: createSearchIndex(CUSTOMERS, () => data.customers),
    products: createSearchIndex(PRODUCTS, () => data.products),
    abandonedCheckouts: createSearchIndex(CHECKOUTS, () => data.checkouts),
  };
}
