import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, shopOf, timelinesOf } from "../../../test/factories/timelines.ts";
import { computed, computedOverParts } from "../mergeable-report.ts";
import { shardsOf } from "../timeline-shards.ts";
import type { TimelineOrder, Timelines } from "../timelines.ts";
import { isUnavailable } from "../unavailable.ts";
import { clvModels, clvReport } from "./clv-models.ts";
import type { ClvModels } from "./clv-models.ts";
import { expectedOrders, probabilityAlive } from "./expected-orders.ts";
import type { PurchaseModel } from "./expected-orders.ts";
import { conditionalMean } from "./gamma-gamma.ts";
import { predictedClv, predictedClvReport } from "./predicted-clv.ts";
import type { PredictedClv, PredictedClvOptions } from "./predicted-clv.ts";
import { predictedCustomers } from "./predicted-customers.ts";
import type { PredictedCustomers } from "./predicted-customers.ts";

const FIRST_DAY = 15_000;

/** Orders of customers who differ in rate, value and the chance to leave; drawn by a seed. */
function drawnOrders(seed: number, customers: number, span: number, leaving = 0.25): TimelineOrder[] {
  let state = seed;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 4_294_967_296;
  };
  const orders: TimelineOrder[] = [];
  for (let i = 1; i <= customers; i++) {
    const rate = -Math.log(uniform()) / 50;
    const mean = 2000 * Math.exp(2 * uniform());
    let day = FIRST_DAY + (i === 1 ? 0 : Math.floor(uniform() * span));
    do {
      const netMinor = Math.round(mean * (0.5 + uniform()));
      orders.push(anOrder({ orderId: BigInt(orders.length + 1), customerId: BigInt(i), day, netMinor }));
      day += 1 + Math.floor(-Math.log(uniform()) / rate);
    } while (uniform() >= leaving && day <= FIRST_DAY + span);
  }
  return orders;
}

const SPAN = 900;
const AS_OF = FIRST_DAY + SPAN;
const OPTIONS: PredictedClvOptions = { asOf: AS_OF, margin: null, reportCard: false };
const drawn = drawnOrders(7, 1500, SPAN);
const shop = timelinesOf(drawn);

function predicted(timelines: Timelines, options = OPTIONS): PredictedClv {
  const value = predictedClv(timelines, options);
  if (isUnavailable(value)) throw new Error(`Not predicted: ${value.unavailable}`);
  return value;
}

function columns(timelines: Timelines, asOf: number, margin: number | null = null): PredictedCustomers {
  const value = predictedCustomers(timelines, { asOf, margin });
  if (isUnavailable(value)) throw new Error(`Not predicted: ${value.unavailable}`);
  return value;
}

const total = (values: Iterable<number>): number => [...values].reduce((sum, value) => sum + value, 0);

