import { loadRun, type BackfillRun, type BackfillStage } from "./backfill.server.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

/** How the copy of a shop's records stands. */
export interface SyncState {
  state: "notStarted" | BackfillRun["state"];
  stage: BackfillStage | null;
  /** Orders Shopify has put into the files of the latest run so far; they are not here yet. */
  ordersExported: number;
  /** Orders read so far by the latest run (staged or written). */
  ordersSoFar: number;
  estimateOrders: number | null;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  error: string | null;
  /** Instant from which on every order is there, because the windows from it to now are merged; null when none or all are. */
  completeFromMs: number | null;
  /** Webhook deliveries that wait to be worked off (not those planned for later), and since when the earliest that is due. */
  pendingDeliveries: number;
  oldestPendingAtMs: number | null;
  /** Deliveries given up after their tries. */
  setAsideDeliveries: number;
  /** Records that could not be read, by kind. */
  rejected: { kind: string; count: number }[];
  version: number;
  changedAtMs: number;
}

/** How the copy of a shop's records stands. Throws when the shop does not exist. */
export async function loadSyncState(shop: ShopScope): Promise<SyncState> {
  return withShop(shop, async (tx) => {
    const latest = await loadRun(tx);
    const [row] = await tx.query<{
      version: string;
      changed_at: Date;
      pending: string;
      oldest: Date | null;
      set_aside: string;
      staged: string;
    }>(
      `SELECT s.version, s.changed_at,
              (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'pending' AND (due_at <= now() OR tries > 0)) AS pending,
              (SELECT min(due_at) FROM inbox WHERE shop_id = $1 AND state = 'pending' AND due_at <= now()) AS oldest,
              (SELECT count(*) FROM inbox WHERE shop_id = $1 AND state = 'setAside') AS set_aside,
              (SELECT coalesce(sum(order_count), 0) FROM staging_batches
                WHERE shop_id = $1 AND batch_id = ANY ($2::bigint[])) AS staged
         FROM shops s WHERE s.shop_id = $1`,
      [tx.shopId, (latest?.windows ?? []).map((window) => window.batchId).filter((id) => id !== null)],
    );
    if (!row) throw new Error(`There is no shop ${tx.shopId}`);
    const rejected = await tx.query<{ kind: string; count: string }>(
      "SELECT kind, count(*) AS count FROM rejected_records WHERE shop_id = $1 GROUP BY kind ORDER BY kind",
      [tx.shopId],
    );
    const orderWindows = (latest?.windows ?? []).filter((window) => window.kind === "orders");
    const merged = orderWindows.reduce((sum, window) => sum + window.merged, 0);
    return {
      state: latest?.run.state ?? "notStarted",
      stage: latest?.run.stage ?? null,
      ordersExported: orderWindows.reduce((sum, window) => sum + window.exported, 0),
      ordersSoFar: merged + Number(row.staged),
      estimateOrders: latest?.run.estimateOrders ?? null,
      startedAtMs: latest?.run.startedAtMs ?? null,
      finishedAtMs: latest?.run.finishedAtMs ?? null,
      error: latest?.run.error ?? null,
      completeFromMs: latest?.run.state === "finished" ? null : completeFrom(orderWindows),
      pendingDeliveries: Number(row.pending),
      oldestPendingAtMs: row.oldest?.getTime() ?? null,
      setAsideDeliveries: Number(row.set_aside),
      rejected: rejected.map(({ kind, count }) => ({ kind, count: Number(count) })),
      version: Number(row.version),
      changedAtMs: row.changed_at.getTime(),
    };
  });
}

/** The start of the unbroken row of merged windows that reaches up to now. */
function completeFrom(
  windows: readonly { fromMs: number | null; untilMs: number | null; state: string }[],
): number | null {
  const newestFirst = [...windows].sort((a, b) => (b.untilMs ?? Infinity) - (a.untilMs ?? Infinity));
  let from: number | null = null;
  for (const window of newestFirst) {
    if (window.state !== "merged") break;
    from = window.fromMs;
  }
  return from;
}
