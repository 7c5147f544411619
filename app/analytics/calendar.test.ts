import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  civilDayOf,
  civilOfDay,
  dayOfIsoDate,
  isoDateOfDay,
  isZone,
  periodIndex,
  periodLabel,
  periodOf,
  PERIODS,
  periodStart,
  sameDateYearsBefore,
  wholePeriod,
  zonedDays,
  zonedInstants,
} from "./calendar.ts";
import { comparisons } from "./comparison.ts";

const day = (iso: string): number => dayOfIsoDate(iso)!;
const iso = ({ from, to }: { from: number; to: number }): string => `${isoDateOfDay(from)}/${isoDateOfDay(to)}`;

describe("days and dates", () => {
  it("agree with the JavaScript calendar for every day of six centuries", () => {
    for (let d = day("1700-01-01"); d < day("2300-01-01"); d++) {
      const expected = new Date(d * 86_400_000);
      const { year, month, dayOfMonth } = civilOfDay(d);
      if (
        year !== expected.getUTCFullYear() ||
        month !== expected.getUTCMonth() + 1 ||
        dayOfMonth !== expected.getUTCDate()
      ) {
        throw new Error(`day ${d} is not ${expected.toISOString()}`);
      }
      if (dayOfIsoDate(isoDateOfDay(d)) !== d) throw new Error(`day ${d} does not come back from its name`);
    }
  });

  it.each(["2023-02-29", "2024-13-01", "2024-00-10", "2024-04-31", "2024-4-01", "24-04-01", "2024-04-01T00:00", ""])(
    "refuses %j",
    (text) => expect(dayOfIsoDate(text)).toBeNull(),
  );

  it("maps 29 February to the 28th of a year without one", () => {
    expect(isoDateOfDay(sameDateYearsBefore(day("2024-02-29"), 1))).toBe("2023-02-28");
    expect(isoDateOfDay(sameDateYearsBefore(day("2024-02-29"), 4))).toBe("2020-02-29");
    expect(isoDateOfDay(sameDateYearsBefore(day("2024-03-01"), 1))).toBe("2023-03-01");
  });
});

describe("periods", () => {
  it.each([
    ["2011-01-02", "2010-W52", "2011-01", "2011-Q1", "2011"],
    ["2011-01-03", "2011-W01", "2011-01", "2011-Q1", "2011"],
    ["2021-01-03", "2020-W53", "2021-01", "2021-Q1", "2021"],
    ["2018-12-31", "2019-W01", "2018-12", "2018-Q4", "2018"],
    ["1969-12-28", "1969-W52", "1969-12", "1969-Q4", "1969"],
    ["2024-02-29", "2024-W09", "2024-02", "2024-Q1", "2024"],
  ])("%s lies in %s, %s, %s, %s", (date, ...labels) => {
    expect(PERIODS.map((period) => periodLabel(periodOf(day(date), period), period))).toEqual(labels);
  });

  it("follow each other without gap or overlap", () => {
    fc.assert(
      fc.property(fc.integer({ min: -30_000, max: 60_000 }), fc.constantFrom(...PERIODS), (d, period) => {
        const ordinal = periodOf(d, period);
        expect(periodStart(ordinal, period)).toBeLessThanOrEqual(d);
        expect(periodStart(ordinal + 1, period)).toBeGreaterThan(d);
        const range = { from: periodStart(ordinal, period), to: periodStart(ordinal + 1, period) };
        expect(wholePeriod(range)).toEqual({ period, ordinal });
        const index = periodIndex(d, d + 800, period);
        expect(index[799]).toBe(periodOf(d + 799, period) - ordinal);
      }),
    );
  });
});