describe("the predicted value of a customer", () => {
  it("is the sum over 30-day steps of orders × value × discount", () => {
    // Without a second year there is no season to see.
    const asOf = FIRST_DAY + 700;
    const { mbgNbd, gammaGamma } = clvModels(shop, asOf) as ClvModels;
    if (isUnavailable(gammaGamma) || mbgNbd.a === null || mbgNbd.b === null) throw new Error("Not fitted");
    const model: PurchaseModel = { ...mbgNbd, a: mbgNbd.a, b: mbgNbd.b, dropOut: "afterEvery" };
    const result = columns(shop, asOf);
    const { orderStart, day, netMinor } = shop;
    for (let row = 0; row < result.customers.length; row += 17) {
      const i = result.customers[row]!;
      let [x, last, total] = [0, day[orderStart[i]!]!, 0];
      for (let o = orderStart[i]! + 1; o < orderStart[i + 1]! && day[o]! <= asOf; o++) {
        x++;
        last = day[o]!;
        total += netMinor[o]! / 100;
      }
      const first = day[orderStart[i]!]!;
      const history = { repeatDays: x, ageAtLastOrder: (last - first) / 7, customerAge: (asOf - first) / 7 };
      let value = 0;
      let before = 0;
      for (const end of [30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 330, 360, 365]) {
        const orders = expectedOrders(model, history, end / 7);
        value += (orders - before) * conditionalMean(gammaGamma, x, total) * 1.1 ** (-end / 365);
        before = orders;
      }
      expect(result.clvMinor![row]! / (100 * value)).toBeCloseTo(1, 9);
      expect(result.expectedOrders[row]! / before).toBeCloseTo(1, 9);
      expect(result.probabilityAlive![row]).toBeCloseTo(probabilityAlive(model, history), 12);
      expect(result.lowOrders[row]).toBeLessThanOrEqual(result.highOrders[row]!);
      expect(result.probabilityOfOrder[row]).toBeLessThanOrEqual(result.probabilityAlive![row]!);
    }
  });

  it("is its share of the margin", () => {
    const [net, margin] = [columns(shop, AS_OF), columns(shop, AS_OF, 0.4)];
    expect(margin.clvMinor![3]).toBeCloseTo(0.4 * net.clvMinor![3]!, 6);
    const report = predicted(shop, { ...OPTIONS, margin: 0.4 });
    expect(report.clvMinor!.predicted).toBe(Math.round(total(margin.clvMinor!)));
  });

  it("adds up to the report, in total, by decile and by probability to be active", () => {
    const result = columns(shop, AS_OF);
    const report = predicted(shop);
    expect(report.customers).toBe(result.customers.length);
    expect(report.expectedOrders.predicted).toBeCloseTo(total(result.expectedOrders), 6);
    expect(report.clvMinor!.predicted).toBe(Math.round(total(result.clvMinor!)));
    expect(report.activeCustomers).toBeCloseTo(total(result.probabilityAlive!), 6);
    expect(total(report.deciles.map((decile) => decile.customers))).toBe(report.customers);
    expect(total(report.deciles.map((decile) => decile.expectedOrders))).toBeCloseTo(
      report.expectedOrders.predicted,
      6,
    );
    expect(total(report.aliveCounts!)).toBe(report.customers);
    const byValue = Float64Array.from(result.clvMinor!).sort().reverse();
    expect(report.deciles[0]!.clvMinor).toBeCloseTo(total(byValue.slice(0, report.deciles[0]!.customers)), -1);
    expect(report.clvMinor!.low).toBeLessThan(report.clvMinor!.predicted);
    expect(report.clvMinor!.high).toBeGreaterThan(report.clvMinor!.predicted);
  });
});

