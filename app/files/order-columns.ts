import { timelinesBuilder } from "../analytics/timelines-builder.ts";
import { ORDER_DIMENSIONS } from "../analytics/timelines.ts";
import type { OrderDimension, OrderKind, TimelineOrder, Timelines, TimelinesShape } from "../analytics/timelines.ts";
import { idColumn } from "./id-column.ts";
import { roundedMinor } from "./order-line-amount.ts";
import { fileLines } from "./order-lines.ts";
import { peopleOf } from "./order-people.ts";
import type { FileLine, FileOrder, OrderAmount, OrderShape, OrderText } from "./order-row.ts";
import { textCodes } from "./order-text-codes.ts";
import type { TextCodes } from "./order-text-codes.ts";

/**
 * The orders of a file on their way into `Timelines`. Which 64-bit ids they get is known only after the last row, so they are
 * kept until then, as columns. An order is known by its number: 0, 1, 2, … by first sight.
 */
export interface OrderColumns {
  /** Adds an order; the number is that of an earlier one if there is one with its id, which then stays as it is. */
  readonly add: (order: FileOrder) => { readonly number: number; readonly isNew: boolean };
  /** The number of the order with this id, or −1. */
  readonly find: (orderId: string) => number;
  /** Adds what another row says of the same order; what is wrong with it, or null. */
  readonly join: (number: number, order: FileOrder) => string | null;
  readonly addLine: (number: number, line: FileLine, instantMs: number) => void;
  /** The line of the file on which an order begins. */
  readonly lineOf: (number: number) => number;
  readonly size: () => number;
  /** What the file calls the customer of that id, once built. */
  readonly customerText: (customerId: bigint) => string;
  readonly build: (shape: TimelinesShape, leavesOutZero: boolean) => Timelines;
}

/** What every file has of its orders. */
const mainColumns = (capacity: number) => ({
  customer: new Int32Array(capacity),
  instantMs: new Float64Array(capacity),
  day: new Int32Array(capacity),
  netMinor: new Float64Array(capacity),
  line: new Uint32Array(capacity),
});

const CODES_OF_REASONS = [null, "voided", "cancelled"] as const;
const NO_RETURNS: TimelineOrder["returns"] = [];

