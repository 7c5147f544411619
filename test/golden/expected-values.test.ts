import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

import { describe, expect, it } from "vitest";

import { dayOfIsoDate } from "../../app/analytics/calendar.ts";
import type { Period } from "../../app/analytics/calendar.ts";
import { isReportName, namedReport } from "../../app/analytics/named-reports.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import { defaultLookBackDays } from "../../app/analytics/retention-rate.ts";
import { readOrderFile } from "../../app/files/order-file.server.ts";
import { dataset, NO_DATASETS } from "./datasets.ts";
import { differences, type Json } from "./differences.ts";

/**
 * Values computed by an independent program under the same definitions. The name of a file says the options:
 * "cdnow_full.quarter.as-of-1998-02-11.look-back-200.json".
 */
const folder = dataset("expected");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

describe("figures of the data sets", () => {
  if (NO_DATASETS !== null) it.skip(NO_DATASETS, () => {});

  it.each(files)("%s", async (name) => {
    const expected = JSON.parse(readFileSync(dataset(`expected/${name}`), "utf8")) as Record<string, Json>;
    const [stem, period] = basename(name).split(".") as [string, Period];
    const zone = String(expected.zone);
    const { timelines } = await readOrderFile(dataset(`${stem}_orders.csv.gz`), { zone });
    const asOf = dayOfIsoDate(String(expected.asOf))!;
    if (!name.includes("as-of-")) expect(lastOrderDay(timelines)).toBe(asOf);
    const lookBackDays = Number(/look-back-(\d+)/.exec(name)?.[1] ?? defaultLookBackDays(period));

    const { asOf: _asOf, zone: _zone, ...reports } = expected;
    for (const [report, value] of Object.entries(reports)) {
      if (!isReportName(report)) throw new Error(`No report is called ${report}.`);
      const actual = namedReport(report, timelines, { asOf, period, lookBackDays });
      expect(differences(actual, value, report === "clv" ? 1e-3 : 1e-9, report)).toEqual([]);
    }
  });
});
