import { describe, expect, it } from "vitest";
import { zonedDays } from "../../../app/analytics/calendar.ts";
import { CLOCKS, lifecycle } from "../../../app/analytics/lifecycle.ts";
import { maturity } from "../../../app/analytics/maturity.ts";
import { RFM_GROUPS, rfm } from "../../../app/analytics/rfm.ts";
import { devStoreTimelines } from "../../factories/dev-store-timelines.ts";
import type { ShopData } from "../model.ts";
import { orderMoney } from "../shop/order-money.ts";
import { CHANNELS } from "../shop/visits.ts";
import { generateStore } from "./generate-store.ts";
import { STORE_STAGES } from "./store-plan.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 22, 30);

function text(shop: ShopData): string {
  return JSON.stringify(
    [
      shop.facts,
      [...shop.products.values()],
      [...shop.customers.values()],
      [...shop.orders.values()],
      [...shop.checkouts.values()],
      shop.nextId,
    ],
    (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value),
  );
}

describe("generated stores", () => {
  it("are the same for the same options and another for another seed", () => {
    const one = text(generateStore({ stage: "consistent", seed: 7, nowMs: NOW_MS }));
    expect(text(generateStore({ stage: "consistent", seed: 7, nowMs: NOW_MS }))).toBe(one);
    expect(text(generateStore({ stage: "consistent", seed: 8, nowMs: NOW_MS }))).not.toBe(one);
  });

  // In quiet and in busy months, west and east of UTC, and at the first second of a shop's day.
  const presents: [label: string, nowMs: number, zone: string][] = [
    ["November", NOW_MS, "America/New_York"],
    ["New Year's midnight", Date.UTC(2026, 11, 31, 11), "Pacific/Auckland"],
    ["July", Date.UTC(2026, 6, 15, 8), "UTC"],
  ];
  it.each(STORE_STAGES.flatMap((stage) => presents.map((present) => [stage, ...present] as const)))(
    "%s: are at that stage in %s",
    (stage, _label, nowMs, zone) => {
      for (const seed of [1, 2, 3]) {
        const shop = generateStore({ stage, seed, nowMs, zone });
        const found = maturity(devStoreTimelines(shop), zonedDays(zone)(nowMs));
        expect(found.stage).toBe(stage.replace("-", " "));
        expect(found.stageHeld).toBe(found.stage);
        expect(shop.products.size).toBeGreaterThan(5);
        expect([...shop.customers.values()].some(({ emailConsent }) => emailConsent === "SUBSCRIBED")).toBe(true);
        if (stage === "just-started") expect(shop.orders.size).toBe(0);
        else expect(found.salesHaveStopped).toBe(false);
      }
    },
  );

  it("grow through all stages on the way", () => {
    const timelines = devStoreTimelines(generateStore({ nowMs: NOW_MS, zone: "UTC" }));
    const today = zonedDays("UTC")(NOW_MS);
    const seen = new Set<string>();
    for (let day = today - 800; day <= today; day += 5) seen.add(maturity(timelines, day).stage);
    expect([...seen]).toEqual(["just started", "gaining traction", "consistent", "established", "well established"]);
  });

  it("have every group, clock, channel and state that a page can show", () => {
    for (const seed of [1, 2, 3]) {
      const shop = generateStore({ nowMs: NOW_MS, seed });
      const timelines = devStoreTimelines(shop);
      const today = zonedDays(shop.facts.zone)(NOW_MS);
      const groups = rfm(timelines, today);
      if ("unavailable" in groups) throw new Error(groups.unavailable);
      expect(Object.keys(groups.groups).sort()).toEqual([...RFM_GROUPS].sort());
      const stages = lifecycle(timelines, today);
      expect(new Set(stages.clock).size).toBe(CLOCKS.length);
      expect(Object.entries(stages.sizes).filter(([, size]) => size === 0)).toEqual([]);

      const orders = [...shop.orders.values()];
      const sources = new Set(orders.flatMap(({ journey }) => journey?.lastVisit?.source ?? []));
      for (const { source } of CHANNELS) expect(sources).toContain(source);
      expect(orders.some(({ journey, sourceName }) => journey === null && sourceName === "web")).toBe(true);
      expect(orders.some(({ journey }) => journey !== null && journey.readyAtMs > NOW_MS)).toBe(true);
      for (const name of ["web", "pos", "shopify_draft_order", "subscription_contract"]) {
        expect(orders.some(({ sourceName }) => sourceName === name)).toBe(true);
      }
      for (const status of ["PAID", "REFUNDED", "PARTIALLY_REFUNDED", "VOIDED"]) {
        expect(orders.some(({ financialStatus }) => financialStatus === status)).toBe(true);
      }
      for (const kind of ["ORDER_EDIT", "REFUND", "RETURN"]) {
        expect(orders.some(({ agreements }) => agreements.some((agreement) => agreement.kind === kind))).toBe(true);
      }
      const saleTypes = new Set(
        orders.flatMap(({ agreements }) => agreements.flatMap(({ sales }) => sales.map(({ lineType }) => lineType))),
      );
      expect([...saleTypes].sort()).toEqual(["ADJUSTMENT", "GIFT_CARD", "PRODUCT", "SHIPPING", "TIP"]);
      expect(orders.some(({ test }) => test)).toBe(true);
      expect(orders.some(({ cancelledAtMs }) => cancelledAtMs !== null)).toBe(true);
      expect(orders.some(({ customerId }) => customerId === null)).toBe(true);
      expect(new Set(orders.map(({ presentmentCurrency }) => presentmentCurrency)).size).toBeGreaterThan(3);
      expect(new Set([...shop.customers.values()].map(({ emailConsent }) => emailConsent)).size).toBe(6);
    }
  });

  it.each([
    ["JPY", "Asia/Tokyo"],
    ["KWD", "Asia/Kuwait"],
    ["EUR", "Europe/Berlin"],
  ])("hold whole minor units, whole seconds and nothing later than the present (%s)", (currency, zone) => {
    const shop = generateStore({ stage: "established", nowMs: NOW_MS, currency, zone });
    const instants: number[] = [];
    for (const order of shop.orders.values()) {
      const money = orderMoney(order);
      for (const amount of Object.values(money)) expect(Number.isSafeInteger(amount)).toBe(true);
      expect(money.refundedMinor).toBeLessThanOrEqual(money.receivedMinor);
      expect(money.currentTotalMinor).toBeGreaterThanOrEqual(0);
      instants.push(order.createdAtMs, order.updatedAtMs, order.closedAtMs ?? 0, order.cancelledAtMs ?? 0);
      instants.push(...order.agreements.map(({ happenedAtMs }) => happenedAtMs));
      expect(order.updatedAtMs).toBeGreaterThanOrEqual(
        Math.max(...order.agreements.map(({ happenedAtMs }) => happenedAtMs)),
      );
    }
    for (const customer of shop.customers.values()) instants.push(customer.createdAtMs, customer.updatedAtMs);
    for (const instant of instants) {
      expect(instant % 1000).toBe(0);
      expect(instant).toBeLessThanOrEqual(NOW_MS);
    }
  });

  it("have as many orders as asked for, within a twentieth", () => {
    const { size } = generateStore({ nowMs: NOW_MS, orders: 40_000 }).orders;
    expect(Math.abs(size / 40_000 - 1)).toBeLessThan(0.05);
  });
});
