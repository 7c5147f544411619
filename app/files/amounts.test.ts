import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { currencyDigits, minorUnits } from "./amounts.ts";

describe("minorUnits", () => {
  it.each([
    ["139.12", 2, 13_912],
    ["-3.5", 2, -350],
    ["7", 2, 700],
    [".5", 2, 50],
    ["5.", 2, 500],
    ["1.005", 2, 101],
    ["1.0049999", 2, 100],
    ["-1.005", 2, -101],
    ["-0.004", 2, 0],
    ["1250", 0, 1250],
    ["1250.5", 0, 1251],
    ["-1250.5", 0, -1251],
    ["1250.49", 0, 1250],
    ["12.3456", 3, 12_346],
    ["0.0005", 3, 1],
    ["90071992547409.91", 2, 9_007_199_254_740_991],
  ])("%s with %i decimals is %i", (text, digits, expected) => expect(minorUnits(text, digits)).toBe(expected));

  it.each(["", "-", ".", "1,000.00", "€5", "1e3", "0x10", "NaN", "5 ", "1.2.3", "+5", "90071992547409.92"])(
    "refuses %j",
    (text) => expect(minorUnits(text, 2)).toBeNull(),
  );

  it("gives back every amount in every currency", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), fc.constantFrom(0, 2, 3), (minor, digits) => {
        const padded = String(Math.abs(minor)).padStart(digits + 1, "0");
        const text = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
        expect(minorUnits(minor < 0 ? `-${text}` : text, digits)).toBe(minor === 0 ? 0 : minor);
      }),
    );
  });
});

describe("currencyDigits", () => {
  it("knows currencies with 0, 2 and 3 decimals, and the one that means none", () => {
    expect(["JPY", "EUR", "KWD", "XXX"].map(currencyDigits)).toEqual([0, 2, 3, 2]);
  });

  it.each(["eur", "EURO", "", "€"])("refuses %j with a sentence", (code) => {
    expect(() => currencyDigits(code)).toThrow("three-letter code");
  });
});
