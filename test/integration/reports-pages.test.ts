import { beforeAll, describe, expect, it } from "vitest";
import { HEADLINE_KEYS } from "../../app/insights/headline.ts";
import { shopFreshness } from "../../app/reports/freshness.server.ts";
import { maturityReport } from "../../app/reports/maturity.server.ts";
import { overviewReport } from "../../app/reports/overview.server.ts";
import { parseReportQuery } from "../../app/reports/report-query.ts";
import { retentionReport } from "../../app/reports/retention.server.ts";
import { segmentsReport } from "../../app/reports/segments.server.ts";
import { receiveDelivery } from "../../app/store/inbox.server.ts";
import { NOW_MS, seedShop } from "./reports-scene.ts";
import type { SeedOrder } from "./reports-scene.ts";

const DAY_MS = 86_400_000;
const query = (search = "") => parseReportQuery(new URLSearchParams(search));
const domain = (name: string) => `reports-${name}.myshopify.com`;

/**
 * A shop of 200 customers who came one by one over 400 days up to the present; every second one came back after 40 days,
 * every fourth once more after 80. One guest order and one test order a month.
 */
function ordersUntilNow(): SeedOrder[] {
  const orders: Omit<SeedOrder, "orderId">[] = [];
  for (let i = 0; i < 200; i++) {
    const firstMs = NOW_MS - (399 - 2 * i) * DAY_MS;
    const returns = i % 4 === 0 ? [0, 40, 80] : i % 2 === 0 ? [0, 40] : [0];
    for (const days of returns) {
      const atMs = firstMs + days * DAY_MS;
      if (atMs <= NOW_MS) orders.push({ customerId: BigInt(i + 1), atMs, netMinor: 2000 + 10 * i });
    }
  }
  for (let month = 0; month < 12; month++) {
    const atMs = NOW_MS - month * 30 * DAY_MS;
    orders.push({ customerId: null, atMs, netMinor: 999 }, { customerId: 1n, atMs, netMinor: 1, test: true });
  }
  return orders.map((order, i) => ({ ...order, orderId: BigInt(i + 1) }));
}

const pages = [overviewReport, retentionReport, segmentsReport, maturityReport];

