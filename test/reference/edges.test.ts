import { describe, expect, it } from "vitest";

import { maturityRange, maturityRangeReport } from "../../app/analytics/maturity-range.ts";
import { computedOverParts } from "../../app/analytics/mergeable-report.ts";
import { rfmNextSteps } from "../../app/analytics/rfm-next-step.ts";
import { rfmScores } from "../../app/analytics/rfm.ts";
import { shardsOf } from "../../app/analytics/timeline-shards.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import { anOrder, timelinesOf } from "../factories/timelines.ts";

/** Single cases that are easily got wrong: costs that are known of some orders only, the day on which something begins to hold. */

/** One order of each of 120 customers, on day 0 or 60, worth 1000 with known costs of 400; ids of orders and customers from 1. */
const shop = Array.from({ length: 120 }, (_, i) =>
  anOrder({ orderId: BigInt(i + 1), customerId: BigInt(i + 1), day: 60 * (i % 2), netMinor: 1000, costMinor: 400 }),
);
const people = shop.map(({ customerId }) => ({
  customerId: customerId!,
  createdDay: 0,
  consent: "subscribed" as const,
  abandonedDay: null,
}));
const asked = { marginRate: null };

describe("at the edge", () => {
  it("as of a day, the basis of margin does not depend on a later order", () => {
    const later = anOrder({ orderId: 999n, customerId: 1n, day: 500, netMinor: 1000, costMinor: null });
    const past = maturityRange(timelinesOf(shop, people), { asOf: 140, ...asked });
    const today = maturityRange(timelinesOf([...shop, later], people), { asOf: 140, ...asked });
    expect(past).toMatchObject({ basis: "costs", valuePerNewCustomerMinor: 600 });
    expect(today).toEqual(past);
  });

  it("the basis of margin is one for all parts of a shop", () => {
    const orders = shop.map((order, i) => (i === 119 ? { ...order, costMinor: null } : order));
    const timelines = timelinesOf(orders, people);
    const whole = maturityRange(timelines, { asOf: 140, ...asked });
    expect(whole).toMatchObject({ basis: "netSales", valuePerNewCustomerMinor: 1000 });
    expect(computedOverParts(maturityRangeReport, shardsOf(timelines, 2), { asOf: 140, ...asked })).toEqual(whole);
  });

  it("no range below an age of 120 days", () => {
    expect(maturityRange(timelinesOf(shop, people), { asOf: 119, ...asked })).toEqual({
      unavailable: "shortHistory",
    });
  });

  it("the age is counted from the first counted order, also a guest's", () => {
    const guest = anOrder({ orderId: 999n, customerId: null, day: -100, netMinor: 1000, costMinor: 400 });
    const range = maturityRange(timelinesOf([guest, ...shop], people), { asOf: 60, ...asked });
    expect(range).not.toEqual({ unavailable: "shortHistory" });
  });

  it("R falls on the day after a cut point that is a whole number between two values", () => {
    // Days since the last order: 220 (4 ×), 221, 586, 752 (3 ×). The third cut point is 221 + 0.8 · 365 = 513, so R falls at 514.
    const days = [220, 220, 220, 220, 221, 586, 752, 752, 752];
    const orders = days.map((ago, i) => anOrder({ orderId: BigInt(i + 1), customerId: BigInt(i + 1), day: 752 - ago }));
    const scores = rfmScores(timelinesOf(orders), 752);
    if (isUnavailable(scores)) throw new Error(scores.unavailable);
    expect(rfmNextSteps(scores).daysUntilRFalls[4]).toBe(514 - 221);
  });
});
