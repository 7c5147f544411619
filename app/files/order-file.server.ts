import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { CsvError, parse } from "csv-parse";

import { isZone } from "../analytics/calendar.ts";
import type { Timelines } from "../analytics/timelines.ts";
import { fileCurrencyDigits, NO_CURRENCY } from "./file-currency.ts";
import { orderColumns } from "./order-columns.ts";
import { OrderFileError } from "./order-file-error.ts";
import { rowReader } from "./order-rows.ts";
import type { RowReader } from "./order-rows.ts";
import { timestampReader } from "./timestamps.ts";

export interface OrderFileOptions {
  /** IANA zone of the shop: decides the day of each order and how times without offset are read. */
  readonly zone: string;
  /** ISO 4217 code: the currency of amounts, or, in a file with several, the one whose orders are read. */
  readonly currency?: string | undefined;
  /** Skip and count rows that cannot be read, in place of refusing the file. */
  readonly lenient?: boolean | undefined;
}

export interface OrderFile {
  readonly timelines: Timelines;
  readonly layout: RowReader["layout"];
  /** Rows below the header, and orders read from them (counted, guests' and left out ones). */
  readonly rows: number;
  readonly orders: number;
  /** Orders in other currencies than the one chosen: in no figure. */
  readonly otherCurrencyOrders: number;
  /** Rows skipped because they cannot be read (only when lenient), and the first of them. */
  readonly skippedRows: number;
  readonly skippedExamples: readonly { readonly line: number; readonly problem: string }[];
}

const MAX_EXAMPLES = 5;

/**
 * Reads a CSV file of orders, gzip-compressed or not, into `Timelines`.
 *
 * Two layouts are known: one row an order with the columns order_id, customer_id, created_at and (for money) total; and Shopify's
 * own order export. The file is streamed; no row is kept. Throws an OrderFileError with one sentence for a file that cannot be
 * read, that names the line where there is one.
 */
export async function readOrderFile(path: string, options: OrderFileOptions): Promise<OrderFile> {
  const name = basename(path);
  if (!isZone(options.zone)) {
    throw new OrderFileError(`"${options.zone}" is not a time zone: name it as in Europe/Berlin or America/New_York.`);
  }
  if (options.currency !== undefined) fileCurrencyDigits(options.currency);
  const reading = orderReading(options);
  const compressed = await isGzip(path, name);
  const csv = parse({
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    // Without it a single wrong quotation mark would take good rows after it along, uncounted.
    relax_quotes: options.lenient ?? false,
    skip_records_with_error: options.lenient ?? false,
    on_record: (fields: string[], { lines }) => {
      reading.row(fields, lines);
      return null;
    },
    on_skip: (error) => {
      reading.unreadable(error);
      return undefined;
    },
  });
  const nowhere = new Writable({ objectMode: true, write: (_record, _encoding, done) => done() });
  try {
    const file = createReadStream(path, { highWaterMark: 1 << 18 });
    await (compressed ? pipeline(file, createGunzip(), csv, nowhere) : pipeline(file, csv, nowhere));
    return reading.finish();
  } catch (error) {
    throw asOrderFileError(error, name);
  }
}

