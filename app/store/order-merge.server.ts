import type { ShopTransaction } from "./with-shop.server.ts";

/** What became of the orders of a batch. */
export interface OrderMerge {
  /** Orders whose state was written. */
  applied: number;
  /** Orders whose stored state is as new or newer. */
  stale: number;
  /** Of the applied ones: without a ledger, so that their money comes from their lines. */
  withoutLedger: number;
  /** Lines, agreements and sales whose parent is in no row of the batch; kept as rejected records. */
  orphans: number;
}

/** Columns that are taken over as they were staged. */
const ORDER_COLUMNS = [
  ...[
    "order_id",
    "customer_id",
    "processed_at",
    "created_at",
    "updated_at",
    "fetched_at",
    "cancelled_at",
    "test",
    "name",
  ],
  ...["financial_status", "currency", "channel", "source_name", "app_name", "channel_handle", "country", "province"],
  ...["city", "locale", "tags", "discount_codes", "journey_state", "first_visit", "last_visit"],
];
const MONEY_COLUMNS = [
  "net_minor",
  "gross_minor",
  "discount_minor",
  "refund_minor",
  "has_ledger",
  "returned_at",
  "returned_minor",
];

/** Columns that may be unknown in a fetch; the channel follows the journey. */
const MAYBE_UNKNOWN = ORDER_COLUMNS.filter(
  (name) => !["order_id", "updated_at", "fetched_at", "channel"].includes(name),
);

/** True of a sale that takes back: its money counts as a return on the day of its agreement. */
const IS_RETURN = "(line_type = 'ADJUSTMENT' OR (line_type = 'PRODUCT' AND action_type = 'RETURN'))";

/**
 * Writes the staged orders of a batch with their lines and ledger, joined as sets. The caller holds the shop's lock, so
 * nobody else writes the shop's orders meanwhile.
 *
 * Money by the sales ledger: net = Σ (total − tax) of PRODUCT and ADJUSTMENT; refund = −Σ of returns, removals and
 * adjustments; discount = Σ over sales that are no returns (a return gives back the discounted price); gross = net + refund
 * + discount. Without a ledger: net of the lines that are no gift cards; what was taken off each line splits by quantity.
 */
export async function mergeOrders(tx: ShopTransaction, batchId: bigint, version: number): Promise<OrderMerge> {
  const orphans = await rejectOrphans(tx, batchId);
  const stale = await dropStaleOrders(tx, batchId);
  await keepUnknownFields(tx, batchId);
  await stampCustomers(tx, batchId, version);
  const { applied, fresh, withoutLedger } = await writeOrders(tx, batchId, version);
  if (applied > 0) await writeChildren(tx, batchId, applied > fresh);
  return { applied, stale, withoutLedger, orphans };
}

/**
 * The staging tables have no statistics for a batch that was just copied in, and a nested loop over two batches would take
 * hours: joins between staged tables hash. Joins with the shop's own tables go by primary key, so they keep nested loops.
 */
async function hashing<T>(tx: ShopTransaction, work: () => Promise<T>): Promise<T> {
  await tx.query("SET LOCAL enable_nestloop = off");
  const value = await work();
  await tx.query("SET LOCAL enable_nestloop = on");
  return value;
}

async function rejectOrphans(tx: ShopTransaction, batchId: bigint): Promise<number> {
  const orphan = (kind: string, table: string, id: string, parent: string, key: string) =>
    `SELECT '${kind}' AS kind, c.${id}::text AS record_id FROM ${table} c
      WHERE c.shop_id = $1 AND c.batch_id = $2 AND NOT EXISTS (
        SELECT 1 FROM ${parent} p WHERE p.shop_id = $1 AND p.batch_id = $2 AND p.${key} = c.${key})`;
  const rows = await hashing(tx, () =>
    tx.query(
      `INSERT INTO rejected_records (shop_id, kind, record_id, reason, detail, first_seen_at, last_seen_at)
       SELECT DISTINCT $1::bigint, kind, record_id, 'noParent', 'Its parent was not delivered', now(), now() FROM (
         ${orphan("line", "stage_lines", "line_id", "stage_orders", "order_id")} UNION ALL
         ${orphan("agreement", "stage_agreements", "agreement_id", "stage_orders", "order_id")} UNION ALL
         ${orphan("sale", "stage_sales", "sale_id", "stage_agreements", "agreement_id")}
       ) orphans
       ON CONFLICT (shop_id, kind, record_id) DO UPDATE SET last_seen_at = now(), tries = rejected_records.tries + 1
       RETURNING 1`,
      [tx.shopId, batchId],
    ),
  );
  return rows.length;
}

