import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { REPORT_NAMES } from "../../scripts/analyze/report-choice.ts";

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
    const names = [
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
    ];
    expect(Object.keys(result).filter((name) => names.includes(name))).toEqual(names);
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
    expect((await analyze(path)).out).toContain("The file has no column for money.");
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

  /** Orders with all that a report can ask for: long names, several currencies' worth of digits, guests. */
  const RICH = (): string => {
    const rows = Array.from({ length: 3000 }, (_, i) => {
      const day = new Date(Date.UTC(2021, 0, 1 + ((i * 13) % 1095))).toISOString().slice(0, 10);
      const customer = i % 37 === 0 ? "" : String((i * i) % 611);
      const product = `A very long name of product number ${(i * 7) % 23} in the catalogue`;
      const channel = ["organic search by a long name", "email", "direct", ""][(i * i) % 4];
      return `${i + 1},${customer},${day},${product},${1 + (i % 3)},${(i * 37) % 90000}.50,${channel},SE\n`;
    });
    return `order_id,customer_id,created_at,product,quantity,price,channel,country\n${rows.join("")}`;
  };

  it("has a table of its own for every report, within 100 columns and without a word of a program", async () => {
    const path = file("rich.csv", RICH());
    const spend = file("rich-spend.csv", "month,channel,amount\n2023-05,email,4000000\n2023-06,,900000\n");
    const every = REPORT_NAMES.flatMap((name) => ["--report", name]);
    const options = [...every, "--spend", spend, "--currency", "EUR", "--by", "channel"];
    for (const more of [[], ["--as-of", "2021-01-20"], ["--as-of", "2020-01-01"], ["--period", "year"]]) {
      const { code, out, err } = await analyze(path, ...options, ...more);
      expect([code, err]).toEqual([0, ""]);
      expect(out.split("\n").filter((line) => line.length > 100)).toEqual([]);
      expect(out).not.toMatch(/NaN|Infinity|undefined|null|\[object|[a-z]Minor|-0\b(?![.,]\d)/);
      // A camel-case key is a report or a field that nobody has found words for.
      expect(out.match(/\b[a-z]+[A-Z]\w*/g)).toBeNull();
      expect(out).not.toContain("causes it:");
    }
  });

  it("names the two periods and the two days that are compared", async () => {
    const months = ["2024-01", "2024-02", "2024-03"];
    const rows = months.flatMap((month, m) =>
      Array.from({ length: m + 3 }, (_, i) => `${m}${i},${m}${i},${month}-10,5\n`),
    );
    const path = file("months.csv", `order_id,customer_id,created_at,total\n${rows.join("")}`);
    // On 29 May those who began on the last day of February have had 90 days for one day; those of March have not.
    const asOf = ["--as-of", "2024-05-29"];
    const { out } = await analyze(path, ...asOf, "--report", "mixAndRate", "--report", "rfmMovement");
    expect(out.replace(/\s+/g, " ")).toContain(
      "Customers who began from 2024-01-01 to 2024-01-31 and from 2024-02-01 to 2024-02-29,",
    );
    expect(out).toMatch(/all +3 → 4/);
    expect(out).toContain("From 2024-02-29 to 2024-05-29, 12 customers.");
    expect(out).toMatch(/no order +5 +0 +5 +0 +0/);
  });

  it("shows what the file says as it is, but nothing that a terminal obeys", async () => {
    const header = "order_id,customer_id,created_at,product,quantity,price\n";
    const path = file(
      "names.csv",
      `${header}1,7,2024-01-05,"Shirt\nred",1,10\n1,7,2024-01-05,日本語の商品,2,5\n2,8,2024-05-01,\u001b[31mRed,1,3\n`,
    );
    const { out } = await analyze(path, "--report", "products");
    // eslint-disable-next-line no-control-regex -- what is looked for
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(out).toContain("  Shirt red             1");
    // Six letters of two columns each.
    expect(out).toContain("  日本語の商品          1");
  });

  it("says why a report is empty", async () => {
    const guests = file("guests.csv", "order_id,customer_id,created_at,total\n1,,2024-01-05,10\n");
    const reports = ["cohorts", "ageCohorts", "channels", "products", "funnel", "retentionRate", "claims"];
    const { out } = await analyze(guests, ...reports.flatMap((name) => ["--report", name]));
    expect(out).toContain("There is no customer up to this day.");
    expect(out).toContain("The file does not say what was bought");
    expect(out).toContain("Nobody has a later order yet.");
    const { err, out: members } = await analyze(guests, "--members", "funnel:1");
    expect([members, err]).toEqual(["customer_id\r\n", "Nobody stands behind this number.\n"]);
  });

  it("gives no interval of no width where chance alone could have made the differences", async () => {
    const rows = Array.from({ length: 400 }, (_, i) => {
      const [first, next] = [i % 2, Math.floor(i / 2) % 2];
      return `${i}a,${i},2024-01-05,P${first},1,5\n${i}b,${i},2024-02-05,P${next},1,5\n`;
    });
    const path = file("chance.csv", `order_id,customer_id,created_at,product,quantity,price\n${rows.join("")}`);
    const reports = ["--report", "nextProducts", "--report", "firstProductEffect"];
    const { out } = await analyze(path, ...reports, "--as-of", "2024-12-31");
    expect(out).toContain("400 customers with a second order. 4 pairs");
    expect(out.match(/no more\s+than\s+chance/g)).toHaveLength(2);
    expect(out).not.toContain("careful");
  });

  const SEGMENTED =
    "order_id,customer_id,created_at,total,country,channel,tags\n" +
    "1,ana,2024-01-05,10,SE,search,vip\n2,ana,2024-02-10,20,NO,email,\n3,bo,2024-01-20,5,SE,email,\n4,cy,2024-01-21,7,DE,,vip\n";

  it("restricts to customers by what their first order says: their whole history counts", async () => {
    const path = file("segmented.csv", SEGMENTED);
    const countsOf = async (...where: string[]): Promise<unknown> => {
      const { out } = await analyze(
        path,
        "--json",
        "--report",
        "counts",
        ...where.flatMap((each) => ["--where", each]),
      );
      const { customers, orders, netSalesMinor } = (JSON.parse(out) as { counts: Record<string, number> }).counts;
      return [customers, orders, netSalesMinor];
    };
    expect(await countsOf()).toEqual([3, 4, 4200]);
    expect(await countsOf("country=SE")).toEqual([2, 3, 3500]);
    expect(await countsOf("country=SE", "tag=vip")).toEqual([1, 2, 3000]);
    expect(await countsOf("country=SE", "country=DE")).toEqual([3, 4, 4200]);
    expect(await countsOf("channel=")).toEqual([1, 1, 700]);
  });

  it("compares groups of customers", async () => {
    const path = file("segmented.csv", SEGMENTED);
    const { out } = await analyze(path, "--json", "--report", "counts", "--by", "country");
    const { by, where } = JSON.parse(out) as {
      by: { attribute: string; groups: Record<string, unknown>[] };
      where?: unknown;
    };
    expect([by.attribute, where]).toEqual(["country", undefined]);
    expect(by.groups.map(({ value, customers, repeatRate }) => [value, customers, repeatRate])).toEqual([
      ["SE", 2, 0.5],
      ["DE", 1, 0],
    ]);
    expect(by.groups[0]).toMatchObject({ orders: 3, counts: { netSalesMinor: 3500 } });
    const table = (await analyze(path, "--report", "counts", "--by", "channel")).out;
    expect(table).toMatch(
      /By channel\n(.*\n)* .*customers.*\n(.*\n)* {2}\(none or not known\) +1 +1 +7\.00 +7\.00 +0\.0 %/,
    );
  });

  it("names the customers behind a number as the file does", async () => {
    const path = file("segmented.csv", SEGMENTED);
    const members = async (cell: string): Promise<string> => (await analyze(path, "--members", cell)).out;
    expect(await members("cohorts:2024-01:1")).toBe("customer_id\r\nana\r\n");
    expect(await members("cohorts:2024-01")).toBe("customer_id\r\nana\r\nbo\r\ncy\r\n");
    expect(await members("funnel:1:stopped")).toBe("customer_id\r\nbo\r\ncy\r\n");
    expect(await members("gaps:30-36")).toBe("customer_id\r\nana\r\n");
    expect(await members("gaps:37+")).toBe("customer_id\r\n");
    expect(await members("rfm:previously-loyal")).toBe("customer_id\r\n");
  });

  it("adds what an option asks for: movement between days, cost of customers", async () => {
    const path = file("segmented.csv", SEGMENTED);
    const spend = file("spend.csv", "month,channel,amount\n2024-01,search,4\n2024-01,,2.50\n");
    const { out } = await analyze(
      path,
      "--json",
      "--report",
      "counts",
      "--compare-with",
      "2024-01-31",
      "--spend",
      spend,
    );
    const result = JSON.parse(out) as Record<string, Record<string, unknown>>;
    expect(result.rfmMovement).toMatchObject({ customers: 3 });
    expect(result.acquisition).toMatchObject({ months: [{ month: "2024-01", newCustomers: 3, spendMinor: 650 }] });
    const wrong = await analyze(path, "--spend", file("wrong.csv", "month,amount\nMay,4\n"));
    expect([wrong.code, wrong.out]).toEqual([2, ""]);
    expect(wrong.err).toContain('wrong.csv: line 2: month "May" is not a month');
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
    ["an attribute that is none", ["ORDERS", "--by", "shoe-size"], "--by shoe-size is not known: use first-product"],
    ["an attribute the file lacks", ["ORDERS", "--by", "country"], "the file says nothing of it"],
    ["a value nobody has", ["ORDERS", "--where", "discounted=maybe"], "holds for no customer: values are no."],
    ["a restriction without a value", ["ORDERS", "--where", "country"], "names no value"],
    ["a cell that is none", ["ORDERS", "--members", "cohorts:2024-13"], "is not a cell"],
    ["a margin that is none", ["ORDERS", "--margin", "140%"], "is not a share of net sales"],
    ["a day to compare with that is none", ["ORDERS", "--compare-with", "May"], "--compare-with May is not a day"],
    ["spend that is not there", ["ORDERS", "--spend", "/nowhere/spend.csv"], "spend.csv cannot be read"],
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
