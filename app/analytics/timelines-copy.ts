import { bigInt64Column, float64Column, int32Column, uint32Column, uint8Column } from "./columns.ts";
import type { Dimension } from "./dimension.ts";
import { CUSTOMER_DIMENSIONS, ORDER_DIMENSIONS } from "./timelines.ts";
import type { OrderLines, Timelines } from "./timelines.ts";

/** Stretches of rows to copy, ascending and apart: rows from[r] … to[r] − 1. */
export interface Runs {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** Rows in all of them. */
  readonly length: number;
}

/** The stretches of rows whose `mask` entry is not 0. */
export function runsOf(mask: Uint8Array): Runs {
  let count = 0;
  let length = 0;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    length++;
    if (i === 0 || mask[i - 1] === 0) count++;
  }
  const from = new Uint32Array(count);
  const to = new Uint32Array(count);
  let run = -1;
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    if (i === 0 || mask[i - 1] === 0) from[++run] = i;
    to[run] = i + 1;
  }
  return { from, to, length };
}

/** The runs of the children of the rows in `runs`: children of row i are start[i] … start[i + 1] − 1. */
export function childRuns(start: Uint32Array, runs: Runs): Runs {
  let length = 0;
  const from = runs.from.map((row) => start[row]!);
  const to = runs.to.map((row) => start[row]!);
  for (let r = 0; r < from.length; r++) length += to[r]! - from[r]!;
  return { from, to, length };
}

/** What goes into a copy. */
interface CopyPlan {
  readonly customers: Runs;
  /** Orders of these customers, and no others; at least one of each. */
  readonly orders: Runs;
  /** Of the customers in the copy, over the orders in the copy. */
  readonly orderStart: Uint32Array;
  /** Guests, orders left out and prospects too; otherwise there are none in the copy. */
  readonly behind: boolean;
}

/**
 * A shop of some customers and orders of another: new columns in shared memory by block copy, the dictionaries of the source.
 * The source may be a view of part of a shop.
 */
export function copiedTimelines(source: Timelines, { customers, orders, orderStart, behind }: CopyPlan): Timelines {
  const perOrder = (column: Float64Array): Float64Array => copied(column, orders, float64Column(orders.length));
  const guests = behind ? source.guests.day.length : 0;
  const tagRuns = childRuns(source.tags.start, customers);
  const dimensionsOf = <Name extends string>(
    names: readonly Name[],
    of: Readonly<Record<Name, Dimension>>,
    runs: Runs,
  ): Record<Name, Dimension> =>
    Object.fromEntries(
      names.map((name) => [
        name,
        { values: of[name].values, codes: copied(of[name].codes, runs, sameKind(of[name].codes, runs.length)) },
      ]),
    ) as Record<Name, Dimension>;
  const { guests: guestOrders, leftOut, prospects } = source;
  return {
    ...source,
    customerIds: copied(source.customerIds, customers, bigInt64Column(customers.length)),
    orderStart,
    day: copied(source.day, orders, int32Column(orders.length)),
    netMinor: perOrder(source.netMinor),
    grossMinor: perOrder(source.grossMinor),
    discountMinor: perOrder(source.discountMinor),
    refundMinor: perOrder(source.refundMinor),
    costMinor: source.costMinor === null ? null : perOrder(source.costMinor),
    kind: copied(source.kind, orders, uint8Column(orders.length)),
    dimensions: dimensionsOf(ORDER_DIMENSIONS, source.dimensions, orders),
    returns: copiedReturns(source, orders, guests),
    lines: source.lines === null ? null : copiedLines(source.lines, source.day.length, orders, guests),
    consent: copied(source.consent, customers, uint8Column(customers.length)),
    createdDay: copied(source.createdDay, customers, int32Column(customers.length)),
    abandonedDay: copied(source.abandonedDay, customers, int32Column(customers.length)),
    customerDimensions: dimensionsOf(CUSTOMER_DIMENSIONS, source.customerDimensions, customers),
    tags: {
      values: source.tags.values,
      start: copiedStarts(source.tags.start, customers),
      codes: copied(source.tags.codes, tagRuns, sameKind(source.tags.codes, tagRuns.length)),
    },
    guests: behind ? guestOrders : { day: int32Column(0), netMinor: float64Column(0) },
    leftOut: behind ? leftOut : { day: int32Column(0), reason: uint8Column(0) },
    prospects: behind
      ? prospects
      : {
          customerIds: bigInt64Column(0),
          createdDay: int32Column(0),
          consent: uint8Column(0),
          abandonedDay: int32Column(0),
        },
  };
}

