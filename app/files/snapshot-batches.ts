import { DateDay, Field, Float64, Int64, makeData, RecordBatch, Schema, Struct } from "apache-arrow";
import type { Data, DataType } from "apache-arrow";

import { firstFrom } from "../analytics/first-from.ts";
import { CUSTOMER_DIMENSIONS, ORDER_DIMENSIONS } from "../analytics/timelines.ts";
import type { OrderLines, Timelines } from "../analytics/timelines.ts";
import { codeType, columnName, flat, list, struct, unknown, zeros } from "./snapshot-arrays.ts";
import { snapshotDictionaries } from "./snapshot-dictionaries.ts";
import type { SnapshotDictionaries } from "./snapshot-dictionaries.ts";

/** Arrow arrays by the name of their column. */
type Columns = Readonly<Record<string, Data>>;

/** Record batches of one schema, whose metadata is given last. */
export interface SnapshotBatches {
  readonly fields: readonly Field[];
  readonly withMetadata: (metadata: Map<string, string>) => RecordBatch[];
}

/**
 * Timelines as three record batches with a row per person: customers with their orders, people without orders, and one last row,
 * without a customer id, with the orders of nobody, the orders left out, and the products.
 *
 * The arrays of the first batch are the columns themselves. New beside them are the bits that say what is not known (one a value)
 * and the starts of returns (4 bytes an order).
 */
export function snapshotBatches(timelines: Timelines): SnapshotBatches {
  const coded = snapshotDictionaries(timelines);
  const batches = [buyers(timelines, coded), prospects(timelines, coded), lastRow(timelines, coded)];
  const fields = Object.entries(batches[0]!).map(([name, { type }]) => Field.new(name, type as DataType, true));
  return {
    fields,
    withMetadata: (metadata) => {
      const schema = new Schema([...fields], metadata);
      return batches.map((columns) => {
        const children = Object.values(columns);
        const type = new Struct([...fields]);
        return new RecordBatch(schema, makeData({ type, length: children[0]!.length, nullCount: 0, children }));
      });
    },
  };
}

function buyers(timelines: Timelines, coded: SnapshotDictionaries): Columns {
  return {
    customer_id: flat(new Int64(), timelines.customerIds),
    created_day: flat(new DateDay(), timelines.createdDay),
    abandoned_day: flat(new DateDay(), timelines.abandonedDay, -1),
    consent: coded.consent(timelines.consent),
    ...columns(CUSTOMER_DIMENSIONS, (name) => coded.customer[name](timelines.customerDimensions[name].codes, 0)),
    tags: list(timelines.tags.start, coded.tags(timelines.tags.codes)),
    orders: list(timelines.orderStart, ordersOfCustomers(timelines, coded)),
    ...nothingElse(timelines, coded, timelines.customerIds.length),
  };
}

function prospects(timelines: Timelines, coded: SnapshotDictionaries): Columns {
  const { customerIds, createdDay, abandonedDay, consent } = timelines.prospects;
  return {
    customer_id: flat(new Int64(), customerIds),
    created_day: flat(new DateDay(), createdDay),
    abandoned_day: flat(new DateDay(), abandonedDay, -1),
    consent: coded.consent(consent),
    ...noAttributes(timelines, coded, customerIds.length),
    orders: list(emptyLists(customerIds.length), ordersOfNobody(timelines, coded, 0)),
    ...nothingElse(timelines, coded, customerIds.length),
  };
}

function lastRow(timelines: Timelines, coded: SnapshotDictionaries): Columns {
  const { leftOut, lines, guests } = timelines;
  const products = lines === null ? 0 : lines.products.keys.length - 1;
  return {
    customer_id: unknown(new Int64(), new BigInt64Array(1)),
    created_day: unknown(new DateDay(), new Int32Array(1)),
    abandoned_day: unknown(new DateDay(), new Int32Array(1)),
    consent: coded.consent(new Uint8Array(1), "all"),
    ...noAttributes(timelines, coded, 1),
    orders: list(Uint32Array.of(0, guests.day.length), ordersOfNobody(timelines, coded, guests.day.length)),
    left_out: list(Uint32Array.of(0, leftOut.day.length), leftOutOrders(leftOut, coded)),
    ...(lines && { products: list(Uint32Array.of(0, products), catalogue(lines, coded, products)) }),
  };
}

/** The attributes of people of whom none are kept. */
function noAttributes({ customerDimensions, tags }: Timelines, coded: SnapshotDictionaries, rows: number): Columns {
  return {
    ...columns(CUSTOMER_DIMENSIONS, (name) => coded.customer[name](zeros(customerDimensions[name].codes, rows), 0)),
    tags: list(emptyLists(rows), coded.tags(zeros(tags.codes, 0))),
  };
}