/** The state of one file being read. */
function orderReading({ zone, currency, lenient = false }: OrderFileOptions): {
  row: (fields: string[], lastLine: number) => void;
  unreadable: (error: CsvError | undefined) => void;
  finish: () => OrderFile;
} {
  const columns = orderColumns();
  const timestamps = timestampReader(zone);
  const ordersByCurrency = new Map<string, number>();
  const examples: { line: number; problem: string }[] = [];
  let reader: RowReader | null = null;
  let rows = 0;
  let skipped = 0;

  const reject = (line: number, problem: string): void => {
    if (!lenient) throw new OrderFileError(`line ${line}: ${problem}.`);
    skipped++;
    if (examples.length < MAX_EXAMPLES) examples.push({ line, problem });
  };
  return {
    row: (fields, lastLine) => {
      if (reader === null) {
        reader = rowReader(fields, { timestamps, currency: currency ?? null });
        return;
      }
      rows++;
      const line = lastLine - lineBreaks(fields);
      if (fields.length !== reader.columns) {
        return reject(line, `${fields.length} columns where the header has ${reader.columns}`);
      }
      const reading = reader.read(fields, line);
      if (reading.kind === "problem") return reject(line, reading.problem);
      if (reading.kind === "continuation") return;
      const sameCurrency = (ordersByCurrency.get(reading.currency) ?? 0) + 1;
      ordersByCurrency.set(reading.currency, sameCurrency);
      // With several currencies and none chosen the file is refused at its end, when all of them are known; without amounts
      // there is nothing that could not be added up.
      const chosen = currency ?? (reader.hasMoney ? ordersByCurrency.keys().next().value : reading.currency);
      if (reading.currency !== chosen) return;
      const earlierLine = columns.add(reading.order);
      if (earlierLine !== null) {
        ordersByCurrency.set(reading.currency, sameCurrency - 1);
        reject(line, `order ${reading.order.orderId} is already on line ${earlierLine}`);
      }
    },
    unreadable: (error) => reject(typeof error?.lines === "number" ? error.lines : 0, csvProblem(error)),
    finish: () => {
      if (reader === null) throw new OrderFileError("the file is empty.");
      const currencies = [...ordersByCurrency.keys()].sort();
      if (currency === undefined && currencies.length > 1 && reader.hasMoney) {
        throw new OrderFileError(
          `orders in several currencies (${currencies.join(", ")}), which cannot be added up: choose one with --currency.`,
        );
      }
      if (currency !== undefined && currencies.length > 0 && !currencies.includes(currency)) {
        throw new OrderFileError(`no order in ${currency}: the file has orders in ${currencies.join(", ")}.`);
      }
      const only = currencies.length === 1 ? currencies[0] : undefined;
      const chosen = currency ?? only ?? NO_CURRENCY;
      const all = [...ordersByCurrency.values()].reduce((sum, orders) => sum + orders, 0);
      return {
        timelines: columns.build({
          zone,
          currency: chosen,
          currencyDigits: fileCurrencyDigits(chosen),
          hasMoney: reader.hasMoney,
        }),
        layout: reader.layout,
        rows,
        orders: columns.size(),
        otherCurrencyOrders: all - columns.size(),
        skippedRows: skipped,
        skippedExamples: examples,
      };
    },
  };
}

/** Line breaks inside the fields of a record: it began that many lines above the one it ends on. */
function lineBreaks(fields: readonly string[]): number {
  let count = 0;
  for (const field of fields) {
    if (field.includes("\n")) count += field.split("\n").length - 1;
  }
  return count;
}

async function isGzip(path: string, name: string): Promise<boolean> {
  try {
    await using file = await open(path, "r");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } catch (error) {
    throw asOrderFileError(error, name);
  }
}

/** What went wrong, as a sentence about the file. Anything unforeseen stays as it is: it is a bug, not a bad file. */
function asOrderFileError(error: unknown, name: string): unknown {
  if (error instanceof OrderFileError) return new OrderFileError(`${name}: ${error.message}`);
  if (error instanceof CsvError) {
    return new OrderFileError(`${name}: line ${String(error.lines)}: ${csvProblem(error)}.`);
  }
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new OrderFileError(`${name} does not exist: check the path.`);
  if (code === "EISDIR") return new OrderFileError(`${name} is a folder: name a file.`);
  if (code === "EACCES") return new OrderFileError(`${name} may not be read: check its permissions.`);
  if (code.startsWith("Z_")) return new OrderFileError(`${name}: the gzip data is damaged or cut off.`);
  return error;
}

function csvProblem(error: CsvError | undefined): string {
  if (error?.code === "CSV_QUOTE_NOT_CLOSED") return "a quotation mark is not closed";
  return "the quotation marks do not fit: inside a quoted field they are doubled";
}
