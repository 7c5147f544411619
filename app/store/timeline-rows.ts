import { POSTGRES_EPOCH_MS } from "./copy-encoding.ts";

const HEADER_BYTES = 19;
/** Dimension count, null flag, element type, length and lower bound; then each element with its size before it. */
const ARRAY_HEADER_BYTES = 20;

/**
 * Reads the rows of a binary COPY as its chunks arrive, wherever they are cut: `row` is called for each with the fields in
 * order. Rows are never all in memory, and the event loop is free between chunks.
 */
export class CopyRowReader {
  private readonly row: (fields: RowFields) => void;
  private readonly texts = new Map<string, string>();
  private rest = Buffer.alloc(0);
  private headerRead = false;

  constructor(row: (fields: RowFields) => void) {
    this.row = row;
  }

  add(chunk: Buffer): void {
    const bytes = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    let start = 0;
    if (!this.headerRead) {
      if (bytes.length < HEADER_BYTES) {
        this.rest = Buffer.from(bytes);
        return;
      }
      start = HEADER_BYTES;
      this.headerRead = true;
    }
    const end = wholeRows(bytes, start);
    const fields = new RowFields(bytes.subarray(start, end), this.texts);
    while (fields.next()) this.row(fields);
    this.rest = Buffer.from(bytes.subarray(end));
  }
}

/** Where the last whole row of a buffer ends, its rows beginning at `start`. The end marker is no row. */
function wholeRows(buffer: Buffer, start: number): number {
  let end = start;
  for (;;) {
    let at = end;
    if (at + 2 > buffer.length) return end;
    const fields = buffer.readInt16BE(at);
    at += 2;
    for (let i = 0; i < fields; i++) {
      if (at + 4 > buffer.length) return end;
      at += 4 + Math.max(0, buffer.readInt32BE(at));
    }
    if (fields < 0 || at > buffer.length) return end;
    end = at;
  }
}

/** The fields of rows, one after another. */
export class RowFields {
  private at = 0;
  private readonly buffer: Buffer;
  private readonly known: Map<string, string>;

  constructor(buffer: Buffer, known: Map<string, string>) {
    this.buffer = buffer;
    this.known = known;
  }

  /** Goes on to the next row; false after the last. */
  next(): boolean {
    if (this.at >= this.buffer.length) return false;
    this.at += 2;
    return true;
  }

  int8(): bigint | null {
    const length = this.length();
    if (length < 0) return null;
    this.at += 8;
    return this.buffer.readBigInt64BE(this.at - 8);
  }

  /** An int8 below 2^53, such as an amount or an instant in microseconds. */
  whole(): number | null {
    if (this.length() < 0) return null;
    this.at += 8;
    return this.wholeAt(this.at - 8);
  }

  instantMs(): number | null {
    const micros = this.whole();
    return micros === null ? null : micros / 1000 + POSTGRES_EPOCH_MS;
  }

  int2(): number | null {
    if (this.length() < 0) return null;
    this.at += 2;
    return this.buffer.readInt16BE(this.at - 2);
  }

  int4(): number | null {
    if (this.length() < 0) return null;
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }

  /** A text out of few different ones, each kept once. */
  text(): string | null {
    const length = this.length();
    return length < 0 ? null : this.textOf(length);
  }

  /** A one-dimensional array of texts without nulls; null for NULL. */
  texts(): string[] | null {
    const length = this.length();
    if (length < 0) return null;
    const end = this.at + length;
    const values: string[] = [];
    this.at = Math.min(end, this.at + ARRAY_HEADER_BYTES);
    while (this.at < end) values.push(this.textOf(this.length()));
    return values;
  }

  private textOf(length: number): string {
    const raw = this.buffer.toString("latin1", this.at, this.at + length);
    this.at += length;
    let text = this.known.get(raw);
    if (text === undefined) this.known.set(raw, (text = Buffer.from(raw, "latin1").toString("utf8")));
    return text;
  }

  /** A one-dimensional array of int8 or timestamptz without nulls; null for NULL. */
  wholes(): number[] | null {
    const length = this.length();
    if (length < 0) return null;
    const end = this.at + length;
    const values: number[] = [];
    for (let at = this.at + ARRAY_HEADER_BYTES; at < end; at += 12) values.push(this.wholeAt(at + 4));
    this.at = end;
    return values;
  }

  private length(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }

  private wholeAt(at: number): number {
    return this.buffer.readInt32BE(at) * 0x1_0000_0000 + this.buffer.readUInt32BE(at + 4);
  }
}