/** Takes out what is as old as the stored state or older, or was fetched before the order was deleted. */
async function dropStaleOrders(tx: ShopTransaction, batchId: bigint): Promise<number> {
  const [row] = await tx.query<{ dropped: string }>(
    `WITH older AS (
       DELETE FROM stage_orders s USING orders o
        WHERE s.shop_id = $1 AND s.batch_id = $2 AND o.shop_id = $1 AND o.order_id = s.order_id
          AND (o.updated_at, o.fetched_at) >= (s.updated_at, s.fetched_at)
       RETURNING s.order_id
     ), deleted AS (
       DELETE FROM stage_orders s USING deleted_records d
        WHERE s.shop_id = $1 AND s.batch_id = $2 AND d.shop_id = $1 AND d.kind = 'order' AND d.record_id = s.order_id
          AND d.deleted_at >= s.fetched_at
       RETURNING s.order_id
     )
     SELECT count(*) AS dropped FROM (SELECT * FROM older UNION SELECT * FROM deleted) gone`,
    [tx.shopId, batchId],
  );
  return Number(row!.dropped);
}

/** A field that could not be told keeps its stored value. */
async function keepUnknownFields(tx: ShopTransaction, batchId: bigint): Promise<void> {
  const kept = MAYBE_UNKNOWN.map(
    (name) => `${name} = CASE WHEN '${name}' = ANY (s.unknown) THEN o.${name} ELSE s.${name} END`,
  );
  const journeyUnknown = "s.unknown && ARRAY['journey_state', 'first_visit', 'source_name']";
  await tx.query(
    `UPDATE stage_orders s SET ${kept.join(", ")}, channel = CASE WHEN ${journeyUnknown} THEN o.channel ELSE s.channel END
       FROM orders o
      WHERE s.shop_id = $1 AND s.batch_id = $2 AND s.unknown <> '{}' AND o.shop_id = $1 AND o.order_id = s.order_id`,
    [tx.shopId, batchId],
  );
}

/** Marks the customers whose orders change, before and after. */
async function stampCustomers(tx: ShopTransaction, batchId: bigint, version: number): Promise<void> {
  await tx.query(
    `INSERT INTO customer_stamps (shop_id, customer_id, version)
     SELECT DISTINCT $1::bigint, coalesce(customer_id, 0), $3::bigint FROM (
       SELECT s.customer_id FROM stage_orders s WHERE s.shop_id = $1 AND s.batch_id = $2
       UNION ALL
       SELECT o.customer_id FROM stage_orders s JOIN orders o ON o.shop_id = $1 AND o.order_id = s.order_id
        WHERE s.shop_id = $1 AND s.batch_id = $2
     ) changed
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET version = excluded.version`,
    [tx.shopId, batchId, version],
  );
}

