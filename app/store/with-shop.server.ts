import type { Pool, PoolClient } from "pg";
import { assertWalls } from "./app-role.server.ts";
import { pool } from "./pool.server.ts";

/** One transaction that sees the rows of one shop. Handed on to `send` of the queue, so that a job commits with the data. */
export interface ShopTransaction {
  readonly shopId: bigint;
  /** Runs one statement and returns its rows. Columns of type bigint arrive as strings. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The connection, for COPY streams within `app/store`. */
  readonly client: PoolClient;
}

/** A shop, or the transaction on it that a caller has already opened. */
export type ShopScope = bigint | ShopTransaction;

/**
 * Runs `work` in one transaction that sees the rows of this shop and of no other: the only way to a shop's data. Commits when
 * `work` returns, rolls back when it throws. Given an open transaction, joins it.
 */
export async function withShop<T>(shop: ShopScope, work: (tx: ShopTransaction) => Promise<T>): Promise<T> {
  if (typeof shop !== "bigint") return work(shop);
  return inTransaction((client) => enterShop(client, shop).then(work));
}

/** Runs `work` on one snapshot of a shop's rows, without writing: every statement sees the same state. */
export async function readShop<T>(shopId: bigint, work: (tx: ShopTransaction) => Promise<T>): Promise<T> {
  return inTransaction(
    (client) => enterShop(client, shopId).then(work),
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
  );
}

/** Makes the open transaction of `client` one of this shop. */
export async function enterShop(client: PoolClient, shopId: bigint): Promise<ShopTransaction> {
  await client.query("SELECT set_config('app.shop_id', $1, true)", [shopId.toString()]);
  return {
    shopId,
    client,
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) => {
      const result = await client.query<Row>(text, values as unknown[]);
      return result.rows;
    },
  };
}

/** A transaction without a shop, for the registry of shops. Within `app/store` only. */
export async function inTransaction<T>(work: (client: PoolClient) => Promise<T>, begin = "BEGIN"): Promise<T> {
  await refuseSeeThroughRole();
  const client = await pool().connect();
  let broken: Error | undefined;
  try {
    await client.query(begin);
    const value = await work(client);
    await client.query("COMMIT");
    return value;
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    // A connection that could not even roll back is thrown away, so that no half-open transaction is ever reused.
    client.release(broken);
  }
}

let checked: { pool: Pool; walls: Promise<void> } | undefined;

/** Once per pool: no shop's data is reached as a role that sees through the walls between shops. */
async function refuseSeeThroughRole(): Promise<void> {
  const current = pool();
  if (checked?.pool !== current) {
    checked = { pool: current, walls: assertWalls(current) };
    checked.walls.catch(() => (checked = undefined));
  }
  await checked.walls;
}
