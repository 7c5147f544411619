import { changeShop } from "./shop-version.server.ts";
import { STAGE_TABLES } from "./staged-columns.ts";
import { pool } from "./pool.server.ts";
import { removeSnapshot } from "./timelines-snapshots.server.ts";
import { enterShop, inTransaction, withShop, type ShopScope, type ShopTransaction } from "./with-shop.server.ts";

/** What Shopify says about a shop. */
export interface ShopIdentity {
  gid: string;
  name: string;
  /** IANA zone. */
  zone: string;
  currency: string;
  currencyDigits: number;
  plan: string;
  scopes: readonly string[];
}

/** A shop that has, or had, the app installed. */
export interface Shop extends ShopIdentity {
  shopId: bigint;
  domain: string;
  installedAtMs: number;
  /** Null while installed. */
  uninstalledAtMs: number | null;
  /** Moves with every write to the shop's records: equal version, equal figures. */
  version: number;
  changedAtMs: number;
}

/** A shop with the bounds of its history. */
export interface ShopFacts extends Shop {
  /** Instants of the earliest and latest counted order, null without one. */
  firstOrderAtMs: number | null;
  lastOrderAtMs: number | null;
}

interface ShopColumns {
  shop_id: string;
  domain: string;
  gid: string;
  name: string;
  zone: string;
  currency: string;
  currency_digits: number;
  plan: string;
  scopes: string[];
  installed_at: Date;
  uninstalled_at: Date | null;
  version: string;
  erasure_epoch: string;
  changed_at: Date;
}

/** The order counts in reports: the same rule as `leftOut` of the timelines. */
const IS_COUNTED =
  "deleted_at IS NULL AND NOT test AND financial_status IS DISTINCT FROM 'VOIDED' AND cancelled_at IS NULL";

/** The shop of a domain, or null if it never installed the app (or its data was erased). */
export async function findShopByDomain(domain: string): Promise<Shop | null> {
  const { rows } = await pool().query<ShopColumns>("SELECT * FROM shops WHERE domain = $1", [domain]);
  return rows[0] ? shopOf(rows[0]) : null;
}

/** The shops that have the app installed. */
export async function installedShopIds(): Promise<bigint[]> {
  const { rows } = await pool().query<{ shop_id: string }>(
    "SELECT shop_id FROM shops WHERE uninstalled_at IS NULL ORDER BY shop_id",
  );
  return rows.map((row) => BigInt(row.shop_id));
}

/**
 * Registers an install, or leaves everything as it is when the shop is installed. `onInstall` runs in the same transaction,
 * on a first install or a reinstall only: what it sends to the queue commits with the shop.
 */
export async function installShop(
  domain: string,
  identity: ShopIdentity,
  nowMs: number,
  onInstall: (tx: ShopTransaction) => Promise<void>,
): Promise<{ shopId: bigint; firstTime: boolean }> {
  return inTransaction(async (client) => {
    const { rows: fresh } = await client.query<{ shop_id: string }>(
      `INSERT INTO shops (domain, gid, name, zone, currency, currency_digits, plan, scopes, installed_at, changed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) ON CONFLICT (domain) DO NOTHING RETURNING shop_id`,
      [domain, ...identityColumns(identity), new Date(nowMs)],
    );
    if (fresh[0]) {
      const tx = await enterShop(client, BigInt(fresh[0].shop_id));
      await onInstall(tx);
      return { shopId: tx.shopId, firstTime: true };
    }
    const { rows } = await client.query<{ shop_id: string }>("SELECT shop_id FROM shops WHERE domain = $1", [domain]);
    const tx = await enterShop(client, BigInt(rows[0]!.shop_id));
    const again = await tx.query(
      `UPDATE shops SET gid = $2, name = $3, zone = $4, currency = $5, currency_digits = $6, plan = $7, scopes = $8,
              installed_at = $9, uninstalled_at = NULL, version = version + 1, changed_at = $9
        WHERE shop_id = $1 AND uninstalled_at IS NOT NULL RETURNING shop_id`,
      [tx.shopId, ...identityColumns(identity), new Date(nowMs)],
    );
    if (again.length > 0) await onInstall(tx);
    return { shopId: tx.shopId, firstTime: again.length > 0 };
  });
}

/** Stores changed facts of a shop. A new zone or currency changes every figure, so the version moves. */
export async function updateShop(shop: ShopScope, identity: Partial<ShopIdentity>, nowMs: number): Promise<void> {
  await withShop(shop, (tx) =>
    changeShop(tx, nowMs, async () => {
      const [columns] = await tx.query<ShopColumns>("SELECT * FROM shops WHERE shop_id = $1", [tx.shopId]);
      const before = shopOf(columns!);
      const after = { ...before, ...identity };
      await tx.query(
        `UPDATE shops SET gid = $2, name = $3, zone = $4, currency = $5, currency_digits = $6, plan = $7, scopes = $8
          WHERE shop_id = $1`,
        [tx.shopId, ...identityColumns(after)],
      );
      const changed = (["zone", "currency", "currencyDigits"] as const).some((key) => before[key] !== after[key]);
      return { changed, value: undefined };
    }),
  );
}

