import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { to as copyTo } from "pg-copy-streams";
import { zonedDays } from "../analytics/calendar.ts";
import { withChangedCustomers } from "../analytics/changed-customers.ts";
import { timelinesBuilder } from "../analytics/timelines-builder.ts";
import type { TimelinesBuilder } from "../analytics/timelines-builder.ts";
import type { TimelineProduct, TimelinesShape } from "../analytics/timelines.ts";
import { CopyRowReader, type RowFields } from "./timeline-rows.ts";
import type { LoadedTimelines } from "./timelines-cache.ts";
import {
  customersQuery,
  IS_LEFT_OUT,
  linesQuery,
  ordersQuery,
  productsQuery,
  storedProductsQuery,
  timelineCustomer,
  timelineLine,
  timelineOrder,
  timelineProduct,
  type RowContext,
  type WhereOrder,
} from "./timelines-queries.ts";
import { openSnapshot, snapshotFolder } from "./timelines-snapshots.server.ts";
import { visitOrigins } from "./visit-origin.ts";
import { readShop, type ShopTransaction } from "./with-shop.server.ts";

/** How a shop's timelines came to be. */
export interface TimelinesReading {
  readonly loaded: LoadedTimelines;
  /** Nothing had changed; the changed customers were read into what there was; or everything was read. */
  readonly read: "nothing" | "changes" | "all";
}

/** When more than this part of the customers changed, reading everything is about as quick. */
const CHANGED_PART = 0.05;
/** So few are always read into what there is. */
const FEW_CHANGED = 50;

/** Builds a shop's timelines from the database, all rows from one snapshot of it. Throws when the shop does not exist. */
export async function readTimelines(shopId: bigint): Promise<LoadedTimelines> {
  return readShop(shopId, async (tx) => readAll(tx, await shopState(tx)));
}

/**
 * A shop's timelines as they are now. From those of an earlier version (`previous`, else its snapshot) if there are any: only the
 * customers whose records changed since are read. Everything is read when that does not pay, and when the earlier
 * timelines are of another zone, currency, erasure or life of the shop. Throws when the shop does not exist.
 */
export async function refreshTimelines(shopId: bigint, previous: LoadedTimelines | null): Promise<TimelinesReading> {
  // Asked for before a connection is held: a second one might not come while all are.
  if (previous === null) await snapshotFolder();
  return readShop(shopId, async (tx) => {
    const state = await shopState(tx);
    const earlier = previous ?? (await openedSnapshot(shopId, state));
    if (earlier === null || !continues(state, earlier)) return { loaded: await readAll(tx, state), read: "all" };
    if (state.version === earlier.version) {
      return { loaded: { timelines: earlier.timelines, ...stampOf(state) }, read: "nothing" };
    }
    const changed = await changedCustomers(tx, earlier.version);
    const { customerIds, prospects } = earlier.timelines;
    const known = customerIds.length + prospects.customerIds.length;
    if (changed.length > Math.max(FEW_CHANGED, CHANGED_PART * known)) {
      return { loaded: await readAll(tx, state), read: "all" };
    }
    return { loaded: await readChanges(tx, state, earlier, changed), read: "changes" };
  });
}

async function openedSnapshot(shopId: bigint, state: ShopState): Promise<LoadedTimelines | null> {
  const { erasureEpoch, shape } = state;
  const opened = await openSnapshot(shopId, { zone: shape.zone, erasureEpoch });
  return opened && { ...stampOf(state), ...opened };
}

interface ShopState {
  readonly shape: TimelinesShape;
  readonly version: number;
  readonly erasureEpoch: number;
  readonly lastChangeAtMs: number;
  readonly ordersWithoutLedger: number;
}

async function shopState(tx: ShopTransaction): Promise<ShopState> {
  const [shop] = await tx.query<{
    zone: string;
    currency: string;
    currency_digits: number;
    version: string;
    erasure_epoch: string;
    changed_at: Date;
    without_ledger: string;
  }>(
    `SELECT zone, currency, currency_digits, version, erasure_epoch, changed_at,
            (SELECT count(*) FROM orders WHERE shop_id = $1 AND NOT has_ledger AND deleted_at IS NULL) AS without_ledger
       FROM shops WHERE shop_id = $1`,
    [tx.shopId],
  );
  if (!shop) throw new Error(`There is no shop ${tx.shopId}`);
  return {
    shape: { zone: shop.zone, currency: shop.currency, currencyDigits: shop.currency_digits, hasMoney: true },
    version: Number(shop.version),
    erasureEpoch: Number(shop.erasure_epoch),
    lastChangeAtMs: shop.changed_at.getTime(),
    ordersWithoutLedger: Number(shop.without_ledger),
  };
}

/** Whether timelines of an earlier version differ from the present ones by the stamped customers alone. */
function continues({ shape, version, erasureEpoch }: ShopState, previous: LoadedTimelines): boolean {
  const { zone, currency, currencyDigits } = previous.timelines;
  return (
    version >= previous.version &&
    erasureEpoch === previous.erasureEpoch &&
    shape.zone === zone &&
    shape.currency === currency &&
    shape.currencyDigits === currencyDigits
  );
}

