import { ordersUntil } from "./orders-until.ts";
import type { Timelines } from "./timelines.ts";

/**
 * Who stands behind step n of the order funnel, as indices into `timelines.customerIds`, ascending, METRICS section 3: `reached`
 * are the customers with at least n orders up to `asOf` (inclusive), `stopped` those of them without order n + 1.
 */
export function funnelMembers(
  timelines: Timelines,
  asOf: number,
  orders: number,
): { readonly reached: Uint32Array; readonly stopped: Uint32Array } {
  const { customerIds, orderStart } = timelines;
  const reached = new Uint32Array(customerIds.length);
  const stopped = new Uint32Array(customerIds.length);
  let reachedCount = 0;
  let stoppedCount = 0;
  for (let i = 0; i < customerIds.length; i++) {
    // Not enough orders at any time: spares the search for the day.
    if (orderStart[i + 1]! - orderStart[i]! < orders) continue;
    const placed = ordersUntil(timelines, i, asOf) - orderStart[i]!;
    if (placed < orders) continue;
    reached[reachedCount++] = i;
    if (placed === orders) stopped[stoppedCount++] = i;
  }
  return { reached: reached.slice(0, reachedCount), stopped: stopped.slice(0, stoppedCount) };
}
