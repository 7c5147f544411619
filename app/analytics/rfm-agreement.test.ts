import { describe, expect, it } from "vitest";

import { shopOf } from "../../test/factories/timelines.ts";
import type { Dimension } from "./dimension.ts";
import { rfmAgreement } from "./rfm-agreement.ts";
import { RFM_GROUPS, rfmScores } from "./rfm.ts";
import { isUnavailable } from "./unavailable.ts";

const none = { r: 0, fm: 0, both: 0 };

/** Shopify's group of each customer. */
function groups(...names: (string | null)[]): Dimension {
  const values = [null, ...new Set(names.filter((name) => name !== null))];
  return { values, codes: Uint8Array.from(names, (name) => values.indexOf(name)) };
}

describe("agreement with Shopify's groups", () => {
  // One order each of the same value: F 1 and M 1. Days since 40, 30, 20, 10, 0 with cut points 8, 16, 24, 32:
  // R 1 dormant, 2 dormant, 3 almost lost, 4 promising, 5 new.
  const scores = rfmScores(shopOf({ 1: [0], 2: [10], 3: [20], 4: [30], 5: [40] }), 40);
  if (isUnavailable(scores)) throw new Error(scores.unavailable);

  it("counts customers on whom both agree, and whom Shopify has no group for", () => {
    const agreement = rfmAgreement(scores, groups("DORMANT", null, "ALMOST_LOST", "PROMISING", "SOMETHING"));
    expect(agreement).toMatchObject({ customers: 5, known: 3, agreeing: 3, disagreements: [] });
    expect(agreement.agreed).toMatchObject({ dormant: 1, almostLost: 1, promising: 1, new: 0 });
  });

  it("says which score would have to differ", () => {
    const { disagreements } = rfmAgreement(
      scores,
      // Almost lost with s 2 takes R 3 alone; at risk with R 2 takes a higher s alone; loyal with R 3 takes s 8, no other R gives it;
      // active with R 4 takes s 4; champions with R 5 take s 8.
      groups("ALMOST_LOST", "AT_RISK", "LOYAL", "ACTIVE", "CHAMPIONS"),
    );
    expect(disagreements.map(({ ours, theirs, byScore }) => [ours, theirs, byScore])).toEqual([
      ["new", "champions", { ...none, fm: 1 }],
      ["promising", "active", { ...none, fm: 1 }],
      ["almostLost", "loyal", { ...none, fm: 1 }],
      ["dormant", "almostLost", { ...none, r: 1 }],
      ["dormant", "atRisk", { ...none, fm: 1 }],
    ]);
    // Neither alone: champions need R 5 and s 8. Prospects: no score makes one.
    const others = rfmAgreement(scores, groups("CHAMPIONS", "CHAMPIONS", "PROSPECTS", "PROMISING", "NEW"));
    expect(others.disagreements).toEqual([
      { ours: "dormant", theirs: "champions", customers: 2, byScore: { ...none, both: 2 } },
      { ours: "almostLost", theirs: "prospects", customers: 1, byScore: none },
    ]);
    expect(others.agreeing).toBe(2);
  });

  it("takes every group in Shopify's spelling", () => {
    const shopify = RFM_GROUPS.map((group) => group.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase());
    for (const name of shopify) {
      expect(rfmAgreement(scores, groups(name, name, name, name, name)).known).toBe(5);
    }
  });
});