function stampOf(state: ShopState): Omit<LoadedTimelines, "timelines"> {
  const { version, erasureEpoch, lastChangeAtMs, ordersWithoutLedger } = state;
  return { version, erasureEpoch, lastChangeAtMs, ordersWithoutLedger };
}

async function readAll(tx: ShopTransaction, state: ShopState): Promise<LoadedTimelines> {
  const { shopId } = tx;
  const builder = timelinesBuilder(state.shape);
  const context = contextOf(state);
  // Whole tables are joined: the planner must not think of a big import, whose statistics are not there yet, as a few rows.
  await tx.query("SET LOCAL enable_nestloop = off");
  // Any order will do: the builder groups and sorts in linear time, which is faster than a sort in the database.
  await readRows(tx, ordersQuery(shopId), (row) => builder.addOrder(timelineOrder(row, context)));
  await readRows(tx, customersQuery(shopId), (row) => builder.addCustomer(timelineCustomer(row, context)));
  await readRows(tx, productsQuery(shopId), (row) => builder.addProduct(timelineProduct(row)));
  await readRows(tx, linesQuery(shopId), (row) => builder.addLine(timelineLine(row)));
  return { timelines: builder.build(), ...stampOf(state) };
}

/** Ids of the customers stamped after a version, ascending; 0 for orders without a customer. */
async function changedCustomers(tx: ShopTransaction, sinceVersion: number): Promise<BigInt64Array> {
  const rows = await tx.query<{ customer_id: string }>(
    "SELECT customer_id FROM customer_stamps WHERE shop_id = $1 AND version > $2 ORDER BY customer_id",
    [tx.shopId, sinceVersion],
  );
  return BigInt64Array.from(rows, (row) => BigInt(row.customer_id));
}

/**
 * The changed customers, all orders that are left out (they have no customer in timelines; an index makes them quick to find) and
 * all products' records, read into the timelines of an earlier version. Guests come as a whole when one of their orders changed.
 *
 * The name of a product that is gone stays the one known until everything is read again.
 */
async function readChanges(
  tx: ShopTransaction,
  state: ShopState,
  previous: LoadedTimelines,
  changed: BigInt64Array,
): Promise<LoadedTimelines> {
  const { shopId } = tx;
  const context = contextOf(state);
  const builder = timelinesBuilder(state.shape);
  const guestsChanged = changed.includes(0n);
  const people = changed.filter((id) => id !== 0n);
  const ids = `'{${people.join(",")}}'::bigint[]`;
  const add = (row: RowFields): void => builder.addOrder(timelineOrder(row, context));
  await readRows(tx, ordersQuery(shopId, `customer_id = ANY (${ids}) AND NOT ${IS_LEFT_OUT}`), add);
  if (guestsChanged) await readRows(tx, ordersQuery(shopId, `customer_id IS NULL AND NOT ${IS_LEFT_OUT}`), add);
  await readRows(tx, ordersQuery(shopId, IS_LEFT_OUT), add);
  await readRows(tx, customersQuery(shopId, `c.customer_id = ANY (${ids})`), (row) =>
    builder.addCustomer(timelineCustomer(row, context)),
  );
  await readLinesOf(tx, builder, `o.customer_id = ANY (${ids})`);
  if (guestsChanged) await readLinesOf(tx, builder, "o.customer_id IS NULL");
  const products: TimelineProduct[] = [];
  await readRows(tx, storedProductsQuery(shopId), (row) => products.push(timelineProduct(row)));
  const timelines = withChangedCustomers(previous.timelines, {
    customerIds: people,
    present: builder.build(),
    replacesGuests: guestsChanged,
    replacesLeftOut: true,
    products,
  });
  return { timelines, ...stampOf(state) };
}

/** Reads the lines of the orders that fulfil `where`, and the names their products have in them. */
async function readLinesOf(tx: ShopTransaction, builder: TimelinesBuilder, where: string): Promise<void> {
  const ofOrders: WhereOrder = (column) =>
    `${column} IN (SELECT o.order_id FROM orders o WHERE o.shop_id = ${tx.shopId} AND ${where})`;
  await readRows(tx, productsQuery(tx.shopId, ofOrders), (row) => builder.addProduct(timelineProduct(row)));
  await readRows(tx, linesQuery(tx.shopId, ofOrders), (row) => builder.addLine(timelineLine(row)));
}

function contextOf({ shape }: ShopState): RowContext {
  return { dayOf: zonedDays(shape.zone), origins: visitOrigins() };
}

async function readRows(tx: ShopTransaction, select: string, row: (fields: RowFields) => void): Promise<void> {
  const reader = new CopyRowReader(row);
  let failure: unknown;
  await pipeline(
    tx.client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT binary)`)),
    new Writable({
      write(chunk: Buffer, _encoding, done) {
        // A COPY must be read to its end, or its connection could not even roll back.
        try {
          if (failure === undefined) reader.add(chunk);
        } catch (error) {
          failure = error;
        }
        done();
      },
    }),
  );
  if (failure !== undefined) throw failure;
}
