import type { Dimension } from "./dimension.ts";
import { firstFrom } from "./first-from.ts";
import { CUSTOMER_DIMENSIONS } from "./timelines.ts";
import type { CustomerDimension, Timelines } from "./timelines.ts";

/**
 * The shop cut into `count` views of about as many orders each: every customer is in one of them; guests, orders left out and
 * people without orders are in the last. Nothing is copied. A view may be empty. The merge of a report's tallies over the views
 * is its tally over the whole.
 */
export function shardsOf(timelines: Timelines, count: number): Timelines[] {
  const { customerIds, orderStart } = timelines;
  const n = customerIds.length;
  const orders = orderStart[n]! - orderStart[0]!;
  const shards: Timelines[] = [];
  let from = 0;
  for (let s = 1; s <= count; s++) {
    const upTo = orderStart[0]! + Math.floor((orders * s) / count);
    const to = s === count ? n : Math.max(from, firstFrom(orderStart, upTo));
    shards.push(viewOf(timelines, from, to, s === count));
    from = to;
  }
  return shards;
}

/** The customers `from` … `to − 1`; with everything behind the customers when they are the `last`. */
function viewOf(timelines: Timelines, from: number, to: number, last: boolean): Timelines {
  const { orderStart, returns, tags, guests, leftOut, prospects } = timelines;
  const backFrom = firstFrom(returns.order, orderStart[from]!);
  const backTo = last ? returns.order.length : firstFrom(returns.order, orderStart[to]!);
  const part = <T extends { subarray(from: number, to: number): T }>(column: T): T => column.subarray(from, to);
  const behind = <T extends { subarray(from: number, to: number): T; readonly length: number }>(column: T): T =>
    column.subarray(0, last ? column.length : 0);
  const dimensions = CUSTOMER_DIMENSIONS.map((name): [CustomerDimension, Dimension] => {
    const { values, codes } = timelines.customerDimensions[name];
    return [name, { values, codes: codes.subarray(from, to) }];
  });
  return {
    ...timelines,
    customerIds: part(timelines.customerIds),
    orderStart: orderStart.subarray(from, to + 1),
    returns: {
      order: returns.order.subarray(backFrom, backTo),
      day: returns.day.subarray(backFrom, backTo),
      amountMinor: returns.amountMinor.subarray(backFrom, backTo),
    },
    consent: part(timelines.consent),
    createdDay: part(timelines.createdDay),
    abandonedDay: part(timelines.abandonedDay),
    customerDimensions: Object.fromEntries(dimensions) as Record<CustomerDimension, Dimension>,
    tags: { ...tags, start: tags.start.subarray(from, to + 1) },
    guests: { day: behind(guests.day), netMinor: behind(guests.netMinor) },
    leftOut: { day: behind(leftOut.day), reason: behind(leftOut.reason) },
    prospects: {
      customerIds: behind(prospects.customerIds),
      createdDay: behind(prospects.createdDay),
      consent: behind(prospects.consent),
      abandonedDay: behind(prospects.abandonedDay),
    },
  };
}
