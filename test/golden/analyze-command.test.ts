import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

const project = fileURLToPath(new URL("../../", import.meta.url));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** The command as it is typed, by the route of `npm run -s analyze --`. */
function analyze(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(project, "scripts/analyze.ts"), ...args], { cwd: project }, (error, out, err) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err });
    });
  });
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "analyze-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const ORDERS =
  "order_id,customer_id,created_at,total\n1,7,2024-01-05,10\n2,7,2024-02-10,20.50\n3,8,2024-02-29T23:30:00Z,5\n";

describe("analyze", () => {
  it("prints one JSON object and nothing else, every report by its name", async () => {
    const { code, out, err } = await analyze(file("orders.csv", ORDERS), "--json", "--zone", "Europe/Berlin");
    expect([code, err]).toEqual([0, ""]);
    const result = JSON.parse(out) as Record<string, Record<string, unknown>>;
    expect(Object.keys(result)).toEqual([
      "asOf",
      "zone",
      "counts",
      "repeatPurchase",
      "cohorts",
      "retentionRate",
      "consecutiveRetention",
      "funnel",
      "gaps",
      "rfm",
      "lifecycle",
      "clv",
      "maturity",
    ]);
    // Half past eleven in the evening in UTC is the next day in Berlin.
    expect(result.asOf).toBe("2024-03-01");
    expect(result.counts).toMatchObject({ customers: 2, orders: 3, netSalesMinor: 3550 });
    expect(result.clv).toEqual({ unavailable: "shortHistory" });
  });

  it("prints only the reports asked for, as of the day asked for", async () => {
    const path = file("orders.csv", ORDERS);
    const { out } = await analyze(path, "--json", "--report", "counts", "--report", "rfm", "--as-of", "2024-01-31");
    const result = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(result)).toEqual(["asOf", "zone", "counts", "rfm"]);
    expect(result.counts).toMatchObject({ customers: 1, orders: 1, netSalesMinor: 1000 });
  });

  it("shows tables to people", async () => {
    const { code, out } = await analyze(file("orders.csv", ORDERS), "--currency", "EUR");
    expect(code).toBe(0);
    expect(out).toContain("As of 2024-02-29, days of UTC");
    expect(out).toMatch(/net sales +35\.50 EUR/);
    expect(out).toContain("Maturity");
  });

  it("says that amounts are missing in place of inventing them", async () => {
    const path = file("no-total.csv", "order_id,customer_id,created_at\n1,7,2024-01-05\n");
    const { out } = await analyze(path, "--json");
    expect(JSON.parse(out)).toMatchObject({
      counts: { customers: 1, netSalesMinor: null, averageOrderValueMinor: null },
      rfm: { unavailable: "noMoney" },
    });
    expect((await analyze(path)).out).toContain("The file has no column total.");
  });

  it("skips bad rows when lenient, and says how many on standard error", async () => {
    const path = file("bad.csv", `${ORDERS}4,7,soon,5\n`);
    expect(await analyze(path, "--json")).toMatchObject({ code: 2, out: "" });
    const { code, out, err } = await analyze(path, "--json", "--lenient");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ counts: { orders: 3 } });
    expect(err).toContain("Skipped 1 row that");
    expect(err).toContain("line 5");
    // Also when nothing is left: the reason stands beside the refusal.
    const nothing = await analyze(file("all-bad.csv", "order_id,customer_id,created_at\n1,7,soon\n"), "--lenient");
    expect(nothing.code).toBe(2);
    expect(nothing.err).toContain('line 2: created_at "soon"');
  });

  it("fits its tables into 80 columns", async () => {
    const orders = Array.from({ length: 900 }, (_, i) => {
      const day = new Date(Date.UTC(2022, 0, 1 + ((i * 7) % 730))).toISOString().slice(0, 10);
      return `${i + 1},${(i * i) % 211},${day},${(i * 37) % 900}.50\n`;
    });
    const path = file("two-years.csv", `order_id,customer_id,created_at,total\n${orders.join("")}`);
    for (const period of ["week", "month"]) {
      const { out } = await analyze(path, "--period", period, "--currency", "EUR");
      expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    }
  });

  it("ends in peace when its reader has seen enough", async () => {
    const path = file("orders.csv", ORDERS);
    const child = spawn(process.execPath, [
      join(project, "scripts/analyze.ts"),
      path,
      "--as-of",
      "2199-12-31",
      "--json",
    ]);
    child.stdout.destroy();
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
    expect(err).toBe("");
  });

  it.each([
    ["no file", [], "Name an order file"],
    ["a file that is not there", ["/nowhere/orders.csv"], "orders.csv does not exist"],
    ["a zone that does not exist", ["ORDERS", "--zone", "Mars/Olympus"], "--zone Mars/Olympus is not a time zone"],
    ["a day that does not exist", ["ORDERS", "--as-of", "2024-02-30"], "--as-of 2024-02-30 is not a day"],
    ["a day beyond any store's", ["ORDERS", "--as-of", "9999-12-31"], "--as-of 9999-12-31 is out of reach"],
    ["a value that is missing", ["ORDERS", "--as-of", "--json"], "Option '--as-of' needs a value"],
    ["a value with a dash", ["ORDERS", "--look-back", "-5"], "Option '--look-back' needs a value"],
    ["an unknown period", ["ORDERS", "--period", "day"], "use week, month, quarter, year"],
    ["an unknown report", ["ORDERS", "--report", "churn"], "--report churn is not known"],
    ["an unknown option", ["ORDERS", "--verbose"], "Unknown option '--verbose'"],
    ["a look-back shorter than any month", ["ORDERS", "--look-back", "27"], "shorter than a month"],
    ["a look-back shorter than a listed month", ["ORDERS", "--look-back", "28"], "use 31 days or more"],
    ["a look-back that is no number", ["ORDERS", "--look-back", "0"], "is not a number of days"],
    ["a currency that is none", ["ORDERS", "--currency", "EURO"], "three-letter code"],
    ["two files", ["ORDERS", "ORDERS"], "One order file at a time"],
  ])("ends with 2 and one sentence for %s", async (_what, args, sentence) => {
    const path = file("orders.csv", ORDERS);
    const { code, out, err } = await analyze(...args.map((arg) => (arg === "ORDERS" ? path : arg)));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("needs a day for a file without orders", async () => {
    const path = file("empty.csv", "order_id,customer_id,created_at,total\n");
    expect((await analyze(path)).err).toContain("name one with --as-of");
    const { out } = await analyze(path, "--as-of", "2024-01-01", "--json");
    expect(JSON.parse(out)).toMatchObject({
      counts: { customers: 0, orders: 0, netSalesMinor: 0, averageOrderValueMinor: null },
      maturity: { stage: "just started" },
    });
  });
});