async function writeOrders(
  tx: ShopTransaction,
  batchId: bigint,
  version: number,
): Promise<{ applied: number; fresh: number; withoutLedger: number }> {
  const staged = ORDER_COLUMNS.map((name) => `o.${name}`).join(", ");
  const written = [...ORDER_COLUMNS, ...MONEY_COLUMNS, "version"].filter((name) => name !== "order_id");
  const [row] = await hashing(tx, () =>
    tx.query<{ applied: string; fresh: string; without_ledger: string }>(
      `WITH sale AS (
         SELECT DISTINCT ON (s.sale_id) a.order_id, a.happened_at, s.action_type, s.line_type, s.net_minor, s.discount_minor
           FROM stage_sales s JOIN stage_agreements a
             ON a.shop_id = $1 AND a.batch_id = $2 AND a.agreement_id = s.agreement_id
          WHERE s.shop_id = $1 AND s.batch_id = $2
          ORDER BY s.sale_id
       ), ledger AS (
         SELECT order_id,
                coalesce(sum(net_minor) FILTER (WHERE line_type IN ('PRODUCT', 'ADJUSTMENT')), 0)::bigint AS net,
                coalesce(sum(discount_minor) FILTER (WHERE line_type = 'PRODUCT' AND action_type <> 'RETURN'), 0)::bigint AS discount,
                coalesce(-sum(net_minor) FILTER (WHERE ${IS_RETURN}), 0)::bigint AS refund,
                coalesce(array_agg(happened_at ORDER BY happened_at, net_minor) FILTER (WHERE ${IS_RETURN}), '{}') AS returned_at,
                coalesce(array_agg(-net_minor ORDER BY happened_at, net_minor) FILTER (WHERE ${IS_RETURN}), '{}') AS returned_minor
           FROM sale GROUP BY order_id
       ), line AS (
         SELECT order_id, sum(net_minor)::bigint AS net, sum(gross_minor)::bigint AS gross,
                sum(CASE WHEN current_quantity >= quantity THEN 0
                         WHEN current_quantity <= 0 THEN gross_minor
                         ELSE net_minor * (quantity - current_quantity) / current_quantity END)::bigint AS refund
           FROM (SELECT DISTINCT ON (order_id, line_id) * FROM stage_lines l
                  WHERE shop_id = $1 AND batch_id = $2 AND NOT is_gift_card
                    AND NOT EXISTS (SELECT 1 FROM ledger WHERE ledger.order_id = l.order_id)
                  ORDER BY order_id, line_id) once
          GROUP BY order_id
       ), written AS (
         INSERT INTO orders (shop_id, ${ORDER_COLUMNS.join(", ")}, ${MONEY_COLUMNS.join(", ")}, version)
         SELECT $1, ${staged},
                coalesce(ledger.net, line.net, 0),
                CASE WHEN ledger.order_id IS NOT NULL THEN ledger.net + ledger.refund + ledger.discount ELSE coalesce(line.gross, 0) END,
                CASE WHEN ledger.order_id IS NOT NULL THEN ledger.discount ELSE coalesce(line.gross - line.net - line.refund, 0) END,
                coalesce(ledger.refund, line.refund, 0),
                ledger.order_id IS NOT NULL,
                coalesce(ledger.returned_at, '{}'), coalesce(ledger.returned_minor, '{}'), $3
           FROM (SELECT DISTINCT ON (order_id) * FROM stage_orders WHERE shop_id = $1 AND batch_id = $2
                  ORDER BY order_id, updated_at DESC, fetched_at DESC) o
           LEFT JOIN ledger ON ledger.order_id = o.order_id
           LEFT JOIN line ON line.order_id = o.order_id
         ON CONFLICT (shop_id, order_id) DO UPDATE SET
           ${written.map((name) => `${name} = excluded.${name}`).join(", ")}, deleted_at = NULL
         RETURNING (xmax = 0) AS fresh, has_ledger
       )
       SELECT count(*) AS applied, count(*) FILTER (WHERE fresh) AS fresh, count(*) FILTER (WHERE NOT has_ledger) AS without_ledger
         FROM written`,
      [tx.shopId, batchId, version],
    ),
  );
  return { applied: Number(row!.applied), fresh: Number(row!.fresh), withoutLedger: Number(row!.without_ledger) };
}

/** Lines and ledger of the orders that were written; those of replaced orders go first. */
async function writeChildren(tx: ShopTransaction, batchId: bigint, replacing: boolean): Promise<void> {
  const batch = [tx.shopId, batchId];
  if (replacing) {
    for (const table of ["order_lines", "order_sales"]) {
      await tx.query(
        `DELETE FROM ${table} c USING stage_orders s
          WHERE s.shop_id = $1 AND s.batch_id = $2 AND c.shop_id = $1 AND c.order_id = s.order_id`,
        batch,
      );
    }
  }
  const ofWrittenOrder = `EXISTS (SELECT 1 FROM stage_orders o WHERE o.shop_id = $1 AND o.batch_id = $2 AND o.order_id = %.order_id)`;
  await hashing(tx, async () => {
    const lineColumns =
      "order_id, line_id, product_id, variant_id, gross_minor, net_minor, quantity, current_quantity, is_gift_card, title, product_type, vendor, sku";
    await tx.query(
      `INSERT INTO order_lines (shop_id, ${lineColumns})
       SELECT $1, ${lineColumns} FROM stage_lines l
        WHERE shop_id = $1 AND batch_id = $2 AND ${ofWrittenOrder.replace("%", "l")}
       ON CONFLICT DO NOTHING`,
      batch,
    );
    await tx.query(
      `INSERT INTO order_sales (shop_id, order_id, sale_id, agreement_id, happened_at, reason, line_id, net_minor,
                                discount_minor, quantity, action_type, line_type)
       SELECT $1, a.order_id, s.sale_id, s.agreement_id, a.happened_at, a.reason, s.line_id, s.net_minor,
              s.discount_minor, s.quantity, s.action_type, s.line_type
         FROM stage_sales s JOIN stage_agreements a
           ON a.shop_id = $1 AND a.batch_id = $2 AND a.agreement_id = s.agreement_id
        WHERE s.shop_id = $1 AND s.batch_id = $2 AND ${ofWrittenOrder.replace("%", "a")}
       ON CONFLICT DO NOTHING`,
      batch,
    );
  });
}
