import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CONSENT_STATES } from "../analytics/timelines.ts";
import { consentOf, defaultControlShare, exportTargetName, refusalOf } from "./mailing.ts";
import { SEGMENT_KEYS } from "./segment-key.ts";

describe("who may be written to", () => {
  it.each(CONSENT_STATES.filter((state) => state !== "subscribed"))("refuses %s whatever the address", (consent) => {
    expect(refusalOf({ consent, email: "anna@example.com" })).toBe(consent);
  });

  it.each([
    ["anna@example.com", null],
    ["  anna.b+shop@mail.example.co.uk ", null],
    ["o'neil@example.org", null],
    [null, "noAddress"],
    ["   ", "noAddress"],
    ["anna", "badAddress"],
    ["anna@example", "badAddress"],
    ["anna@@example.com", "badAddress"],
    ["anna b@example.com", "badAddress"],
    ["anna@-example.com", "badAddress"],
    ["anna@example.com,bo@example.com", "badAddress"],
    [`${"a".repeat(65)}@example.com`, "badAddress"],
  ])("judges a subscriber's address %j: %j", (email, reason) => {
    expect(refusalOf({ consent: "subscribed", email })).toBe(reason);
  });

  it("takes a word it does not know for no consent", () => {
    fc.assert(
      fc.property(fc.string(), (word) => {
        expect(consentOf(word) === "subscribed").toBe(word === "SUBSCRIBED");
      }),
    );
    expect(consentOf(null)).toBe("unknown");
  });
});

describe("control share", () => {
  it.each([
    [20_000, 0.1],
    [19_999, 0.2],
    [5_000, 0.2],
    [4_999, 0.3],
    [1_000, 0.3],
    [999, 0.5],
    [1, 0.5],
  ])("of %d people is %d", (reach, share) => {
    expect(defaultControlShare(reach)).toBe(share);
  });
});

describe("target names", () => {
  it("differ for all segments and are safe in a header and a file system", () => {
    for (const destination of ["csv", "klaviyo"] as const) {
      const names = SEGMENT_KEYS.map((key) => exportTargetName(destination, key, "2026-11-20"));
      expect(new Set(names).size).toBe(SEGMENT_KEYS.length);
      for (const name of names) expect(name).toMatch(/^[A-Za-z0-9 :.-]+$/);
    }
  });
});
