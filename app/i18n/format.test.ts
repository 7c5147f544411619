import { describe, expect, it } from "vitest";
import { createFormats, UNKNOWN } from "./format.ts";

const pounds = createFormats({ locale: "en-GB", currency: "GBP", currencyDigits: 2, zone: "Europe/London" });
const yen = createFormats({ locale: "en-US", currency: "JPY", currencyDigits: 0, zone: "Asia/Tokyo" });
const dinars = createFormats({ locale: "en-US", currency: "KWD", currencyDigits: 3, zone: "Asia/Kuwait" });

describe("money", () => {
  it("follows the currency's own decimals", () => {
    expect(pounds.money(51_922)).toBe("£519.22");
    expect(yen.money(51_922)).toBe("¥51,922");
    expect(dinars.money(51_922)).toBe("KWD\u00a051.922");
  });

  it("rounds a mean in minor units to the currency's decimals", () => {
    expect(pounds.money(51922.35559587255)).toBe("£519.22");
    expect(yen.money(99.6)).toBe("¥100");
  });

  it("drops decimals from a thousand units on", () => {
    expect(pounds.moneyShort(99_999)).toBe("£999.99");
    expect(pounds.moneyShort(2_634_176)).toBe("£26,342");
    expect(pounds.moneyShort(457_903_254)).toBe("£4,579,033");
    expect(dinars.moneyShort(999_999)).toBe("KWD\u00a0999.999");
    expect(yen.moneyShort(1_000)).toBe("¥1,000");
  });

  it("keeps the sign of a net return", () => {
    expect(pounds.money(-1_250)).toBe("-£12.50");
  });
});

describe("rates", () => {
  it("prints sensible digits", () => {
    expect(pounds.rate(0.6537753222836096)).toBe("65.4%");
    expect(pounds.rate(0.0345)).toBe("3.5%");
    expect(pounds.rate(0.0042)).toBe("0.42%");
    expect(pounds.rate(1.0412)).toBe("104.1%");
  });

  it("never prints a small positive rate as 0 % nor an incomplete one as 100 % in a narrow cell", () => {
    expect(pounds.rate(0.00001)).toBe("<0.01%");
    expect(pounds.rateShort(0.004)).toBe("<1%");
    expect(pounds.rateShort(0.996)).toBe(">99%");
    expect(pounds.rateShort(0)).toBe("0%");
    expect(pounds.rateShort(1)).toBe("100%");
  });

  it("signs changes", () => {
    expect(pounds.change(0.125)).toBe("+12.5%");
    expect(pounds.change(-0.031)).toBe("-3.1%");
    expect(pounds.change(0)).toBe("0.0%");
    expect(pounds.points(-0.0123)).toBe("-1.2");
  });
});

describe("unknown", () => {
  it("is a dash, never 0, whatever the kind", () => {
    const { count, decimal, rate, rateShort, change, points, money, moneyShort, date, instant, period } = pounds;
    for (const write of [count, decimal, rate, rateShort, change, points, money, moneyShort]) {
      expect(write(null)).toBe(UNKNOWN);
      expect(write(Number.NaN)).toBe(UNKNOWN);
    }
    expect(date(null)).toBe(UNKNOWN);
    expect(instant(null)).toBe(UNKNOWN);
    expect(period(null)).toBe(UNKNOWN);
  });
});

describe("dates", () => {
  it("prints a shop-local date as itself, in any zone", () => {
    expect(pounds.date("2011-12-09")).toBe("9 Dec 2011");
    expect(yen.date("2011-12-09")).toBe("Dec 9, 2011");
  });

  it("prints an instant in the shop's zone", () => {
    expect(yen.instant("2011-12-09T23:30:05.000Z")).toBe("Dec 10, 2011, 08:30");
    expect(pounds.instant("2011-12-09T00:05:00.000Z")).toBe("9 Dec 2011, 00:05");
  });

  it("writes a span once, with both ends", () => {
    expect(pounds.dateSpan("2011-11-01", "2011-11-09")).toBe("1 – 9 Nov 2011");
  });

  it("names periods", () => {
    expect(pounds.period("2011-03")).toBe("Mar 2011");
    expect(pounds.period("2011-W05")).toBe("W5 2011");
    expect(pounds.period("1997-Q1")).toBe("Q1 1997");
    expect(pounds.period("1997")).toBe("1997");
  });
});

it("falls back to English for a locale that is none", () => {
  expect(createFormats({ ...pounds.writing, locale: "not a locale" }).count(12_345)).toBe("12,345");
});
