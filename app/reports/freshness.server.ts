import { loadSyncState } from "../store/sync-state.server.ts";
import { syncView } from "./computation-data.ts";
import type { SyncView } from "./report.types.ts";

/** What an open page polls: has anything changed since the version it shows, and where does the import stand? */
export interface ShopFreshness {
  readonly version: number;
  readonly sync: SyncView;
}

/** Reads the version and the sync state; loads no orders. */
export async function shopFreshness(shopId: bigint): Promise<ShopFreshness> {
  const sync = await loadSyncState(shopId);
  return { version: sync.version, sync: syncView(sync) };
}
