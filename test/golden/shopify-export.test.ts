import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { periodLabel, periodOf, periodStart } from "../../app/analytics/calendar.ts";
import { cohorts } from "../../app/analytics/cohorts.ts";
import { counts } from "../../app/analytics/counts.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import { periodFigures } from "../../app/analytics/period-figures.ts";
import { repeatPurchase } from "../../app/analytics/repeat-purchase.ts";
import { readOrderFile } from "../../app/files/order-file.server.ts";
import { dataset, NO_DATASETS } from "./datasets.ts";

interface Reference {
  readonly orders: number;
  readonly rows: number;
  readonly counted_orders: number;
  readonly guest_orders_counted: number;
  readonly net_cents_counted: number;
  readonly gross_cents_counted: number;
  readonly customers: number;
  readonly customers_with_2_or_more_counted_orders: number;
  readonly months_store: Record<string, { orders: number; net_cents: number }>;
  readonly months_utc: Record<string, { orders: number; net_cents: number }>;
  readonly cohorts_store: { cohort: string; active: number[] }[];
  readonly cohorts_utc: { cohort: string; active: number[] }[];
}

/** An invented store in the real layout; net there means what was paid, Total − Refunded Amount. */
describe.skipIf(NO_DATASETS !== null)("Shopify's order export", () => {
  const name = "shopify_export_synthetic.csv";
  const expected =
    NO_DATASETS === null
      ? (JSON.parse(readFileSync(dataset("reference-values.json"), "utf8")) as { [name]: Reference })[name]
      : ({} as Reference);

  it.each([
    ["America/New_York", "store"],
    ["UTC", "utc"],
  ] as const)("in %s", async (zone, key) => {
    const file = await readOrderFile(dataset(name), { zone });
    const { timelines } = file;
    expect([file.rows, file.orders, timelines.currency]).toEqual([expected.rows, expected.orders, "USD"]);
    const asOf = lastOrderDay(timelines)!;
    const all = counts(timelines, asOf);
    expect(all).toMatchObject({
      orders: expected.counted_orders,
      guestOrders: expected.guest_orders_counted,
      netSalesMinor: expected.net_cents_counted,
      customers: expected.customers,
    });
    expect(all.leftOut).toEqual({ voided: 16, cancelled: expected.orders - expected.counted_orders - 16 });
    expect(repeatPurchase(timelines, asOf).repeatCustomers).toBe(expected.customers_with_2_or_more_counted_orders);

    for (const [month, figures] of Object.entries(expected[`months_${key}`])) {
      const [year, number] = month.split("-").map(Number) as [number, number];
      const ordinal = (year - 1970) * 12 + number - 1;
      expect(periodLabel(ordinal, "month")).toBe(month);
      const range = { from: periodStart(ordinal, "month"), to: periodStart(ordinal + 1, "month") };
      expect(periodFigures(timelines, { ...range, asOf, lookBackDays: 90 })).toMatchObject({
        orders: figures.orders,
        netSalesMinor: figures.net_cents,
      });
    }
    const last = periodOf(asOf, "month");
    const rows = cohorts(timelines, { asOf, period: "month" }).rows.map(({ cohort, active }) => ({ cohort, active }));
    expect(rows.slice(0, expected[`cohorts_${key}`].length)).toEqual(expected[`cohorts_${key}`]);
    expect(rows.every((row) => row.cohort <= periodLabel(last, "month"))).toBe(true);
  });
});
