import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf, timelinesOfShop } from "../../test/factories/timelines.ts";
import type { ArbitraryShopWithLines } from "../../test/factories/timelines.ts";
import { periodLabel, periodOf, PERIODS, periodStart } from "./calendar.ts";
import { cohorts } from "./cohorts.ts";
import { consecutiveRetention } from "./consecutive-retention.ts";
import { isReportName, namedReport, NAMED_REPORTS } from "./named-reports.ts";
import type { ReportOptions } from "./named-reports.ts";
import { orderFunnel } from "./order-funnel.ts";
import { firstOrderDay, lastOrderDay } from "./orders-until.ts";
import { periodFigures } from "./period-figures.ts";
import { periodSeries } from "./period-series.ts";
import { retentionRate } from "./retention-rate.ts";
import { shardsOf } from "./timeline-shards.ts";
import { isUnavailable } from "./unavailable.ts";

/** What must hold of every report for every shop, whatever the report says. */

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });
const options = fc.record({
  asOf: asOfDays,
  period: fc.constantFrom(...PERIODS),
  lookBackDays: fc.integer({ min: 366, max: 500 }),
});

function everyReport(shop: ArbitraryShopWithLines, at: ReportOptions): Record<string, unknown> {
  const timelines = timelinesOfShop(shop);
  const names = Object.keys(NAMED_REPORTS).filter(isReportName);
  return Object.fromEntries(names.map((name) => [name, namedReport(name, timelines, at)]));
}

const shops = arbitraryShop();

describe("every report", () => {
  it("as of a day equals the report on the orders up to that day", () => {
    fc.assert(
      fc.property(shops, options, (shop, at) => {
        const past = { ...shop, orders: shop.orders.filter((order) => order.day <= at.asOf) };
        expect(everyReport(shop, at)).toEqual(everyReport(past, at));
      }),
    );
  });

  it("does not depend on the order of input", () => {
    const mixed = shops.chain((shop) =>
      fc.tuple(fc.constant(shop), fc.shuffledSubarray(shop.orders, { minLength: shop.orders.length })),
    );
    fc.assert(
      fc.property(mixed, options, ([shop, orders], at) => {
        expect(everyReport({ ...shop, orders }, at)).toEqual(everyReport(shop, at));
      }),
    );
  });

  it("moves with the calendar: 400 years later the same figures stand under years + 400", () => {
    // 146 097 days are 400 years and a whole number of weeks, so every calendar period keeps its shape.
    const later = <T>(value: T): T => {
      const text = JSON.stringify(value).replace(
        /"(20\d\d)(-|")/g,
        (_, year: string, rest) => `"${Number(year) + 400}${rest}`,
      );
      return JSON.parse(text) as T;
    };
    const shift = 146_097;
    fc.assert(
      fc.property(shops, options, ({ orders, customers, lines, products }, at) => {
        const moved = {
          lines,
          products,
          orders: orders.map((order) => ({
            ...order,
            day: order.day + shift,
            returns: order.returns.map((one) => ({ ...one, day: one.day + shift })),
          })),
          customers: customers.map((person) => ({
            ...person,
            createdDay: person.createdDay + shift,
            abandonedDay: person.abandonedDay === null ? null : person.abandonedDay + shift,
          })),
        };
        const movedReports = everyReport(moved, { ...at, asOf: at.asOf + shift });
        expect(JSON.parse(JSON.stringify(movedReports))).toEqual(
          later(everyReport({ orders, customers, lines, products }, at)),
        );
      }),
    );
  });

  it("over disjoint parts of the shop equals the report over the whole", () => {
    fc.assert(
      fc.property(shops, options, fc.integer({ min: 1, max: 5 }), (shop, at, count) => {
        const timelines = timelinesOfShop(shop);
        const parts = shardsOf(timelines, count);
        for (const name of Object.keys(NAMED_REPORTS).filter(isReportName)) {
          const { over, overParts } = NAMED_REPORTS[name];
          const whole: unknown = over(timelines, at);
          if (overParts !== null) expect([name, overParts(parts, at)]).toEqual([name, whole]);
        }
      }),
    );
  });

  it("holds no number that is not finite", () => {
    const check = (value: unknown): void => {
      if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
      else if (typeof value === "object" && value !== null) Object.values(value).forEach(check);
    };
    fc.assert(fc.property(shops, options, (shop, at) => check(everyReport(shop, at))));
  });
});

