/** What the order of orders depends on; entries beyond `count` are not in use. */
export interface OrderKeys {
  readonly day: Int32Array;
  readonly atMs: Float64Array;
  readonly orderId: BigInt64Array;
}

/**
 * The permutation that groups orders by customer and sorts each customer's by day, instant, order id: `sorted[i]` is where the
 * i-th order of the result stands in the input. `group[i]` is the customer of input order i, below `groups`.
 *
 * A counting sort, so linear; only customers whose orders arrive out of order are sorted, each on its own.
 */
export function sortedOrders(
  group: Uint32Array,
  keys: OrderKeys,
  count: number,
  groups: number,
): { orderStart: Uint32Array; sorted: Uint32Array } {
  const orderStart = new Uint32Array(groups + 1);
  for (let i = 0; i < count; i++) orderStart[group[i]! + 1]!++;
  for (let g = 0; g < groups; g++) orderStart[g + 1]! += orderStart[g]!;
  const next = orderStart.slice(0, groups);
  const sorted = new Uint32Array(count);
  for (let i = 0; i < count; i++) sorted[next[group[i]!]!++] = i;

  const { day, atMs, orderId } = keys;
  const compare = (a: number, b: number): number => {
    if (day[a] !== day[b]) return day[a]! - day[b]!;
    if (atMs[a] !== atMs[b]) return atMs[a]! - atMs[b]!;
    return orderId[a]! < orderId[b]! ? -1 : orderId[a]! > orderId[b]! ? 1 : 0;
  };
  for (let g = 0; g < groups; g++) {
    const end = orderStart[g + 1]!;
    for (let i = orderStart[g]! + 1; i < end; i++) {
      if (compare(sorted[i - 1]!, sorted[i]!) > 0) {
        sorted.subarray(orderStart[g]!, end).sort(compare);
        break;
      }
    }
  }
  return { orderStart, sorted };
}

/** The values of `column` in the order of `sorted`, written into `into` (of the same length as `sorted`). */
export function placed<T extends Uint8Array | Int32Array | Uint32Array | Float64Array>(
  column: T,
  sorted: Uint32Array,
  into: T,
): T {
  for (let i = 0; i < sorted.length; i++) into[i] = column[sorted[i]!]!;
  return into;
}