describe("a shop with a year of orders", () => {
  let shop: bigint;
  beforeAll(async () => {
    shop = await seedShop({ domain: domain("year"), orders: ordersUntilNow() });
  });

  it("opens at today and survives the way to the browser", async () => {
    for (const page of pages) {
      const model = await page(shop, query(), NOW_MS);
      expect(model).toMatchObject({
        asOf: "2026-11-20",
        today: "2026-11-20",
        defaultAsOf: "2026-11-20",
        currency: "GBP",
      });
      expect(JSON.parse(JSON.stringify(model))).toEqual(model);
    }
  });

  it("has every headline figure with its definition, its rows and both comparisons", async () => {
    const { headline, range } = await overviewReport(shop, query(), NOW_MS);
    expect(range).toEqual({ from: "2026-11-01", to: "2026-11-30", label: "2026-11", finished: false });
    expect(headline.map(({ value }) => value.key)).toEqual(HEADLINE_KEYS);
    for (const { value, definition, freshness } of headline) {
      expect(definition).toBe(value.key);
      expect(freshness.historyComplete).toBe(true);
      if (value.ofFinished !== null) continue;
      expect(value.previousPeriod.range).toEqual({ from: "2026-10-01", to: "2026-10-20", label: null });
      expect(value.yearBefore.range).toEqual({ from: "2025-11-01", to: "2025-11-20", label: null });
    }
    const orders = headline[1]!;
    // The test order of the month is left out and said so; the guest order counts.
    expect(orders.leftOut.test).toBe(1);
    expect(orders.rowsIn).toMatchObject({ orders: orders.value.figure.value, guestOrders: 1 });
    expect(orders.value.sparkline.at(-1)).toEqual({ label: "2026-11", figure: orders.value.figure });
  });

  it("shows the rates that need a whole period as the page of its last day does", async () => {
    const { headline } = await overviewReport(shop, query(), NOW_MS);
    const then = await overviewReport(shop, query("asOf=2026-10-31"), NOW_MS);
    const waiting = headline.filter(({ value }) => value.ofFinished !== null);
    expect(waiting.map(({ value }) => value.key)).toEqual(["customerRetentionRate", "churnRate"]);
    for (const { value, rowsIn } of waiting) {
      const october = then.headline.find(({ value: { key } }) => key === value.key)!;
      expect(value.ofFinished).toEqual({ from: "2026-10-01", to: "2026-10-31", label: "2026-10" });
      expect(value).toMatchObject({ figure: october.value.figure, cases: october.value.cases });
      expect(value.previousPeriod).toEqual(october.value.previousPeriod);
      expect(value.previousPeriod.range!.label).toBe("2026-09");
      expect(value.yearBefore).toEqual(october.value.yearBefore);
      expect(rowsIn).toEqual(october.rowsIn);
      expect(value.figure.value).not.toBeNull();
      expect(october.value.ofFinished).toBeNull();
    }
  });

  it("shows any past day as it was", async () => {
    const then = await overviewReport(shop, query("asOf=2026-05-31"), NOW_MS);
    expect(then).toMatchObject({ asOf: "2026-05-31", defaultAsOf: "2026-11-20" });
    expect(then.range).toMatchObject({ label: "2026-05", finished: true });
    const now = await overviewReport(shop, query(), NOW_MS);
    // Its May is the May of today's sparkline.
    const may = now.headline[0]!.value.sparkline.find(({ label }) => label === "2026-05")!;
    expect(then.headline[0]!.value.figure).toEqual(may.figure);
  });

  it("divides its customers, values them and says what fits", async () => {
    const { rfm, lifecycle, advice } = await segmentsReport(shop, query(), NOW_MS);
    const total = rfm.rowsIn.customers;
    expect(total).toBe(200);
    for (const table of [rfm.value.groups, lifecycle.value.buyers]) {
      expect(table.reduce((sum, { size }) => sum + size, 0)).toBe(total);
      expect(table.reduce((sum, { netSalesShare }) => sum + netSalesShare.value!, 0)).toBeCloseTo(1, 9);
      expect(table.reduce((sum, { reach }) => sum + reach.mailable, 0)).toBe(total);
    }
    expect(advice.state).toBe("given");
    const advised = [...rfm.value.groups, ...lifecycle.value.buyers].filter(({ size }) => size > 0);
    expect(advised.some(({ tactics }) => tactics.length > 0)).toBe(true);
    expect(advised.every(({ tactics }) => tactics.every(({ verdict }) => verdict === "recommended"))).toBe(true);
  });

  it("has cohorts of each kind, their curve, the formula and retention from period to period", async () => {
    for (const kind of ["A", "B", "C"]) {
      const { cohorts, curve, formula, consecutive } = await retentionReport(shop, query(`kind=${kind}`), NOW_MS);
      expect(cohorts.value.kind).toBe(kind);
      expect(cohorts.value.rows.reduce((sum, { size }) => sum + size, 0)).toBe(200);
      expect(cohorts.value.rows.at(-1)!.cells[0]!.state).toBe("pending");
      expect(curve.value[0]!.k).toBe(0);
      expect(formula.value.current).toMatchObject({ period: "2026-10", state: "observed" });
      expect(consecutive.value.at(-1)).toMatchObject({ period: "2026-11", rate: { value: null, reason: "pending" } });
    }
  });

  it("knows its maturity, and that lifetime value to cost needs the spend", async () => {
    const { maturity, checklist, clvToCac, tactics } = await maturityReport(shop, query(), NOW_MS);
    expect(maturity.value.table.filter(({ isCurrent }) => isCurrent).map(({ stage }) => stage)).toEqual([
      maturity.value.stage,
    ]);
    expect(maturity.value.retentionShare + maturity.value.acquisitionShare).toBe(1);
    expect(checklist).toHaveLength(9);
    expect(clvToCac).toEqual({ value: null, reason: "noSpend" });
    expect(tactics.length).toBeGreaterThan(0);
  });
});