export function orderColumns({ texts, amounts }: OrderShape): OrderColumns {
  const orderIds = idColumn();
  const customerIds = idColumn();
  const lines = fileLines();
  let main = mainColumns(1 << 14);
  const amountColumns = amounts.map((name) => ({ name, values: new Float64Array(main.day.length) }));
  const textColumns = texts.map((name) => ({ name, dictionary: textCodes(), codes: new Uint32Array(main.day.length) }));
  // Few files have these: they are made when the first order needs them.
  let millionths: Float64Array | null = null;
  let refundDay: Int32Array | null = null;
  let leftOut: Uint8Array | null = null;

  const grow = (): void => {
    const capacity = main.day.length * 2;
    const larger = mainColumns(capacity);
    for (const name of Object.keys(main) as (keyof typeof main)[]) larger[name].set(main[name]);
    main = larger;
    for (const column of amountColumns) column.values = resized(column.values, Float64Array, capacity);
    for (const column of textColumns) column.codes = resized(column.codes, Uint32Array, capacity);
    if (millionths) millionths = resized(millionths, Float64Array, capacity);
    if (refundDay) refundDay = resized(refundDay, Int32Array, capacity);
    if (leftOut) leftOut = resized(leftOut, Uint8Array, capacity);
  };
  const added = { number: 0, isNew: false };

  return {
    size: () => orderIds.size(),
    lineOf: (number) => main.line[number]!,
    find: (orderId) => orderIds.find(orderId),
    add: (order) => {
      const known = orderIds.size();
      const i = orderIds.add(order.orderId);
      added.number = i;
      added.isNew = i === known;
      if (i < known) return added;
      if (i === main.day.length) grow();
      main.customer[i] = order.customerId === null ? -1 : customerIds.add(order.customerId);
      main.instantMs[i] = order.instantMs;
      main.day[i] = order.day;
      main.netMinor[i] = order.netMinor;
      main.line[i] = order.line;
      for (const { name, values } of amountColumns) values[i] = order[name];
      for (const { name, dictionary, codes } of textColumns) codes[i] = dictionary.codeOf(order[name]);
      if (order.netMillionths !== 0) (millionths ??= new Float64Array(main.day.length))[i] = order.netMillionths;
      if (order.refundMinor !== 0) (refundDay ??= new Int32Array(main.day.length))[i] = order.refundDay;
      if (order.leftOut !== null)
        (leftOut ??= new Uint8Array(main.day.length))[i] = CODES_OF_REASONS.indexOf(order.leftOut);
      return added;
    },
    join: (i, order) => {
      if (order.customerId !== null) {
        const customer = customerIds.add(order.customerId);
        if (main.customer[i] === -1) main.customer[i] = customer;
        if (main.customer[i] !== customer)
          return `order ${order.orderId} has customer ${order.customerId} here and another one on line ${main.line[i]!}`;
      }
      if (order.instantMs < main.instantMs[i]!) {
        main.instantMs[i] = order.instantMs;
        main.day[i] = order.day;
      }
      main.netMinor[i]! += order.netMinor;
      if (order.netMillionths !== 0) (millionths ??= new Float64Array(main.day.length))[i]! += order.netMillionths;
      for (const { name, dictionary, codes } of textColumns) codes[i] = joined(dictionary, codes[i]!, order[name]);
      return null;
    },
    addLine: lines.add,
    customerText: customerIds.textOf,
    build: (shape, leavesOutZero) => {
      const builder = timelinesBuilder(shape);
      const orders = orderIds.ids();
      const customers = customerIds.ids();
      const amountOf = (name: OrderAmount): Float64Array | null =>
        amountColumns.find((column) => column.name === name)?.values ?? null;
      const [gross, discount, refund, cost] = [
        amountOf("grossMinor"),
        amountOf("discountMinor"),
        amountOf("refundMinor"),
        amountOf("costMinor"),
      ];
      const kinds = textColumns.find((column) => column.name === "kind");
      const dimensions = textColumns.filter((column) =>
        (ORDER_DIMENSIONS as readonly OrderText[]).includes(column.name),
      );
      const counted = new Uint8Array(orders.length);
      for (let i = 0; i < orders.length; i++) {
        const net = millionths === null ? main.netMinor[i]! : roundedMinor(main.netMinor[i]!, millionths[i]!);
        const reason = leftOut === null ? null : CODES_OF_REASONS[leftOut[i]!]!;
        const refunded = refund === null ? 0 : refund[i]!;
        const order: Writable<TimelineOrder> = {
          orderId: orders[i]!,
          customerId: main.customer[i]! < 0 ? null : customers[main.customer[i]!]!,
          processedAtMs: main.instantMs[i]!,
          day: main.day[i]!,
          netMinor: net,
          grossMinor: gross === null ? net : gross[i]!,
          discountMinor: discount === null ? 0 : discount[i]!,
          refundMinor: refunded,
          leftOut: leavesOutZero && net <= 0 ? "zeroValue" : reason,
          returns: refunded === 0 ? NO_RETURNS : [{ day: refundDay![i]!, amountMinor: refunded }],
        };
        if (cost !== null) order.costMinor = Number.isNaN(cost[i]!) ? null : cost[i]!;
        if (kinds && kinds.codes[i]! > 0) order.kind = kinds.dictionary.textOf(kinds.codes[i]!) as OrderKind;
        for (const { name, dictionary, codes } of dimensions)
          order[name as OrderDimension] = dictionary.textOf(codes[i]!);
        counted[i] = order.leftOut === null ? 1 : 0;
        builder.addOrder(order);
      }
      const people = peopleOf(textColumns, { ...main, counted, customers: customers.length });
      for (const { customer, ...person } of people)
        builder.addCustomer({ ...person, customerId: customers[customer]! });
      lines.build(builder, orders);
      return builder.build();
    },
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Rows of one order usually agree; where they do not, the first text by code unit stands, whatever the order of rows. */
function joined(dictionary: TextCodes, code: number, text: string | null): number {
  if (text === null) return code;
  const known = dictionary.textOf(code);
  if (known === text) return code;
  return known === null || text < known ? dictionary.codeOf(text) : code;
}

function resized<T extends Float64Array | Uint32Array | Int32Array | Uint8Array>(
  column: T,
  Column: new (length: number) => T,
  capacity: number,
): T {
  const larger = new Column(capacity);
  larger.set(column);
  return larger;
}
