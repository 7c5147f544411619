import { describe, expect, it } from "vitest";
import { isControl } from "./control-group.ts";

const SHOP = "bean-street.myshopify.com";
const chosen = (experiment: string, share: number, n = 20_000) =>
  Array.from({ length: n }, (_, i) => BigInt(i + 1)).filter((id) => isControl(SHOP, experiment, id, share));

describe("control group", () => {
  it("takes about its share", () => {
    // 4 standard deviations of a binomial draw.
    for (const share of [0.1, 0.3, 0.5]) {
      const allowed = 4 * Math.sqrt(share * (1 - share) * 20_000);
      expect(Math.abs(chosen("klaviyo:rfm.loyal", share).length - share * 20_000)).toBeLessThan(allowed);
    }
  });

  it("is the same each time, grows with the share, and differs between experiments", () => {
    const small = chosen("klaviyo:rfm.loyal", 0.1);
    expect(chosen("klaviyo:rfm.loyal", 0.1)).toEqual(small);
    const large = new Set(chosen("klaviyo:rfm.loyal", 0.3));
    expect(small.every((id) => large.has(id))).toBe(true);
    expect(chosen("klaviyo:rfm.atRisk", 0.1)).not.toEqual(small);
  });

  it("is empty for share 0 and everybody for share 1", () => {
    expect(chosen("x", 0, 1_000)).toEqual([]);
    expect(chosen("x", 1, 1_000)).toHaveLength(1_000);
  });
});
