import { seal, unseal } from "./seal.server.ts";
import { withShop, type ShopScope } from "./with-shop.server.ts";

/** A tool that a merchant connected, without its key. */
export interface ConnectedDestination {
  destination: string;
  accountId: string;
  accountName: string;
  /** `keyRefused`: the tool no longer takes the key; the merchant has to connect again. */
  state: "connected" | "keyRefused";
  connectedAtMs: number;
}

interface Columns {
  destination: string;
  account_id: string;
  account_name: string;
  sealed_key: string;
  state: ConnectedDestination["state"];
  connected_at: Date;
}

const sealPurpose = (shopId: bigint, destination: string) => `export-key:${shopId}:${destination}`;

/** The connected tools of a shop. */
export async function connectedDestinations(shop: ShopScope): Promise<ConnectedDestination[]> {
  return withShop(shop, async (tx) => {
    const rows = await tx.query<Columns>("SELECT * FROM export_destinations WHERE shop_id = $1 ORDER BY destination", [
      tx.shopId,
    ]);
    return rows.map((row) => ({
      destination: row.destination,
      accountId: row.account_id,
      accountName: row.account_name,
      state: row.state,
      connectedAtMs: row.connected_at.getTime(),
    }));
  });
}

/** The API key of a connected tool, or null when it is not connected. */
export async function destinationKey(shop: ShopScope, destination: string): Promise<string | null> {
  return withShop(shop, async (tx) => {
    const [row] = await tx.query<Pick<Columns, "sealed_key">>(
      "SELECT sealed_key FROM export_destinations WHERE shop_id = $1 AND destination = $2",
      [tx.shopId, destination],
    );
    return row ? unseal(row.sealed_key, sealPurpose(tx.shopId, destination)) : null;
  });
}

/** Keeps a tool's account and seals its key; replaces an earlier connection. */
export async function connectDestination(
  shop: ShopScope,
  destination: string,
  account: { id: string; name: string },
  apiKey: string,
  nowMs: number,
): Promise<void> {
  await withShop(shop, async (tx) => {
    await tx.query(
      `INSERT INTO export_destinations (shop_id, destination, account_id, account_name, sealed_key, state, connected_at)
       VALUES ($1, $2, $3, $4, $5, 'connected', $6)
       ON CONFLICT (shop_id, destination) DO UPDATE SET account_id = $3, account_name = $4, sealed_key = $5,
         state = 'connected', connected_at = $6`,
      [
        tx.shopId,
        destination,
        account.id,
        account.name,
        seal(apiKey, sealPurpose(tx.shopId, destination)),
        new Date(nowMs),
      ],
    );
  });
}

/** Remembers that the tool refused the key. */
export async function markKeyRefused(shop: ShopScope, destination: string): Promise<void> {
  await withShop(shop, (tx) =>
    tx.query("UPDATE export_destinations SET state = 'keyRefused' WHERE shop_id = $1 AND destination = $2", [
      tx.shopId,
      destination,
    ]),
  );
}

/** Forgets a tool and its key. */
export async function disconnectDestination(shop: ShopScope, destination: string): Promise<void> {
  await withShop(shop, (tx) =>
    tx.query("DELETE FROM export_destinations WHERE shop_id = $1 AND destination = $2", [tx.shopId, destination]),
  );
}
