import { adminAccess } from "../shopify/admin-access.server.ts";
import { adminGraphql } from "../shopify/admin-client.server.ts";
import { checkoutsDocument } from "../shopify/record-documents.ts";
import { applyRows } from "../store/merge.server.ts";
import { offlineTokens } from "../store/offline-tokens.server.ts";
import { loadShopFacts } from "../store/shops.server.ts";
import { setSyncMark, syncMark } from "../store/sync-marks.server.ts";
import { required, type BackfillContext } from "./backfill-context.ts";
import { mapNode } from "./map-nodes.ts";
import { RowGroups } from "./row-groups.ts";

const MARK = "checkouts";
/** Shopify's search sees a change some seconds late, and clocks differ: each poll looks back over the last one's end. */
const OVERLAP_MS = 15 * 60_000;

/**
 * Asks for abandoned checkouts that changed since the last time. There is no webhook for a checkout that is *not* completed, and
 * bulk operations do not know them.
 */
export async function pollCheckouts(
  { shopId }: { shopId: string },
  { signal }: { signal: AbortSignal },
): Promise<void> {
  const shop = await loadShopFacts(BigInt(shopId));
  if (shop.uninstalledAtMs !== null) return;
  const since = await syncMark(shop.shopId, MARK);
  // Before the first reading (the backfill's part) there is nothing to go on from.
  if (since === null) return;
  await readCheckouts(
    { shop, access: adminAccess(shop.domain, offlineTokens(shop.domain)), signal },
    since - OVERLAP_MS,
  );
}

/** Reads and stores the checkouts changed since an instant (all of them: null), and writes down how far it came. */
export async function readCheckouts(context: BackfillContext, sinceMs: number | null): Promise<void> {
  const { shop, access, signal } = context;
  const startedAtMs = Date.now();
  const search = sinceMs === null ? null : `updated_at:>='${new Date(sinceMs).toISOString()}'`;
  let after: string | null = null;
  do {
    const fetchedAtMs = Date.now();
    const variables: { search: string | null; after: string | null } = { search, after };
    const answer = await adminGraphql(access, checkoutsDocument, variables, { signal });
    const { nodes, pageInfo } = required(answer, "abandoned checkouts").abandonedCheckouts;
    const groups = new RowGroups();
    for (const node of nodes) groups.add(mapNode(node, { fetchedAtMs, currencyDigits: shop.currencyDigits }));
    if (groups.count > 0) await applyRows(shop.shopId, groups.rows(), fetchedAtMs);
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  await setSyncMark(shop.shopId, MARK, startedAtMs);
}
