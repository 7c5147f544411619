import { describe, expect, it } from "vitest";
import { FINDING_SEVERITIES, finding } from "../insights/finding.ts";
import type { Finding, FindingCode, FindingNumbers } from "../insights/finding.ts";
import { SEGMENT_KEYS } from "../insights/segment-key.ts";
import { TACTIC_KEYS } from "../insights/tactics/tactic.ts";
import { english } from "./en/english.ts";
import { findingText } from "./finding-text.ts";
import { createFormats } from "./format.ts";
import { segmentText } from "./segment-text.ts";
import { tacticText } from "./tactic-text.ts";
import { languageOf, translator } from "./translate.ts";

const t = translator("en");
const f = createFormats({ locale: "en", currency: "EUR", currencyDigits: 2, zone: "UTC" });

describe("translate", () => {
  it("puts values into a sentence as they are given, without escaping", () => {
    expect(t("destination.account", { name: "Müller & Söhne <GmbH>" })).toBe("Account: Müller & Söhne <GmbH>");
  });

  it("chooses the plural form by count and prints the formatted number", () => {
    expect(t("why.orders", { count: 1, formatted: "1" })).toBe("1 counted order");
    expect(t("why.orders", { count: 12_345, formatted: f.count(12_345) })).toBe("12,345 counted orders");
    expect(t("maturity.age.value", { count: 0, formatted: "0" })).toBe("0 days");
  });

  it("speaks English to a locale it has no language for", () => {
    expect(languageOf("en-GB")).toBe("en");
    expect(languageOf("de-AT")).toBe("en");
    expect(languageOf("constructor")).toBe("en");
  });
});

describe("catalogue", () => {
  it("has both plural forms or none", () => {
    for (const key of Object.keys(english)) {
      if (key.endsWith("_one")) expect(english).toHaveProperty([key.replace(/_one$/, "_other")]);
      if (key.endsWith("_other")) expect(english).toHaveProperty([key.replace(/_other$/, "_one")]);
    }
  });

  it("has no empty sentence and no broken placeholder", () => {
    for (const [key, text] of Object.entries(english)) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe("");
      expect(text.replace(/\{\{[a-zA-Z]+\}\}/g, ""), key).not.toMatch(/[{}]/);
    }
  });
});

describe("findings", () => {
  const numbers: FindingNumbers = {
    historyImporting: { ordersSoFar: 1200, ordersExpected: null },
    historyFailed: { ordersSoFar: 3 },
    historyLimited: { completeFrom: "2024-03" },
    staleData: { pendingChanges: 5, minutes: 31 },
    rejectedRecords: { records: 2 },
    noOrders: {},
    salesStopped: { days: 28, daysSinceLastOrder: 40 },
    shortHistory: { days: 20, neededDays: 90 },
    fewCustomers: { customers: 12, needed: 100 },
    noMoney: {},
    noConsentData: { people: 100 },
    lowReach: { reachable: 10, people: 100, share: 0.1 },
    manyGuestOrders: { orders: 30, share: 0.3 },
    manyLeftOut: { orders: 20, share: 0.2 },
    mostBuyOnce: { share: 0.7, customers: 100 },
    manyLapsed: { share: 0.6, customers: 60 },
    dueNow: { customers: 8 },
    topFifthCarries: { share: 0.76 },
    discountHabit: { share: 0.5 },
    retentionRateAboveOne: { rate: 1.04 },
    stageHeld: { ordersPerDay: 9.1, boundPerDay: 10 },
  };

  it.each(Object.keys(FINDING_SEVERITIES) as FindingCode[])("%s is a whole sentence with its numbers in it", (code) => {
    const { title, text } = findingText(finding(code, numbers[code]) as Finding, t, f);
    expect(title).not.toContain("finding.");
    expect(text).toMatch(/\.$/);
    expect(text).not.toMatch(/\{\{|undefined|NaN|finding\./);
  });

  it("writes numbers as the shop does", () => {
    expect(findingText(finding("lowReach", numbers.lowReach), t, f).text).toContain("10 of 100 people (10.0%)");
    expect(findingText(finding("historyLimited", numbers.historyLimited), t, f).text).toContain("Mar 2024");
  });
});

it("names every segment, each by a name of its own in its family", () => {
  for (const family of ["rfm.", "lifecycle."]) {
    const names = SEGMENT_KEYS.filter((key) => key.startsWith(family)).map((key) => segmentText(key, t).name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).not.toMatch(/\.name|\{\{/);
  }
});

it("has steps and something to watch for every tactic, in the fallback language too", () => {
  for (const key of TACTIC_KEYS) {
    expect(tacticText(key, "en").steps.length).toBeGreaterThanOrEqual(3);
    expect(tacticText(key, "xx")).toEqual(tacticText(key, "en"));
  }
});
