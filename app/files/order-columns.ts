import { timelinesBuilder } from "../analytics/timelines.ts";
import type { LeftOutReason, Timelines, TimelinesShape } from "../analytics/timelines.ts";
import { idColumn } from "./id-column.ts";

/** One order of a file, before its ids are known as numbers. Money in minor units. */
export interface FileOrder {
  orderId: string;
  /** Null: an order without a customer. */
  customerId: string | null;
  instantMs: number;
  day: number;
  netMinor: number;
  grossMinor: number;
  discountMinor: number;
  refundMinor: number;
  leftOut: LeftOutReason | null;
  country: string | null;
  /** Where the order stands in the file. */
  line: number;
}

/**
 * The orders of a file on their way into `Timelines`. Which 64-bit ids they get is known only after the last row, so they are
 * kept until then, as columns.
 */
export interface OrderColumns {
  /** Adds an order, or returns the line of the one that has its id already. */
  readonly add: (order: FileOrder) => number | null;
  readonly size: () => number;
  readonly build: (shape: TimelinesShape) => Timelines;
}

const NUMBERS = [
  "customer",
  "instantMs",
  "day",
  "netMinor",
  "grossMinor",
  "discountMinor",
  "refundMinor",
  "line",
] as const;

export function orderColumns(): OrderColumns {
  const orderIds = idColumn();
  const customerIds = idColumn();
  const leftOut: (LeftOutReason | null)[] = [];
  const country: (string | null)[] = [];
  let numbers = columnsOf(1024);

  return {
    size: () => orderIds.size(),
    add: (order) => {
      const known = orderIds.size();
      const i = orderIds.add(order.orderId);
      if (i < known) return numbers.line[i]!;
      if (i === numbers.day.length) numbers = enlarged(numbers);
      numbers.customer[i] = order.customerId === null ? -1 : customerIds.add(order.customerId);
      numbers.instantMs[i] = order.instantMs;
      numbers.day[i] = order.day;
      numbers.netMinor[i] = order.netMinor;
      numbers.grossMinor[i] = order.grossMinor;
      numbers.discountMinor[i] = order.discountMinor;
      numbers.refundMinor[i] = order.refundMinor;
      numbers.line[i] = order.line;
      leftOut.push(order.leftOut);
      country.push(order.country);
      return null;
    },
    build: (shape) => {
      const builder = timelinesBuilder(shape);
      const orders = orderIds.ids();
      const customers = customerIds.ids();
      for (let i = 0; i < orders.length; i++) {
        builder.addOrder({
          orderId: orders[i]!,
          customerId: numbers.customer[i]! < 0 ? null : customers[numbers.customer[i]!]!,
          processedAtMs: numbers.instantMs[i]!,
          day: numbers.day[i]!,
          netMinor: numbers.netMinor[i]!,
          grossMinor: numbers.grossMinor[i]!,
          discountMinor: numbers.discountMinor[i]!,
          refundMinor: numbers.refundMinor[i]!,
          leftOut: leftOut[i]!,
          channel: null,
          country: country[i]!,
          returns: [],
        });
      }
      return builder.build();
    },
  };
}

type NumberColumns = Record<(typeof NUMBERS)[number], Float64Array>;

function columnsOf(capacity: number): NumberColumns {
  return Object.fromEntries(NUMBERS.map((name) => [name, new Float64Array(capacity)])) as NumberColumns;
}

function enlarged(columns: NumberColumns): NumberColumns {
  const larger = columnsOf(Math.ceil(columns.day.length * 1.5));
  for (const name of NUMBERS) larger[name].set(columns[name]);
  return larger;
}
