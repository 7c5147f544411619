import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { anOrder, arbitraryShop, timelinesOf, timelinesOfShop } from "../../test/factories/timelines.ts";
import { firstProductEffect, firstProductEffectReport } from "./first-product-effect.ts";
import { computed, computedOverParts } from "./mergeable-report.ts";
import { nextProducts, nextProductsReport } from "./next-products.ts";
import { products, productsOfAllKindsReport, productsReport } from "./products.ts";
import { reorderRhythm, reorderRhythmReport } from "./reorder-rhythm.ts";
import { shardsOf } from "./timeline-shards.ts";
import type { TimelineLine, TimelineOrder, Timelines } from "./timelines.ts";
import { isUnavailable } from "./unavailable.ts";

/** The value of a report that has one. */
function known<T extends object>(value: T): Exclude<T, { unavailable: string }> {
  if (isUnavailable(value)) throw new Error(value.unavailable);
  return value as Exclude<T, { unavailable: string }>;
}

/** One order with its products, one piece of each at 1.00. */
interface Basket extends Partial<Pick<TimelineOrder, "country" | "channel" | "discountMinor" | "kind" | "netMinor">> {
  readonly customer: number | null;
  readonly day: number;
  readonly products: readonly string[];
}

function shopOfBaskets(baskets: readonly Basket[]): Timelines {
  const lines: TimelineLine[] = [];
  const orders = baskets.map(({ customer, products: keys, ...order }, i) => {
    for (const product of keys) lines.push({ orderId: BigInt(i), product, variant: null, quantity: 1, netMinor: 100 });
    return anOrder({ ...order, orderId: BigInt(i), customerId: customer === null ? null : BigInt(customer) });
  });
  return timelinesOf(orders, [], {}, { lines, products: [{ product: "a", title: "A", type: null, vendor: null }] });
}

const asOfDays = fc.integer({ min: 15_590, max: 16_520 });

describe("products", () => {
  const shop = shopOfBaskets([
    { customer: 1, day: 0, products: ["a", "a", "b"] },
    { customer: 1, day: 90, products: ["a"] },
    { customer: 2, day: 0, products: ["b"] },
    { customer: 2, day: 91, products: ["a"] },
    { customer: 3, day: 30, products: [] },
    { customer: 3, day: 31, products: ["c"] },
    { customer: null, day: 5, products: ["b"] },
  ]);

  it("counts customers, orders, units and net sales, and who came back after beginning with each", () => {
    const { rows, other, totals } = known(products(shop, { asOf: 100 }));
    expect(
      rows.map((row) => [row.product, row.title, row.customers, row.orders, row.units, row.netSalesMinor]),
    ).toEqual([
      ["a", "A", 2, 3, 4, 400],
      // The guest's order, unit and sales; not the guest.
      ["b", null, 2, 3, 3, 300],
      ["c", null, 1, 1, 1, 100],
    ]);
    // Two customers' first orders have lines: a is in one of them, b in both.
    expect(rows.map((row) => [row.firstCustomers, row.shareAsFirst])).toEqual([
      [1, 0.5],
      [2, 1],
      [0, 0],
    ]);
    // Customer 1 came back on day 90, customer 2 on day 91.
    expect(rows.map(({ repeatWithin90Days: { eligible, repeated } }) => [eligible, repeated])).toEqual([
      [1, 1],
      [2, 1],
      [0, 0],
    ]);
    expect(other).toEqual({ products: 0, units: 0, netSalesMinor: 0 });
    expect(totals).toMatchObject({ products: 3, customers: 3, firstCustomers: 2, orders: 6, ordersWithoutLines: 1 });
    // Ninety days have not passed on day 89.
    expect(known(products(shop, { asOf: 89 })).rows[0]!.repeatWithin90Days.rate).toBeNull();
    expect(products(timelinesOf([]), { asOf: 0 })).toEqual({ unavailable: "noLines" });
  });

  it("has sales of all orders, and counts nobody as coming back by an exchange or as beginning with a subscription", () => {
    const kinds = shopOfBaskets([
      { customer: 1, day: 0, products: ["a"] },
      { customer: 1, day: 5, products: ["b"], kind: "exchange" },
      { customer: 2, day: 0, products: ["b"], kind: "subscription" },
      { customer: 2, day: 9, products: ["a"] },
      { customer: 2, day: 10, products: ["b"] },
    ]);
    const report = known(computed(productsOfAllKindsReport, kinds, { asOf: 200 }));
    expect(report.rows.map((row) => [row.product, row.customers, row.orders, row.units])).toEqual([
      ["b", 2, 3, 3],
      ["a", 2, 2, 2],
    ]);
    // Both began with a; only customer 2 came back.
    expect(
      report.rows.map(({ firstCustomers, repeatWithin90Days: r }) => [firstCustomers, r.eligible, r.repeated]),
    ).toEqual([
      [0, 0, 0],
      [2, 2, 1],
    ]);
    expect(report.totals).toMatchObject({ customers: 2, firstCustomers: 2, orders: 5 });
    for (let count = 2; count <= 3; count++) {
      expect(computedOverParts(productsOfAllKindsReport, shardsOf(kinds, count), { asOf: 200 })).toEqual(report);
    }
  });

  it("adds up to all lines of counted orders, with and without rows for all", () => {
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, fc.integer({ min: 0, max: 3 }), (shop, asOf, most) => {
        const counted = new Map(shop.orders.map((o) => [o.orderId, o.leftOut === null && o.day <= asOf]));
        const lines = shop.lines.filter((line) => counted.get(line.orderId));
        const report = products(timelinesOfShop(shop), { asOf, most });
        if ("unavailable" in report) return;
        const { rows, other, totals } = report;
        const units = rows.reduce((sum, row) => sum + row.units, other.units);
        expect(units).toBe(lines.reduce((sum, line) => sum + line.quantity, 0));
        expect(totals.units).toBe(units);
        const net = rows.reduce((sum, row) => sum + row.netSalesMinor!, other.netSalesMinor!);
        expect(net).toBe(lines.reduce((sum, line) => sum + line.netMinor, 0));
        expect(totals.netSalesMinor).toBe(net);
        expect(totals.products).toBe(new Set(lines.map((line) => line.product)).size);
        expect(rows.length + other.products).toBe(totals.products);
        expect(totals.orders + totals.ordersWithoutLines).toBe([...counted.values()].filter(Boolean).length);
      }),
    );
  });
});