describe("predictedClv", () => {
  it("knows only the orders up to the day, in any order of input, on any day of history", () => {
    const asOf = FIRST_DAY + 500;
    const upTo = predicted(timelinesOf(drawn.filter(({ day }) => day <= asOf)), { ...OPTIONS, asOf });
    expect(predicted(shop, { ...OPTIONS, asOf })).toEqual(upTo);
    expect(predicted(timelinesOf([...drawn].reverse()))).toEqual(predicted(shop));
    const later = timelinesOf(
      drawn.map((order) =>
        anOrder({ ...order, day: order.day + 400, processedAtMs: order.processedAtMs + 400 * 86_400_000 }),
      ),
    );
    expect({ ...predicted(later, { ...OPTIONS, asOf: AS_OF + 400 }), asOf: "" }).toEqual({
      ...predicted(shop),
      asOf: "",
    });
  });

  it.each([1, 2, 3, 4])("is the same over %i shards", (count) => {
    const options = { ...OPTIONS, reportCard: true };
    const parts = shardsOf(shop, count);
    expect(computedOverParts(predictedClvReport, parts, options)).toEqual(computed(predictedClvReport, shop, options));
    expect(computedOverParts(clvReport, parts, options)).toEqual(clvModels(shop, AS_OF));
  });

  it("gives the reason where nothing is fitted, and what stands in", () => {
    expect(predictedClv(shopOf({}), OPTIONS)).toEqual({ unavailable: "noOrders", standIn: "cohortCurve" });
    expect(predictedClv(shop, { ...OPTIONS, asOf: FIRST_DAY + 179 })).toEqual({
      unavailable: "shortHistory",
      standIn: "cohortCurve",
    });
    expect(predictedCustomers(shopOf({ 1: [0, 300] }), { asOf: 400, margin: null })).toEqual({
      unavailable: "tooFewRepeatCustomers",
    });
  });

  it("says nothing of money without money", () => {
    const report = predicted(timelinesOf(drawn, [], { hasMoney: false }), { ...OPTIONS, reportCard: true });
    expect(report).toMatchObject({ clvMinor: null, clvPerCustomerMinor: null, spend: { model: null } });
    expect(report.deciles.every((decile) => decile.clvMinor === null)).toBe(true);
    expect(report.reportCard!.backTests[0]).toMatchObject({ predictedNetMinor: null, netSalesError: null });
    expect(columns(timelinesOf(drawn, [], { hasMoney: false }), AS_OF).clvMinor).toBeNull();
  });

  it("calls nobody gone where no drop-out is visible", () => {
    const staying = timelinesOf(drawnOrders(3, 800, SPAN, 0));
    const report = predicted(staying);
    expect(report.orders).toMatchObject({ model: "nbd", dropOutVisible: false, a: null });
    expect([report.activeCustomers, report.aliveCounts]).toEqual([null, null]);
    expect(columns(staying, AS_OF).probabilityAlive).toBeNull();
  });
});

describe("the report card", () => {
  it("compares each window with what really happened, and its errors widen the interval", () => {
    const report = predicted(shop, { ...OPTIONS, reportCard: true });
    const { backTests, tauSquared } = report.reportCard!;
    // 900 days of history: windows begin 90, 180 … 720 days before the end, the last one at exactly 180 days of history.
    expect(backTests.length).toBe(8);
    const asOf = AS_OF - 180;
    const known = new Set(drawn.filter(({ day }) => day <= asOf).map(({ customerId }) => customerId));
    const inWindow = drawn.filter(({ day, customerId }) => day > asOf && day <= asOf + 90 && known.has(customerId));
    expect(backTests[1]).toMatchObject({
      customers: known.size,
      actualOrders: new Set(inWindow.map(({ day, customerId }) => `${customerId} ${day}`)).size,
      actualNetMinor: total(inWindow.map(({ netMinor }) => netMinor)),
    });
    for (const test of backTests) {
      expect(Math.abs(test.orderError!)).toBeLessThan(0.25);
      expect(test.orderError).toBeCloseTo(Math.log(test.predictedOrders / test.actualOrders), 12);
      expect(total(test.deciles.map((decile) => decile.actualOrders))).toBe(test.actualOrders);
      expect(total(test.deciles.map((decile) => decile.customers))).toBe(test.customers);
    }
    const squares = total(backTests.map(({ orderError }) => orderError! ** 2));
    expect(tauSquared.orders).toBeCloseTo((4 * 0.0625 + squares) / 12, 12);
    const plain = predicted(shop);
    expect(plain.reportCard).toBeNull();
    expect(plain.expectedOrders.high! / plain.expectedOrders.low!).toBeGreaterThan(
      report.expectedOrders.high! / report.expectedOrders.low!,
    );
  });

  it("sees drop-out also where everybody leaves with the same chance, and the fit of its spread has no maximum", () => {
    const asOf = FIRST_DAY + 360;
    const { bgNbd, mbgNbd } = clvModels(shop, asOf) as ClvModels;
    expect([isUnavailable(bgNbd), mbgNbd.dropOutVisible]).toEqual([true, true]);
    expect(mbgNbd.a! / (mbgNbd.a! + mbgNbd.b!)).toBeCloseTo(0.25, 1);
    expect(predicted(shop, { ...OPTIONS, asOf }).orders.model).toBe("mbgNbd");
  });

  it("ends where there was too little to fit", () => {
    const short = predicted(shop, { asOf: FIRST_DAY + 400, margin: null, reportCard: true });
    expect(short.reportCard!.backTests.length).toBe(2);
  });
});

