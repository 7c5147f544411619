/**
 * `npm run -s bench -- kernel [--orders N] [--json]` and `npm run -s bench -- clv [--json]`: how fast the reports are. Tables for
 * people, or one JSON object on standard output; what is under way goes to standard error. Exit 1 when a report and its SQL do
 * not agree, 2 for arguments that cannot be used; never for being slow.
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { benchClv } from "./clv.ts";
import type { ClvResult } from "./clv.ts";
import { benchKernel } from "./kernel.ts";
import type { KernelResult } from "./kernel.ts";

const USAGE = `Usage: npm run -s bench -- kernel [--orders N] [--json]
       npm run -s bench -- clv [--json]`;
const DEFAULT_ORDERS = 10_000_000;
/** Below this a generated shop is too small to be timed, and may not even have a repeat customer. */
const FEWEST_ORDERS = 1_000;

interface Arguments {
  readonly what: "kernel" | "clv";
  readonly orders: number;
  readonly json: boolean;
}

/** Null when they cannot be used. */
function parsed(args: readonly string[]): Arguments | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { orders: { type: "string" }, json: { type: "boolean", default: false } },
    });
    const [what, ...rest] = positionals;
    const orders = values.orders === undefined ? DEFAULT_ORDERS : Number(values.orders);
    if ((what !== "kernel" && what !== "clv") || rest.length > 0) return null;
    if (!Number.isSafeInteger(orders) || orders < FEWEST_ORDERS) return null;
    return { what, orders, json: values.json };
  } catch {
    return null;
  }
}

function machine(): { cpu: string; cores: number; node: string; load: number } {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? "unknown",
    cores: all.length,
    node: process.version,
    load: Math.round(loadavg()[0]! * 100) / 100,
  };
}

type Machine = ReturnType<typeof machine>;

function machineLine({ cpu, cores, node, load }: Machine): string {
  return `${cpu}, ${cores} cores, Node ${node}, load before the run ${load}`;
}

const KERNEL_HEADS = [
  "report",
  "ours ms",
  "rated ms",
  "budget ms",
  "DuckDB ms",
  "ratio",
  "one thread ms",
  "ratio",
  "presorted ms",
  "ratio",
  "equal",
];

function kernelTable(result: KernelResult, at: Machine): string {
  const rows = result.reports.map((report) => [
    report.name,
    ...[
      report.ms,
      report.ratedMs,
      report.budgetMs,
      report.duckdbMs,
      report.ratio,
      report.duckdbOneThreadMs,
      report.oneThreadRatio,
      report.duckdbPresortedMs,
      report.presortedRatio,
    ].map((figure) => fixed(figure, 1)),
    report.equal ? "yes" : "NO",
  ]);
  const { orders, customers, ordersWithLines, bytesPerOrder, bytesPerOrderWithLines } = result;
  return [
    ...aligned([KERNEL_HEADS, ...rows]),
    "",
    ...aligned([["without SQL", "ours ms"], ...result.withoutSql.map(({ name, ms }) => [name, fixed(ms, 1)])]),
    "",
    `${orders} orders, ${customers} customers; ${ordersWithLines} orders where a report needs lines`,
    `${fixed(bytesPerOrder, 1)} bytes an order, ${fixed(bytesPerOrderWithLines, 1)} with lines`,
    `Setting aside orders that count in no customer rate, once: ${fixed(result.ratedTimelinesMs, 1)} ms`,
    `DuckDB ${result.duckdb.version} on ${result.duckdb.threads} threads, and on one; ours on one`,
    machineLine(at),
    ...result.reports.flatMap(({ difference }) => (difference === null ? [] : [`Not equal: ${difference}`])),
  ].join("\n");
}

function clvTable({ cdnow, generated }: ClvResult, at: Machine): string {
  const heads = ["data", "customers", "summary", "NBD", "BG/NBD", "MBG/NBD", "Gamma-Gamma", "all fits", "report"];
  const rows = Object.entries({ CDNOW: cdnow, generated }).map(([name, times]) =>
    times === null
      ? [name, "skipped", "", "", "", "", "", "", ""]
      : [
          name,
          String(times.customers),
          ...[
            times.summaryMs,
            times.nbdMs,
            times.bgNbdMs,
            times.mbgNbdMs,
            times.gammaGammaMs,
            times.fitMs,
            times.reportMs,
          ].map((ms) => fixed(ms, 1)),
        ],
  );
  return [...aligned([heads, ...rows]), "", "Medians in milliseconds, one thread", machineLine(at)].join("\n");
}

function fixed(value: number | null, digits: number): string {
  return value === null ? "-" : value.toFixed(digits);
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map((row) =>
    row.map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join("  "),
  );
}

const options = parsed(process.argv.slice(2));
if (options === null) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const at = machine();
  const say = (line: string): void => console.error(line);
  if (options.what === "clv") {
    const result = await benchClv({ say });
    console.log(options.json ? JSON.stringify({ ...result, machine: at }) : clvTable(result, at));
  } else {
    const result = await benchKernel({ orders: options.orders, say });
    console.log(options.json ? JSON.stringify({ ...result, machine: at }) : kernelTable(result, at));
    if (result.reports.some(({ equal }) => !equal)) process.exitCode = 1;
  }
}
