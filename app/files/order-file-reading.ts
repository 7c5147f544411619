import type { Timelines } from "../analytics/timelines.ts";
import { fileCurrencyDigits, NO_CURRENCY } from "./file-currency.ts";
import { idColumn } from "./id-column.ts";
import { orderColumns } from "./order-columns.ts";
import type { OrderColumns } from "./order-columns.ts";
import type { CsvRecords } from "./order-csv.ts";
import { OrderFileError } from "./order-file-error.ts";
import type { FileRow, IgnoredRow, RowReader } from "./order-row.ts";
import { rowReader } from "./order-rows.ts";
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
  /** What the file calls a customer of the timelines. */
  readonly customerText: (customerId: bigint) => string;
  readonly layout: RowReader["layout"];
  /** Rows below the header, and orders read from them (counted, guests' and left out ones). */
  readonly rows: number;
  readonly orders: number;
  /** Orders in other currencies than the one chosen: in no figure. */
  readonly otherCurrencyOrders: number;
  /** Rows that are in no order and need not be, by reason. */
  readonly ignoredRows: Readonly<Partial<Record<IgnoredRow, number>>>;
  /** Rows skipped because they cannot be read (only when lenient), and the first of them. */
  readonly skippedRows: number;
  readonly skippedExamples: readonly { readonly line: number; readonly problem: string }[];
}

const MAX_EXAMPLES = 5;

/** The state of one file being read: takes its records, and makes what they tell of it at the end. */
export function orderFileReading({ zone, currency, lenient = false }: OrderFileOptions): CsvRecords & {
  readonly finish: () => OrderFile;
} {
  const timestamps = timestampReader(zone);
  const currencies = new Set<string>();
  const otherCurrencyOrders = idColumn();
  const examples: { line: number; problem: string }[] = [];
  const ignored: Partial<Record<IgnoredRow, number>> = {};
  let layout: { readonly reader: RowReader; readonly columns: OrderColumns } | null = null;
  let lastCurrency = "";
  let firstCurrency: string | null = null;
  let rows = 0;
  let skipped = 0;

  const reject = (line: number, problem: string): void => {
    if (!lenient) throw new OrderFileError(`line ${line}: ${problem}.`);
    skipped++;
    if (examples.length < MAX_EXAMPLES) examples.push({ line, problem });
  };
  /** With several currencies and none chosen the file is refused at its end, when all of them are known. */
  const isOtherCurrency = ({ currency: own }: FileRow, hasMoney: boolean): boolean => {
    if (own !== lastCurrency) currencies.add((lastCurrency = own));
    firstCurrency ??= own;
    // Without amounts there is nothing that could not be added up.
    return hasMoney || currency !== undefined ? own !== (currency ?? firstCurrency) : false;
  };
  /** Adds the row just read; what is wrong with it, or null. */
  const addRow = (reader: RowReader, columns: OrderColumns): string | null => {
    const { row } = reader;
    if (row.role === "ignored") {
      if (row.ignored !== null) ignored[row.ignored] = (ignored[row.ignored] ?? 0) + 1;
      return null;
    }
    if (row.role === "continuation") {
      const number = columns.find(row.order.orderId);
      if (number >= 0 && row.hasLine) columns.addLine(number, row.line, row.order.instantMs);
      return null;
    }
    if (isOtherCurrency(row, reader.shape.hasMoney)) {
      otherCurrencyOrders.add(row.order.orderId);
      return null;
    }
    const { number, isNew } = columns.add(row.order);
    if (!isNew) {
      if (row.role === "order") return `order ${row.order.orderId} is already on line ${columns.lineOf(number)}`;
      const problem = columns.join(number, row.order);
      if (problem !== null) return problem;
    }
    if (row.hasLine) columns.addLine(number, row.line, row.order.instantMs);
    return null;
  };

  return {
    record: (fields, line) => {
      if (layout === null) {
        const reader = rowReader(fields, { timestamps, currency: currency ?? null });
        layout = { reader, columns: orderColumns(reader.shape) };
        return;
      }
      const { reader, columns } = layout;
      rows++;
      if (fields.length !== reader.columns) {
        return reject(line, `${fields.length} columns where the header has ${reader.columns}`);
      }
      const problem = reader.read(fields, line) ?? addRow(reader, columns);
      if (problem !== null) reject(line, problem);
    },
    unreadable: reject,
    finish: () => {
      if (layout === null) throw new OrderFileError("the file is empty.");
      const { reader, columns } = layout;
      const { hasMoney } = reader.shape;
      const found = [...currencies].sort();
      if (currency === undefined && found.length > 1 && hasMoney) {
        throw new OrderFileError(
          `orders in several currencies (${found.join(", ")}), which cannot be added up: choose one with --currency.`,
        );
      }
      if (currency !== undefined && found.length > 0 && !found.includes(currency)) {
        throw new OrderFileError(`no order in ${currency}: the file has orders in ${found.join(", ")}.`);
      }
      const chosen = currency ?? (found.length === 1 ? found[0]! : NO_CURRENCY);
      const shape = { zone, currency: chosen, currencyDigits: fileCurrencyDigits(chosen), hasMoney };
      return {
        timelines: columns.build(shape, reader.leavesOutZero),
        customerText: columns.customerText,
        layout: reader.layout,
        rows,
        orders: columns.size(),
        otherCurrencyOrders: otherCurrencyOrders.size(),
        ignoredRows: ignored,
        skippedRows: skipped,
        skippedExamples: examples,
      };
    },
  };
}
