import {
  bigInt64Column,
  codeColumn,
  float64Column,
  int32Column,
  uint32Column,
  uint8Column,
} from "../analytics/columns.ts";
import type { CodeColumn } from "../analytics/columns.ts";
import type { Dimension } from "../analytics/dimension.ts";
import {
  CONSENT_STATES,
  CUSTOMER_DIMENSIONS,
  LEFT_OUT_REASONS,
  ORDER_DIMENSIONS,
  ORDER_KINDS,
} from "../analytics/timelines.ts";
import type { CustomerDimension, OrderDimension, OrderLines, Timelines } from "../analytics/timelines.ts";
import { columnName } from "./snapshot-arrays.ts";
import { insist } from "./snapshot-fault.ts";
import type { SnapshotHead } from "./snapshot-head.ts";
import type { Placements } from "./snapshot-placements.ts";
import type { BatchRegions, Region } from "./snapshot-regions.ts";

/** A snapshot whose footer and blocks are known, and whose columns are not read yet. */
export interface OpenSnapshot {
  readonly head: SnapshotHead;
  /** The record batches: customers, people without orders, the last row. */
  readonly batches: readonly BatchRegions[];
  /** The texts of each dictionary. */
  readonly texts: ReadonlyMap<number, readonly string[]>;
}

/**
 * Makes the columns of the timelines and says which regions of the file go into them. Call the result when the bytes are in: it
 * checks the levels against each other and gives the timelines.
 *
 * The file's arrays are the columns. Nothing is copied after reading; only the order that each return belongs to is computed from
 * the starts of returns by order, and the lines of nobody's orders are counted on behind all others. Columns are not read into one
 * block of memory but each into its own, so that a column which outlives the others holds no memory but its own.
 */
export function awaitedTimelines({ head, batches, texts }: OpenSnapshot, into: Placements): () => Timelines {
  insist(batches.length === 3, "another number of batches");
  const [buyers, strangers, lastRow] = batches.map((regions) => (path: string): Region => {
    const region = regions.get(path);
    insist(region !== undefined, `no column ${path}`);
    return region;
  }) as [PathRegion, PathRegion, PathRegion];
  const read = columnReaders(into, texts);

  const costMinor = batches[0]!.has("orders.cost_minor") ? read.float64(buyers("orders.cost_minor")) : null;
  const money = (name: string): Float64Array => read.float64(buyers(`orders.${name}`));
  const dimensions = ORDER_DIMENSIONS.map(
    (name) => [name, read.dimension(buyers(`orders.${columnName(name)}`))] as const,
  );
  const customerDimensions = CUSTOMER_DIMENSIONS.map(
    (name) => [name, read.dimension(buyers(columnName(name)))] as const,
  );
  const customers = {
    customerIds: read.int64(buyers("customer_id")),
    orderStart: read.uint32(buyers("orders")),
    consent: read.states(buyers("consent"), CONSENT_STATES),
    createdDay: read.int32(buyers("created_day")),
    abandonedDay: read.int32(buyers("abandoned_day")),
    customerDimensions: Object.fromEntries(customerDimensions) as Record<CustomerDimension, Dimension>,
    tags: {
      values: read.texts(buyers("tags.item")),
      start: read.uint32(buyers("tags")),
      codes: read.codes(buyers("tags.item")),
    },
  };
  const orders = {
    day: read.int32(buyers("orders.day")),
    netMinor: money("net_minor"),
    grossMinor: money("gross_minor"),
    discountMinor: money("discount_minor"),
    refundMinor: money("refund_minor"),
    costMinor,
    kind: read.states(buyers("orders.kind"), ORDER_KINDS),
    dimensions: Object.fromEntries(dimensions) as Record<OrderDimension, Dimension>,
  };
  const guests = { day: read.int32(lastRow("orders.day")), netMinor: read.float64(lastRow("orders.net_minor")) };
  const leftOut = {
    day: read.int32(lastRow("left_out.day")),
    reason: read.states(lastRow("left_out.reason"), LEFT_OUT_REASONS),
  };
  const prospects = {
    customerIds: read.int64(strangers("customer_id")),
    createdDay: read.int32(strangers("created_day")),
    consent: read.states(strangers("consent"), CONSENT_STATES),
    abandonedDay: read.int32(strangers("abandoned_day")),
  };
  const returns = awaitedReturns(buyers, lastRow, into);
  const lines = batches[0]!.has("orders.lines") ? awaitedLines(buyers, lastRow, into, texts) : null;

  return () => {
    const n = customers.customerIds.length;
    insistOnStarts(customers.orderStart, n, orders.day.length);
    insistOnStarts(customers.tags.start, n, customers.tags.codes.length);
    const perCustomer = [customers.consent, customers.createdDay, customers.abandonedDay];
    const perOrder = [orders.netMinor, orders.grossMinor, orders.discountMinor, orders.refundMinor, orders.kind];
    insistOnLength(n, [...perCustomer, ...Object.values(customers.customerDimensions).map(({ codes }) => codes)]);
    insistOnLength(orders.day.length, [...perOrder, ...Object.values(orders.dimensions).map(({ codes }) => codes)]);
    if (costMinor) insistOnLength(orders.day.length, [costMinor]);
    insistOnLength(guests.day.length, [guests.netMinor]);
    insistOnLength(leftOut.day.length, [leftOut.reason]);
    insistOnLength(prospects.customerIds.length, [prospects.createdDay, prospects.consent, prospects.abandonedDay]);
    return {
      zone: head.zone,
      currency: head.currency,
      currencyDigits: head.currencyDigits,
      hasMoney: head.hasMoney,
      ...customers,
      ...orders,
      returns: returns(orders.day.length, guests.day.length),
      lines: lines && lines(orders.day.length, guests.day.length),
      guests,
      leftOut,
      prospects,
    };
  };
}

