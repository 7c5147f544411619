import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReadableStream } from "node:stream/web";
import { adminFetch } from "./admin-fetch.server.ts";
import { backOffMs } from "./pacing.ts";

/** A line longer than this is no record of a shop: it is passed over and counted. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const MAX_TRIES = 6;
const SILENCE_MS = 60_000;

/** Whole lines of a bulk file, in order. */
export interface BulkLines {
  /** Text of each line, without its end; a line that is too long is null. */
  lines: (string | null)[];
  /** Bytes of the file up to the end of the last of these lines: where reading goes on after a stop. */
  endByte: number;
}

/** The address of the file answers no longer: ask the operation for a new one. */
export class BulkFileGone extends Error {
  override name = "BulkFileGone";
}

/**
 * Reads a bulk file from `startByte` on, a network chunk at a time: memory does not depend on the file's size. A broken
 * connection is taken up again at the last whole line (HTTP Range). Throws `BulkFileGone` for an address that has run out, and
 * an Error after several broken connections in a row.
 */
export async function* readBulkLines(
  url: string,
  startByte: number,
  signal?: AbortSignal,
  fetchFile: typeof fetch = adminFetch,
): AsyncGenerator<BulkLines> {
  let position = startByte;
  for (let attempt = 1; ; attempt++) {
    try {
      for await (const part of readOnce(url, position, signal, fetchFile)) {
        position = part.endByte;
        attempt = 1;
        yield part;
      }
      return;
    } catch (error) {
      if (signal?.aborted || error instanceof BulkFileGone || attempt >= MAX_TRIES) throw error;
      await sleep(backOffMs(attempt, Math.random()), undefined, { signal });
    }
  }
}

async function* readOnce(
  url: string,
  startByte: number,
  signal: AbortSignal | undefined,
  fetchFile: typeof fetch,
): AsyncGenerator<BulkLines> {
  // A connection that goes silent is broken off; one that delivers may take as long as it likes.
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(new Error("The bulk file stopped coming")), SILENCE_MS);
  try {
    const response = await fetchFile(url, {
      headers:
        startByte > 0
          ? { range: `bytes=${startByte}-`, "accept-encoding": "identity" }
          : { "accept-encoding": "identity" },
      signal: signal ? AbortSignal.any([signal, silence.signal]) : silence.signal,
    });
    // Reading went on exactly at the end of the file.
    if (response.status === 416 && startByte > 0) return;
    if ([400, 401, 403, 404, 410].includes(response.status)) {
      await response.body?.cancel();
      throw new BulkFileGone(`The bulk file answered ${response.status}`);
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw new Error(`The bulk file answered ${response.status}`);
    }
    // A server that knows no ranges sends everything again: what was read is passed over.
    const splitter = new LineSplitter(startByte, response.status === 206 ? 0 : startByte);
    for await (const chunk of Readable.fromWeb(response.body as ReadableStream)) {
      timer.refresh();
      const part = splitter.push(chunk as Uint8Array);
      if (part) yield part;
      timer.refresh();
    }
    const rest = splitter.end();
    if (rest) yield rest;
  } finally {
    clearTimeout(timer);
  }
}

/** Cuts a stream of bytes into lines and keeps count of the bytes that whole lines took. */
export class LineSplitter {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  private tooLong = false;
  private position: number;
  private toSkip: number;

  constructor(startByte: number, skipBytes = 0) {
    this.position = startByte;
    this.toSkip = skipBytes;
  }

  /** The lines that `chunk` completes, or null when it completes none. */
  push(chunk: Uint8Array): BulkLines | null {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (this.toSkip > 0) {
      const skipped = Math.min(this.toSkip, bytes.length);
      this.toSkip -= skipped;
      bytes = bytes.subarray(skipped);
    }
    const lines: (string | null)[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10, from); end !== -1; end = bytes.indexOf(10, from)) {
      const line = this.take(bytes.subarray(from, end), 1);
      if (line !== "") lines.push(line);
      from = end + 1;
    }
    if (from < bytes.length) this.keep(bytes.subarray(from));
    return from > 0 ? { lines, endByte: this.position } : null;
  }

  /** The last line, if the file does not end with a line end. */
  end(): BulkLines | null {
    if (this.pendingBytes === 0) return null;
    const line = this.take(Buffer.alloc(0), 0);
    return { lines: line === "" ? [] : [line], endByte: this.position };
  }

  private keep(bytes: Buffer): void {
    this.pendingBytes += bytes.length;
    if (this.pendingBytes > MAX_LINE_BYTES) {
      this.tooLong = true;
      this.pending = [];
    } else {
      // The network buffer is reused and large: keep a copy of the little that is left over.
      this.pending.push(Buffer.from(bytes));
    }
  }

  private take(tail: Buffer, lineEnd: 0 | 1): string | null {
    this.position += this.pendingBytes + tail.length + lineEnd;
    const tooLong = this.tooLong || this.pendingBytes + tail.length > MAX_LINE_BYTES;
    const line = tooLong
      ? null
      : this.pending.length === 0
        ? tail.toString("utf8")
        : Buffer.concat([...this.pending, tail]).toString("utf8");
    this.pending = [];
    this.pendingBytes = 0;
    this.tooLong = false;
    return line === null ? null : line.endsWith("\r") ? line.slice(0, -1) : line;
  }
}
