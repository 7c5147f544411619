import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { exactProduct, roundedMinor } from "./order-line-amount.ts";
import type { ExactAmount } from "./order-line-amount.ts";

const decimal = (whole: number, decimals: number) =>
  fc
    .tuple(fc.integer({ min: -whole, max: whole }), fc.integer({ min: 0, max: decimals }))
    .map(([units, scale]) => ({ units, scale, text: written(units, scale) }));

function written(units: number, scale: number): string {
  const digits = String(Math.abs(units)).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${units < 0 ? "-" : ""}${whole}${scale > 0 ? `.${digits.slice(digits.length - scale)}` : ""}`;
}

describe("sums of lines", () => {
  it("are exact, and rounded once, half away from zero", () => {
    const lines = fc.array(fc.tuple(decimal(999, 2), decimal(99_999, 4)), { maxLength: 20 });
    fc.assert(
      fc.property(lines, fc.constantFrom(0, 2, 3), (all, digits) => {
        let [minor, millionths, exact] = [0, 0, 0n];
        for (const [quantity, price] of all) {
          const amount: ExactAmount = { minor: NaN, millionths: NaN };
          expect(exactProduct(quantity.text, price.text, digits, amount)).toBe(true);
          minor += amount.minor;
          millionths += amount.millionths;
          exact += BigInt(quantity.units * price.units) * 10n ** BigInt(6 - quantity.scale - price.scale);
        }
        // In units of 10^-6: one minor unit is 10^(6 - digits) of them.
        const unit = 10n ** BigInt(6 - digits);
        const magnitude = ((exact < 0n ? -exact : exact) * 2n + unit) / (2n * unit);
        expect(roundedMinor(minor, millionths)).toBe(Number(exact < 0n ? -magnitude : magnitude) + 0);
      }),
    );
  });

  it("of 3 pieces at 0.335 and one at -0.005 are 1.00, though the lines alone round to 1.01 and -0.01", () => {
    const [a, b] = [
      { minor: 0, millionths: 0 },
      { minor: 0, millionths: 0 },
    ];
    exactProduct("3", "0.335", 2, a);
    exactProduct("1", "-0.005", 2, b);
    expect([roundedMinor(a.minor, a.millionths), roundedMinor(b.minor, b.millionths)]).toEqual([101, -1]);
    expect(roundedMinor(a.minor + b.minor, a.millionths + b.millionths)).toBe(100);
  });

  it.each([
    ["1", "2,50"],
    ["", "1"],
    ["1", "."],
    ["1", "1e3"],
    ["1", "--1"],
    ["1", "0.000000001"],
    ["99999999", "9999999999"],
  ])("refuse %j × %j", (quantity, price) => {
    expect(exactProduct(quantity, price, 2, { minor: 0, millionths: 0 })).toBe(false);
  });
});
