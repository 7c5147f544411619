import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NAMED_REPORTS, namedReport } from "../../app/analytics/named-reports.ts";
import type { ReportName, ReportOptions } from "../../app/analytics/named-reports.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { duckShop } from "./duck-shop.ts";
import type { DuckShop } from "./duck-shop.ts";
import { kernelDifferences } from "./kernel.ts";
import { needsLines, sqlOf } from "./kernel-reports.ts";
import { largeShop } from "./large-shop.ts";
import { marketingSpend } from "./marketing-spend.ts";

const REPORTS = (Object.keys(NAMED_REPORTS) as ReportName[]).filter((name) => sqlOf(name) !== null);
const OF_LINES = REPORTS.filter(needsLines);
const OF_MARGINS: readonly ReportName[] = ["acquisition", "maturityRange"];

/** Today by month, and past days by the other periods, with and without a margin. */
const DAYS: readonly (Pick<ReportOptions, "period" | "lookBackDays" | "marginRate"> & { readonly ago: number })[] = [
  { ago: 0, period: "month", lookBackDays: 90, marginRate: null },
  { ago: 3, period: "year", lookBackDays: 366, marginRate: 0.4 },
  { ago: 200, period: "week", lookBackDays: 60, marginRate: 0.55 },
  { ago: 401, period: "quarter", lookBackDays: 180, marginRate: null },
];

function optionsOf(timelines: Timelines, { ago, ...asked }: (typeof DAYS)[number]): ReportOptions {
  const asOf = lastOrderDay(timelines)! - ago;
  return { ...asked, asOf, spend: marketingSpend(asOf, timelines.day.length) };
}

/** What differs on any of the days, with the day. */
async function allDifferences(name: ReportName, timelines: Timelines, duck: DuckShop): Promise<string[]> {
  const found: string[] = [];
  for (const day of DAYS) {
    const differences = await kernelDifferences(name, timelines, duck, optionsOf(timelines, day));
    found.push(...differences.map((difference) => `${day.ago} days ago: ${difference}`));
  }
  return found;
}

/** A shop in DuckDB for the tests of one `describe`. */
function shopInDuck(make: () => Timelines): { readonly timelines: () => Timelines; readonly duck: () => DuckShop } {
  let timelines: Timelines;
  let duck: DuckShop;
  beforeAll(async () => {
    timelines = make();
    duck = await duckShop(timelines);
  });
  afterAll(() => duck.close());
  return { timelines: () => timelines, duck: () => duck };
}

describe("reports over a generated shop and the same as SQL", () => {
  const shop = shopInDuck(() => largeShop({ orders: 20_000 }));
  const ofOrders = REPORTS.filter((name) => !needsLines(name));

  it.each(ofOrders)("agree to the cent, today and on past days: %s", async (name) => {
    expect(await allDifferences(name, shop.timelines(), shop.duck())).toEqual([]);
  });

  it.each(ofOrders)("have a value: %s", (name) => {
    for (const day of DAYS) {
      expect(namedReport(name, shop.timelines(), optionsOf(shop.timelines(), day))).not.toHaveProperty("unavailable");
    }
  });

  it("notices one order that differs", async () => {
    const timelines = shop.timelines();
    const other = { ...timelines, netMinor: timelines.netMinor.slice() };
    other.netMinor[7_000]! += 1;
    const found = await kernelDifferences("counts", other, shop.duck(), optionsOf(timelines, DAYS[0]!));
    expect(found[0]).toContain("counts.netSalesMinor");
  });
});

describe("margins of a shop that knows all its costs, and the same as SQL", () => {
  const shop = shopInDuck(() => {
    const timelines = largeShop({ orders: 10_000 });
    const costMinor = timelines.costMinor!.map((cost, o) =>
      Number.isNaN(cost) ? Math.round(timelines.grossMinor[o]! / 2) : cost,
    );
    return { ...timelines, costMinor };
  });

  it.each(OF_MARGINS)("agree to the cent, today and on past days: %s", async (name) => {
    expect(await allDifferences(name, shop.timelines(), shop.duck())).toEqual([]);
  });
});

describe("reports of lines over a generated shop and the same as SQL", () => {
  const shop = shopInDuck(() => largeShop({ orders: 20_000, withLines: true }));

  it.each(OF_LINES)("agree to the cent, today and on past days: %s", async (name) => {
    expect(await allDifferences(name, shop.timelines(), shop.duck())).toEqual([]);
  });
});

describe("reports of lines where products are few and customers have tastes, and the same as SQL", () => {
  const shop = shopInDuck(() => withFewProducts(largeShop({ orders: 20_000, withLines: true }), 40));

  it.each(OF_LINES)("agree to the cent, today and on past days: %s", async (name) => {
    expect(await allDifferences(name, shop.timelines(), shop.duck())).toEqual([]);
  });

  it("compare many pairs, of which some are associated", () => {
    const today = optionsOf(shop.timelines(), DAYS[0]!);
    const value = namedReport("nextProducts", shop.timelines(), today) as { pairs: number; spread: number };
    expect(value.pairs).toBeGreaterThan(50);
    expect(value.spread).toBeGreaterThan(0);
  });
});

/**
 * The shop with a few products in place of all: neighbours become one, so that lines stay sorted. Every other customer buys from
 * elsewhere in the catalogue, so that first and second orders have to do with each other.
 */
function withFewProducts(timelines: Timelines, most: number): Timelines {
  const { lines, orderStart, customerIds } = timelines;
  const { start, products } = lines!;
  const width = Math.ceil((products.keys.length - 1) / most);
  const product = lines!.product.map((code) => (code === 0 ? 0 : 1 + Math.floor((code - 1) / width)));
  for (let i = 0; i < customerIds.length; i += 2) {
    const end = start[orderStart[i + 1]!]!;
    for (let l = start[orderStart[i]!]!; l < end; l++) if (product[l] !== 0) product[l]! += most / 2;
  }
  return { ...timelines, lines: { ...lines!, product } };
}
