import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { setRun, startRun } from "../../app/store/backfill.server.ts";
import { mergeBatch } from "../../app/store/merge.server.ts";
import type { AgreementRow, CustomerRow, OrderRow, SaleRow } from "../../app/store/rows.ts";
import { installShop } from "../../app/store/shops.server.ts";
import { openBatch, stageRows } from "../../app/store/staging.server.ts";
import { dataset } from "../golden/datasets.ts";

/** One order on its way into the database. Money in minor units; a guest has no customer. */
export interface SeedOrder {
  readonly orderId: bigint;
  readonly customerId: bigint | null;
  readonly atMs: number;
  readonly netMinor: number;
  readonly test?: boolean;
}

export interface SeedShop {
  readonly domain: string;
  readonly orders: readonly SeedOrder[];
  readonly zone?: string;
  readonly scopes?: readonly string[];
  /** Shopify's consent state of every customer. */
  readonly consent?: string;
  /** How the import of the history ended; null: it never began. */
  readonly history?: "finished" | "running" | "failed" | null;
}

/** The present of these tests. */
export const NOW_MS = Date.UTC(2026, 10, 20, 12);

/** Puts a shop with its orders into the database by the functions that the sync uses. Returns its id. */
export async function seedShop(shop: SeedShop): Promise<bigint> {
  const {
    domain,
    orders,
    zone = "UTC",
    scopes = ["read_all_orders"],
    consent = "SUBSCRIBED",
    history = "finished",
  } = shop;
  const identity = {
    gid: `gid://shopify/Shop/${domain}`,
    name: domain,
    zone,
    currency: "GBP",
    currencyDigits: 2,
    plan: "basic",
    scopes,
  };
  const { shopId } = await installShop(domain, identity, NOW_MS, async () => {});
  const batchId = await openBatch(shopId, NOW_MS);
  const customers = new Set(orders.map(({ customerId }) => customerId).filter((id) => id !== null));
  const rows = {
    orders: orders.map(orderRow),
    agreements: orders.map(agreementRow),
    sales: orders.map(saleRow),
    customers: Array.from(customers, (customerId) => customerRow(customerId, consent)),
  };
  await stageRows(shopId, batchId, rows, NOW_MS);
  await mergeBatch(shopId, batchId, NOW_MS);
  if (history !== null) {
    const runId = await startRun(shopId, NOW_MS);
    const finishedAtMs = history === "running" ? null : NOW_MS;
    await setRun(shopId, runId, { state: history, estimateOrders: orders.length, finishedAtMs });
  }
  return shopId;
}

/** The orders of a data set (order_id, customer_id, created_at, total). */
export function datasetOrders(name: string): SeedOrder[] {
  const [header, ...lines] = gunzipSync(readFileSync(dataset(name)))
    .toString("utf8")
    .trimEnd()
    .split("\n");
  if (!header?.startsWith("order_id,customer_id,created_at,total"))
    throw new Error(`${name} has other columns: ${header}`);
  return lines.map((line) => {
    const [orderId, customerId, createdAt, total] = line.split(",") as [string, string, string, string];
    return {
      orderId: BigInt(orderId),
      customerId: BigInt(customerId),
      atMs: Date.parse(createdAt),
      netMinor: Math.round(Number(total) * 100),
    };
  });
}

function orderRow({ orderId, customerId, atMs, test = false }: SeedOrder): OrderRow {
  return {
    orderId,
    name: `#${orderId}`,
    customerId,
    createdAtMs: atMs,
    processedAtMs: atMs,
    updatedAtMs: atMs,
    cancelledAtMs: null,
    test,
    financialStatus: "PAID",
    currency: "GBP",
    sourceName: "web",
    appName: null,
    channelHandle: null,
    country: "GB",
    province: null,
    city: null,
    locale: null,
    tags: [],
    discountCodes: [],
    journeyState: "none",
    firstVisit: null,
    lastVisit: null,
    fetchedAtMs: NOW_MS,
  };
}

function agreementRow({ orderId, atMs }: SeedOrder): AgreementRow {
  return { orderId, agreementId: orderId, happenedAtMs: atMs, reason: "ORDER" };
}

function saleRow({ orderId, netMinor }: SeedOrder): SaleRow {
  return {
    agreementId: orderId,
    saleId: orderId,
    actionType: "ORDER",
    lineType: "PRODUCT",
    lineId: null,
    quantity: 1,
    netMinor,
    discountMinor: 0,
  };
}

function customerRow(customerId: bigint, emailConsent: string): CustomerRow {
  return {
    customerId,
    createdAtMs: 0,
    updatedAtMs: 0,
    numberOfOrders: null,
    emailConsent,
    consentUpdatedAtMs: null,
    optInLevel: null,
    locale: null,
    country: null,
    province: null,
    city: null,
    tags: [],
    fetchedAtMs: NOW_MS,
  };
}
