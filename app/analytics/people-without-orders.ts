import { LIFECYCLE_STAGES } from "./lifecycle-stage.ts";
import { addedUp } from "./mergeable-report.ts";
import { CONSENT_STATES } from "./timelines.ts";
import type { Timelines } from "./timelines.ts";

/** People known by the day who never ordered: indices into `timelines.prospects`, and their stage. */
export interface Prospects {
  readonly people: Uint32Array;
  readonly stage: Uint8Array;
}

/** People known by the day whose first order came later: indices into `timelines.customerIds`, and their stage. */
export interface LaterBuyers {
  readonly customers: Uint32Array;
  readonly stage: Uint8Array;
}

const PROSPECT = LIFECYCLE_STAGES.indexOf("prospect");
const CONSIDERING = LIFECYCLE_STAGES.indexOf("considering");
const CHECKOUT = LIFECYCLE_STAGES.indexOf("checkout");
const SUBSCRIBED = CONSENT_STATES.indexOf("subscribed");

function prospectStage(consent: number, abandonedDay: number, asOf: number): number {
  if (abandonedDay >= 0 && abandonedDay <= asOf) return CHECKOUT;
  return consent === SUBSCRIBED ? CONSIDERING : PROSPECT;
}

/** As of a day (inclusive); consent and abandoned checkouts as they are known today. */
export function prospectsAsOf({ prospects }: Timelines, asOf: number): Prospects {
  const { createdDay, consent, abandonedDay } = prospects;
  const people = new Uint32Array(createdDay.length);
  const stage = new Uint8Array(createdDay.length);
  let known = 0;
  for (let i = 0; i < createdDay.length; i++) {
    if (createdDay[i]! > asOf) continue;
    people[known] = i;
    stage[known++] = prospectStage(consent[i]!, abandonedDay[i]!, asOf);
  }
  return { people: people.subarray(0, known), stage: stage.subarray(0, known) };
}

/** Of the customers whose first order comes later: those the shop knew by the day. */
export function laterBuyersAsOf(timelines: Timelines, later: readonly number[], asOf: number): LaterBuyers {
  const { createdDay, consent, abandonedDay } = timelines;
  const customers = Uint32Array.from(later).filter((i) => createdDay[i]! <= asOf);
  const stage = new Uint8Array(customers.length);
  for (let k = 0; k < stage.length; k++) {
    const i = customers[k]!;
    stage[k] = prospectStage(consent[i]!, abandonedDay[i]!, asOf);
  }
  return { customers, stage };
}

/** How many of each stage. */
export function stageCounts(stages: Uint8Array): Float64Array {
  const counts = new Float64Array(LIFECYCLE_STAGES.length);
  for (let i = 0; i < stages.length; i++) counts[stages[i]!]!++;
  return counts;
}

/** Customers whose first order comes after the day. */
export function laterCustomers({ customerIds, orderStart, day }: Timelines, asOf: number): number[] {
  const later: number[] = [];
  for (let i = 0; i < customerIds.length; i++) if (day[orderStart[i]!]! > asOf) later.push(i);
  return later;
}

/** People known by the day without an order by then, by stage. */
export function peopleWithoutOrders(timelines: Timelines, later: readonly number[], asOf: number): Float64Array {
  const { stage } = laterBuyersAsOf(timelines, later, asOf);
  return addedUp([stageCounts(prospectsAsOf(timelines, asOf).stage), stageCounts(stage)]);
}
