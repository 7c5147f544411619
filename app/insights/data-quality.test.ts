import { describe, expect, it } from "vitest";
import { counts } from "../analytics/counts.ts";
import { maturity } from "../analytics/maturity.ts";
import { FIRST_DAY, shopOfPeople } from "../../test/factories/shop-timelines.ts";
import { adviceState, dataQuality } from "./data-quality.ts";
import type { DataFacts, DataState } from "./data-quality.ts";
import { finding, FINDING_SEVERITIES } from "./finding.ts";
import type { FindingCode } from "./finding.ts";
import { shopAdvice } from "./shop-advice.ts";
import { THRESHOLDS } from "./thresholds.ts";

const SOUND: DataState = {
  history: "complete",
  ordersSoFar: 100,
  ordersExpected: 100,
  completeFrom: null,
  pendingChanges: 0,
  oldestPendingMinutes: null,
  rejectedRecords: 0,
};

/** 100 customers, one order on each of 100 days: a shop about which nothing is to be said. */
const people = Array.from({ length: 100 }, (_, i) => ({ days: [i] }));
const timelines = shopOfPeople(people);
const AS_OF = FIRST_DAY + 99;
const byConsent = {
  unknown: 0,
  subscribed: 100,
  pending: 0,
  notSubscribed: 0,
  unsubscribed: 0,
  invalid: 0,
  redacted: 0,
};

const facts: DataFacts = {
  state: SOUND,
  hasMoney: true,
  counts: counts(timelines, AS_OF),
  maturity: maturity(timelines, AS_OF),
  daysSinceLastOrder: 0,
  reach: { people: 100, mailable: 100, byConsent },
};

const codes = (changes: Partial<DataFacts>): FindingCode[] =>
  dataQuality({ ...facts, ...changes }).map(({ code }) => code);
const state = (changes: Partial<DataState>): { state: DataState } => ({ state: { ...SOUND, ...changes } });

describe("dataQuality", () => {
  it("finds nothing in a sound shop", () => {
    expect(codes({})).toEqual([]);
  });

  it("judges exactly at each bound", () => {
    const { firmCustomers, firmHistoryDays, staleMinutes, guestShare, leftOutShare, lowReachShare } = THRESHOLDS;
    expect(codes({ counts: { ...facts.counts, customers: firmCustomers.value - 1 } })).toEqual(["fewCustomers"]);
    expect(codes({ counts: { ...facts.counts, customers: firmCustomers.value } })).toEqual([]);
    // The history counts both its first and its last day.
    const aged = (ageDays: number) => codes({ maturity: { ...facts.maturity, ageDays } });
    expect(aged(firmHistoryDays.value - 2)).toEqual(["shortHistory"]);
    expect(aged(firmHistoryDays.value - 1)).toEqual([]);
    const waiting = (oldestPendingMinutes: number) => codes(state({ pendingChanges: 1, oldestPendingMinutes }));
    expect(waiting(staleMinutes.value - 1)).toEqual([]);
    expect(waiting(staleMinutes.value)).toEqual(["staleData"]);
    const guests = (guestOrders: number) => codes({ counts: { ...facts.counts, guestOrders } });
    expect(guests(guestShare.value * 100 - 1)).toEqual([]);
    expect(guests(guestShare.value * 100)).toEqual(["manyGuestOrders"]);
    // 11 of 111 are just below one in ten, 12 of 112 above.
    expect(leftOutShare.value).toBe(0.1);
    expect(codes({ counts: { ...facts.counts, leftOut: { test: 5, voided: 6 } } })).toEqual([]);
    expect(codes({ counts: { ...facts.counts, leftOut: { test: 5, voided: 7 } } })).toEqual(["manyLeftOut"]);
    const reach = (mailable: number) => codes({ reach: { people: 100, mailable, byConsent } });
    expect(reach(lowReachShare.value * 100)).toEqual([]);
    expect(reach(lowReachShare.value * 100 - 1)).toEqual(["lowReach"]);
  });

  it("tells unknown consent from refused consent", () => {
    const unknown = { ...byConsent, subscribed: 0, unknown: 100 };
    const refused = { ...byConsent, subscribed: 0, unsubscribed: 100 };
    expect(codes({ reach: { people: 100, mailable: 0, byConsent: unknown } })).toEqual(["noConsentData"]);
    expect(codes({ reach: { people: 100, mailable: 0, byConsent: refused } })).toEqual(["lowReach"]);
  });

  it("says only that there are no orders when there are none", () => {
    const empty = shopOfPeople([]);
    const none = { counts: counts(empty, AS_OF), maturity: maturity(empty, AS_OF), daysSinceLastOrder: null };
    expect(codes(none)).toEqual(["noOrders"]);
    expect(codes({ ...none, ...state({ history: "importing" }) })).toEqual(["historyImporting", "noOrders"]);
  });
});

describe("adviceState", () => {
  it("withholds advice on an unfinished history and on stale data, before anything else", () => {
    for (const code of ["historyImporting", "historyFailed", "staleData"] as const) {
      const found = [finding("fewCustomers", { customers: 3, needed: 100 }), finding(code, {} as never)];
      expect(adviceState(found)).toEqual({ state: "withheld", because: [code] });
    }
  });

  it("marks advice on thin data and gives it freely otherwise", () => {
    const thin = finding("fewCustomers", { customers: 3, needed: 100 });
    expect(adviceState([thin])).toEqual({ state: "marked", because: ["fewCustomers"] });
    expect(adviceState([finding("dueNow", { customers: 3 })])).toEqual({ state: "given" });
    expect(adviceState([])).toEqual({ state: "given" });
  });
});

describe("shopAdvice", () => {
  const oneTime = shopOfPeople(Array.from({ length: 100 }, (_, i) => ({ days: [i] })));

  it("asserts nothing about a shop whose history is not complete", () => {
    const shopCodes = (data: DataState) => shopAdvice(oneTime, AS_OF, data).findings.map(({ code }) => code);
    expect(shopCodes(SOUND)).toContain("mostBuyOnce");
    expect(shopCodes({ ...SOUND, history: "importing" })).toEqual(["historyImporting"]);
    expect(shopCodes({ ...SOUND, pendingChanges: 3, oldestPendingMinutes: 30 })).toEqual(["staleData"]);
  });

  it("puts the most urgent finding first", () => {
    const stopped = shopAdvice(oneTime, AS_OF + 28, SOUND).findings;
    expect(stopped[0]).toEqual({
      code: "salesStopped",
      severity: "critical",
      numbers: { days: 28, daysSinceLastOrder: 28 },
    });
    const order = stopped.map(({ severity }) => ["critical", "warning", "info", "good"].indexOf(severity));
    expect(order).toEqual([...order].sort());
    expect(stopped.every(({ code, severity }) => FINDING_SEVERITIES[code] === severity)).toBe(true);
  });
});
