/** Column types that rows are written in; `instant` is milliseconds since 1970 on our side, timestamptz in the database. */
export type CopyType = "int8" | "int4" | "bool" | "text" | "instant" | "textArray" | "jsonb";

/** One column of a table that is filled by COPY. */
export interface CopyColumn<Row> {
  readonly name: string;
  readonly type: CopyType;
  readonly value: (row: Row) => unknown;
}

/** PostgreSQL counts microseconds from 2000-01-01. */
export const POSTGRES_EPOCH_MS = 946_684_800_000;

const SIGNATURE = Buffer.from([...Buffer.from("PGCOPY\n\xff\r\n\0", "latin1"), 0, 0, 0, 0, 0, 0, 0, 0]);
const TEXT_TYPE = 25;
const CHUNK_BYTES = 1 << 18;

/**
 * Rows in PostgreSQL's binary COPY format, in chunks of about 256 kB. `constants` are the first columns of every row, as
 * int8. Binary because nothing needs escaping and no value can be read as something else. NUL characters, which PostgreSQL
 * cannot store, are dropped. `counted` is called with the number of rows at the end.
 */
export function* encodeCopy<Row>(
  rows: Iterable<Row>,
  columns: readonly CopyColumn<Row>[],
  constants: readonly bigint[],
  counted: (rows: number) => void,
): Generator<Buffer> {
  const out = new CopyBuffer();
  out.bytes(SIGNATURE);
  let count = 0;
  for (const row of rows) {
    out.int16(constants.length + columns.length);
    for (const constant of constants) out.int8(constant);
    for (const { name, type, value } of columns) out.field(type, value(row), name);
    count++;
    if (out.length >= CHUNK_BYTES) yield out.take();
  }
  out.int16(-1);
  yield out.take();
  counted(count);
}

class CopyBuffer {
  private buffer = Buffer.allocUnsafe(CHUNK_BYTES * 2);
  length = 0;

  /** The bytes so far; writing begins anew. */
  take(): Buffer {
    const taken = this.buffer.subarray(0, this.length);
    this.buffer = Buffer.allocUnsafe(CHUNK_BYTES * 2);
    this.length = 0;
    return taken;
  }

  bytes(bytes: Buffer): void {
    this.reserve(bytes.length);
    this.length += bytes.copy(this.buffer, this.length);
  }

  int16(value: number): void {
    this.reserve(2);
    this.length = this.buffer.writeInt16BE(value, this.length);
  }

  int32(value: number): void {
    this.reserve(4);
    this.length = this.buffer.writeInt32BE(value, this.length);
  }

  int8(value: bigint): void {
    this.reserve(12);
    this.length = this.buffer.writeInt32BE(8, this.length);
    this.length = this.buffer.writeBigInt64BE(value, this.length);
  }

  /** A text with its length before it. */
  text(value: string): void {
    const clean = value.includes("\0") ? value.replaceAll("\0", "") : value;
    this.reserve(4 + clean.length * 3);
    const written = this.buffer.write(clean, this.length + 4, "utf8");
    this.buffer.writeInt32BE(written, this.length);
    this.length += 4 + written;
  }

  field(type: CopyType, value: unknown, name: string): void {
    if (value === null || value === undefined) {
      this.int32(-1);
      return;
    }
    switch (type) {
      case "int8":
        this.int8(typeof value === "bigint" ? value : BigInt(whole(value as number, name)));
        return;
      case "instant":
        this.int8(BigInt(whole(value as number, name) - POSTGRES_EPOCH_MS) * 1000n);
        return;
      case "int4":
        this.int32(4);
        this.int32(whole(value as number, name));
        return;
      case "bool":
        this.int32(1);
        this.reserve(1);
        this.length = this.buffer.writeUInt8(value ? 1 : 0, this.length);
        return;
      case "text":
        this.text(value as string);
        return;
      case "textArray":
        this.textArray(value as readonly string[]);
        return;
      case "jsonb":
        this.jsonb(value);
    }
  }

  private textArray(values: readonly string[]): void {
    this.reserve(24);
    const start = this.length;
    this.length += 4;
    this.int32(values.length === 0 ? 0 : 1);
    this.int32(0);
    this.int32(TEXT_TYPE);
    if (values.length > 0) {
      this.int32(values.length);
      this.int32(1);
      for (const value of values) this.text(value);
    }
    this.buffer.writeInt32BE(this.length - start - 4, start);
  }

  private jsonb(value: unknown): void {
    let text = JSON.stringify(value);
    // NUL and half a surrogate pair are escapes in JSON, and jsonb refuses both.
    if (text.includes("\\u0000") || text.includes("\\ud")) text = JSON.stringify(value, storableText);
    this.reserve(5 + text.length * 3);
    const start = this.length;
    this.buffer.writeUInt8(1, start + 4);
    const written = this.buffer.write(text, start + 5, "utf8");
    this.buffer.writeInt32BE(written + 1, start);
    this.length += 5 + written;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(larger, 0, 0, this.length);
    this.buffer = larger;
  }
}

function storableText(_key: string, value: unknown): unknown {
  return typeof value === "string" ? Buffer.from(value.replaceAll("\0", "")).toString() : value;
}

/** A whole number, or a bug of the caller: the mapping of nodes lets no other through. */
function whole(value: number, name: string): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${name} is no whole number: ${value}`);
  return value;
}
