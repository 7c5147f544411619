import { describe, expect, it } from "vitest";
import { dayOfIsoDate } from "../analytics/calendar.ts";
import { parseNamedReportQuery, parseReportQuery, ReportQueryError } from "./report-query.ts";

const parse = (search: string) => parseReportQuery(new URLSearchParams(search));

function refusal(search: string): { parameter: string; message: string } {
  try {
    parse(search);
  } catch (error) {
    if (error instanceof ReportQueryError) return { parameter: error.parameter, message: error.message };
    throw error;
  }
  throw new Error(`"${search}" was accepted`);
}

describe("parseReportQuery", () => {
  it("takes what is not named from the defaults, the look-back from the period", () => {
    expect(parse("")).toEqual({ asOf: null, period: "month", lookBackDays: 90, kind: "A" });
    expect(parse("period=week").lookBackDays).toBe(90);
    expect(parse("period=quarter").lookBackDays).toBe(180);
    expect(parse("period=year").lookBackDays).toBe(366);
  });

  it("reads every parameter, and ignores what the admin adds", () => {
    expect(parse("asOf=2011-12-09&period=quarter&lookBack=200&kind=C&host=abc&embedded=1&id_token=x")).toEqual({
      asOf: dayOfIsoDate("2011-12-09"),
      period: "quarter",
      lookBackDays: 200,
      kind: "C",
    });
    expect(parse("asOf=&lookBack=&period=&kind=")).toEqual(parse(""));
  });

  it.each([
    ["asOf=yesterday", "asOf", "asOf must be a day such as 2011-12-09."],
    ["asOf=2011-02-29", "asOf", "asOf must be a day such as 2011-12-09."],
    ["asOf=2011-12-9", "asOf", "asOf must be a day such as 2011-12-09."],
    ["period=day", "period", "period must be week, month, quarter or year."],
    ["period=toString", "period", "period must be week, month, quarter or year."],
    ["lookBack=soon", "lookBack", "lookBack must be a whole number of days such as 90."],
    ["lookBack=90.5", "lookBack", "lookBack must be a whole number of days such as 90."],
    ["lookBack=-90", "lookBack", "lookBack must be a whole number of days such as 90."],
    ["lookBack=0", "lookBack", "lookBack must be a whole number of days such as 90."],
    ["lookBack=1e3", "lookBack", "lookBack must be a whole number of days such as 90."],
    ["lookBack=3661", "lookBack", "lookBack must be at most 3660 days."],
    ["kind=a", "kind", "kind must be A, B or C."],
  ])("refuses %s with a sentence", (search, parameter, message) => {
    expect(refusal(search)).toEqual({ parameter, message });
  });

  it("refuses a look-back shorter than the shortest period of its kind", () => {
    const message = (length: string) => `lookBack must not be shorter than the period: a ${length} days.`;
    expect(refusal("period=week&lookBack=6").message).toBe(message("week has 7"));
    expect(refusal("period=month&lookBack=27").message).toBe(message("month has up to 31"));
    expect(refusal("period=quarter&lookBack=89").message).toBe(message("quarter has up to 92"));
    expect(refusal("period=year&lookBack=364").message).toBe(message("year has up to 366"));
    // Whether a longer one is listed only the orders tell.
    for (const search of [
      "period=week&lookBack=7",
      "lookBack=28",
      "period=quarter&lookBack=90",
      "period=year&lookBack=365",
    ]) {
      expect(() => parse(search)).not.toThrow();
    }
  });
});

describe("parseNamedReportQuery", () => {
  const named = (search: string) => {
    const { compareWith, marginRate, by } = parseNamedReportQuery(new URLSearchParams(search));
    return { compareWith, marginRate, by };
  };

  it("takes what is not named from the defaults", () => {
    expect(named("asOf=2011-12-09")).toEqual({ compareWith: null, marginRate: null, by: "channel" });
    expect(named("compareWith=2011-06-30&margin=0.45&by=landingPage")).toEqual({
      compareWith: dayOfIsoDate("2011-06-30"),
      marginRate: 0.45,
      by: "landingPage",
    });
    expect(["1", ".5", "0"].map((margin) => named(`margin=${margin}`).marginRate)).toEqual([1, 0.5, 0]);
  });

  it.each([
    ["compareWith=June", "compareWith must be a day such as 2011-12-09."],
    ["margin=45", "margin must be a share from 0 to 1 such as 0.45."],
    ["margin=1.5", "margin must be a share from 0 to 1 such as 0.45."],
    ["by=weather", "by must be channel, sourceMedium, campaign, landingPage or referrer."],
  ])("refuses %s", (search, message) => {
    expect(() => named(search)).toThrow(message);
  });
});
