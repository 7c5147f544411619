import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { StringDecoder } from "node:string_decoder";

import { CsvError, parse } from "csv-parse";

import { OrderFileError } from "./order-file-error.ts";

/** What becomes of the records of a CSV text. */
export interface CsvRecords {
  /** A record, and the line it begins on, counted from 1. Blank lines are no records. */
  readonly record: (fields: readonly string[], line: number) => void;
  /** A record that cannot be told from its neighbours. The problem is a half-sentence; only when lenient. */
  readonly unreadable: (line: number, problem: string) => void;
}

const QUOTE = '"';
/** More than any record of orders: what is longer is no CSV, and must not be gathered in memory. */
const LONGEST_LINE = 4_000_000;
const LINE_ENDS = ["\r\n", "\n", "\r"];

/**
 * Reads CSV text in UTF-8: fields are separated by commas, lines end with LF, CRLF or CR, a byte-order mark is skipped.
 *
 * As long as no quotation mark has come, a record is a line and a comma ends a field, so lines are cut directly; from the line with the
 * first quotation mark on csv-parse reads. Both give the same records. Throws an OrderFileError for text that is no CSV.
 */
export async function readCsv(source: AsyncIterable<Buffer>, records: CsvRecords, lenient: boolean): Promise<void> {
  const chunks = source[Symbol.asyncIterator]();
  const decoder = new StringDecoder("utf8");
  let line = 1;
  let text = "";
  let begun = false;
  for (;;) {
    const { value, done } = await chunks.next();
    text += done ? decoder.end() : decoder.write(value);
    if (!begun && text !== "") {
      if (text.startsWith("\uFEFF")) text = text.slice(1);
      begun = true;
    }
    if (text.includes("\0")) throw new OrderFileError("it is not a text file in UTF-8: save the orders as CSV.");
    const quote = text.indexOf(QUOTE);
    // A CR at the end may be the first half of a line end.
    const complete = quote >= 0 ? lineStart(text, quote) : done ? text.length : lineStart(text, text.length - 1);
    line = cutLines(text.slice(0, complete), line, records);
    text = text.slice(complete);
    if (quote >= 0) return readQuoted(rest(text, done ? null : chunks, decoder), line, records, lenient);
    if (done) return;
    if (text.length > LONGEST_LINE) throw new OrderFileError(`line ${line}: it does not end, so this is no CSV file.`);
  }
}

/** The beginning of the line that position `at` lies on; `at` itself when a line begins there. */
function lineStart(text: string, at: number): number {
  if (at <= 0) return 0;
  return Math.max(text.lastIndexOf("\n", at), text.lastIndexOf("\r", at - 1)) + 1;
}

/** Hands over whole lines without quotation marks; returns the number of the line after them. */
function cutLines(text: string, firstLine: number, { record }: CsvRecords): number {
  const lines = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  let line = firstLine;
  for (let from = 0; from < lines.length; line++) {
    let to = lines.indexOf("\n", from);
    if (to < 0) to = lines.length;
    if (to > from) record(lines.slice(from, to).split(","), line);
    from = to + 1;
  }
  return line;
}

/** The text that is left. Decoded, because a chunk may have ended within a character. */
async function* rest(
  text: string,
  chunks: AsyncIterator<Buffer> | null,
  decoder: StringDecoder,
): AsyncGenerator<string> {
  yield text;
  if (chunks === null) return;
  for await (const chunk of { [Symbol.asyncIterator]: () => chunks }) yield decoder.write(chunk);
  yield decoder.end();
}

/** Reads with csv-parse what begins on `firstLine`. */
async function readQuoted(
  source: AsyncIterable<string>,
  firstLine: number,
  records: CsvRecords,
  lenient: boolean,
): Promise<void> {
  // csv-parse counts a CRLF within quotation marks as two lines.
  let counted = 1 - firstLine;
  const csv = parse({
    record_delimiter: LINE_ENDS,
    skip_empty_lines: true,
    relax_column_count: true,
    // Without it a single wrong quotation mark would take good rows after it along, uncounted.
    relax_quotes: lenient,
    skip_records_with_error: lenient,
    on_record: (fields: string[], { lines }) => {
      const breaks = lineBreaks(fields);
      records.record(fields, lines - breaks.counted - counted);
      counted += breaks.counted - breaks.lines;
      return null;
    },
    on_skip: (error) => {
      records.unreadable((typeof error?.lines === "number" ? error.lines : 1) - counted, quotesProblem(error));
      return undefined;
    },
  });
  const nowhere = new Writable({ objectMode: true, write: (_record, _encoding, done) => done() });
  try {
    await pipeline(source, csv, nowhere);
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new OrderFileError(`line ${Number(error.lines) - counted}: ${quotesProblem(error)}.`);
  }
}

/** Line breaks inside the fields of a record: as a person counts them, and as csv-parse does. */
function lineBreaks(fields: readonly string[]): { lines: number; counted: number } {
  let lines = 0;
  let counted = 0;
  for (const field of fields) {
    if (!field.includes("\n") && !field.includes("\r")) continue;
    lines += field.match(/\r\n?|\n/g)!.length;
    counted += field.match(/[\r\n]/g)!.length;
  }
  return { lines, counted };
}

function quotesProblem(error: CsvError | undefined): string {
  if (error?.code === "CSV_QUOTE_NOT_CLOSED") return "a quotation mark is not closed";
  return "the quotation marks do not fit: inside a quoted field they are doubled";
}
