/** What can be searched and sorted in each kind of record: the filters of Shopify's documentation that are simulated. */
import type { AbandonedCheckout, Customer, Order, Product } from "../model.ts";
import type { SortValue } from "./sort-position.ts";

export type SearchField =
  | { type: "time" | "number"; value: number | null }
  | { type: "id"; value: bigint | null }
  | { type: "boolean"; value: boolean }
  | { type: "text"; value: string | null }
  | { type: "texts"; value: readonly string[] };

/** The searchable state of a record, as the index last saw it. */
export interface IndexedState {
  id: bigint;
  createdAtMs: number;
  updatedAtMs: number;
}

/** How one kind of record is searched. Filters have Shopify's names; a missing one is an error for the client. */
export interface SearchCollection<Record, State extends IndexedState> {
  name: string;
  /** What the index remembers of a record. */
  index: (record: Record) => State;
  /** Whether the state is the record's present one. `updatedAt` tells, but for what changes without it. */
  isCurrent: (state: State, record: Record) => boolean;
  filters: Readonly<{ [name: string]: (state: State) => SearchField }>;
  sortKeys: Readonly<{ [name: string]: (state: State) => SortValue }>;
}

export interface OrderState extends IndexedState {
  processedAtMs: number;
  customerId: bigint | null;
  name: string;
  number: number;
  test: boolean;
  status: readonly string[];
  financialStatus: string;
  sourceName: string;
  tags: readonly string[];
  discountCodes: readonly string[];
}

interface Dated {
  updatedAtMs: number;
}

const sameUpdate = (state: Dated, record: Dated): boolean => state.updatedAtMs === record.updatedAtMs;

const time = (value: number): SearchField => ({ type: "time", value });
const id = (value: bigint | null): SearchField => ({ type: "id", value });
const text = (value: string | null): SearchField => ({ type: "text", value });
const texts = (value: readonly string[]): SearchField => ({ type: "texts", value });

function orderStatus(order: Order): string[] {
  if (order.cancelledAtMs !== null) return ["any", "cancelled", "not_closed"];
  return order.closedAtMs !== null ? ["any", "closed"] : ["any", "open", "not_closed"];
}

export const ORDERS: SearchCollection<Order, OrderState> = {
  name: "orders",
  // A merge of customers moves orders without touching them.
  isCurrent: (state, order) => sameUpdate(state, order) && state.customerId === order.customerId,
  index: (order) => ({
    id: order.id,
    createdAtMs: order.createdAtMs,
    updatedAtMs: order.updatedAtMs,
    processedAtMs: order.processedAtMs,
    customerId: order.customerId,
    name: order.name,
    number: order.number,
    test: order.test,
    status: orderStatus(order),
    financialStatus: order.financialStatus.toLowerCase(),
    sourceName: order.sourceName,
    tags: order.tags,
    discountCodes: order.discountCodes,
  }),
  filters: {
    id: (order) => id(order.id),
    name: (order) => text(order.name),
    created_at: (order) => time(order.createdAtMs),
    updated_at: (order) => time(order.updatedAtMs),
    processed_at: (order) => time(order.processedAtMs),
    customer_id: (order) => id(order.customerId),
    test: (order) => ({ type: "boolean", value: order.test }),
    status: (order) => texts(order.status),
    financial_status: (order) => text(order.financialStatus),
    source_name: (order) => text(order.sourceName),
    tag: (order) => texts(order.tags),
    discount_code: (order) => texts(order.discountCodes),
  },
  sortKeys: {
    ID: (order) => order.id,
    CREATED_AT: (order) => order.createdAtMs,
    UPDATED_AT: (order) => order.updatedAtMs,
    PROCESSED_AT: (order) => order.processedAtMs,
    ORDER_NUMBER: (order) => order.number,
  },
};

export interface CustomerState extends IndexedState {
  email: string | null;
  tags: readonly string[];
  name: string;
}

export const CUSTOMERS: SearchCollection<Customer, CustomerState> = {
  name: "customers",
  isCurrent: sameUpdate,
  index: (customer) => ({
    id: customer.id,
    createdAtMs: customer.createdAtMs,
    updatedAtMs: customer.updatedAtMs,
    email: customer.email,
    tags: customer.tags,
    name: `${customer.lastName}, ${customer.firstName}`,
  }),
  filters: {
    id: (customer) => id(customer.id),
    customer_date: (customer) => time(customer.createdAtMs),
    created_at: (customer) => time(customer.createdAtMs),
    updated_at: (customer) => time(customer.updatedAtMs),
    email: (customer) => text(customer.email),
    tag: (customer) => texts(customer.tags),
  },
  sortKeys: {
    ID: (customer) => customer.id,
    CREATED_AT: (customer) => customer.createdAtMs,
    UPDATED_AT: (customer) => customer.updatedAtMs,
    NAME: (customer) => customer.name,
  },
};

export interface ProductState extends IndexedState {
  title: string;
  vendor: string;
  productType: string;
  handle: string;
  tags: readonly string[];
}

export const PRODUCTS: SearchCollection<Product, ProductState> = {
  name: "products",
  isCurrent: sameUpdate,
  index: ({ id: productId, createdAtMs, updatedAtMs, title, vendor, productType, handle, tags }) => ({
    id: productId,
    createdAtMs,
    updatedAtMs,
    title,
    vendor,
    productType,
    handle,
    tags,
  }),
  filters: {
    id: (product) => id(product.id),
    created_at: (product) => time(product.createdAtMs),
    updated_at: (product) => time(product.updatedAtMs),
    vendor: (product) => text(product.vendor),
    product_type: (product) => text(product.productType),
    handle: (product) => text(product.handle),
    tag: (product) => texts(product.tags),
  },
  sortKeys: {
    ID: (product) => product.id,
    CREATED_AT: (product) => product.createdAtMs,
    UPDATED_AT: (product) => product.updatedAtMs,
    TITLE: (product) => product.title,
    VENDOR: (product) => product.vendor,
    PRODUCT_TYPE: (product) => product.productType,
  },
};

export const CHECKOUTS: SearchCollection<AbandonedCheckout, IndexedState & { totalMinor: number }> = {
  name: "abandonedCheckouts",
  isCurrent: sameUpdate,
  index: ({ id: checkoutId, createdAtMs, updatedAtMs, totalMinor }) => ({
    id: checkoutId,
    createdAtMs,
    updatedAtMs,
    totalMinor,
  }),
  filters: {
    id: (checkout) => id(checkout.id),
    created_at: (checkout) => time(checkout.createdAtMs),
    updated_at: (checkout) => time(checkout.updatedAtMs),
  },
  sortKeys: {
    ID: (checkout) => checkout.id,
    CHECKOUT_ID: (checkout) => checkout.id,
    CREATED_AT: (checkout) => checkout.createdAtMs,
    TOTAL_PRICE: (checkout) => checkout.totalMinor,
  },
};
