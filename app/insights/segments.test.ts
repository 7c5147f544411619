import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LIFECYCLE_STAGES } from "../analytics/lifecycle-stage.ts";
import { CLOCKS } from "../analytics/lifecycle.ts";
import { ordersUntil } from "../analytics/orders-until.ts";
import { RFM_GROUPS } from "../analytics/rfm.ts";
import { anyShop, FIRST_DAY, shopOfPeople } from "../../test/factories/shop-timelines.ts";
import { BUYER_STAGES, parseSegmentKey, PROSPECT_STAGES, RFM_SEGMENT_KEYS, SEGMENT_KEYS } from "./segment-key.ts";
import { segmentsAsOf } from "./shop-advice.ts";

/** Customers with an order by the day, by a second, slower way. */
function buyersBy(timelines: Parameters<typeof ordersUntil>[0], asOf: number): number[] {
  return [...timelines.customerIds.keys()].filter((i) => ordersUntil(timelines, i, asOf) > timelines.orderStart[i]!);
}

describe("segment keys", () => {
  it("name every RFM group in its order and every lifecycle stage once", () => {
    expect(RFM_SEGMENT_KEYS).toEqual(RFM_GROUPS.map((group) => `rfm.${group}`));
    expect([...PROSPECT_STAGES, ...BUYER_STAGES]).toEqual(LIFECYCLE_STAGES);
    expect(new Set(SEGMENT_KEYS).size).toBe(
      RFM_GROUPS.length + BUYER_STAGES.length * CLOCKS.length + PROSPECT_STAGES.length,
    );
  });

  it("are read from text, and nothing else is", () => {
    for (const key of SEGMENT_KEYS) expect(parseSegmentKey(key)).toBe(key);
    for (const text of ["", "rfm.", "rfm.Champions", "lifecycle.prospect.due", "toString", "lifecycle"]) {
      expect(parseSegmentKey(text)).toBeNull();
    }
  });
});

describe("segments", () => {
  it("hold every buyer once per division, and nobody else", () => {
    fc.assert(
      fc.property(anyShop, ({ timelines, asOf }) => {
        const { rfm, buyers, prospects } = segmentsAsOf(timelines, asOf);
        const expected = buyersBy(timelines, asOf);
        const sorted = (parts: readonly { customers: Uint32Array }[]): number[] =>
          parts.flatMap(({ customers }) => [...customers]).sort((a, b) => a - b);
        expect(sorted(rfm)).toEqual(expected);
        expect(sorted(buyers)).toEqual(expected);
        // Who ordered later had no order yet: known that day, they stand among the people without one.
        const later = [...timelines.customerIds.keys()].filter(
          (i) => timelines.createdDay[i]! <= asOf && !expected.includes(i),
        );
        expect(sorted(prospects)).toEqual(later);
        const known = [...timelines.prospects.createdDay.keys()].filter(
          (i) => timelines.prospects.createdDay[i]! <= asOf,
        );
        expect(prospects.flatMap((part) => [...part.prospects]).sort((a, b) => a - b)).toEqual(known);
      }),
    );
  });

  it("keep money and people: parts add up to the whole", () => {
    fc.assert(
      fc.property(anyShop, ({ timelines, asOf }) => {
        const { rfm, buyers } = segmentsAsOf(timelines, asOf);
        let net = 0;
        for (const i of buyersBy(timelines, asOf)) {
          for (let o = timelines.orderStart[i]!; o < ordersUntil(timelines, i, asOf); o++)
            net += timelines.netMinor[o]!;
        }
        for (const division of [rfm, buyers]) {
          if (division.length === 0) continue;
          expect(division.reduce((sum, { netSalesMinor }) => sum + netSalesMinor.value!, 0)).toBe(net);
          for (const { reach, size } of division) {
            expect(reach.people).toBe(size);
            expect(Object.values(reach.byConsent).reduce((sum, people) => sum + people, 0)).toBe(size);
            expect(reach.mailable).toBe(reach.byConsent.subscribed);
          }
        }
      }),
    );
  });

  it("count only those who said yes as reachable", () => {
    const timelines = shopOfPeople([
      { days: [0], consent: "subscribed" },
      { days: [0], consent: "pending" },
      { days: [0], consent: "unsubscribed" },
      { days: [0], consent: "unknown" },
    ]);
    const firstTime = segmentsAsOf(timelines, FIRST_DAY).buyers.find(({ size }) => size > 0)!;
    expect(firstTime.key).toBe("lifecycle.firstTime.between");
    expect(firstTime.reach).toMatchObject({ people: 4, mailable: 1 });
  });

  it("know no value without amounts, and no share of nothing", () => {
    const { rfm, buyers } = segmentsAsOf(shopOfPeople([{ days: [0] }], [], false), FIRST_DAY);
    expect(rfm).toEqual([]);
    expect(buyers[0]!.netSalesMinor).toEqual({ value: null, reason: "noMoney" });
    const nobody = segmentsAsOf(shopOfPeople([]), FIRST_DAY).buyers[0]!;
    expect(nobody.sizeShare).toEqual({ value: null, reason: "noCases" });
  });
});
