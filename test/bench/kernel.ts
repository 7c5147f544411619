import { uint8Column } from "../../app/analytics/columns.ts";
import { NAMED_REPORTS, namedReport } from "../../app/analytics/named-reports.ts";
import type { ReportName, ReportOptions } from "../../app/analytics/named-reports.ts";
import { ratedTimelines } from "../../app/analytics/order-kinds.ts";
import { lastOrderDay } from "../../app/analytics/orders-until.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { differences } from "../golden/differences.ts";
import { bytesPerOrder } from "./column-bytes.ts";
import { duckShop } from "./duck-shop.ts";
import type { DuckShop } from "./duck-shop.ts";
import { budgetMs, needsLines, sqlOf } from "./kernel-reports.ts";
import { largeShop } from "./large-shop.ts";
import { marketingSpend } from "./marketing-spend.ts";
import type { SqlReport } from "./sql/sql-report.ts";
import { medianOf, timed } from "./stopwatch.ts";

/** A report, and the same as SQL. */
interface KernelReport {
  readonly name: ReportName;
  /** Orders of the shop that was asked: reports of lines are asked of a smaller one. */
  readonly orders: number;
  /** Median of five runs after two, on one thread. */
  readonly ms: number;
  /** The same over a shop that has only orders that count in customer rates, so that none are set aside; median of three after one. */
  readonly ratedMs: number;
  /** In proportion to the number of orders. */
  readonly budgetMs: number;
  /** Best of three, on all threads. */
  readonly duckdbMs: number;
  /** duckdbMs / ms. */
  readonly ratio: number;
  /** Best of two, on one thread, as ours. */
  readonly duckdbOneThreadMs: number;
  readonly oneThreadRatio: number;
  /** duckdbMs where the SQL relies on the physical order of the rows; null: no such way, or none that gains. */
  readonly duckdbPresortedMs: number | null;
  readonly presortedRatio: number | null;
  /** Counts and money exactly, rates to 1e-9. */
  readonly equal: boolean;
  /** Where the values differ first. */
  readonly difference: string | null;
}

/** A report for which there is no SQL. */
interface ReportWithoutSql {
  readonly name: ReportName;
  readonly orders: number;
  /** One run after one. */
  readonly ms: number;
}

export interface KernelResult {
  readonly reports: readonly KernelReport[];
  /** Bytes of all columns over all counted orders, without and with lines. */
  readonly bytesPerOrder: number;
  readonly bytesPerOrderWithLines: number;
  readonly withoutSql: readonly ReportWithoutSql[];
  readonly orders: number;
  readonly customers: number;
  readonly ordersWithLines: number;
  /** Setting aside the orders that count in no customer rate, which customer rates begin with: the first time, for this shop. */
  readonly ratedTimelinesMs: number;
  readonly duckdb: { readonly version: string; readonly threads: number };
}

/** Most orders of the shop that has lines. */
const ORDERS_WITH_LINES = 1_000_000;
const RATE_TOLERANCE = 1e-9;

/** Every named report over a generated shop: how long it takes, and whether DuckDB finds the same. */
export async function benchKernel({
  orders,
  say = () => {},
}: {
  orders: number;
  say?: (line: string) => void;
}): Promise<KernelResult> {
  const names = Object.keys(NAMED_REPORTS) as ReportName[];
  const ordersWithLines = Math.min(orders, ORDERS_WITH_LINES);
  const whole = await benchShop(
    { orders, withLines: false },
    names.filter((name) => !needsLines(name)),
    say,
  );
  const ofLines = await benchShop({ orders: ordersWithLines, withLines: true }, names.filter(needsLines), say);
  return {
    reports: [...whole.reports, ...ofLines.reports],
    bytesPerOrder: whole.bytesPerOrder,
    bytesPerOrderWithLines: ofLines.bytesPerOrder,
    withoutSql: [...whole.withoutSql, ...ofLines.withoutSql],
    orders,
    customers: whole.customers,
    ordersWithLines,
    ratedTimelinesMs: whole.ratedTimelinesMs,
    duckdb: whole.duckdb,
  };
}

type ShopResult = Omit<KernelResult, "bytesPerOrderWithLines" | "ordersWithLines" | "orders">;