/** What only the last row has. */
function nothingElse({ lines }: Timelines, coded: SnapshotDictionaries, rows: number): Columns {
  const none = { day: new Int32Array(0), reason: new Uint8Array(0) };
  return {
    left_out: list(emptyLists(rows), leftOutOrders(none, coded)),
    ...(lines && { products: list(emptyLists(rows), catalogue(lines, coded, 0)) }),
  };
}

function ordersOfCustomers(timelines: Timelines, coded: SnapshotDictionaries): Data {
  const { day, costMinor, lines } = timelines;
  const all = { first: 0, count: day.length };
  return struct({
    day: flat(new DateDay(), day),
    net_minor: flat(new Float64(), timelines.netMinor),
    gross_minor: flat(new Float64(), timelines.grossMinor),
    discount_minor: flat(new Float64(), timelines.discountMinor),
    refund_minor: flat(new Float64(), timelines.refundMinor),
    ...(costMinor && { cost_minor: flat(new Float64(), costMinor, NaN) }),
    kind: coded.kind(timelines.kind),
    ...columns(ORDER_DIMENSIONS, (name) => coded.order[name](timelines.dimensions[name].codes, 0)),
    returns: returnsOf(timelines.returns, all),
    ...(lines && { lines: linesOf(lines, coded, all) }),
  });
}

/** The first `count` orders without a customer. Known of these are the day, net sales, what came back and what was bought. */
function ordersOfNobody(timelines: Timelines, coded: SnapshotDictionaries, count: number): Data {
  const { guests, costMinor, lines } = timelines;
  const those = { first: timelines.day.length, count };
  const unknownMoney = (): Data => unknown(new Float64(), new Float64Array(count));
  return struct({
    day: flat(new DateDay(), guests.day.subarray(0, count)),
    net_minor: flat(new Float64(), guests.netMinor.subarray(0, count)),
    gross_minor: unknownMoney(),
    discount_minor: unknownMoney(),
    refund_minor: unknownMoney(),
    ...(costMinor && { cost_minor: unknownMoney() }),
    kind: coded.kind(new Uint8Array(count), "all"),
    ...columns(ORDER_DIMENSIONS, (name) => coded.order[name](zeros(timelines.dimensions[name].codes, count), 0)),
    returns: returnsOf(timelines.returns, those),
    ...(lines && { lines: linesOf(lines, coded, those) }),
  });
}

function leftOutOrders({ day, reason }: Timelines["leftOut"], coded: SnapshotDictionaries): Data {
  return struct({ day: flat(new DateDay(), day), reason: coded.reason(reason) });
}

/** The first `count` products, without "no product". */
function catalogue({ product, products }: OrderLines, coded: SnapshotDictionaries, count: number): Data {
  const end = 1 + count;
  const keys = zeros(product, count);
  for (let i = 0; i < count; i++) keys[i] = i + 1;
  return struct({
    product: coded.product(keys),
    title: coded.title(coded.titleCodes.subarray(1, end), 0),
    type: coded.type(products.type.codes.subarray(1, end), 0),
    vendor: coded.vendor(products.vendor.codes.subarray(1, end), 0),
  });
}

/** The orders first … first + count − 1, where those of nobody count on from those of customers. */
interface OrderRange {
  readonly first: number;
  readonly count: number;
}

function returnsOf({ order, day, amountMinor }: Timelines["returns"], { first, count }: OrderRange): Data {
  const from = firstFrom(order, first);
  const to = firstFrom(order, first + count);
  const start = new Uint32Array(count + 1);
  for (let r = from; r < to; r++) start[order[r]! - first + 1]!++;
  for (let o = 0; o < count; o++) start[o + 1]! += start[o]!;
  return list(
    start,
    struct({
      day: flat(new DateDay(), day.subarray(from, to)),
      amount_minor: flat(new Float64(), amountMinor.subarray(from, to)),
    }),
  );
}

function linesOf(lines: OrderLines, coded: SnapshotDictionaries, { first, count }: OrderRange): Data {
  const from = lines.start[first]!;
  const to = lines.start[first + count]!;
  const start = lines.start.subarray(first, first + count + 1);
  return list(
    from === 0 ? start : start.map((line) => line - from),
    struct({
      product: coded.product(lines.product.subarray(from, to), 0),
      variant: coded.variant(lines.variant.subarray(from, to), 0),
      quantity: flat(codeType(lines.quantity), lines.quantity.subarray(from, to)),
      net_minor: flat(new Float64(), lines.netMinor.subarray(from, to)),
    }),
  );
}

function emptyLists(rows: number): Uint32Array {
  return new Uint32Array(rows + 1);
}

function columns<Name extends string>(names: readonly Name[], column: (name: Name) => Data): Columns {
  return Object.fromEntries(names.map((name) => [columnName(name), column(name)]));
}
