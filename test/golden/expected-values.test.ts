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

/**
 * Values computed by an independent program under the same definitions. The name of a file says the options:
 * "cdnow_full.quarter.as-of-1998-02-11.look-back-200.json".
 */
const folder = dataset("expected");
const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];

type Json = null | number | string | boolean | Json[] | { [key: string]: Json };

/** Keys whose every entry counts: an extra one would be a customer counted twice. Elsewhere reports may say more. */
const COMPLETE = ["cells", "groups", "withinDays"];

/** Counts and money are equal; other numbers to a relative tolerance. Lists have the same length. */
function differences(actual: unknown, expected: Json, tolerance: number, path: string): string[] {
  if (typeof expected === "number" && typeof actual === "number") {
    const exact = Number.isInteger(expected);
    const near = Math.abs(actual - expected) <= tolerance * Math.max(1e-12, Math.abs(expected));
    return actual === expected || (!exact && near) ? [] : [`${path}: ${actual}, expected ${expected}`];
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (actual.length !== expected.length) return [`${path}: ${actual.length} entries, expected ${expected.length}`];
    return expected.flatMap((value, i) => differences(actual[i], value, tolerance, `${path}[${i}]`));
  }
  if (typeof expected === "object" && expected !== null && !Array.isArray(expected)) {
    if (typeof actual !== "object" || actual === null) return [`${path}: ${String(actual)}, expected an object`];
    const found = actual as Record<string, unknown>;
    const extra = COMPLETE.includes(path.split(".").at(-1)!)
      ? Object.keys(found).filter((key) => !(key in expected))
      : [];
    return [
      ...extra.map((key) => `${path}.${key}: not expected`),
      ...Object.entries(expected).flatMap(([key, value]) =>
        differences(found[key], value, tolerance, `${path}.${key}`),
      ),
    ];
  }
  return Object.is(actual, expected) ? [] : [`${path}: ${String(actual)}, expected ${String(expected)}`];
}

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
