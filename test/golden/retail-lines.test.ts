import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { readOrderFile } from "../../app/files/order-file.server.ts";
import { dataset, NO_DATASETS } from "./datasets.ts";

/** Orders made of published invoice lines are those that were made of them independently. */
describe.skipIf(NO_DATASETS !== null)("the retail data set's lines", () => {
  it("make the data set's orders", async () => {
    const reference = (
      JSON.parse(readFileSync(dataset("reference-values.json"), "utf8")) as {
        online_retail_even_lines: Record<string, number>;
      }
    ).online_retail_even_lines;
    const lines = await readOrderFile(dataset("online_retail_even_lines.csv.gz"), { zone: "UTC" });
    const { timelines: orders } = await readOrderFile(dataset("online_retail_even_orders.csv.gz"), { zone: "UTC" });
    for (const name of ["customerIds", "orderStart", "day", "netMinor", "grossMinor"] as const) {
      // Compared as bytes: entry by entry takes seconds.
      expect([name, Buffer.from(lines.timelines[name].buffer).equals(Buffer.from(orders[name].buffer))]).toEqual([
        name,
        true,
      ]);
    }
    expect([lines.rows, lines.orders, lines.timelines.day.length]).toEqual([
      reference["lines"],
      reference["orders_before_total_rule"],
      reference["orders"],
    ]);
    expect(lines.timelines.leftOut.reason.length).toBe(reference["orders_before_total_rule"]! - reference["orders"]!);
    const ignored = Object.values(lines.ignoredRows).reduce((sum, rows) => sum + rows, 0);
    const { start, netMinor } = lines.timelines.lines!;
    expect(start.length - 1).toBe(reference["orders"]);
    // Lines are rounded one by one, orders once.
    const revenue = netMinor.reduce((sum, net) => sum + net, 0);
    expect(Math.abs(revenue - reference["revenue_cents"]!)).toBeLessThan(netMinor.length / 2);
    expect(ignored + netMinor.length).toBeLessThanOrEqual(lines.rows);
  });
});
