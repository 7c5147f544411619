import { LIFECYCLE_STAGES } from "../analytics/lifecycle-stage.ts";
import { CLOCKS } from "../analytics/lifecycle.ts";
import type { Lifecycle } from "../analytics/lifecycle.ts";
import { RFM_GROUPS } from "../analytics/rfm.ts";
import type { RfmScores } from "../analytics/rfm.ts";
import { CONSENT_STATES } from "../analytics/timelines.ts";
import type { ConsentState, Timelines } from "../analytics/timelines.ts";
import { known, unknown } from "./definition.ts";
import type { Figure } from "./definition.ts";
import { BUYER_SEGMENT_KEYS, PROSPECT_SEGMENT_KEYS, RFM_SEGMENT_KEYS } from "./segment-key.ts";
import type { BuyerSegmentKey, ProspectSegmentKey, RfmSegmentKey, SegmentKey } from "./segment-key.ts";

/** Who of a segment may be mailed: only those whose consent is `subscribed`. */
export interface Reach {
  readonly people: number;
  readonly mailable: number;
  readonly byConsent: Readonly<Record<ConsentState, number>>;
}

/** People with one thing in common, what they are worth and who of them may be written to. */
export interface Segment<K extends SegmentKey = SegmentKey> {
  readonly key: K;
  /** Members with an order by now or later: indices into `timelines.customerIds`, ascending. */
  readonly customers: Uint32Array;
  /** Members without any order: indices into `timelines.prospects`, ascending. */
  readonly prospects: Uint32Array;
  readonly size: number;
  /** Of everybody in the same division (all RFM groups; all buyers; all people without an order). */
  readonly sizeShare: Figure;
  readonly orders: number;
  readonly netSalesMinor: Figure;
  /** Of the net sales of all customers. */
  readonly netSalesShare: Figure;
  readonly averageOrderValueMinor: Figure;
  readonly reach: Reach;
}

/** The per-customer columns that RFM scores and the lifecycle share. */
type Buyers = Pick<RfmScores, "customers" | "orderCount" | "netSalesMinor">;

const SUBSCRIBED: ConsentState = "subscribed";

/** One segment per RFM group, in the order of the keys; together they hold every customer with an order once. */
export function rfmSegments(timelines: Timelines, scores: RfmScores): Segment<RfmSegmentKey>[] {
  // RFM_SEGMENT_KEYS is RFM_GROUPS in the same order, so the group's index is the segment's.
  const parts = divided(scores.group, RFM_GROUPS.length);
  return buyerSegments(timelines, scores, RFM_SEGMENT_KEYS, parts);
}

/** One segment per lifecycle stage and clock of buyers; together they hold every customer with an order once. */
export function lifecycleSegments(timelines: Timelines, lifecycle: Lifecycle): Segment<BuyerSegmentKey>[] {
  const firstBuyerStage = LIFECYCLE_STAGES.indexOf("firstTime");
  const cells = new Uint8Array(lifecycle.customers.length);
  for (let i = 0; i < cells.length; i++) {
    cells[i] = (lifecycle.stage[i]! - firstBuyerStage) * CLOCKS.length + lifecycle.clock[i]!;
  }
  return buyerSegments(timelines, lifecycle, BUYER_SEGMENT_KEYS, divided(cells, BUYER_SEGMENT_KEYS.length));
}

/**
 * One segment per stage of people without an order by the day. Who ordered after it is among them, as a customer: on that
 * day nobody could tell.
 */
export function prospectSegments(timelines: Timelines, lifecycle: Lifecycle): Segment<ProspectSegmentKey>[] {
  const stages = PROSPECT_SEGMENT_KEYS.length;
  const people = divided(lifecycle.prospects.stage, stages);
  const later = divided(lifecycle.laterBuyers.stage, stages);
  const all = lifecycle.prospects.people.length + lifecycle.laterBuyers.customers.length;
  return PROSPECT_SEGMENT_KEYS.map((key, s) => {
    const customers = chosen(lifecycle.laterBuyers.customers, later[s]!);
    const prospects = chosen(lifecycle.prospects.people, people[s]!);
    const size = customers.length + prospects.length;
    return {
      key,
      customers,
      prospects,
      size,
      sizeShare: share(size, all),
      orders: 0,
      netSalesMinor: timelines.hasMoney ? known(0) : unknown("noMoney"),
      netSalesShare: timelines.hasMoney ? known(0) : unknown("noMoney"),
      averageOrderValueMinor: unknown(timelines.hasMoney ? "noCases" : "noMoney"),
      reach: reachOf(timelines, customers, prospects),
    };
  });
}

/** Consent states of a set of customers and people without an order, and how many of them may be mailed. */
export function reachOf(timelines: Timelines, customers: Uint32Array, prospects: Uint32Array): Reach {
  const perState = new Float64Array(CONSENT_STATES.length);
  for (const i of customers) perState[timelines.consent[i]!]!++;
  for (const i of prospects) perState[timelines.prospects.consent[i]!]!++;
  const byConsent = Object.fromEntries(CONSENT_STATES.map((state, s) => [state, perState[s]!]));
  return {
    people: customers.length + prospects.length,
    mailable: perState[CONSENT_STATES.indexOf(SUBSCRIBED)]!,
    byConsent: byConsent as Record<ConsentState, number>,
  };
}

function buyerSegments<K extends SegmentKey>(
  timelines: Timelines,
  buyers: Buyers,
  keys: readonly K[],
  parts: readonly Uint32Array[],
): Segment<K>[] {
  let total = 0;
  for (const net of buyers.netSalesMinor) total += net;
  return keys.map((key, k) => {
    const part = parts[k]!;
    let orders = 0;
    let net = 0;
    for (const i of part) {
      orders += buyers.orderCount[i]!;
      net += buyers.netSalesMinor[i]!;
    }
    const customers = chosen(buyers.customers, part);
    const money = timelines.hasMoney;
    return {
      key,
      customers,
      prospects: new Uint32Array(0),
      size: part.length,
      sizeShare: share(part.length, buyers.customers.length),
      orders,
      netSalesMinor: money ? known(net) : unknown("noMoney"),
      netSalesShare: money ? share(net, total) : unknown("noMoney"),
      averageOrderValueMinor: money ? share(net, orders) : unknown("noMoney"),
      reach: reachOf(timelines, customers, new Uint32Array(0)),
    };
  });
}

/** Positions of each code, ascending: `result[c]` are the i with `codes[i] = c`. */
function divided(codes: Uint8Array, kinds: number): Uint32Array[] {
  const sizes = new Uint32Array(kinds);
  for (const code of codes) sizes[code]!++;
  const parts = Array.from(sizes, (size) => new Uint32Array(size));
  const filled = new Uint32Array(kinds);
  for (let i = 0; i < codes.length; i++) parts[codes[i]!]![filled[codes[i]!]!++] = i;
  return parts;
}

function chosen(values: Uint32Array, positions: Uint32Array): Uint32Array {
  return positions.map((position) => values[position]!);
}

function share(part: number, whole: number): Figure {
  return whole > 0 ? known(part / whole) : unknown("noCases");
}
