import { ordersUntil } from "../analytics/orders-until.ts";
import type { Timelines } from "../analytics/timelines.ts";
import { known, unknown } from "./definition.ts";
import type { Figure } from "./definition.ts";
import { PROSPECT_SEGMENT_KEYS } from "./segment-key.ts";
import type { SegmentKey } from "./segment-key.ts";
import type { Segment } from "./segments.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** Share of a segment's members who order within so many days, with only what the shop does anyway. */
export type UntreatedRate = (key: SegmentKey, days: number) => Figure;

/** How far back the members are looked up: as long as the longest outcome window of any tactic, so that it has fully passed. */
export const BASELINE_DAYS = 90;

/**
 * Measures the untreated order rate of each segment on the shop's own past: of the people who were in it on `pastDay`, the share
 * with an order in the days after. Orders after `asOf` are not looked at, so `pastDay` lies at least as far back as the days asked for.
 *
 * People without an order are pooled over their stages: consent and checkouts are known as they are today, and buyers give
 * consent at their order, so by stage the rate would be too high for those who subscribed and too low for the others.
 */
export function untreatedRates(
  timelines: Timelines,
  past: readonly Segment[],
  pastDay: number,
  asOf: number,
): UntreatedRate {
  const withoutOrder = past.filter(({ key }) => PROSPECT_SEGMENT_KEYS.some((prospect) => prospect === key));
  const waitsOf = (segments: readonly Segment[]): Waits => ({
    days: segments.map(({ customers }) => customers.map((i) => daysToNextOrder(timelines, i, pastDay))),
    size: segments.reduce((sum, { size }) => sum + size, 0),
  });
  const pooled = waitsOf(withoutOrder);
  const waits = new Map<SegmentKey, Waits>(
    past.map((segment) => [segment.key, withoutOrder.includes(segment) ? pooled : waitsOf([segment])]),
  );
  return (key, within) => {
    const wait = waits.get(key);
    if (pastDay + within > asOf) return unknown("pending");
    if (!wait || wait.size < THRESHOLDS.baselineCases.value) return unknown("fewCases");
    let ordered = 0;
    for (const part of wait.days) for (const days of part) if (days > 0 && days <= within) ordered++;
    return known(ordered / wait.size);
  };
}

/** Days to the next order of those who had one (0: none since), and the number of all people, with the others. */
interface Waits {
  readonly days: readonly Uint32Array[];
  readonly size: number;
}

/** Days from `day` to the customer's first order after it; 0 when there is none. */
function daysToNextOrder(timelines: Timelines, customer: number, day: number): number {
  const next = ordersUntil(timelines, customer, day);
  return next < timelines.orderStart[customer + 1]! ? timelines.day[next]! - day : 0;
}