type AnyColumn = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | BigInt64Array;

/** An empty column of the same kind, in shared memory. */
function sameKind<T extends AnyColumn>(column: T, length: number): T {
  const Kind = column.constructor as new (buffer: SharedArrayBuffer) => T;
  return new Kind(new SharedArrayBuffer(length * column.BYTES_PER_ELEMENT));
}

/** Below this length a loop is quicker than making two views for a block copy. */
const SHORT_RUN = 48;

/** Copies the runs of a column into another of the same kind. */
function copied<T extends AnyColumn>(column: T, runs: Runs, into: T): T {
  if (column instanceof BigInt64Array) {
    const doubled = {
      from: runs.from.map((row) => 2 * row),
      to: runs.to.map((row) => 2 * row),
      length: 2 * runs.length,
    };
    copyElements(words(column), doubled, words(into));
  } else {
    copyElements(words(column), runs, words(into));
  }
  return into;
}

/** The same bytes as one of four kinds of columns: an engine's loop over more kinds than that is many times slower. */
function words(column: AnyColumn): Uint8Array {
  const { buffer, byteOffset, byteLength } = column;
  const sameBytes =
    column instanceof Int32Array || column instanceof BigInt64Array
      ? new Uint32Array(buffer, byteOffset, byteLength / 4)
      : column;
  // One type for the loop below, which is right for each of the kinds.
  return sameBytes as Uint8Array;
}

function copyElements(source: Uint8Array, { from, to }: Runs, target: Uint8Array): void {
  let at = 0;
  for (let r = 0; r < from.length; r++) {
    const start = from[r]!;
    const end = to[r]!;
    if (end - start > SHORT_RUN) {
      target.set(source.subarray(start, end), at);
      at += end - start;
    } else {
      for (let i = start; i < end; i++) target[at++] = source[i]!;
    }
  }
}

/** Starts of the children of the copied rows; one more than rows. */
function copiedStarts(start: Uint32Array, { from, to, length }: Runs): Uint32Array {
  const into = uint32Column(length + 1);
  let at = 0;
  for (let r = 0; r < from.length; r++) {
    for (let row = from[r]!; row < to[r]!; row++, at++) into[at + 1] = into[at]! + (start[row + 1]! - start[row]!);
  }
  return into;
}

/** Lines of the orders of `runs`, then of the guests, whose lines come after those of all `orders` of the source. */
function copiedLines(lines: OrderLines, orders: number, runs: Runs, guests: number): OrderLines {
  const rows = withStretch(runs, orders, orders + guests);
  const lineRuns = childRuns(lines.start, rows);
  const like = <T extends AnyColumn>(column: T): T => copied(column, lineRuns, sameKind(column, lineRuns.length));
  return {
    ...lines,
    start: copiedStarts(lines.start, rows),
    product: like(lines.product),
    variant: like(lines.variant),
    quantity: like(lines.quantity),
    netMinor: like(lines.netMinor),
  };
}

/** Returns of the orders of `runs`, and of guests, under the numbers those orders have in the copy. */
function copiedReturns({ returns, day }: Timelines, runs: Runs, guests: number): Timelines["returns"] {
  const { from, to } = withStretch(runs, day.length, day.length + guests);
  const rows = new Uint32Array(returns.order.length);
  const orders = new Uint32Array(returns.order.length);
  let count = 0;
  let before = 0;
  let run = 0;
  for (let row = 0; row < returns.order.length; row++) {
    const order = returns.order[row]!;
    while (run < from.length && to[run]! <= order) before += to[run]! - from[run++]!;
    if (run === from.length) break;
    if (order < from[run]!) continue;
    rows[count] = row;
    orders[count++] = before + order - from[run]!;
  }
  const into = { order: uint32Column(count), day: int32Column(count), amountMinor: float64Column(count) };
  into.order.set(orders.subarray(0, count));
  for (let i = 0; i < count; i++) {
    into.day[i] = returns.day[rows[i]!]!;
    into.amountMinor[i] = returns.amountMinor[rows[i]!]!;
  }
  return into;
}

/** The runs with one more behind them, which may be empty. */
function withStretch(runs: Runs, from: number, to: number): Runs {
  if (from === to) return runs;
  const starts = new Uint32Array(runs.from.length + 1);
  const ends = new Uint32Array(runs.to.length + 1);
  starts.set(runs.from);
  ends.set(runs.to);
  starts[runs.from.length] = from;
  ends[runs.to.length] = to;
  return { from: starts, to: ends, length: runs.length + to - from };
}