describe("every product report", () => {
  it("merges over parts, and as of a day knows nothing of later orders", () => {
    // Arbitrary shops are too small for the minimum of 50 customers: copies of one make a shop that is not.
    const crowd = (shop: Parameters<typeof timelinesOfShop>[0]): Parameters<typeof timelinesOfShop>[0] => {
      const copies = Array.from({ length: 50 }, (_, c) => BigInt(c) * 1_000_000n);
      return {
        ...shop,
        orders: copies.flatMap((by) =>
          shop.orders.map((order) => ({
            ...order,
            orderId: order.orderId + by,
            customerId: order.customerId === null ? null : order.customerId + by,
          })),
        ),
        lines: copies.flatMap((by) => shop.lines.map((line) => ({ ...line, orderId: line.orderId + by }))),
      };
    };
    const rows = [0, 0, 0];
    fc.assert(
      fc.property(arbitraryShop(), asOfDays, fc.integer({ min: 1, max: 4 }), (small, asOf, count) => {
        const shop = crowd(small);
        const timelines = timelinesOfShop(shop);
        const parts = shardsOf(timelines, count);
        const past = timelinesOfShop({ ...shop, orders: shop.orders.filter((order) => order.day <= asOf) });
        const whole = {
          products: products(timelines, { asOf }),
          rhythm: reorderRhythm(timelines, { asOf }),
          next: nextProducts(timelines, { asOf }),
          effect: firstProductEffect(timelines, { asOf }),
        };
        expect({
          products: computedOverParts(productsReport, parts, { asOf }),
          rhythm: computedOverParts(reorderRhythmReport, parts, { asOf }),
          next: computedOverParts(nextProductsReport, parts, { asOf }),
          effect: computedOverParts(firstProductEffectReport, parts, { asOf }),
        }).toEqual(whole);
        if (isUnavailable(whole.products) || past.lines === null) return;
        expect({
          products: products(past, { asOf }),
          rhythm: reorderRhythm(past, { asOf }),
          next: nextProducts(past, { asOf }),
          effect: firstProductEffect(past, { asOf }),
        }).toEqual(whole);
        rows[0]! += known(whole.effect).rows.length;
        rows[1]! += known(whole.rhythm).rows.length;
        rows[2]! += known(whole.next).rows.length;
      }),
      // The seed is one whose shops have rows of all three reports: what is compared is then not nothing.
      { numRuns: 60, seed: 4 },
    );
    expect(Math.min(...rows)).toBeGreaterThan(0);
  });
});

