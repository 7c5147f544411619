import { mergeOrders, type OrderMerge } from "./order-merge.server.ts";
import { mergeCheckouts, mergeCustomerRecords, mergeProducts, type RecordMerge } from "./record-merge.server.ts";
import { replaceRedactedCustomers } from "./redaction.server.ts";
import { changeShop } from "./shop-version.server.ts";
import { dropBatch, openBatch, stagedKinds, stageRows } from "./staging.server.ts";
import type { StagedRows } from "./staged-columns.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

/** What a batch brought. */
export interface MergeOutcome {
  /** The shop's version afterwards; it moves only when something was written. */
  version: number;
  orders: OrderMerge;
  customers: RecordMerge;
  products: RecordMerge;
  checkouts: RecordMerge;
}

const NOTHING: RecordMerge = { applied: 0, stale: 0 };
const NO_ORDERS: OrderMerge = { ...NOTHING, withoutLedger: 0, orphans: 0 };

/**
 * Writes the staged rows of a batch into the shop's tables and removes them from staging, in one transaction. Of two states of
 * a record the newer stays, by (updated_at, fetched_at); the order of delivery does not matter and repeats change nothing.
 * Records that were set aside and can be read now are set aside no longer.
 */
export async function mergeBatch(shop: ShopScope, batchId: bigint, nowMs: number): Promise<MergeOutcome> {
  return withShop(shop, (tx) =>
    changeShop(tx, nowMs, async (version) => {
      const staged = await stagedKinds(tx, batchId);
      const ofOrders = staged.orders || staged.lines || staged.agreements || staged.sales;
      await replaceRedactedCustomers(tx, batchId);
      const outcome = {
        version,
        orders: ofOrders ? await mergeOrders(tx, batchId, version) : NO_ORDERS,
        customers: staged.customers ? await mergeCustomerRecords(tx, batchId, version) : NOTHING,
        products: staged.products ? await mergeProducts(tx, batchId, version) : NOTHING,
        checkouts: staged.checkouts ? await mergeCheckouts(tx, batchId, version) : NOTHING,
      };
      await tx.query(
        `DELETE FROM rejected_records r WHERE r.shop_id = $1 AND (
           (r.kind = 'order' AND EXISTS (SELECT 1 FROM stage_orders s
              WHERE s.shop_id = $1 AND s.batch_id = $2 AND s.order_id::text = r.record_id)) OR
           (r.kind = 'customer' AND EXISTS (SELECT 1 FROM stage_customers s
              WHERE s.shop_id = $1 AND s.batch_id = $2 AND s.customer_id::text = r.record_id)))`,
        [tx.shopId, batchId],
      );
      await dropBatch(tx, batchId);
      const { orders, customers, products, checkouts } = outcome;
      return { changed: orders.applied + customers.applied + products.applied + checkouts.applied > 0, value: outcome };
    }).then(({ version, value }) => ({ ...value, version })),
  );
}

/** Stages and writes a few rows in one transaction: the way of live changes. */
export async function applyRows(shop: ShopScope, rows: StagedRows, nowMs: number): Promise<MergeOutcome> {
  return withShop(shop, async (tx) => {
    const batchId = await openBatch(tx, nowMs);
    await stageRows(tx, batchId, rows, nowMs);
    return mergeBatch(tx, batchId, nowMs);
  });
}
