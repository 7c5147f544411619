import { basename } from "node:path";
import { isZone, MS_PER_DAY, zonedDays, zonedInstants } from "../../../app/analytics/calendar.ts";
import { timestampReader } from "../../../app/files/timestamps.ts";
import type { ShopData } from "../model.ts";
import { DEMO_DOMAIN, emptyShop } from "../shop/empty-shop.ts";
import { currencyDigits } from "../shop/exchange-rates.ts";
import { addFileOrders } from "./build-orders.ts";
import { OrderFileError, readCsv } from "./csv-records.ts";
import { addFileCustomers } from "./file-customers.ts";
import { numericIds } from "./file-ids.ts";
import type { FileOrder } from "./file-order.ts";
import { addFileLines, type LineReport } from "./order-lines.ts";
import { PLAIN_COLUMNS, plainOrder } from "./plain-orders.ts";
import { EXPORT_COLUMNS, exportReader } from "./shopify-export.ts";

export { OrderFileError } from "./csv-records.ts";

export interface OrderFileOptions {
  /** Order CSV (order_id, customer_id, created_at[, total]) or Shopify's own order export; gzip or not. */
  dataFile: string;
  /** Order lines (InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country). */
  linesFile?: string | undefined;
  /** Zone of the shop: time stamps without offset are read in it. Default "UTC". */
  zone?: string | undefined;
  /** Used when the file names none, and to choose one from a file with several. Default "USD". */
  currency?: string | undefined;
  nowMs: number;
  /** something.myshopify.com */
  domain?: string | undefined;
}

/** What was taken and what was left out, by reason. */
export interface LoadReport extends LineReport {
  orders: number;
  customers: number;
  /** Orders in other currencies than the shop's: in no figure. */
  otherCurrencyOrders: number;
}

/**
 * Opens a shop with the orders of a file. The file's total is the order's net sales, to the minor unit: without tax, and of
 * Shopify's export, which does not say which part of a refund is goods, tax or shipping, the whole of Total less Refunded
 * Amount. Throws OrderFileError with one sentence.
 */
export async function loadOrderFile(options: OrderFileOptions): Promise<{ shop: ShopData; report: LoadReport }> {
  const { zone = "UTC" } = options;
  if (!isZone(zone))
    throw new OrderFileError(`"${zone}" is not a time zone: name it as in Europe/Berlin or America/New_York.`);
  const all = await readOrders(options.dataFile, zone, options.currency);
  const currency = currencyOf(all, options.currency, basename(options.dataFile));
  const orders = all.filter((order) => (order.currency ?? currency) === currency).sort((a, b) => a.atMs - b.atMs);

  const shop = emptyShop({
    domain: options.domain ?? DEMO_DOMAIN,
    name: "Shop of an order file",
    zone,
    currency,
    createdAtMs: openingOf(orders[0]?.atMs ?? options.nowMs, zone),
  });
  const lines: LineReport = options.linesFile
    ? await addFileLines(options.linesFile, orders, shop.facts.currencyDigits)
    : { linesLoaded: 0, linesLeftOut: {} };

  const orderIds = numericIds(
    orders.map(({ idText }) => idText),
    shop.nextId,
  );
  shop.nextId = above(shop.nextId, orderIds);
  const customerIds = numericIds(
    orders.flatMap(({ customerText }) => customerText ?? []),
    shop.nextId,
  );
  shop.nextId = above(shop.nextId, customerIds);
  addFileCustomers(shop, orders, customerIds);
  addFileOrders({ shop, orders, orderIds, customerIds, nowMs: options.nowMs });
  const report = {
    orders: shop.orders.size,
    customers: shop.customers.size,
    otherCurrencyOrders: all.length - orders.length,
    ...lines,
  };
  return { shop, report };
}

async function readOrders(path: string, zone: string, currency: string | undefined): Promise<FileOrder[]> {
  const timestamps = timestampReader(zone);
  const digitsOf = (code: string | null) => knownDigits(code ?? currency ?? "USD");
  const exported = exportReader(timestamps, digitsOf);
  const orders: FileOrder[] = [];
  const lineOf = new Map<string, number>();
  let isExport = false;
  await readCsv(path, {
    header: (names) => {
      isExport = names.includes("name") && names.includes("created at");
      const missing = (isExport ? EXPORT_COLUMNS : PLAIN_COLUMNS).filter((name) => !names.includes(name));
      if (missing.length === 0) return;
      const separator = names.length === 1 && /[;\t]/.test(names[0]!) ? " Columns must be separated by commas." : "";
      throw new OrderFileError(
        `no column ${missing.join(", no column ")}: an order file has order_id, customer_id, created_at and, for money, total; Shopify's own order export is read as it is.${separator}`,
      );
    },
    record: (record) => {
      const order = isExport ? exported.read(record) : plainOrder(record, timestamps, digitsOf);
      if (!order) return;
      const earlier = lineOf.get(order.idText);
      if (earlier !== undefined)
        throw new OrderFileError(`order ${order.idText} is already on line ${String(earlier)}.`);
      lineOf.set(order.idText, order.line);
      orders.push(order);
    },
  });
  return orders;
}

const digitsKnown = new Map<string, number>();

function knownDigits(currency: string): number {
  let digits = digitsKnown.get(currency);
  if (digits === undefined) {
    if (!/^[A-Z]{3}$/.test(currency)) {
      throw new OrderFileError(`"${currency}" is not a currency: name it by its three-letter code, such as EUR.`);
    }
    digitsKnown.set(currency, (digits = currencyDigits(currency)));
  }
  return digits;
}

function currencyOf(orders: readonly FileOrder[], asked: string | undefined, file: string): string {
  const inFile = [...new Set(orders.flatMap(({ currency }) => currency ?? []))].sort();
  if (asked === undefined && inFile.length > 1) {
    throw new OrderFileError(
      `${file}: orders in several currencies (${inFile.join(", ")}): choose one with --currency.`,
    );
  }
  if (asked !== undefined && inFile.length > 0 && !inFile.includes(asked)) {
    throw new OrderFileError(`${file}: no order in ${asked}: the file has orders in ${inFile.join(", ")}.`);
  }
  return asked ?? inFile[0] ?? "USD";
}

/** The beginning of the day before the first order. */
function openingOf(firstOrderMs: number, zone: string): number {
  return zonedInstants(zone)((zonedDays(zone)(firstOrderMs) - 1) * MS_PER_DAY);
}

function above(nextId: bigint, ids: ReadonlyMap<string, bigint>): bigint {
  let next = nextId;
  for (const id of ids.values()) if (id >= next) next = id + 1n;
  return next;
}
