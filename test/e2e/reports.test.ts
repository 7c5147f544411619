import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dayOfIsoDate, type Period } from "../../app/analytics/calendar.ts";
import { NAMED_REPORTS, namedReport, type ReportName } from "../../app/analytics/named-reports.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import { defaultLookBackDays } from "../../app/analytics/retention-rate.ts";
import type { ShopData } from "../dev-store/model.ts";
import { loadOrderFile } from "../dev-store/order-files/load-order-file.ts";
import { devStoreTimelines } from "../factories/dev-store-timelines.ts";
import { dataset, NO_DATASETS } from "../golden/datasets.ts";
import { differences, type Json } from "../golden/differences.ts";
import { startStack, type Stack } from "./stack.ts";

/** Order files as shops: with and without lines, and in the zones of the expected values. */
const SHOPS = {
  "retail-lines": { file: "online_retail_even", zone: "UTC", lines: true },
  "retail-plain": { file: "online_retail_even", zone: "UTC", lines: false },
  "retail-auckland": { file: "online_retail_even", zone: "Pacific/Auckland", lines: false },
  "retail-new-york": { file: "online_retail_even", zone: "America/New_York", lines: false },
  "cdnow-sample": { file: "cdnow_sample", zone: "UTC", lines: false },
} as const;
type ShopName = keyof typeof SHOPS;
const NAMES = Object.keys(SHOPS) as ShopName[];
const domainOf = (name: ShopName) => `${name}.myshopify.com`;

function openShop(name: ShopName): Promise<ShopData> {
  const { file, zone, lines } = SHOPS[name];
  const options = { dataFile: dataset(`${file}_orders.csv.gz`), zone, nowMs: Date.now(), domain: domainOf(name) };
  const linesFile = lines ? { linesFile: dataset(`${file}_lines.csv.gz`) } : {};
  return loadOrderFile({ ...options, ...linesFile }).then(({ shop }) => shop);
}

/** Each expected file with the shops that it is about; its name says what is asked. */
function expectations(): { file: string; name: ShopName; query: string; expected: Record<string, Json> }[] {
  return readdirSync(dataset("expected")).flatMap((file) => {
    const expected = JSON.parse(readFileSync(dataset(`expected/${file}`), "utf8")) as Record<string, Json>;
    const [stem, period] = file.split(".") as [string, string];
    const lookBack = /look-back-(\d+)/.exec(file)?.[1];
    const query = new URLSearchParams({
      period,
      ...(file.includes("as-of-") && { asOf: String(expected.asOf) }),
      ...(lookBack !== undefined && { lookBack }),
    });
    const names = NAMES.filter((name) => SHOPS[name].file === stem && SHOPS[name].zone === expected.zone);
    return names.map((name) => ({ file, name, query: query.toString(), expected }));
  });
}

describe.skipIf(NO_DATASETS !== null)("the reports at /api/reports", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ shops: await Promise.all(NAMES.map(openShop)) });
    await Promise.all(NAMES.map((name) => stack.install(domainOf(name))));
  }, 240_000);

  afterAll(() => stack?.stop());

  it.each<{ period: Period; lookBack?: string; asOf?: string }>([
    { period: "quarter", lookBack: "200", asOf: "2011-08-11" },
    { period: "year", lookBack: "400" },
    { period: "week", lookBack: "60", asOf: "2011-03-06" },
    { period: "month", asOf: "2010-12-01" },
  ])("of the store with lines, asked with %o, equal those of its memory", async (query) => {
    const shop = stack.store.shop(domainOf("retail-lines"));
    const timelines = devStoreTimelines(shop);
    const asOf = query.asOf ? dayOfIsoDate(query.asOf)! : lastOrderDay(timelines)!;
    const lookBackDays = query.lookBack ? Number(query.lookBack) : defaultLookBackDays(query.period);
    for (const report of Object.keys(NAMED_REPORTS) as ReportName[]) {
      const url = `/api/reports/${report}?${new URLSearchParams({ ...query })}`;
      const answer = (await (await stack.ask(url, domainOf("retail-lines"))).json()) as { value: unknown };
      const computed: unknown = namedReport(report, timelines, { asOf, period: query.period, lookBackDays });
      expect(answer.value, report).toEqual(JSON.parse(JSON.stringify(computed)));
    }
  });

  it("has an expected file for each shop", () => {
    expect(new Set(expectations().map(({ name }) => name))).toEqual(new Set(NAMES));
  });

  it.each(NO_DATASETS === null ? expectations() : [])("of $name equal $file", async ({ name, query, expected }) => {
    const session = await fetch(`${stack.store.adminUrl}dev/session-token?shop=${name}`);
    const { token, appUrl } = (await session.json()) as { token: string; appUrl: string };
    const { asOf: _asOf, zone: _zone, ...reports } = expected;
    for (const [report, value] of Object.entries(reports)) {
      const response = await fetch(`${appUrl}/api/reports/${report}?${query}`, {
        headers: { Authorization: `Bearer ${token}` },
      });
      expect(response.status, report).toBe(200);
      const answer = (await response.json()) as Record<string, Json>;
      // The models of lifetime value come from an iteration.
      expect(differences(answer.value, value, report === "clv" ? 1e-3 : 1e-9, report)).toEqual([]);
      expect(answer).toMatchObject({ completeFrom: null, freshness: { historyComplete: true } });
      expect(Object.keys(answer)).toEqual(expect.arrayContaining(["definition", "leftOut", "freshness"]));
    }
  });
});
