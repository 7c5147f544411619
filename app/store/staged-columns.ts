import { channelOf } from "./channel.ts";
import type { CopyColumn, CopyType } from "./copy-encoding.ts";
import type {
  AgreementRow,
  CheckoutRow,
  CustomerRow,
  LineRow,
  OrderRow,
  ProductRow,
  RejectedRow,
  SaleRow,
} from "./rows.ts";

/** Rows of one delivery, children apart from their parents, in any order. */
export interface StagedRows {
  orders?: Iterable<OrderRow>;
  lines?: Iterable<LineRow>;
  agreements?: Iterable<AgreementRow>;
  sales?: Iterable<SaleRow>;
  customers?: Iterable<CustomerRow>;
  products?: Iterable<ProductRow>;
  checkouts?: Iterable<CheckoutRow>;
  rejected?: Iterable<RejectedRow>;
}

/** One kind of staged rows: its table, and its columns after shop_id and batch_id. */
export interface StagedTable<Row> {
  readonly table: string;
  readonly columns: readonly CopyColumn<Row>[];
}

/** Columns that are fields of the row, under their database names: `orderId` → `order_id`, `createdAtMs` → `created_at`. */
function fields<Row>(types: { [Field in keyof Row]?: CopyType }): CopyColumn<Row>[] {
  return (Object.entries(types) as [keyof Row & string, CopyType][]).map(([field, type]) => ({
    name: columnName(field),
    type,
    value: (row) => row[field],
  }));
}

function columnName(field: string): string {
  return field.replace(/Ms$/, "").replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Fields whose value could not be told, as column names. */
function unknownColumns<Row extends { unknown?: readonly string[] }>(): CopyColumn<Row> {
  return { name: "unknown", type: "textArray", value: (row) => row.unknown?.map(columnName) ?? [] };
}

const orders: StagedTable<OrderRow> = {
  table: "stage_orders",
  columns: [
    ...fields<OrderRow>({
      orderId: "int8",
      customerId: "int8",
      processedAtMs: "instant",
      createdAtMs: "instant",
      updatedAtMs: "instant",
      fetchedAtMs: "instant",
      cancelledAtMs: "instant",
      test: "bool",
      name: "text",
      financialStatus: "text",
      currency: "text",
      sourceName: "text",
      appName: "text",
      channelHandle: "text",
      country: "text",
      province: "text",
      city: "text",
      locale: "text",
      tags: "textArray",
      discountCodes: "textArray",
      journeyState: "text",
      firstVisit: "jsonb",
      lastVisit: "jsonb",
    }),
    { name: "channel", type: "text", value: channelOf },
    unknownColumns<OrderRow>(),
  ],
};

const lines: StagedTable<LineRow> = {
  table: "stage_lines",
  columns: fields<LineRow>({
    orderId: "int8",
    lineId: "int8",
    productId: "int8",
    variantId: "int8",
    grossMinor: "int8",
    netMinor: "int8",
    quantity: "int4",
    currentQuantity: "int4",
    isGiftCard: "bool",
    title: "text",
    productType: "text",
    vendor: "text",
    sku: "text",
  }),
};

const agreements: StagedTable<AgreementRow> = {
  table: "stage_agreements",
  columns: fields<AgreementRow>({ orderId: "int8", agreementId: "int8", happenedAtMs: "instant", reason: "text" }),
};

const sales: StagedTable<SaleRow> = {
  table: "stage_sales",
  columns: fields<SaleRow>({
    agreementId: "int8",
    saleId: "int8",
    lineId: "int8",
    netMinor: "int8",
    discountMinor: "int8",
    quantity: "int4",
    actionType: "text",
    lineType: "text",
  }),
};

const customers: StagedTable<CustomerRow> = {
  table: "stage_customers",
  columns: [
    ...fields<CustomerRow>({
      customerId: "int8",
      createdAtMs: "instant",
      updatedAtMs: "instant",
      fetchedAtMs: "instant",
      numberOfOrders: "int4",
      emailConsent: "text",
      consentUpdatedAtMs: "instant",
      optInLevel: "text",
      locale: "text",
      country: "text",
      province: "text",
      city: "text",
      tags: "textArray",
    }),
    unknownColumns<CustomerRow>(),
  ],
};

const products: StagedTable<ProductRow> = {
  table: "stage_products",
  columns: fields<ProductRow>({
    productId: "int8",
    title: "text",
    productType: "text",
    vendor: "text",
    createdAtMs: "instant",
    updatedAtMs: "instant",
    fetchedAtMs: "instant",
  }),
};

const checkouts: StagedTable<CheckoutRow> = {
  table: "stage_checkouts",
  columns: fields<CheckoutRow>({
    checkoutId: "int8",
    customerId: "int8",
    createdAtMs: "instant",
    updatedAtMs: "instant",
    fetchedAtMs: "instant",
    completedAtMs: "instant",
  }),
};

/** The staging tables by kind of row. */
export const STAGED = { orders, lines, agreements, sales, customers, products, checkouts } as const;

/** Names of all staging tables. */
export const STAGE_TABLES = Object.values(STAGED).map(({ table }) => table);