type PathRegion = (path: string) => Region;

/** Columns by their type, from one region or from several, one behind the other. */
function columnReaders(into: Placements, texts: OpenSnapshot["texts"]) {
  const textsOf = (region: Region): readonly string[] => {
    const values = texts.get(region.dictionary ?? -1);
    insist(values !== undefined, "a dictionary is missing");
    return values;
  };
  const codes = (...regions: Region[]): CodeColumn => into.column(regions, (length) => codesLike(regions[0]!, length));
  return {
    texts: textsOf,
    codes,
    dimension: (region: Region): Dimension => ({ values: withNull(textsOf(region)), codes: codes(region) }),
    /** Codes of a fixed list of states. */
    states: (region: Region, states: readonly string[]): Uint8Array => {
      insist(JSON.stringify(textsOf(region)) === JSON.stringify(states), "other states than are known");
      return into.column([region], uint8Column);
    },
    int32: (region: Region): Int32Array => into.column([region], int32Column),
    uint32: (region: Region): Uint32Array => into.column([region], uint32Column),
    int64: (region: Region): BigInt64Array => into.column([region], bigInt64Column),
    float64: (...regions: Region[]): Float64Array => into.column(regions, float64Column),
  };
}

function awaitedReturns(
  buyers: PathRegion,
  lastRow: PathRegion,
  into: Placements,
): (orders: number, guests: number) => Timelines["returns"] {
  const both = (path: string): Region[] => [buyers(path), lastRow(path)];
  const day = into.column(both("orders.returns.day"), int32Column);
  const amountMinor = into.column(both("orders.returns.amount_minor"), float64Column);
  const [start, guestStart] = both("orders.returns").map((region) =>
    into.column([region], (length) => new Uint32Array(length)),
  ) as [Uint32Array, Uint32Array];
  const ofGuests = lastRow("orders.returns.day").entries;
  return (orders, guests) => {
    insistOnStarts(start, orders, day.length - ofGuests);
    insistOnStarts(guestStart, guests, ofGuests);
    insistOnLength(day.length, [amountMinor]);
    const order = uint32Column(day.length);
    let at = 0;
    for (let o = 0; o < orders; o++) while (at < start[o + 1]!) order[at++] = o;
    for (let g = 0; g < guests; g++) while (at < day.length - ofGuests + guestStart[g + 1]!) order[at++] = orders + g;
    return { order, day, amountMinor };
  };
}

function awaitedLines(
  buyers: PathRegion,
  lastRow: PathRegion,
  into: Placements,
  texts: OpenSnapshot["texts"],
): (orders: number, guests: number) => OrderLines {
  const read = columnReaders(into, texts);
  const both = (name: string): [Region, Region] => [buyers(`orders.lines.${name}`), lastRow(`orders.lines.${name}`)];
  const starts = [buyers("orders.lines"), lastRow("orders.lines")] as const;
  const orders = starts[0].entries - 1;
  const start = uint32Column(orders + starts[1].entries);
  // The last start of the customers' lines is the first of the guests': read over it, and counted on from there.
  into.place(starts[0], start, 0);
  into.place(starts[1], start, orders);
  const ofCustomers = buyers("orders.lines.product").entries;
  const columns = {
    product: read.codes(...both("product")),
    variant: read.codes(...both("variant")),
    quantity: read.codes(...both("quantity")),
    netMinor: read.float64(...both("net_minor")),
  };
  const products = awaitedCatalogue(lastRow, into, texts);
  const variants = withNull(read.texts(buyers("orders.lines.variant")));
  return (expectedOrders, guests) => {
    insist(orders === expectedOrders && start[orders] === 0, "lines of other orders");
    for (let o = orders; o < start.length; o++) start[o]! += ofCustomers;
    insistOnStarts(start, orders + guests, columns.product.length);
    insistOnLength(columns.product.length, [columns.variant, columns.quantity, columns.netMinor]);
    return { start, ...columns, products: products(), variants };
  };
}

function awaitedCatalogue(
  lastRow: PathRegion,
  into: Placements,
  texts: OpenSnapshot["texts"],
): () => OrderLines["products"] {
  const read = columnReaders(into, texts);
  const keys = withNull(read.texts(lastRow("products.product")));
  // The file has no row for "no product", whose code 0 stands for nothing known of it.
  const dimension = (path: string): Dimension => {
    const region = lastRow(path);
    const codes = codesLike(region, keys.length);
    insist(region.entries === keys.length - 1, "another number of products");
    into.place(region, codes, 1);
    return { values: withNull(read.texts(region)), codes };
  };
  const title = dimension("products.title");
  const type = dimension("products.type");
  const vendor = dimension("products.vendor");
  return () => ({ keys, titles: Array.from(title.codes, (code) => title.values[code]!), type, vendor });
}

/** A code column as wide as the region's. */
function codesLike({ bytesPerEntry }: Region, length: number): CodeColumn {
  return codeColumn(2 ** (8 * bytesPerEntry) - 1, length);
}

/** The values of a dictionary, whose first text stands for "not known". */
function withNull(texts: readonly string[]): (string | null)[] {
  return [null, ...texts.slice(1)];
}

/** A list of starts of `rows` rows: ascending from 0 to the number of entries below. */
function insistOnStarts(start: Uint32Array, rows: number, below: number): void {
  insist(start.length === rows + 1 && start[0] === 0 && start[rows] === below, "levels that do not fit together");
  for (let i = 0; i < rows; i++) insist(start[i]! <= start[i + 1]!, "levels that do not fit together");
}

function insistOnLength(length: number, columns: readonly { readonly length: number }[]): void {
  insist(
    columns.every((column) => column.length === length),
    "columns that do not fit together",
  );
}