/** Ends the install at an instant. False, and nothing done, when the app was installed again after it or had ended before. */
export async function endInstall(shop: ShopScope, atMs: number): Promise<boolean> {
  const ended = await withShop(shop, async (tx) => {
    const rows = await tx.query(
      `UPDATE shops SET uninstalled_at = $2 WHERE shop_id = $1 AND uninstalled_at IS NULL AND installed_at <= $2
       RETURNING shop_id`,
      [tx.shopId, new Date(atMs)],
    );
    return rows.length > 0;
  });
  if (ended) await removeSnapshot(typeof shop === "bigint" ? shop : shop.shopId);
  return ended;
}

/** Tables that hold a shop's rows, besides staging, sessions and the registry itself. */
const SHOP_TABLES = [
  ...["orders", "order_lines", "order_sales", "customers", "customer_stamps", "redacted_customers", "deleted_records"],
  ...["products", "checkouts", "rejected_records", "backfill_runs", "backfill_windows", "sync_marks", "inbox"],
  ...[
    "privacy_requests",
    "export_destinations",
    "export_runs",
    "export_members",
    "export_file_parts",
    "staging_batches",
  ],
];

/** Erases everything of a shop whose install ended. False, and nothing done, while the app is installed or again after `atMs`. */
export async function eraseShop(shopId: bigint, atMs: number): Promise<boolean> {
  const erased = await withShop(shopId, async (tx) => {
    const [shop] = await tx.query<ShopColumns>("SELECT * FROM shops WHERE shop_id = $1 FOR UPDATE", [shopId]);
    if (!shop || shop.uninstalled_at === null || shop.installed_at.getTime() > atMs) return false;
    for (const table of [...SHOP_TABLES, ...STAGE_TABLES])
      await tx.query(`DELETE FROM ${table} WHERE shop_id = $1`, [shopId]);
    await tx.query(`DELETE FROM "Session" WHERE shop = $1`, [shop.domain]);
    await tx.query("DELETE FROM shops WHERE shop_id = $1", [shopId]);
    return true;
  });
  if (erased) await removeSnapshot(shopId);
  return erased;
}

/**
 * The number that tells whether figures are current, when it last moved, and how often people were erased. Null for an unknown
 * shop.
 */
export async function shopVersion(
  shopId: bigint,
): Promise<{ version: number; erasureEpoch: number; changedAtMs: number } | null> {
  const { rows } = await pool().query<Pick<ShopColumns, "version" | "erasure_epoch" | "changed_at">>(
    "SELECT version, erasure_epoch, changed_at FROM shops WHERE shop_id = $1",
    [shopId],
  );
  const [row] = rows;
  if (!row) return null;
  return {
    version: Number(row.version),
    erasureEpoch: Number(row.erasure_epoch),
    changedAtMs: row.changed_at.getTime(),
  };
}

/** How often people were erased, by shop; of the shops that have the app installed. */
export async function erasureEpochs(): Promise<ReadonlyMap<bigint, number>> {
  const { rows } = await pool().query<{ shop_id: string; erasure_epoch: string }>(
    "SELECT shop_id, erasure_epoch FROM shops WHERE uninstalled_at IS NULL",
  );
  return new Map(rows.map((row) => [BigInt(row.shop_id), Number(row.erasure_epoch)]));
}

/** The facts of a shop. Throws when it does not exist. */
export async function loadShopFacts(shop: ShopScope): Promise<ShopFacts> {
  return withShop(shop, async (tx) => {
    // Straight after an import there are no statistics, and sorting every order looks cheap: the index has them in order.
    await tx.query("SET LOCAL enable_sort = off");
    const [row] = await tx.query<ShopColumns & { first_order_at: Date | null; last_order_at: Date | null }>(
      `SELECT s.*,
              (SELECT processed_at FROM orders WHERE shop_id = $1 AND ${IS_COUNTED} ORDER BY processed_at LIMIT 1) AS first_order_at,
              (SELECT processed_at FROM orders WHERE shop_id = $1 AND ${IS_COUNTED} ORDER BY processed_at DESC LIMIT 1) AS last_order_at
         FROM shops s WHERE s.shop_id = $1`,
      [tx.shopId],
    );
    await tx.query("SET LOCAL enable_sort = on");
    if (!row) throw new Error(`There is no shop ${tx.shopId}`);
    return {
      ...shopOf(row),
      firstOrderAtMs: row.first_order_at?.getTime() ?? null,
      lastOrderAtMs: row.last_order_at?.getTime() ?? null,
    };
  });
}

function identityColumns({ gid, name, zone, currency, currencyDigits, plan, scopes }: ShopIdentity): unknown[] {
  return [gid, name, zone, currency, currencyDigits, plan, scopes];
}

function shopOf(row: ShopColumns): Shop {
  return {
    shopId: BigInt(row.shop_id),
    domain: row.domain,
    gid: row.gid,
    name: row.name,
    zone: row.zone,
    currency: row.currency,
    currencyDigits: row.currency_digits,
    plan: row.plan,
    scopes: row.scopes,
    installedAtMs: row.installed_at.getTime(),
    uninstalledAtMs: row.uninstalled_at?.getTime() ?? null,
    version: Number(row.version),
    changedAtMs: row.changed_at.getTime(),
  };
}
