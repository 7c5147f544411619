import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dayOfIsoDate, zonedDays } from "../../app/analytics/calendar.ts";
import { cohorts } from "../../app/analytics/cohorts.ts";
import { purchaseGaps } from "../../app/analytics/purchase-gaps.ts";
import { anOrder, timelinesOf } from "../factories/timelines.ts";

/** Shop-local days on both sides of UTC, where clocks change and where they do not. */

const ZONES = [
  "UTC",
  "America/New_York",
  "America/St_Johns",
  "Europe/Berlin",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Pacific/Apia",
  "Pacific/Marquesas",
] as const;

/** The civil date as the system writes it, as a number of days. */
function writtenDay(zone: string): (instantMs: number) => number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return (instantMs) => Date.parse(`${format.format(instantMs)}T00:00:00Z`) / 86_400_000;
}

/** Orders of one customer at instants, each on its day in the zone. */
function ordersAt(zone: string, instants: readonly string[], customerId = 1n) {
  const dayOf = zonedDays(zone);
  return instants.map((text, i) =>
    anOrder({
      orderId: customerId * 100n + BigInt(i),
      customerId,
      processedAtMs: Date.parse(text),
      day: dayOf(Date.parse(text)),
    }),
  );
}

const monthsOf = (zone: string, instants: readonly string[]): string[] =>
  instants.map((text) => {
    const orders = ordersAt(zone, [text]);
    return cohorts(timelinesOf(orders, [], { zone }), { asOf: 30_000, period: "month" }).rows[0]!.cohort;
  });

describe("shop-local days", () => {
  it("are those the system writes, at any instant of forty years", () => {
    const known = new Map(ZONES.map((zone) => [zone, { ours: zonedDays(zone), written: writtenDay(zone) }]));
    const hours = (dayNumber: number) =>
      fc.integer({ min: -26, max: 26 }).map((hour) => dayNumber * 86_400_000 + hour * 1_800_000);
    const instant = fc.oneof(
      fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) }),
      // Half-hours around midnight UTC, one millisecond before them and after.
      fc
        .integer({ min: 7305, max: 21_915 })
        .chain(hours)
        .chain((ms) => fc.constantFrom(ms - 1, ms, ms + 1)),
    );
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), instant, (zone, ms) => {
        const { ours, written } = known.get(zone)!;
        expect(ours(ms)).toBe(written(ms));
      }),
      { numRuns: 6000 },
    );
  });

  it("of one instant lie on two dates on the two sides of UTC", () => {
    // 2024-01-31 23:30 in New York, 2024-02-01 17:30 in Auckland, 2024-02-01 10:00 in Kolkata.
    const instant = ["2024-02-01T04:30:00Z"];
    expect(monthsOf("America/New_York", instant)).toEqual(["2024-01"]);
    expect(monthsOf("Asia/Kolkata", instant)).toEqual(["2024-02"]);
    expect(monthsOf("Pacific/Auckland", instant)).toEqual(["2024-02"]);
  });

  it("begin at the shop's midnight, to the second", () => {
    expect(monthsOf("America/New_York", ["2024-03-01T04:59:59Z", "2024-03-01T05:00:00Z"])).toEqual([
      "2024-02",
      "2024-03",
    ]);
    expect(monthsOf("America/New_York", ["2024-07-01T03:59:59Z", "2024-07-01T04:00:00Z"])).toEqual([
      "2024-06",
      "2024-07",
    ]);
    expect(monthsOf("Asia/Kolkata", ["2024-02-29T18:29:59Z", "2024-02-29T18:30:00Z"])).toEqual(["2024-02", "2024-03"]);
    expect(monthsOf("Pacific/Auckland", ["2024-01-31T10:59:59Z", "2024-01-31T11:00:00Z"])).toEqual([
      "2024-01",
      "2024-02",
    ]);
    expect(monthsOf("Pacific/Auckland", ["2024-06-30T11:59:59Z", "2024-06-30T12:00:00Z"])).toEqual([
      "2024-06",
      "2024-07",
    ]);
  });

  it("of 23 and of 25 hours are one day apart from their neighbours", () => {
    const gapOf = (zone: string, instants: readonly string[]) =>
      purchaseGaps(timelinesOf(ordersAt(zone, instants), [], { zone }), 30_000).all;
    // New York's clocks went forward on 2024-03-10: 23 hours from midnight to midnight.
    expect(gapOf("America/New_York", ["2024-03-10T05:00:00Z", "2024-03-11T04:00:00Z"])).toMatchObject({
      n: 1,
      mean: 1,
    });
    // And back on 2024-11-03: 24 hours and a half after midnight it is still that day.
    expect(gapOf("America/New_York", ["2024-11-03T04:00:00Z", "2024-11-04T04:30:00Z"])).toMatchObject({ n: 0 });
    expect(gapOf("America/New_York", ["2024-11-03T04:00:00Z", "2024-11-04T05:00:00Z"])).toMatchObject({
      n: 1,
      mean: 1,
    });
    // Auckland's went back on 2024-04-07 and forward on 2024-09-29.
    expect(gapOf("Pacific/Auckland", ["2024-04-06T11:00:00Z", "2024-04-07T11:30:00Z"])).toMatchObject({ n: 0 });
    expect(gapOf("Pacific/Auckland", ["2024-09-28T12:00:00Z", "2024-09-29T11:00:00Z"])).toMatchObject({
      n: 1,
      mean: 1,
    });
  });

  it("that a zone leaves out are nobody's", () => {
    // Samoa went from 29 to 31 December 2011 at midnight, which was 10:00 UTC on the 30th.
    const [before, after] = ordersAt("Pacific/Apia", ["2011-12-30T09:59:59Z", "2011-12-30T10:00:00Z"]);
    expect([before!.day, after!.day]).toEqual([dayOfIsoDate("2011-12-29"), dayOfIsoDate("2011-12-31")]);
    const timelines = timelinesOf([before!, after!], [], { zone: "Pacific/Apia" });
    expect(purchaseGaps(timelines, 30_000).all).toMatchObject({ n: 1, mean: 2 });
  });
});
