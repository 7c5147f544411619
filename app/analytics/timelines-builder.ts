import { bigInt64Column, enlarged, float64Column, int32Column, uint32Column, uint8Column } from "./columns.ts";
import { customerCollector } from "./customer-columns.ts";
import { dimensionCoder } from "./dimension.ts";
import type { Dimension } from "./dimension.ts";
import { idIndex } from "./id-index.ts";
import { lineCollector } from "./line-columns.ts";
import { placed, sortedOrders } from "./order-sort.ts";
import { LEFT_OUT_REASONS, ORDER_DIMENSIONS, ORDER_KINDS } from "./timelines.ts";
import type {
  OrderDimension,
  TimelineCustomer,
  TimelineLine,
  TimelineOrder,
  TimelineProduct,
  Timelines,
  TimelinesShape,
} from "./timelines.ts";

/**
 * Takes records one by one, from any kind of source. Orders, people and products may come in any order; a line comes after its
 * order. Call `build` once, at the end.
 */
export interface TimelinesBuilder {
  addOrder(order: TimelineOrder): void;
  addCustomer(customer: TimelineCustomer): void;
  /** A line of an order that is not counted, or not known, only says that the source has lines. */
  addLine(line: TimelineLine): void;
  addProduct(product: TimelineProduct): void;
  build(): Timelines;
}

/** Records that can be iterated at once. */
export interface TimelineRecords {
  readonly orders: Iterable<TimelineOrder>;
  readonly customers?: Iterable<TimelineCustomer>;
  readonly lines?: Iterable<TimelineLine>;
  readonly products?: Iterable<TimelineProduct>;
}

/** `timelinesBuilder` for sources that can be iterated at once. */
export function buildTimelines(shape: TimelinesShape, records: TimelineRecords): Timelines {
  const builder = timelinesBuilder(shape);
  for (const order of records.orders) builder.addOrder(order);
  for (const customer of records.customers ?? []) builder.addCustomer(customer);
  for (const product of records.products ?? []) builder.addProduct(product);
  for (const line of records.lines ?? []) builder.addLine(line);
  return builder.build();
}

/** The order columns as they arrive; all have the same capacity. Guests follow the same way in, with fewer columns. */
const incomingColumns = () => ({
  customer: new Uint32Array(1024),
  orderId: new BigInt64Array(1024),
  atMs: new Float64Array(1024),
  day: new Int32Array(1024),
  netMinor: new Float64Array(1024),
  grossMinor: new Float64Array(1024),
  discountMinor: new Float64Array(1024),
  refundMinor: new Float64Array(1024),
  costMinor: new Float64Array(1024),
  kind: new Uint8Array(1024),
});

/** In `customer`: an order without one. */
const GUEST = 0xffff_ffff;
/** The place of an order that is in no column. */
const NOWHERE = 0xffff_ffff;

/**
 * Builds `Timelines`: orders grouped by customer (ascending id) and sorted by day, instant, then order id.
 *
 * Orders are written into columns as they arrive and none is kept as an object, so that millions of them cost tens of bytes
 * each. Grouping is a counting sort by customer; within a customer orders that arrive in order are left alone, so the whole is
 * linear for the usual source. The result does not depend on the order of input. (The day comes before the instant because a zone
 * that sets its clocks back across midnight, as Newfoundland did at 00:01, would otherwise let days run backwards.)
 */