describe("reorderRhythm", () => {
  it("follows each purchase of a product to the customer's next one of it", () => {
    // 60 customers buy a on day 0. Of them 30 buy it again on day 40 and 6 more on day 60, never again. b does not matter.
    const baskets: Basket[] = [];
    for (let customer = 1; customer <= 60; customer++) {
      baskets.push({ customer, day: 0, products: ["a", "a", "b"] });
      if (customer <= 30) baskets.push({ customer, day: 40, products: ["a"] });
      else if (customer <= 36) baskets.push({ customer, day: 60, products: ["a"] });
      else if (customer <= 40) baskets.push({ customer, day: 50, products: ["b"] });
    }
    for (let customer = 61; customer <= 109; customer++) baskets.push({ customer, day: 3, products: ["c"] });
    const { rows, tooFewCustomers, moreProducts } = known(reorderRhythm(shopOfBaskets(baskets), { asOf: 400 }));
    // 96 purchases: 60 on day 0 and 36 later, those followed for 360 and 340 days. At risk at 365: the 24 of day 0.
    // F(40) = 30/96. F(60) = 1 − 66/96·60/66 = 36/96, and so at 365 (nobody returns later). Half of that, 18/96, is reached on day 40.
    const { shareBoughtAgain, ...a } = rows[0]!;
    expect(a).toEqual({
      product: "a",
      title: "A",
      customers: 60,
      purchases: 96,
      boughtAgain: 36,
      horizonDays: 365,
      medianDays: null,
      usualDays: 40,
    });
    expect(shareBoughtAgain).toBeCloseTo(0.375, 12);
    // b: 64 purchases, 4 followed after 50 days.
    expect(rows[1]).toMatchObject({ product: "b", customers: 60, purchases: 64, boughtAgain: 4, usualDays: 50 });
    // c: 49 customers are too few.
    expect([rows.length, tooFewCustomers, moreProducts]).toEqual([2, 1, 0]);
  });

  it("has a median where half are followed, and none of it without a horizon", () => {
    const baskets = Array.from({ length: 50 }, (_, c): Basket[] => [
      { customer: c, day: 0, products: ["a"] },
      { customer: c, day: 25 + c, products: ["a"] },
    ]).flat();
    // 100 purchases, 50 followed after 25 … 74 days: half of all by day 74.
    const shop = shopOfBaskets(baskets);
    expect(known(reorderRhythm(shop, { asOf: 165 })).rows[0]).toMatchObject({ medianDays: 74, horizonDays: 90 });
    expect(known(reorderRhythm(shop, { asOf: 80 })).rows[0]).toMatchObject({
      purchases: 100,
      boughtAgain: null,
      horizonDays: null,
      shareBoughtAgain: null,
      usualDays: null,
    });
  });
});

describe("nextProducts", () => {
  it("compares what follows a product with what follows any", () => {
    // 200 customers: 100 begin with a, 100 with b. After a: 60 buy c, 40 d. After b: 20 buy c, 80 d. m(c) = 80, m(d) = 120.
    const baskets: Basket[] = [];
    for (let c = 0; c < 200; c++) {
      baskets.push({ customer: c, day: 0, products: [c < 100 ? "a" : "b"] });
      const takesC = c < 100 ? c < 60 : c < 120;
      baskets.push({ customer: c, day: 9, products: [takesC ? "c" : "d"] });
      // Third orders do not matter.
      baskets.push({ customer: c, day: 20, products: ["a"] });
    }
    const report = known(nextProducts(shopOfBaskets(baskets), { asOf: 100 }));
    expect([report.customers, report.pairs, report.tooManyProducts]).toEqual([200, 4, 0]);
    // Lift a → c: 0.6/(80/200) = 1.5; b → d: 0.8/0.6 = 4/3; a → d: 0.4/0.6 = 2/3; b → c: 0.2/0.4 = 0.5.
    const lifts = Object.fromEntries(report.rows.map((row) => [`${row.product}${row.next}`, row.lift]));
    expect(lifts).toEqual({ ac: 1.5, bd: 4 / 3, ad: 80 / 120, bc: 0.5 });
    const ac = report.rows.find((row) => row.product === "a" && row.next === "c")!;
    expect(ac).toMatchObject({ customers: 100, bought: 60, share: 0.6, title: "A" });
    // y = ln(60.5/40.5) = 0.40135; s² = 1/60.5 − 1/101 + 1/80.5 − 1/201 = 0.014075. Drawn towards 1, never past it.
    expect(ac.shrunkLift.value).toBeGreaterThan(1);
    expect(ac.shrunkLift.value).toBeLessThan(Math.exp(0.40135));
    const factor = report.spread ** 2 / (report.spread ** 2 + 0.014075);
    expect(Math.log(ac.shrunkLift.value)).toBeCloseTo(0.40135 * factor, 4);
    const lows = report.rows.map((row) => row.shrunkLift.low);
    expect(lows).toEqual([...lows].sort((x, y) => y - x));
    expect(known(nextProducts(shopOfBaskets(baskets), { asOf: 8 })).customers).toBe(0);
  });

  it("leaves out baskets in which everything goes with everything", () => {
    const many = Array.from({ length: 101 }, (_, p) => `p${p}`);
    const shop = shopOfBaskets([
      { customer: 1, day: 0, products: many },
      { customer: 1, day: 1, products: many },
      { customer: 2, day: 0, products: ["a"] },
      { customer: 2, day: 1, products: many },
    ]);
    expect(known(nextProducts(shop, { asOf: 5 }))).toMatchObject({
      customers: 1,
      tooManyProducts: 1,
      rows: [],
      pairs: 0,
    });
  });
});

