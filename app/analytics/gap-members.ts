import { ordersUntil } from "./orders-until.ts";
import type { GapBar } from "./purchase-gaps.ts";
import type { Timelines } from "./timelines.ts";

/**
 * Customers with at least one gap of `fromDays` ≤ days < `toDays` (null: no upper end) between successive distinct order days up
 * to `asOf` (inclusive): who stands behind a bar of the histogram of gaps, METRICS section 4. Indices into `timelines.customerIds`,
 * ascending.
 */
export function gapMembers(
  timelines: Timelines,
  asOf: number,
  { fromDays, toDays }: Pick<GapBar, "fromDays" | "toDays">,
): Uint32Array {
  const { customerIds, orderStart, day } = timelines;
  const from = Math.max(fromDays, 1);
  const to = toDays ?? Infinity;
  const members = new Uint32Array(customerIds.length);
  let count = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const end = ordersUntil(timelines, i, asOf);
    for (let o = orderStart[i]! + 1; o < end; o++) {
      const gap = day[o]! - day[o - 1]!;
      if (gap >= from && gap < to) {
        members[count++] = i;
        break;
      }
    }
  }
  return members.slice(0, count);
}
