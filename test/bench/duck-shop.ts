import { DuckDBDataChunk, DuckDBInstance, INTEGER, VARCHAR } from "@duckdb/node-api";
import type { DuckDBConnection } from "@duckdb/node-api";
import { ratedTimelines } from "../../app/analytics/order-kinds.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";

/** One row of a result; whole numbers of any width are numbers here. */
export type Row = Readonly<Record<string, number | string | boolean | null>>;

/** The rows of a shop in an in-memory DuckDB of its own. */
export interface DuckShop {
  readonly version: string;
  /** Threads unless told otherwise: all cores. */
  readonly threads: number;
  readonly useThreads: (threads: number) => Promise<void>;
  /** All rows of the query's result. */
  readonly rows: (sql: string) => Promise<Row[]>;
  readonly close: () => void;
}

/** Rows of a chunk: what DuckDB works on at a time. */
const CHUNK_ROWS = 2048;

/** A column without NULLs if it is a plain list of numbers. */
type Column =
  | ArrayLike<number>
  | { readonly type: "INTEGER"; readonly nullable: ArrayLike<number | null> }
  | { readonly type: "VARCHAR"; readonly nullable: readonly (string | null)[] };

/**
 * Loads a shop into DuckDB's own storage, in the layout that suits it best: 32-bit columns, orders sorted by customer and time,
 * `order_id` ascending in that order, customers numbered 0, 1, 2 …; guests, orders left out and prospects in tables of their own.
 *
 * `orders` has all counted orders of `customers`; `rated_orders` those that count in customer rates, orders and customers numbered
 * anew. Which these are is thus not part of any query. `lines` and `rated_lines` have the customer and the day of their order beside
 * them, so that no query joins for these; guests' lines have no customer.
 */
export async function duckShop(timelines: Timelines): Promise<DuckShop> {
  const { guests, leftOut, prospects } = timelines;
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await loadOrders(connection, "orders", timelines);
  const rated = ratedTimelines(timelines);
  await loadOrders(connection, "rated_orders", rated);
  await load(connection, "customers", {
    customer: Int32Array.from(timelines.customerIds.keys()),
    created_day: timelines.createdDay,
    consent: timelines.consent,
    abandoned_day: timelines.abandonedDay,
  });
  await loadDictionary(connection, "channels", rated.dimensions.channel.values);
  await loadDictionary(connection, "last_channels", rated.dimensions.lastChannel.values);
  await load(connection, "guests", { day: guests.day, net_minor: guests.netMinor });
  await load(connection, "left_out", { day: leftOut.day, reason: leftOut.reason });
  await load(connection, "prospects", {
    created_day: prospects.createdDay,
    consent: prospects.consent,
    abandoned_day: prospects.abandonedDay,
  });
  if (timelines.lines !== null) {
    const { keys, titles } = timelines.lines.products;
    await loadLines(connection, "lines", timelines);
    await loadLines(connection, "rated_lines", rated);
    await load(connection, "products", {
      product: Int32Array.from(keys.keys()),
      key: { type: "VARCHAR", nullable: keys },
      title: { type: "VARCHAR", nullable: titles },
    });
  }
  const rows = async (sql: string): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowObjectsJS().map(plainRow);
  };
  const [settings] = await rows("SELECT version() AS version, current_setting('threads')::INTEGER AS threads");
  return {
    version: String(settings!["version"]),
    threads: Number(settings!["threads"]),
    useThreads: async (threads) => void (await connection.run(`SET threads = ${threads}`)),
    rows,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

function loadOrders(connection: DuckDBConnection, table: string, timelines: Timelines): Promise<void> {
  const { day, netMinor, discountMinor, costMinor, dimensions } = timelines;
  const known = (cost: number): number | null => (Number.isNaN(cost) ? null : cost);
  return load(connection, table, {
    customer: customerOfOrders(timelines),
    order_id: Int32Array.from(day.keys()),
    day,
    net_minor: netMinor,
    discount_minor: discountMinor,
    cost_minor: { type: "INTEGER", nullable: Array.from(day, (_, o) => (costMinor ? known(costMinor[o]!) : null)) },
    channel: dimensions.channel.codes,
    last_channel: dimensions.lastChannel.codes,
  });
}

function loadLines(connection: DuckDBConnection, table: string, timelines: Timelines): Promise<void> {
  const { day, guests } = timelines;
  const { start, product, quantity, netMinor } = timelines.lines!;
  const orders = day.length;
  const customerOf = customerOfOrders(timelines);
  const orderId = new Int32Array(product.length);
  for (let o = 0; o + 1 < start.length; o++) orderId.fill(o, start[o]!, start[o + 1]!);
  return load(connection, table, {
    customer: { type: "INTEGER", nullable: Array.from(orderId, (o) => (o < orders ? customerOf[o]! : null)) },
    order_id: orderId,
    day: orderId.map((o) => (o < orders ? day[o]! : guests.day[o - orders]!)),
    product,
    quantity,
    net_minor: netMinor,
  });
}

function customerOfOrders({ customerIds, orderStart, day }: Timelines): Int32Array {
  const customer = new Int32Array(day.length);
  for (let i = 0; i < customerIds.length; i++) customer.fill(i, orderStart[i]!, orderStart[i + 1]!);
  return customer;
}

/** What the codes of a column stand for. */
function loadDictionary(
  connection: DuckDBConnection,
  table: string,
  values: readonly (string | null)[],
): Promise<void> {
  return load(connection, table, {
    code: Int32Array.from(values.keys()),
    value: { type: "VARCHAR", nullable: values },
  });
}

async function load(
  connection: DuckDBConnection,
  table: string,
  columns: Readonly<Record<string, Column>>,
): Promise<void> {
  const fields = Object.entries(columns).map(([name, column]) =>
    "nullable" in column
      ? { definition: `${name} ${column.type}`, type: column.type, values: column.nullable }
      : { definition: `${name} INTEGER NOT NULL`, type: "INTEGER", values: column },
  );
  await connection.run(`CREATE TABLE ${table} (${fields.map(({ definition }) => definition).join(", ")})`);
  const appender = await connection.createAppender(table);
  const types = fields.map(({ type }) => (type === "INTEGER" ? INTEGER : VARCHAR));
  const length = fields[0]!.values.length;
  for (let from = 0; from < length; from += CHUNK_ROWS) {
    const to = Math.min(length, from + CHUNK_ROWS);
    const chunk = DuckDBDataChunk.create(types, to - from);
    fields.forEach(({ values }, c) =>
      chunk.setColumnValues(c, Array.prototype.slice.call(values, from, to) as (number | string | null)[]),
    );
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function plainRow(row: Readonly<Record<string, unknown>>): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, typeof value === "bigint" ? Number(value) : value]),
  ) as Row;
}