describe("civil days of instants", () => {
  const zones = [
    "UTC",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Africa/Casablanca",
  ];

  it("are what the zone's calendar shows", () => {
    for (const zone of zones) {
      const dayOf = zonedDays(zone);
      const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone });
      fc.assert(
        fc.property(fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2035, 0) }), (ms) => {
          expect(isoDateOfDay(dayOf(ms))).toBe(format.format(ms));
        }),
        { numRuns: 60 },
      );
    }
  });

  it.each([
    ["the day clocks go forward", "America/New_York", "2011-03-13T04:59:59.999Z", "2011-03-12"],
    ["the day clocks go forward", "America/New_York", "2011-03-13T05:00:00Z", "2011-03-13"],
    ["the end of that day, an hour early", "America/New_York", "2011-03-14T03:59:59.999Z", "2011-03-13"],
    ["the day after", "America/New_York", "2011-03-14T04:00:00Z", "2011-03-14"],
    ["the end of the day clocks go back", "America/New_York", "2011-11-07T04:59:59.999Z", "2011-11-06"],
    ["the day after", "America/New_York", "2011-11-07T05:00:00Z", "2011-11-07"],
    ["ahead of UTC, in daylight time", "Pacific/Auckland", "2011-09-30T11:00:00Z", "2011-10-01"],
    ["ahead of UTC, in standard time", "Pacific/Auckland", "2011-06-30T11:59:59Z", "2011-06-30"],
    ["a day that was skipped", "Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29"],
    ["a day that was skipped", "Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31"],
    ["a midnight that does not exist", "America/Sao_Paulo", "2018-11-04T03:00:00Z", "2018-11-04"],
    ["before 1970", "Europe/Berlin", "1969-12-31T23:30:00Z", "1970-01-01"],
  ])("%s: %s %s is %s", (_what, zone, instant, expected) => {
    expect(isoDateOfDay(civilDayOf(Date.parse(instant), zone))).toBe(expected);
  });

  it("come back from local times", () => {
    for (const zone of zones) {
      const dayOf = zonedDays(zone);
      const instantOf = zonedInstants(zone);
      fc.assert(
        // Noon exists in every zone but on days that were skipped altogether.
        fc.property(fc.integer({ min: day("1975-01-01"), max: day("2035-01-01") }), (d) => {
          if (zone === "Pacific/Apia" && isoDateOfDay(d) === "2011-12-30") return;
          if (zone === "Pacific/Kiritimati" && d < day("1995-01-02")) return;
          expect(dayOf(instantOf(d * 86_400_000 + 43_200_000))).toBe(d);
        }),
        { numRuns: 60 },
      );
    }
  });

  it("read a time that occurs twice as the first, one that is skipped as just after the change", () => {
    const newYork = zonedInstants("America/New_York");
    expect(new Date(newYork(Date.UTC(2011, 10, 6, 1, 30))).toISOString()).toBe("2011-11-06T05:30:00.000Z");
    expect(new Date(newYork(Date.UTC(2011, 2, 13, 2, 30))).toISOString()).toBe("2011-03-13T07:30:00.000Z");
  });

  it("know which zones exist", () => {
    expect(isZone("Pacific/Auckland")).toBe(true);
    expect(isZone("Mars/Olympus")).toBe(false);
  });
});

describe("comparisons", () => {
  const asOf = day("2026-01-01");
  const range = (from: string, to: string) => ({ from: day(from), to: day(to) });

  it.each([
    ["a month", "2025-03-01", "2025-04-01", "2025-02-01/2025-03-01", "2024-03-01/2024-04-01"],
    ["a leap February", "2024-02-01", "2024-03-01", "2024-01-01/2024-02-01", "2023-02-01/2023-03-01"],
    ["a quarter", "2025-01-01", "2025-04-01", "2024-10-01/2025-01-01", "2024-01-01/2024-04-01"],
    ["a year", "2025-01-01", "2026-01-01", "2024-01-01/2025-01-01", "2024-01-01/2025-01-01"],
    ["an ISO week, 364 days earlier", "2025-03-03", "2025-03-10", "2025-02-24/2025-03-03", "2024-03-04/2024-03-11"],
    ["another range", "2025-03-02", "2025-03-12", "2025-02-20/2025-03-02", "2024-03-02/2024-03-12"],
    ["a leap day", "2024-02-29", "2024-03-01", "2024-02-28/2024-02-29", "2023-02-28/2023-03-01"],
  ])("of %s", (_what, from, to, preceding, yearBefore) => {
    const compared = comparisons(range(from, to), asOf)!;
    expect([iso(compared.preceding), iso(compared.yearBefore)]).toEqual([preceding, yearBefore]);
    expect(compared.unfinished).toBe(false);
  });

  it("cover the elapsed days of an unfinished period, and no more than the other period has", () => {
    const compared = comparisons(range("2025-03-01", "2025-04-01"), day("2025-03-30"))!;
    expect(compared.unfinished).toBe(true);
    expect(iso(compared.current)).toBe("2025-03-01/2025-03-31");
    expect(iso(compared.preceding)).toBe("2025-02-01/2025-03-01");
    expect(iso(compared.yearBefore)).toBe("2024-03-01/2024-03-31");
  });

  it("do not exist before the range has begun", () => {
    expect(comparisons(range("2025-03-01", "2025-04-01"), day("2025-02-28"))).toBeNull();
    expect(comparisons(range("2025-03-01", "2025-04-01"), day("2025-03-01"))).not.toBeNull();
  });
});
