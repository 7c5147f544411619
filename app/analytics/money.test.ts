import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { currencyDigits, minorUnits, minorUnitsOfDifference } from "./money.ts";

/** The decimal text of an amount in minor units, as Shopify writes it. */
function decimalText(minor: bigint, digits: number): string {
  const magnitude = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  const whole = magnitude.slice(0, magnitude.length - digits);
  const fraction = magnitude.slice(magnitude.length - digits);
  return (minor < 0n ? "-" : "") + (digits === 0 ? whole : `${whole}.${fraction}`);
}
const amount = fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n });

describe("minorUnits", () => {
  it.each([
    ["19.99", 2, 1999],
    ["19.9", 2, 1990],
    ["-0.01", 2, -1],
    ["1200", 0, 1200],
    ["1200.0", 0, 1200],
    ["12.345", 3, 12345],
    ["0.005", 2, 1],
    ["-0.005", 2, -1],
    ["1.0049999999999999", 2, 100],
    ["1.115", 2, 112],
    ["90071992547409.91", 2, 9007199254740991],
    [".5", 2, 50],
    ["5.", 2, 500],
    ["-0.004", 2, 0],
    ["-1250.5", 0, -1251],
    ["1250.49", 0, 1250],
  ])("reads %s with %i digits as %i", (text, digits, minor) => {
    expect(minorUnits(text, digits)).toBe(minor);
  });

  it.each([
    "",
    "-",
    ".",
    "€5",
    "5 ",
    "+5",
    "12,50",
    "1e3",
    "NaN",
    "0x10",
    "1.2.3",
    null,
    undefined,
    12.5,
    {},
    "90071992547409.92",
    "9".repeat(40),
  ])("does not guess at %j", (text) => {
    expect(minorUnits(text, 2)).toBeNull();
  });

  it("is exact for every amount of currencies with 0, 2 and 3 decimals", () => {
    fc.assert(
      fc.property(amount, fc.constantFrom(0, 2, 3), (minor, digits) => {
        expect(minorUnits(decimalText(minor, digits), digits)).toBe(Number(minor));
      }),
    );
  });

  it("rounds more decimals half away from zero, alike on both sides of zero", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (tenths) => {
        const rounded = Number((tenths + 5n) / 10n);
        expect(minorUnits(decimalText(tenths, 3), 2)).toBe(rounded);
        expect(minorUnits(decimalText(-tenths, 3), 2)).toBe(rounded === 0 ? 0 : -rounded);
      }),
    );
  });
});

describe("minorUnitsOfDifference", () => {
  it("subtracts before it rounds", () => {
    expect(minorUnitsOfDifference("10.004", "0.008", 2)).toBe(1000);
    expect(minorUnitsOfDifference("119.00", "19.00", 2)).toBe(10000);
    expect(minorUnitsOfDifference("10.00", null, 2)).toBeNull();
  });

  it("equals the difference of the parts when both fit the currency", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n }),
        fc.bigInt({ min: -(2n ** 50n), max: 2n ** 50n }),
        (a, b) => {
          expect(minorUnitsOfDifference(decimalText(a, 2), decimalText(b, 2), 2)).toBe(Number(a - b));
        },
      ),
    );
  });
});

it("knows the digits of currencies", () => {
  expect(["JPY", "EUR", "KWD", "HUF", "CLP", "XXX", "?"].map(currencyDigits)).toEqual([0, 2, 3, 2, 0, 2, 2]);
});
