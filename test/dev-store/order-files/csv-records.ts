import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { CsvError, parse } from "csv-parse";

/** A file that cannot be loaded; the message is one sentence that names the file and, where there is one, the line. */
export class OrderFileError extends Error {
  override name = "OrderFileError";
}

/** One record below the header. */
export interface CsvRecord {
  /** Trimmed text of a column; "" for a column the file lacks. */
  field: (name: string) => string;
  has: (name: string) => boolean;
  /** Line of the file on which the record begins. */
  line: number;
}

export interface CsvReading {
  /** Sees the column names once; may throw. */
  header: (names: readonly string[]) => void;
  record: (record: CsvRecord) => void;
}

/**
 * Streams a CSV file, gzip or not, record by record. Columns are named without regard to case. Throws OrderFileError; an
 * OrderFileError thrown by `reading` gets the file's name and, within a record, its line in front.
 */
export async function readCsv(path: string, reading: CsvReading): Promise<void> {
  const name = basename(path);
  let columns: Map<string, number> | null = null;
  const csv = parse({
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    on_record: (fields: string[], { lines }) => {
      if (!columns) {
        columns = new Map(fields.map((text, at) => [text.trim().toLowerCase(), at]));
        reading.header([...columns.keys()]);
        return null;
      }
      const line =
        lines - fields.reduce((breaks, text) => breaks + (text.includes("\n") ? text.split("\n").length - 1 : 0), 0);
      if (fields.length !== columns.size) {
        throw new OrderFileError(
          `line ${String(line)}: ${String(fields.length)} columns where the header has ${String(columns.size)}.`,
        );
      }
      const at = columns;
      readRecord(reading, {
        line,
        field: (column) => fields[at.get(column.toLowerCase()) ?? -1]?.trim() ?? "",
        has: (column) => at.has(column.toLowerCase()),
      });
      return null;
    },
  });
  const nowhere = new Writable({ objectMode: true, write: (_record, _encoding, done) => done() });
  try {
    const compressed = await isGzip(path);
    const file = createReadStream(path, { highWaterMark: 1 << 18 });
    await (compressed ? pipeline(file, createGunzip(), csv, nowhere) : pipeline(file, csv, nowhere));
  } catch (error) {
    throw named(error, name);
  }
  if (!columns) throw new OrderFileError(`${name}: the file is empty.`);
}

function readRecord(reading: CsvReading, record: CsvRecord): void {
  try {
    reading.record(record);
  } catch (error) {
    throw error instanceof OrderFileError ? new OrderFileError(`line ${String(record.line)}: ${error.message}`) : error;
  }
}

async function isGzip(path: string): Promise<boolean> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
  return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
}

/** Anything unforeseen stays as it is: a bug, not a bad file. */
function named(error: unknown, name: string): unknown {
  if (error instanceof OrderFileError) return new OrderFileError(`${name}: ${error.message}`);
  if (error instanceof CsvError)
    return new OrderFileError(`${name}: line ${String(error.lines)}: ${quotesProblem(error)}.`);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new OrderFileError(`${name} does not exist: check the path.`);
  if (code === "EISDIR") return new OrderFileError(`${name} is a folder: name a file.`);
  if (code === "EACCES") return new OrderFileError(`${name} may not be read: check its permissions.`);
  if (code.startsWith("Z_")) return new OrderFileError(`${name}: the gzip data is damaged or cut off.`);
  return error;
}

function quotesProblem({ code }: CsvError): string {
  if (code === "CSV_QUOTE_NOT_CLOSED") return "a quotation mark is not closed";
  return "the quotation marks do not fit: inside a quoted field they are doubled";
}
