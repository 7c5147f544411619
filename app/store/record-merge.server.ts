import type { ShopTransaction } from "./with-shop.server.ts";

/** What became of the staged records of one kind. */
export interface RecordMerge {
  applied: number;
  /** Records whose stored state is as new or newer. */
  stale: number;
}

interface RecordKind {
  table: string;
  stage: string;
  /** The word for it in `deleted_records`. */
  kind: string;
  id: string;
  columns: readonly string[];
  /** True when single columns may be unknown in a fetch. */
  partial: boolean;
  /** Whether a change of the record is one of a customer, who is then stamped. */
  ofCustomer: boolean;
}

const CUSTOMERS: RecordKind = {
  table: "customers",
  stage: "stage_customers",
  kind: "customer",
  id: "customer_id",
  columns: [
    ...["created_at", "updated_at", "fetched_at", "number_of_orders", "email_consent", "consent_updated_at"],
    ...["opt_in_level", "locale", "country", "province", "city", "tags"],
  ],
  partial: true,
  ofCustomer: true,
};

const PRODUCTS: RecordKind = {
  table: "products",
  stage: "stage_products",
  kind: "product",
  id: "product_id",
  columns: ["title", "product_type", "vendor", "created_at", "updated_at", "fetched_at"],
  partial: false,
  ofCustomer: false,
};

const CHECKOUTS: RecordKind = {
  table: "checkouts",
  stage: "stage_checkouts",
  kind: "checkout",
  id: "checkout_id",
  columns: ["customer_id", "created_at", "updated_at", "fetched_at", "completed_at"],
  partial: false,
  ofCustomer: true,
};

/** Writes the staged customers of a batch and stamps those that changed. The caller holds the shop's lock. */
export async function mergeCustomerRecords(
  tx: ShopTransaction,
  batchId: bigint,
  version: number,
): Promise<RecordMerge> {
  return mergeRecords(tx, batchId, CUSTOMERS, version);
}

/** Writes the staged products of a batch. The caller holds the shop's lock. */
export async function mergeProducts(tx: ShopTransaction, batchId: bigint, version: number): Promise<RecordMerge> {
  return mergeRecords(tx, batchId, PRODUCTS, version);
}

/** Writes the staged checkouts of a batch and stamps whose they are, and were. The caller holds the shop's lock. */
export async function mergeCheckouts(tx: ShopTransaction, batchId: bigint, version: number): Promise<RecordMerge> {
  return mergeRecords(tx, batchId, CHECKOUTS, version);
}

/** One upsert that keeps the newer state, by (updated_at, fetched_at). */
async function mergeRecords(
  tx: ShopTransaction,
  batchId: bigint,
  { table, stage, kind, id, columns, partial, ofCustomer }: RecordKind,
  version: number,
): Promise<RecordMerge> {
  const batch = [tx.shopId, batchId];
  if (partial) {
    const kept = columns
      .filter((name) => name !== "updated_at" && name !== "fetched_at")
      .map((name) => `${name} = CASE WHEN '${name}' = ANY (s.unknown) THEN c.${name} ELSE s.${name} END`);
    await tx.query(
      `UPDATE ${stage} s SET ${kept.join(", ")} FROM ${table} c
        WHERE s.shop_id = $1 AND s.batch_id = $2 AND s.unknown <> '{}' AND c.shop_id = $1 AND c.${id} = s.${id}`,
      batch,
    );
  }
  const names = [id, ...columns];
  const written = `INSERT INTO ${table} (shop_id, ${names.join(", ")})
     SELECT $1, ${names.map((name) => `s.${name}`).join(", ")} FROM (
       SELECT DISTINCT ON (${id}) * FROM ${stage} WHERE shop_id = $1 AND batch_id = $2
        ORDER BY ${id}, updated_at DESC, fetched_at DESC) s
      WHERE NOT EXISTS (SELECT 1 FROM deleted_records d WHERE d.shop_id = $1 AND d.kind = '${kind}'
                           AND d.record_id = s.${id} AND d.deleted_at >= s.fetched_at)
     ON CONFLICT (shop_id, ${id}) DO UPDATE SET ${columns.map((name) => `${name} = excluded.${name}`).join(", ")}
      WHERE (${table}.updated_at, ${table}.fetched_at) < (excluded.updated_at, excluded.fetched_at)
     RETURNING ${id} AS record_id${ofCustomer ? ", customer_id" : ""}`;
  // Within one statement the table still shows whose the records were before.
  const stamped = `INSERT INTO customer_stamps (shop_id, customer_id, version)
     SELECT $1::bigint, customer_id, $3::bigint FROM (
       SELECT customer_id FROM written
       UNION SELECT c.customer_id FROM ${table} c JOIN written w ON c.${id} = w.record_id WHERE c.shop_id = $1
     ) owners WHERE customer_id IS NOT NULL
     ON CONFLICT (shop_id, customer_id) DO UPDATE SET version = excluded.version`;
  const [row] = await tx.query<{ staged: string; applied: string }>(
    `WITH written AS (${written})${ofCustomer ? `, stamped AS (${stamped})` : ""}
     SELECT (SELECT count(DISTINCT ${id}) FROM ${stage} WHERE shop_id = $1 AND batch_id = $2) AS staged,
            (SELECT count(*) FROM written) AS applied`,
    ofCustomer ? [...batch, version] : batch,
  );
  const applied = Number(row!.applied);
  return { applied, stale: Number(row!.staged) - applied };
}