/** Every number in the value is one. */
function expectNumbers(value: unknown): void {
  if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  else if (typeof value === "object" && value !== null) Object.values(value).forEach(expectNumbers);
}

describe("shops like no other", () => {
  const of = (n: number, days: (i: number) => number[], netMinor: (i: number) => number = (i) => 1000 + i * 7) =>
    timelinesOf(
      Array.from({ length: n }, (_, i) =>
        days(i).map((day, k) =>
          anOrder({
            orderId: BigInt(i * 5000 + k),
            customerId: BigInt(i + 1),
            day: FIRST_DAY + day,
            netMinor: netMinor(i + 31 * k),
          }),
        ),
      ).flat(),
    );
  const usual = (i: number): number[] => [i % 300, (i % 300) + 20 + (i % 13), (i % 300) + 60 + ((i * 7) % 200)];

  it.each([
    ["nobody returns", of(500, (i) => [i % 200])],
    ["one customer", of(1, () => [0, 30, 60, 400])],
    ["all on one day, and again on one day", of(300, () => [0, 50])],
    ["all have equal histories", of(300, () => [0, 30, 60, 90])],
    ["everybody every week", of(150, () => Array.from({ length: 60 }, (_, week) => 7 * week))],
    ["everybody bought today", of(300, (i) => [i === 0 ? 0 : 500, 600])],
    ["equal values", of(300, usual, () => 2500)],
    ["values of one minor unit", of(300, usual, () => 1)],
    ["values of many digits", of(300, usual, (i) => 4e12 + i * 1e9)],
    ["values of a wide range", of(300, usual, (i) => Math.round(Math.exp((i * 37) % 25)))],
    ["nothing but returns", of(300, usual, () => -500)],
    ["nothing is paid", of(300, usual, () => 0)],
    ["one heavy buyer", of(300, (i) => (i === 0 ? Array.from({ length: 800 }, (_, day) => day) : usual(i)))],
    ["one immense order", of(300, usual, (i) => (i === 5 ? 1e14 : 2000 + i))],
    ["all leave at once", of(300, (i) => [i % 30, (i % 30) + 1, (i % 30) + 2])],
  ])("%s: finite, or a reason", (_, timelines) => {
    for (const asOf of [FIRST_DAY + 200, FIRST_DAY + 850]) {
      expectNumbers(clvModels(timelines, asOf));
      const value = predictedClv(timelines, { asOf, margin: 0.5, reportCard: true });
      expectNumbers(value);
      if (isUnavailable(value)) continue;
      expect(value.expectedOrders.predicted).toBeGreaterThanOrEqual(0);
      const result = columns(timelines, asOf);
      for (const column of [result.expectedOrders, result.probabilityOfOrder, result.clvMinor ?? []]) {
        expect([...column].every((number) => Number.isFinite(number) && number >= 0)).toBe(true);
      }
    }
  });

  it.each([
    ["JPY", 0],
    ["KWD", 3],
  ])("values in %s are those in another currency, but for its unit", (currency, currencyDigits) => {
    const other = predicted(timelinesOf(drawn, [], { currency, currencyDigits }));
    const value = predicted(shop);
    expect(other.clvMinor!.predicted / value.clvMinor!.predicted).toBeCloseTo(1, 5);
    expect(other.deciles[0]!.customers).toBe(value.deciles[0]!.customers);
  });

  it("fits converge on any shop that can be drawn", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 0.7, noNaN: true }), (seed, leaving) => {
        const timelines = timelinesOf(drawnOrders(seed, 400, 500, leaving));
        const value = predictedClv(timelines, { asOf: FIRST_DAY + 500, margin: null, reportCard: true });
        expectNumbers(value);
        if (!isUnavailable(value)) expect(value.expectedOrders.predicted).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });
});
