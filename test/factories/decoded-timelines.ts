import type { Dimension } from "../../app/analytics/dimension.ts";
import { CUSTOMER_DIMENSIONS, ORDER_DIMENSIONS, ORDER_KINDS } from "../../app/analytics/timelines.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";

/** Timelines as plain records without codes and positions, so that equal shops compare as equal whatever their dictionaries. */
export function decodedTimelines(timelines: Timelines): unknown {
  const { customerIds, orderStart, tags, guests, leftOut, prospects, day } = timelines;
  const order = (o: number): unknown => ({
    day: day[o],
    netMinor: timelines.netMinor[o],
    grossMinor: timelines.grossMinor[o],
    discountMinor: timelines.discountMinor[o],
    refundMinor: timelines.refundMinor[o],
    costMinor: timelines.costMinor?.[o] ?? NaN,
    kind: ORDER_KINDS[timelines.kind[o]!],
    dimensions: ORDER_DIMENSIONS.map((name) => valueAt(timelines.dimensions[name], o)),
    ...contents(timelines, o),
  });
  return {
    customers: Array.from(customerIds, (id, i) => ({
      id,
      consent: timelines.consent[i],
      createdDay: timelines.createdDay[i],
      abandonedDay: timelines.abandonedDay[i],
      dimensions: CUSTOMER_DIMENSIONS.map((name) => valueAt(timelines.customerDimensions[name], i)),
      tags: Array.from(tags.codes.subarray(tags.start[i], tags.start[i + 1]), (code) => tags.values[code]),
      orders: Array.from({ length: orderStart[i + 1]! - orderStart[i]! }, (_, k) => order(orderStart[i]! + k)),
    })),
    guests: Array.from(guests.day, (guestDay, g) => ({
      day: guestDay,
      netMinor: guests.netMinor[g],
      ...contents(timelines, day.length + g),
    })),
    leftOut: Array.from(leftOut.day, (leftOutDay, i) => [leftOutDay, leftOut.reason[i]]),
    prospects: Array.from(prospects.customerIds),
  };
}

/** Lines and returns of order o, guests' orders coming after all others. */
function contents({ lines, returns }: Timelines, o: number): { lines: unknown[]; returns: unknown[] } {
  const lineOf = (l: number): unknown =>
    lines && [
      lines.products.keys[lines.product[l]!],
      lines.products.titles[lines.product[l]!],
      valueAt(lines.products.type, lines.product[l]!),
      lines.variants[lines.variant[l]!],
      lines.quantity[l],
      lines.netMinor[l],
    ];
  const from = lines?.start[o] ?? 0;
  const to = lines?.start[o + 1] ?? 0;
  return {
    lines: Array.from({ length: to - from }, (_, k) => lineOf(from + k)),
    returns: Array.from(returns.order.keys())
      .filter((row) => returns.order[row] === o)
      .map((row) => [returns.day[row], returns.amountMinor[row]]),
  };
}

function valueAt({ values, codes }: Dimension, i: number): string | null {
  return values[codes[i]!]!;
}
