import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { namedReport, parseReportName } from "../../app/reports/report-api.server.ts";
import { parseNamedReportQuery, ReportQueryError } from "../../app/reports/report-query.ts";
import { dataset, NO_DATASETS } from "../golden/datasets.ts";
import { datasetOrders, NOW_MS, seedShop } from "./reports-scene.ts";

type Json = null | number | string | boolean | Json[] | { [key: string]: Json };

/** Expected values as a pattern: counts and money are equal, other numbers to 1e-9; reports may say more than expected. */
function pattern(expected: Json): unknown {
  if (typeof expected === "number") return Number.isInteger(expected) ? expected : expect.closeTo(expected, 9);
  if (Array.isArray(expected)) return expected.map(pattern);
  if (typeof expected === "object" && expected !== null) {
    return expect.objectContaining(
      Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, pattern(value)])),
    );
  }
  return expected;
}

/** "online_retail_even.week.as-of-2011-07-31.New_York.json": the options are in the name. */
function optionsOf(file: string, expected: Record<string, Json>): string {
  const [, period, ...rest] = file.split(".");
  const lookBack = rest.find((part) => part.startsWith("look-back-"));
  const named = rest.some((part) => part.startsWith("as-of-")) ? `&asOf=${String(expected.asOf)}` : "";
  return `period=${period}${named}${lookBack ? `&lookBack=${lookBack.slice("look-back-".length)}` : ""}`;
}

const folder = dataset("expected");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^online_retail_even\..*json$/.test(name)) : [];

describe("named reports over the Online Retail orders", () => {
  if (NO_DATASETS !== null) {
    it.skip(NO_DATASETS, () => {});
    return;
  }
  const orders = datasetOrders("online_retail_even_orders.csv.gz");
  const shops = new Map<string, Promise<bigint>>();
  /** One shop per zone: the zone decides the days. */
  const shopIn = (zone: string): Promise<bigint> => {
    const known = shops.get(zone);
    const shop = known ?? seedShop({ domain: `reports-retail-${shops.size}.myshopify.com`, orders, zone });
    shops.set(zone, shop);
    return shop;
  };

  it("finds the expected values", () => expect(files.length).toBeGreaterThanOrEqual(3));

  it.each(files)("have the values of %s", async (file) => {
    const expected = JSON.parse(readFileSync(dataset(`expected/${file}`), "utf8")) as Record<string, Json>;
    const shopId = await shopIn(String(expected.zone));
    const query = parseNamedReportQuery(new URLSearchParams(optionsOf(file, expected)));
    const { asOf: _asOf, zone: _zone, ...reports } = expected;
    for (const [key, value] of Object.entries(reports)) {
      const report = await namedReport(shopId, parseReportName(key)!, query, NOW_MS);
      expect(report.value, key).toEqual(pattern(value));
      // What the API sends is what was computed.
      expect(JSON.parse(JSON.stringify(report)), key).toEqual(report);
    }
  });

  it("carry what they rest on", async () => {
    const shopId = await shopIn("UTC");
    const { rowsIn, leftOut, freshness, completeFrom, definition } = await namedReport(
      shopId,
      "repeatPurchase",
      parseNamedReportQuery(new URLSearchParams()),
      NOW_MS,
    );
    expect(definition).toBe("repeatPurchase");
    expect(rowsIn).toEqual({ orders: 8819, customers: 2172, guestOrders: 0 });
    expect(leftOut).toEqual({ deleted: 0, test: 0, voided: 0, cancelled: 0, zeroValue: 0 });
    expect(freshness).toMatchObject({ historyComplete: true, syncedAt: new Date(NOW_MS).toISOString() });
    expect(freshness.version).toBeGreaterThan(0);
    expect(completeFrom).toBeNull();
  });

  it("refuse a day to come and a look-back shorter than a listed period, with a sentence", async () => {
    const shopId = await shopIn("UTC");
    const ask = (search: string) =>
      namedReport(shopId, "retentionRate", parseNamedReportQuery(new URLSearchParams(search)), NOW_MS);
    await expect(ask("asOf=2026-11-21")).rejects.toThrow(
      new ReportQueryError("asOf", "asOf must not be later than today, 2026-11-20 in the store's time zone."),
    );
    // 91 days hold the second quarter, not the third, which has 92.
    await expect(ask("period=quarter&lookBack=91&asOf=2011-06-30")).resolves.toMatchObject({
      value: { lookBackDays: 91 },
    });
    await expect(ask("period=quarter&lookBack=91&asOf=2011-07-01")).rejects.toBeInstanceOf(ReportQueryError);
  });
});

it("has no report of another name", () => {
  for (const name of ["", "toString", "Counts", "segments"]) expect(parseReportName(name)).toBeNull();
});
