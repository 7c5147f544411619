import { randomUUID } from "node:crypto";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { dirname } from "node:path";

import { RecordBatchFileWriter } from "apache-arrow";
import type { RecordBatch } from "apache-arrow";

import type { Timelines } from "../analytics/timelines.ts";
import { snapshotBatches } from "./snapshot-batches.ts";
import type { SnapshotBatches } from "./snapshot-batches.ts";
import { insist } from "./snapshot-fault.ts";
import { headMetadata, headOf, layoutOf, SNAPSHOT_FORMAT } from "./snapshot-head.ts";
import type { SnapshotHead } from "./snapshot-head.ts";
import { placements, readerAt } from "./snapshot-placements.ts";
import type { ReadInto } from "./snapshot-placements.ts";
import { decodedFooter, footerChecksum, readFooter, readRegions } from "./snapshot-regions.ts";
import type { ReadAt, TextRegions } from "./snapshot-regions.ts";
import { awaitedTimelines } from "./snapshot-timelines.ts";

/** What of the database a snapshot shows. */
export interface SnapshotStamp {
  /** `shops.version` of the timelines. */
  readonly version: number;
  /** Raised by every erasure: a snapshot of another epoch is never opened. */
  readonly erasureEpoch: number;
}

/** A snapshot's timelines, or why the file cannot be used: it is then as good as absent. */
export type SnapshotReading =
  { readonly timelines: Timelines; readonly version: number } | { readonly unusable: string };

/**
 * Writes the timelines, a whole shop and no view, as an Arrow file that DuckDB, pandas and Polars open too. It is written beside its
 * name and renamed when it is on disk, so that a reader sees the old file or the new one, each whole.
 *
 * Columns are written from where they are. Beside them about 6 bytes an order are in memory while it runs.
 */
export async function writeSnapshot(path: string, timelines: Timelines, stamp: SnapshotStamp): Promise<void> {
  const { customerIds, orderStart, day, lines } = timelines;
  if (orderStart[0] !== 0 || orderStart[customerIds.length] !== day.length) throw new Error("A view is no whole shop");
  const batches = snapshotBatches(timelines);
  const metadata = headMetadata({
    format: SNAPSHOT_FORMAT,
    version: stamp.version,
    erasureEpoch: stamp.erasureEpoch,
    zone: timelines.zone,
    currency: timelines.currency,
    currencyDigits: timelines.currencyDigits,
    hasMoney: timelines.hasMoney,
    customers: customerIds.length,
    orders: day.length,
    lines: lines?.product.length ?? 0,
    layout: layoutOf(batches.fields),
    ...(await checksumsOf(batches)),
  });
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    // For the user of this process alone, and never through a link that stands there.
    const file = await open(beside, "wx", 0o600);
    try {
      const { content, footer } = await fileChunks(batches.withMetadata(metadata));
      for (const chunk of [...content, footerChecksum(footer[0]!), ...footer]) await writeWhole(file, chunk);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/**
 * The timelines of a snapshot, in shared memory. A file that is absent, damaged, cut off, not ours, of another format, zone or
 * erasure epoch gives the reason; nothing in a file makes it throw.
 */
export async function readSnapshot(
  path: string,
  expected: { readonly zone: string; readonly erasureEpoch: number },
): Promise<SnapshotReading> {
  try {
    const file = await open(path, "r");
    try {
      return await readOpenSnapshot(file, expected);
    } finally {
      await file.close();
    }
  } catch (error) {
    return { unusable: error instanceof Error ? error.message : String(error) };
  }
}

async function readOpenSnapshot(
  file: FileHandle,
  expected: { readonly zone: string; readonly erasureEpoch: number },
): Promise<SnapshotReading> {
  const { size } = await file.stat();
  const readInto: ReadInto = async (position, into) => {
    for (let at = 0; at < into.length;) {
      const { bytesRead } = await file.read(into, at, into.length - at, position + at);
      insist(bytesRead > 0, "cut off");
      at += bytesRead;
    }
  };
  const readAt = readerAt(size, readInto);
  const footer = await readFooter(size, readAt);
  const head = headOf(footer.schema);
  insist(head !== null, "no snapshot");
  insist(head.format === SNAPSHOT_FORMAT, `format ${head.format} instead of ${SNAPSHOT_FORMAT}`);
  insist(head.erasureEpoch === expected.erasureEpoch, "from before an erasure");
  insist(head.zone === expected.zone, "days of another time zone");
  insist(head.bytes === footer.bytes, "another length");
  insist(head.layout === layoutOf(footer.schema.fields), "columns of another layout");
  const { batches, dictionaries } = await readRegions(footer, head.messagesCrc32, readAt);
  const texts = new Map<number, string[]>();
  for (const [id, dictionary] of dictionaries) texts.set(id, await readTexts(dictionary, readAt));
  const into = placements();
  const timelines = awaitedTimelines({ head, batches, texts }, into);
  insist((await into.read(footer.bytes, readInto)) === head.crc32, "damaged");
  return { timelines: timelines(), version: head.version };
}

async function readTexts({ start, letters }: TextRegions, readAt: ReadAt): Promise<string[]> {
  const starts = Buffer.from(await readAt(start.position, 4 * start.entries));
  const all = Buffer.from(await readAt(letters.position, letters.entries));
  return Array.from({ length: start.entries - 1 }, (_, i) =>
    all.toString("utf8", starts.readInt32LE(4 * i), starts.readInt32LE(4 * i + 4)),
  );
}

/** The bytes of an Arrow file, as views on the columns where they can be; the footer, its length and the magic apart. */
async function fileChunks(
  batches: readonly RecordBatch[],
): Promise<{ content: readonly Uint8Array[]; footer: readonly Uint8Array[] }> {
  const writer = new RecordBatchFileWriter();
  for (const batch of batches) writer.write(batch);
  writer.finish();
  const chunks: Uint8Array[] = [];
  for await (const chunk of writer) chunks.push(chunk);
  return { content: chunks.slice(0, -3), footer: chunks.slice(-3) };
}

/** Checksums and length of everything before the footer, which is where metadata stand. */
async function checksumsOf(batches: SnapshotBatches): Promise<Pick<SnapshotHead, "bytes" | "crc32" | "messagesCrc32">> {
  const { content, footer } = await fileChunks(batches.withMetadata(new Map()));
  const { blocks } = decodedFooter(footer[0]!);
  let crc = 0;
  let messagesCrc = 0;
  let bytes = 0;
  for (const chunk of content) {
    const inMessage = blocks.some(({ offset, metaDataLength }) => bytes >= offset && bytes < offset + metaDataLength);
    if (inMessage) messagesCrc = crc32(chunk, messagesCrc);
    for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
      crc = crc32(chunk.subarray(at, at + CHUNK_BYTES), crc);
      if (at > 0) await new Promise(setImmediate);
    }
    bytes += chunk.length;
  }
  return { bytes, crc32: crc, messagesCrc32: messagesCrc };
}

/** A few milliseconds of work, after which the thread is free for others. */
const CHUNK_BYTES = 4 * 1024 * 1024;

async function writeWhole(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, at, Math.min(CHUNK_BYTES, chunk.length - at));
    at += bytesWritten;
  }
}

/** A rename is on disk only when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
