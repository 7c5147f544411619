import { readFileSync } from "node:fs";
import { zonedDays } from "../../app/analytics/calendar.ts";
import { isoDateOfDay } from "../../app/analytics/calendar.ts";
import { NAMED_REPORTS, namedReport, type ReportName } from "../../app/analytics/named-reports.ts";
import { generateStore } from "../dev-store/generator/generate-store.ts";
import type { ShopData } from "../dev-store/model.ts";
import { loadOrderFile } from "../dev-store/order-files/load-order-file.ts";
import { devStoreTimelines } from "../factories/dev-store-timelines.ts";
import { sharedFile } from "../setup/shared.ts";

/** The parts of the named reports that the walk looks at. */
export interface ExpectedFigures {
  asOf: string;
  counts: { customers: number; orders: number };
  repeatPurchase: { rate: number };
  cohorts: {
    rows: {
      cohort: string;
      size: number;
      active: number[];
      cumulativeRepeat: number[];
      onOrAfter: number[];
      orders: number[];
      netSalesMinor: number[];
      pendingFrom: number | null;
    }[];
  };
  retentionRate: {
    rows: { period: string; start: number; end: number; new: number; rate: number | null; state: string }[];
  };
  rfm: { groups: Record<string, number> };
  maturity: { ageDays: number; ordersPerDay: number; stage: string; retentionShare: number };
}

/**
 * The shop of the walk and what its pages must show: the Online Retail orders with values computed by an independent program;
 * in a plain clone a generated store with the analyses of its own memory.
 */
export async function journeyShop(nowMs: number): Promise<{ shop: ShopData; expected: ExpectedFigures }> {
  const dataFile = sharedFile("datasets/online_retail_even_orders.csv.gz");
  const expectedFile = sharedFile("datasets/expected/online_retail_even.month.json");
  if (dataFile !== null && expectedFile !== null) {
    const { shop } = await loadOrderFile({ dataFile, zone: "UTC", nowMs });
    return { shop, expected: JSON.parse(readFileSync(expectedFile, "utf8")) as ExpectedFigures };
  }
  // Guests are in no cohort, from which the walk adds up its figures.
  const shop = withoutGuests(generateStore({ stage: "established", nowMs, seed: 3 }));
  const asOf = zonedDays(shop.facts.zone)(nowMs);
  const timelines = devStoreTimelines(shop);
  const reports = Object.keys(NAMED_REPORTS).map((name) => {
    const options = { asOf, period: "month", lookBackDays: 90 } as const;
    return [name, namedReport(name as ReportName, timelines, options)];
  });
  return { shop, expected: { asOf: isoDateOfDay(asOf), ...Object.fromEntries(reports) } as ExpectedFigures };
}

function withoutGuests(shop: ShopData): ShopData {
  for (const { id, customerId } of shop.orders.values()) if (customerId === null) shop.orders.delete(id);
  return shop;
}

/** The headline figures of the period that holds `asOf`, which is the last one of every cohort. */
export function headlineOf({ cohorts: { rows } }: ExpectedFigures) {
  const last = (key: "active" | "orders" | "netSalesMinor") => rows.reduce((sum, row) => sum + row[key].at(-1)!, 0);
  return {
    netSalesMinor: last("netSalesMinor"),
    orders: last("orders"),
    activeCustomers: last("active"),
    newCustomers: rows.reduce((sum, row) => sum + (row.active.length === 1 ? row.size : 0), 0),
  };
}