describe("firstProductEffect", () => {
  /** `size` customers who begin with the products on the day, of whom the first `back` return after 30 days. */
  function group(from: number, size: number, back: number, first: Omit<Basket, "customer">): Basket[] {
    return Array.from({ length: size }, (_, c): Basket[] => {
      const begins = { ...first, customer: from + c };
      return c < back ? [begins, { customer: from + c, day: first.day + 30, products: [] }] : [begins];
    }).flat();
  }

  it("takes away what the month explains", () => {
    // The shop of the Mantel-Haenszel test: 8 of 10 return in January, 2 of 10 in June; a is bought in January.
    const [january, june] = [19_730, 19_880];
    const shop = shopOfBaskets([
      ...group(0, 90, 72, { day: january, products: ["a"] }),
      ...group(100, 10, 8, { day: january, products: ["b"] }),
      ...group(200, 10, 2, { day: june, products: ["a"] }),
      ...group(300, 90, 18, { day: june, products: ["b"] }),
      // Not yet 90 days.
      ...group(500, 60, 60, { day: june + 11, products: ["a"] }),
    ]);
    const { all, rows } = known(firstProductEffect(shop, { asOf: june + 100 }));
    expect(all).toMatchObject({ eligible: 200, repeated: 100 });
    const a = rows.find((row) => row.product === "a")!;
    expect(a.withProduct).toMatchObject({ eligible: 100, repeated: 74 });
    expect(a.others).toMatchObject({ eligible: 100, repeated: 26 });
    expect(a.rawDifference).toBeCloseTo(0.48, 12);
    expect(a.adjusted!.difference).toBeCloseTo(0, 12);
    expect(a.compared).toBe(100);
    expect(a.shrunk!.value).toBeCloseTo(0, 12);
  });

  it.each([
    ["country", { country: "SE" }, { country: "NO" }],
    ["discount", { discountMinor: 100 }, {}],
    ["channel", { channel: "search" }, { channel: null }],
    ["first basket", { netMinor: 9000 }, { netMinor: 100 }],
  ] as const)("takes away what the %s explains", (_, one, other) => {
    const shop = shopOfBaskets([
      ...group(0, 90, 72, { day: 0, products: ["a"], ...one }),
      ...group(100, 10, 8, { day: 0, products: ["b"], ...one }),
      ...group(200, 10, 2, { day: 0, products: ["a"], ...other }),
      ...group(300, 90, 18, { day: 0, products: ["b"], ...other }),
    ]);
    const { rows } = known(firstProductEffect(shop, { asOf: 500 }));
    for (const row of rows) expect(row.adjusted!.difference).toBeCloseTo(0, 12);
  });

  it("ranks by the lower bound and lists no product with fewer than 50 customers", () => {
    const shop = shopOfBaskets([
      ...group(0, 1000, 400, { day: 0, products: ["a"] }),
      ...group(2000, 50, 22, { day: 0, products: ["b"] }),
      ...group(3000, 1000, 100, { day: 0, products: ["c"] }),
      ...group(5000, 49, 49, { day: 0, products: ["d"] }),
      // All in one stratum of their own: nobody to compare with.
      ...group(6000, 60, 6, { day: 400, products: ["e"] }),
    ]);
    const { rows, tooFewCustomers } = known(firstProductEffect(shop, { asOf: 1000 }));
    expect(tooFewCustomers).toBe(1);
    // b returns a little more often than a, but of so few customers that its lower bound is below.
    expect(rows.map((row) => row.product)).toEqual(["a", "b", "c", "e"]);
    expect(rows[1]!.withProduct.rate!).toBeGreaterThan(rows[0]!.withProduct.rate!);
    expect(rows[3]).toMatchObject({ adjusted: null, shrunk: null, compared: 0 });
    for (const { adjusted, shrunk } of rows.slice(0, 3)) {
      expect(Math.abs(shrunk!.value)).toBeLessThan(Math.abs(adjusted!.difference));
    }
  });
});