export function timelinesBuilder(shape: TimelinesShape): TimelinesBuilder {
  const buyers = idIndex();
  const people = customerCollector();
  const lines = lineCollector();
  const coders = ORDER_DIMENSIONS.map(() => dimensionCoder());
  const codes = ORDER_DIMENSIONS.map(() => new Uint32Array(1024));
  const leftOut = { day: [] as number[], reason: [] as number[] };
  const returns = { order: [] as number[], day: [] as number[], amountMinor: [] as number[] };
  let columns = incomingColumns();
  let count = 0;
  let knowsCosts = false;
  let hasLines = false;
  // Made with the first line: sources without lines need no look-up by order.
  let orderIds: ReturnType<typeof idIndex> | null = null;

  return {
    addOrder: (order) => {
      if (order.leftOut !== null) {
        leftOut.day.push(order.day);
        leftOut.reason.push(LEFT_OUT_REASONS.indexOf(order.leftOut));
        return;
      }
      if (count === columns.day.length) {
        const capacity = Math.ceil(count * 1.5);
        columns = enlarged(columns, capacity);
        codes.forEach((column, d) => (codes[d] = enlarged({ column }, capacity).column));
      }
      columns.customer[count] = order.customerId === null ? GUEST : buyers.add(order.customerId);
      columns.orderId[count] = order.orderId;
      columns.atMs[count] = order.processedAtMs;
      columns.day[count] = order.day;
      columns.netMinor[count] = order.netMinor;
      columns.grossMinor[count] = order.grossMinor;
      columns.discountMinor[count] = order.discountMinor;
      columns.refundMinor[count] = order.refundMinor;
      columns.costMinor[count] = order.costMinor ?? NaN;
      if (order.costMinor !== undefined && order.costMinor !== null) knowsCosts = true;
      columns.kind[count] = order.kind === undefined ? 0 : ORDER_KINDS.indexOf(order.kind);
      for (let d = 0; d < ORDER_DIMENSIONS.length; d++) {
        const value = order[ORDER_DIMENSIONS[d]!];
        if (value !== undefined && value !== null) codes[d]![count] = coders[d]!.codeOf(value);
      }
      for (const back of order.returns) {
        returns.order.push(count);
        returns.day.push(back.day);
        returns.amountMinor.push(back.amountMinor);
      }
      count++;
    },
    addCustomer: people.add,
    addProduct: lines.addProduct,
    addLine: (line) => {
      hasLines = true;
      orderIds ??= idIndex();
      while (orderIds.size() < count) orderIds.add(columns.orderId[orderIds.size()]!);
      const order = orderIds.find(line.orderId);
      if (order >= 0) lines.add(order, line);
    },
    build: () => {
      const customerIds = bigInt64Column(buyers.size());
      customerIds.set(buyers.ids().sort());
      const n = customerIds.length;
      const rank = new Uint32Array(n);
      for (let i = 0; i < n; i++) rank[buyers.find(customerIds[i]!)] = i;
      // Guests are a group of their own behind the last customer.
      for (let i = 0; i < count; i++)
        columns.customer[i] = columns.customer[i] === GUEST ? n : rank[columns.customer[i]!]!;
      const grouped = sortedOrders(columns.customer, columns, count, n + 1);
      const sorted = grouped.sorted.subarray(0, grouped.orderStart[n]!);
      const guests = sortedGuests(columns, grouped.sorted.subarray(sorted.length));
      const place = new Uint32Array(count).fill(NOWHERE);
      for (let i = 0; i < sorted.length; i++) place[sorted[i]!] = i;
      for (let g = 0; g < guests.length; g++) place[guests[g]!] = sorted.length + g;

      const orderStart = uint32Column(n + 1);
      orderStart.set(grouped.orderStart.subarray(0, n + 1));
      const money = (column: Float64Array): Float64Array => placed(column, sorted, float64Column(sorted.length));
      const day = placed(columns.day, sorted, int32Column(sorted.length));
      const dimensions = ORDER_DIMENSIONS.map(
        (name, d) => [name, coders[d]!.build(placed(codes[d]!, sorted, new Uint32Array(sorted.length)))] as const,
      );
      return {
        ...shape,
        customerIds,
        orderStart,
        day,
        netMinor: money(columns.netMinor),
        grossMinor: money(columns.grossMinor),
        discountMinor: money(columns.discountMinor),
        refundMinor: money(columns.refundMinor),
        costMinor: knowsCosts ? money(columns.costMinor) : null,
        kind: placed(columns.kind, sorted, uint8Column(sorted.length)),
        dimensions: Object.fromEntries(dimensions) as Record<OrderDimension, Dimension>,
        returns: sortedReturns(returns, place),
        lines: hasLines ? lines.build(place, sorted.length + guests.length) : null,
        ...people.build(customerIds, buyers, (i) => day[orderStart[i]!]!),
        guests: {
          day: placed(columns.day, guests, int32Column(guests.length)),
          netMinor: placed(columns.netMinor, guests, float64Column(guests.length)),
        },
        leftOut: sortedLeftOut(leftOut),
      };
    },
  };
}

/** Guest orders by day, net sales, then order id. */
function sortedGuests(columns: ReturnType<typeof incomingColumns>, guests: Uint32Array): Uint32Array {
  const { day, netMinor, orderId } = columns;
  return guests
    .slice()
    .sort(
      (a, b) =>
        day[a]! - day[b]! ||
        netMinor[a]! - netMinor[b]! ||
        (orderId[a]! < orderId[b]! ? -1 : orderId[a]! > orderId[b]! ? 1 : 0),
    );
}

function sortedReturns(
  incoming: { order: number[]; day: number[]; amountMinor: number[] },
  place: Uint32Array,
): Timelines["returns"] {
  const placeOf = (row: number): number => place[incoming.order[row]!]!;
  const rows = Uint32Array.from(incoming.order.keys()).sort(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      incoming.day[a]! - incoming.day[b]! ||
      incoming.amountMinor[a]! - incoming.amountMinor[b]!,
  );
  const order = uint32Column(rows.length);
  const day = int32Column(rows.length);
  const amountMinor = float64Column(rows.length);
  rows.forEach((row, i) => {
    order[i] = placeOf(row);
    day[i] = incoming.day[row]!;
    amountMinor[i] = incoming.amountMinor[row]!;
  });
  return { order, day, amountMinor };
}

function sortedLeftOut(incoming: { day: number[]; reason: number[] }): Timelines["leftOut"] {
  const rows = Uint32Array.from(incoming.day.keys()).sort(
    (a, b) => incoming.day[a]! - incoming.day[b]! || incoming.reason[a]! - incoming.reason[b]!,
  );
  const day = int32Column(rows.length);
  const reason = uint8Column(rows.length);
  rows.forEach((row, i) => {
    day[i] = incoming.day[row]!;
    reason[i] = incoming.reason[row]!;
  });
  return { day, reason };
}