async function benchShop(
  shop: { orders: number; withLines: boolean },
  names: readonly ReportName[],
  say: (line: string) => void,
): Promise<ShopResult> {
  say(`Making ${shop.orders} orders${shop.withLines ? " with lines" : ""} …`);
  const timelines = largeShop(shop);
  const setAside = await timed(() => onlyStandard(ratedTimelines(timelines)), { runs: 1 });
  say("Loading them into DuckDB …");
  const duck = await duckShop(timelines);
  try {
    const scene = { timelines, rated: setAside.value, duck, options: benchOptions(timelines), orders: shop.orders };
    const reports: KernelReport[] = [];
    const withoutSql: ReportWithoutSql[] = [];
    for (const name of names) {
      say(`${name} …`);
      const sql = sqlOf(name);
      if (sql === null) withoutSql.push(await benchWithoutSql(name, scene));
      else reports.push(await benchReport(name, sql, scene));
    }
    return {
      reports,
      bytesPerOrder: bytesPerOrder(timelines),
      withoutSql,
      customers: timelines.customerIds.length,
      ratedTimelinesMs: setAside.runsMs[0]!,
      duckdb: { version: duck.version, threads: duck.threads },
    };
  } finally {
    duck.close();
  }
}

/** As of the last day, by month. */
function benchOptions(timelines: Timelines): ReportOptions {
  const asOf = lastOrderDay(timelines)!;
  return { asOf, period: "month", lookBackDays: 90, spend: marketingSpend(asOf, timelines.day.length) };
}

/** The shop with every order of the standard kind: nothing is left to set aside. */
function onlyStandard(timelines: Timelines): Timelines {
  return { ...timelines, kind: uint8Column(timelines.kind.length) };
}

interface Scene {
  readonly timelines: Timelines;
  readonly rated: Timelines;
  readonly duck: DuckShop;
  readonly options: ReportOptions;
  readonly orders: number;
}

async function benchWithoutSql(name: ReportName, { timelines, options, orders }: Scene): Promise<ReportWithoutSql> {
  const ours = await timed(() => void namedReport(name, timelines, options), { runs: 1, warmUps: 1 });
  return { name, orders, ms: ours.runsMs[0]! };
}

async function benchReport(
  name: ReportName,
  sql: SqlReport,
  { timelines, rated, duck, options, orders }: Scene,
): Promise<KernelReport> {
  const ours = await timed(() => namedReport(name, timelines, options), { runs: 5, warmUps: 2 });
  const ms = medianOf(ours.runsMs);
  const overRated = await timed(() => void namedReport(name, rated, options), { runs: 3, warmUps: 1 });
  const found: string[] = [];
  const bestOf = async (runs: number, statement: string): Promise<number> => {
    const result = await timed(() => duck.rows(statement), { runs });
    found.push(...differences(ours.value, sql.value(result.value, options), RATE_TOLERANCE, name));
    return Math.min(...result.runsMs);
  };
  const duckdbMs = await bestOf(3, sql.sql(options));
  const duckdbPresortedMs = sql.presortedSql ? await bestOf(3, sql.presortedSql(options)) : null;
  await duck.useThreads(1);
  const duckdbOneThreadMs = await bestOf(2, sql.sql(options));
  await duck.useThreads(duck.threads);
  return {
    name,
    orders,
    ms,
    ratedMs: medianOf(overRated.runsMs),
    budgetMs: budgetMs(name, orders),
    duckdbMs,
    ratio: duckdbMs / ms,
    duckdbOneThreadMs,
    oneThreadRatio: duckdbOneThreadMs / ms,
    duckdbPresortedMs,
    presortedRatio: duckdbPresortedMs === null ? null : duckdbPresortedMs / ms,
    equal: found.length === 0,
    difference: found[0] ?? null,
  };
}

/** The places where a report differs from its SQL, both ways; empty when they agree or there is no SQL. */
export async function kernelDifferences(
  name: ReportName,
  timelines: Timelines,
  duck: DuckShop,
  options: ReportOptions,
): Promise<string[]> {
  const sql = sqlOf(name);
  if (sql === null) return [];
  const value = namedReport(name, timelines, options);
  const statements = [sql.sql(options), ...(sql.presortedSql ? [sql.presortedSql(options)] : [])];
  const found: string[] = [];
  for (const statement of statements) {
    const rows = await duck.rows(statement);
    found.push(...differences(value, sql.value(rows, options), RATE_TOLERANCE, name));
  }
  return found;
}
