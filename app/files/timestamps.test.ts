import { describe, expect, it } from "vitest";

import { isoDateOfDay } from "../analytics/calendar.ts";
import { timestampReader } from "./timestamps.ts";

function read(text: string, zone: string): string | null {
  const reader = timestampReader(zone);
  return reader.read(text) ? `${isoDateOfDay(reader.day)} ${new Date(reader.instantMs).toISOString()}` : null;
}

describe("timestampReader", () => {
  it.each([
    ["a day, as it stands", "2011-12-09", "Pacific/Auckland", "2011-12-09 2011-12-08T11:00:00.000Z"],
    [
      "an instant, on the zone's day",
      "2011-12-09T12:50:00Z",
      "Pacific/Auckland",
      "2011-12-10 2011-12-09T12:50:00.000Z",
    ],
    ["Shopify's offset", "2024-06-30 23:31:43 -0400", "UTC", "2024-07-01 2024-07-01T03:31:43.000Z"],
    [
      "Shopify's offset, at home",
      "2024-06-30 23:31:43 -0400",
      "America/New_York",
      "2024-06-30 2024-07-01T03:31:43.000Z",
    ],
    ["an offset with a colon", "2024-06-30T23:31:43+05:30", "Asia/Kolkata", "2024-06-30 2024-06-30T18:01:43.000Z"],
    ["an offset of hours", "2024-06-30T23:31+02", "UTC", "2024-06-30 2024-06-30T21:31:00.000Z"],
    ["a local time", "2011-11-06 01:30", "America/New_York", "2011-11-06 2011-11-06T05:30:00.000Z"],
    [
      "a local time that does not exist",
      "2011-03-13 02:30:00",
      "America/New_York",
      "2011-03-13 2011-03-13T07:30:00.000Z",
    ],
    ["a time on a day that never was", "2011-12-30 12:00", "Pacific/Apia", "2011-12-31 2011-12-30T22:00:00.000Z"],
    ["fractions of a second", "2024-02-29T00:00:00.1239Z", "UTC", "2024-02-29 2024-02-29T00:00:00.123Z"],
    ["UTC by name", "2024-02-29 10:00:00 UTC", "UTC", "2024-02-29 2024-02-29T10:00:00.000Z"],
  ])("reads %s", (_what, text, zone, expected) => expect(read(text, zone)).toBe(expected));

  it.each([
    "2023-02-29",
    "2024-13-01",
    "2024-1-01",
    "01/02/2024",
    "2024-01-01T24:00",
    "2024-01-01T10:60",
    "2024-01-01T10:00:61",
    "2024-01-01T10",
    "2024-01-01T10:00:00.",
    "2024-01-01T10:00:00 Berlin",
    "2024-01-01x",
    "20240101",
    "0001-01-01",
    "9999-12-31",
    "",
  ])("refuses %j", (text) => expect(read(text, "UTC")).toBeNull());
});
