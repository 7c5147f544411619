import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { isZone } from "../analytics/calendar.ts";
import { fileCurrencyDigits } from "./file-currency.ts";
import { readCsv } from "./order-csv.ts";
import { OrderFileError } from "./order-file-error.ts";
import { orderFileReading } from "./order-file-reading.ts";
import type { OrderFile, OrderFileOptions } from "./order-file-reading.ts";

const CHUNK_BYTES = 1 << 18;

/**
 * Reads a CSV file of orders, gzip-compressed or not, into `Timelines`.
 *
 * The layouts are known by their headers: a row is an order (order_id, customer_id, created_at and, for money, total), a row is an order
 * line (the same with a product and a quantity, or the published layout of retail invoices), or Shopify's own order export. The file is
 * streamed; no row is kept. Throws an OrderFileError with one sentence for a file that cannot be read, that names the line where there
 * is one.
 */
export async function readOrderFile(path: string, options: OrderFileOptions): Promise<OrderFile> {
  const name = basename(path);
  if (!isZone(options.zone)) {
    throw new OrderFileError(`"${options.zone}" is not a time zone: name it as in Europe/Berlin or America/New_York.`);
  }
  if (options.currency !== undefined) fileCurrencyDigits(options.currency);
  try {
    const compressed = isGzip(await firstBytes(path));
    const reading = orderFileReading(options);
    const read = (source: AsyncIterable<Buffer>): Promise<void> => readCsv(source, reading, options.lenient ?? false);
    const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    await (compressed ? pipeline(file, createGunzip({ chunkSize: CHUNK_BYTES }), read) : pipeline(file, read));
    return reading.finish();
  } catch (error) {
    throw asOrderFileError(error, name);
  }
}

async function firstBytes(path: string): Promise<Buffer> {
  await using file = await open(path, "r");
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  return buffer.subarray(0, bytesRead);
}

/** Throws an OrderFileError for what is known to be something else than text. */
function isGzip(first: Buffer): boolean {
  if (first.toString("latin1") === "PK\u0003\u0004") {
    throw new OrderFileError("it is a spreadsheet or a zip archive: save the orders as CSV.");
  }
  return first.length >= 2 && first[0] === 0x1f && first[1] === 0x8b;
}

/** What went wrong, as a sentence about the file. Anything unforeseen stays as it is: it is a bug, not a bad file. */
function asOrderFileError(error: unknown, name: string): unknown {
  if (error instanceof OrderFileError) return new OrderFileError(`${name}: ${error.message}`);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOENT") return new OrderFileError(`${name} does not exist: check the path.`);
  if (code === "EISDIR") return new OrderFileError(`${name} is a folder: name a file.`);
  if (code === "EACCES") return new OrderFileError(`${name} may not be read: check its permissions.`);
  if (code.startsWith("Z_")) return new OrderFileError(`${name}: the gzip data is damaged or cut off.`);
  return error;
}
