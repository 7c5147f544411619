import { describe, expect, it } from "vitest";
import { fileCurrencyDigits } from "./file-currency.ts";

describe("fileCurrencyDigits", () => {
  it("knows currencies with 0, 2 and 3 decimals, and the one that means none", () => {
    expect(["JPY", "EUR", "KWD", "XXX"].map(fileCurrencyDigits)).toEqual([0, 2, 3, 2]);
  });

  it.each(["eur", "EURO", "", "€"])("refuses %j with a sentence", (code) => {
    expect(() => fileCurrencyDigits(code)).toThrow("three-letter code");
  });
});