describe("a shop without orders", () => {
  let shop: bigint;
  beforeAll(async () => {
    shop = await seedShop({ domain: domain("empty"), orders: [] });
  });

  it("knows no rates, and says why", async () => {
    const { headline, maturity, findings, firstOrderOn } = await overviewReport(shop, query(), NOW_MS);
    const figures = Object.fromEntries(headline.map(({ value }) => [value.key, value.figure]));
    expect(figures).toMatchObject({
      netSales: { value: 0, reason: null },
      orders: { value: 0, reason: null },
      averageOrderValue: { value: null, reason: "noCases" },
      repeatPurchaseRate: { value: null, reason: "noCases" },
      returningShare: { value: null, reason: "noExistingCustomers" },
    });
    expect(maturity.value).toMatchObject({ stage: "just started", retentionShare: 0, ageDays: null });
    expect(findings.map(({ code }) => code)).toEqual(["noOrders"]);
    expect(firstOrderOn).toBeNull();
  });

  it("has empty tables on every page", async () => {
    const { cohorts, formula } = await retentionReport(shop, query(), NOW_MS);
    expect(cohorts.value).toMatchObject({ rows: [], columns: 0 });
    expect(formula.value).toMatchObject({ current: null, rows: [] });
    const { rfm } = await segmentsReport(shop, query(), NOW_MS);
    expect(rfm.value).toEqual({ unavailable: "noOrders", groups: [], cutPoints: null });
    const { maturity } = await maturityReport(shop, query(), NOW_MS);
    expect(maturity.value.next).toMatchObject({ stage: "gaining traction" });
  });
});

describe("figures that are not true yet", () => {
  it.each([
    ["running", "historyImporting"],
    ["failed", "historyFailed"],
    [null, "historyImporting"],
  ] as const)("carry no advice while the history is %s", async (history, code) => {
    const shop = await seedShop({ domain: domain(`history-${history}`), orders: ordersUntilNow(), history });
    const { advice, findings, headline } = await overviewReport(shop, query(), NOW_MS);
    expect(advice).toEqual({ state: "withheld", because: [code] });
    expect(findings.map((finding) => finding.code)).not.toContain("mostBuyOnce");
    expect(headline[0]).toMatchObject({ completeFrom: "2026-12", freshness: { historyComplete: false } });
    expect(headline[0]!.value.previousPeriod.figure).toEqual({ value: null, reason: "importing" });
    const segments = await segmentsReport(shop, query(), NOW_MS);
    expect(
      [...segments.rfm.value.groups, ...segments.lifecycle.value.buyers].every(({ tactics }) => tactics.length === 0),
    ).toBe(true);
    expect((await maturityReport(shop, query(), NOW_MS)).tactics).toEqual([]);
  });

  it("carry no advice while a change of the store waits for half an hour", async () => {
    const shop = await seedShop({ domain: domain("stale"), orders: ordersUntilNow() });
    const receivedAtMs = Date.now() - 31 * 60_000;
    await receiveDelivery({
      domain: domain("stale"),
      webhookId: "stale-1",
      eventId: null,
      topic: "orders/updated",
      triggeredAtMs: receivedAtMs,
      receivedAtMs,
      records: [{ kind: "order", id: "1" }],
    });
    const { advice, sync } = await overviewReport(shop, query(), Date.now());
    expect(advice).toEqual({ state: "withheld", because: ["staleData"] });
    expect(sync.pendingChanges).toBe(1);
    expect((await shopFreshness(shop)).sync).toEqual(sync);
  });

  it("say from when the history is final in a store that does not let the app read all of it", async () => {
    const shop = await seedShop({ domain: domain("limited"), orders: ordersUntilNow(), scopes: ["read_orders"] });
    const { advice, maturity, headline } = await overviewReport(shop, query(), NOW_MS);
    // Installed on 2026-11-20: 60 days reach back to 2026-09-21, so October is the first whole month.
    expect(maturity.completeFrom).toBe("2026-10");
    expect(advice).toMatchObject({ state: "marked", because: ["historyLimited"] });
    expect(headline[0]!.value.yearBefore.figure).toEqual({ value: null, reason: "notCovered" });
  });
});

it("opens a store that stands still at the day of its last order", async () => {
  const orders = (daysAgo: number): SeedOrder[] => [
    { orderId: 1n, customerId: 1n, atMs: NOW_MS - daysAgo * DAY_MS, netMinor: 1000 },
  ];
  const still = await seedShop({ domain: domain("still"), orders: orders(31) });
  const slow = await seedShop({ domain: domain("slow"), orders: orders(30) });
  expect(await overviewReport(still, query(), NOW_MS)).toMatchObject({ asOf: "2026-10-20", today: "2026-11-20" });
  expect(await overviewReport(slow, query(), NOW_MS)).toMatchObject({ asOf: "2026-11-20" });
});