describe("cohorts", () => {
  it("hold every customer and every customer's order once", () => {
    fc.assert(
      fc.property(shops, options, (shop, at) => {
        const seen = shop.orders.filter((o) => o.leftOut === null && o.customerId !== null && o.day <= at.asOf);
        const { rows } = cohorts(timelinesOf(shop.orders), at);
        const sum = (lists: readonly (readonly number[])[]): number => lists.flat().reduce((a, b) => a + b, 0);
        expect(sum(rows.map((row) => [row.size]))).toBe(new Set(seen.map((o) => o.customerId)).size);
        expect(sum(rows.map((row) => row.orders))).toBe(seen.length);
        expect(sum(rows.map((row) => row.netSalesMinor!))).toBe(seen.reduce((net, o) => net + o.netMinor, 0));
        for (const row of rows) {
          expect(row.active[0]).toBe(row.size);
          expect(row.onOrAfter[0]).toBe(row.size);
          for (let k = 1; k < row.active.length; k++) {
            expect(row.cumulativeRepeat[k]).toBeGreaterThanOrEqual(row.cumulativeRepeat[k - 1]!);
            expect(row.onOrAfter[k]).toBeLessThanOrEqual(row.onOrAfter[k - 1]!);
            expect(row.onOrAfter[k]).toBeGreaterThanOrEqual(row.active[k]!);
          }
        }
      }),
    );
  });

  it("of other periods do not change when a customer is added to one", () => {
    fc.assert(
      fc.property(
        shops,
        options,
        fc.array(fc.integer({ min: 15_600, max: 16_500 }), { minLength: 1 }),
        (shop, at, days) => {
          const newcomer = days.map((day, i) => anOrder({ orderId: BigInt(1000 + i), customerId: 5n, day }));
          const before = cohorts(timelinesOf(shop.orders), at).rows;
          const after = cohorts(timelinesOf([...shop.orders, ...newcomer]), at).rows;
          // How long kind C stays provisional depends on the rhythm of the whole shop.
          const figures = ({ provisionalFrom: _, ...row }: (typeof before)[number]) => row;
          const known = new Map(before.map((row) => [row.cohort, figures(row)]));
          const changed = after.filter((row) => JSON.stringify(known.get(row.cohort)) !== JSON.stringify(figures(row)));
          expect(changed.length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});

describe("the formula retention rate", () => {
  it("counts what the sets of customers say, and its terms add up", () => {
    fc.assert(
      fc.property(
        shops,
        asOfDays,
        fc.constantFrom("week" as const, "month" as const),
        fc.integer({ min: 31, max: 200 }),
        (shop, asOf, period, lookBackDays) => {
          const timelines = timelinesOf(shop.orders);
          const result = retentionRate(timelines, { asOf, period, lookBackDays });
          if (isUnavailable(result)) throw new Error(result.unavailable);
          const seen = shop.orders.filter((o) => o.leftOut === null && o.customerId !== null && o.day <= asOf);
          const buyers = (from: number, to: number): Set<bigint> =>
            new Set(seen.filter((o) => o.day >= from && o.day < to).map((o) => o.customerId!));
          const ranges = rangesOf(
            result.rows.map((row) => row.period),
            period,
          );
          result.rows.forEach((row, i) => {
            const { from, to } = ranges[i]!;
            const s = buyers(from - lookBackDays, from);
            const e = buyers(to - lookBackDays, to);
            const earlier = buyers(-Infinity, from);
            const n = [...buyers(from, to)].filter((customer) => !earlier.has(customer));
            expect([row.start, row.end, row.new]).toEqual([s.size, e.size, n.length]);
            expect(row.kept).toBe([...s].filter((customer) => e.has(customer)).length);
            expect(row.end - row.new).toBe(row.kept + row.reactivated);
            expect(row.reactivated).toBeGreaterThanOrEqual(0);
            if (row.state !== "observed") expect([row.rate, row.churn]).toEqual([null, null]);

            const figures = periodFigures(timelines, { from, to, asOf, lookBackDays });
            const { period: _label, ...terms } = row;
            expect(figures.retention).toEqual(terms);
            expect(figures.returningCustomers).toBe([...buyers(from, to)].filter((customer) => s.has(customer)).length);
            expect(figures.activeCustomers).toBe(buyers(from, to).size);
          });
        },
      ),
    );
  });
});

describe("the series of periods", () => {
  it("says of each period what its figures alone say", () => {
    fc.assert(
      fc.property(shops, options, (shop, { asOf, period, lookBackDays }) => {
        const timelines = timelinesOf(shop.orders);
        const first = firstOrderDay(timelines, asOf);
        periodSeries(timelines, { asOf, period, lookBackDays }).forEach((point, i) => {
          const ordinal = periodOf(first!, period) + i;
          const range = { from: periodStart(ordinal, period), to: periodStart(ordinal + 1, period) };
          const { period: label, finished, ...figures } = point;
          expect(label).toBe(periodLabel(ordinal, period));
          expect(finished).toBe(range.to <= asOf + 1);
          expect(periodFigures(timelines, { ...range, asOf, lookBackDays })).toMatchObject(figures);
        });
      }),
    );
  });
});

describe("consecutive retention", () => {
  it("adds up, and agrees with the cohort tables", () => {
    fc.assert(
      fc.property(shops, options, (shop, at) => {
        const timelines = timelinesOf(shop.orders);
        const { rows } = consecutiveRetention(timelines, at);
        const sizes = new Map(cohorts(timelines, at).rows.map((row) => [row.cohort, row.size]));
        rows.forEach((row, i) => {
          expect(row.new + row.retained + row.reactivated).toBe(row.active);
          expect(row.retained + row.lost).toBe(row.previous);
          expect(row.reactivated).toBeGreaterThanOrEqual(0);
          expect(row.new).toBe(sizes.get(row.period) ?? 0);
          if (i > 0) expect(row.previous).toBe(rows[i - 1]!.active);
        });
      }),
    );
  });
});

describe("the order funnel", () => {
  it("only narrows, and each step's rate leads to the next step's size", () => {
    fc.assert(
      fc.property(arbitraryShop({ maxOrders: 200 }), (shop) => {
        const timelines = timelinesOf(shop.orders);
        const { steps } = orderFunnel(timelines, lastOrderDay(timelines) ?? 0);
        steps.forEach((step, i) => {
          const next = steps[i + 1]?.customers ?? 0;
          if (step.orders < 20) expect(step.stepRate! * step.customers).toBeCloseTo(next, 9);
          if (step.low !== null) {
            expect(step.low).toBeLessThan(step.kaplanMeierRate!);
            expect(step.high).toBeGreaterThan(step.kaplanMeierRate!);
          }
        });
      }),
    );
  });
});

/** The days of periods given by label, by an independent route: the JavaScript calendar. */
function rangesOf(labels: readonly string[], period: "week" | "month"): { from: number; to: number }[] {
  const dayOf = (ms: number): number => ms / 86_400_000;
  return labels.map((label) => {
    const year = Number(label.slice(0, 4));
    const number = Number(label.slice(period === "week" ? 6 : 5));
    if (period === "month") return { from: dayOf(Date.UTC(year, number - 1)), to: dayOf(Date.UTC(year, number)) };
    const january4 = new Date(Date.UTC(year, 0, 4));
    const from = dayOf(january4.getTime()) - ((january4.getUTCDay() + 6) % 7) + 7 * (number - 1);
    return { from, to: from + 7 };
  });
}
