import { Field, List, makeData, makeVector, Struct, Uint16, Uint32, Uint8, Utf8 } from "apache-arrow";
import type { Data, DataType, DateDay, Float64, Int64, Vector } from "apache-arrow";

import type { CodeColumn } from "../analytics/columns.ts";

type Numbers = CodeColumn | Int32Array | Float64Array | BigInt64Array;

/** A column as an Arrow array, without copying it. Values equal to `unknown` read as null; they stay in the array all the same. */
export function flat(type: Int64 | DateDay | Float64 | CodeType, values: Numbers, unknown?: number): Data {
  const nulls = unknown === undefined ? NO_NULLS : nullsOf(values, unknown);
  return makeData({ type: type as Float64, length: values.length, ...nulls, data: values as Float64Array });
}

/** An array of nulls. `room` has its length: Arrow wants room for the values even of nulls. */
export function unknown(type: Int64 | DateDay | Float64, room: Numbers): Data {
  return makeData({ type: type as Float64, length: room.length, ...allNull(room.length), data: room as Float64Array });
}

/** Lists, the i-th of which are the rows start[i] … start[i + 1] − 1 of `item`. */
export function list(start: Uint32Array, item: Data): Data {
  return makeData({
    type: new List(Field.new("item", item.type as DataType, true)),
    length: start.length - 1,
    nullCount: 0,
    valueOffsets: new Int32Array(start.buffer, start.byteOffset, start.length),
    child: item,
  });
}

export function struct(columns: Readonly<Record<string, Data>>): Data {
  const children = Object.values(columns);
  const fields = Object.entries(columns).map(([name, { type }]) => Field.new(name, type as DataType, true));
  return makeData({ type: new Struct(fields), length: children[0]!.length, nullCount: 0, children });
}

export type CodeType = Uint8 | Uint16 | Uint32;

export function codeType(codes: CodeColumn): CodeType {
  if (codes instanceof Uint8Array) return new Uint8();
  return codes instanceof Uint16Array ? new Uint16() : new Uint32();
}

/** Zeros as wide as the codes. */
export function zeros(like: CodeColumn, length: number): CodeColumn {
  return new (like.constructor as new (length: number) => CodeColumn)(length);
}

/** Which values are null, as Arrow wants it: a bit a value, set where it is known. */
interface Nulls {
  readonly nullCount: number;
  readonly nullBitmap?: Uint8Array;
}

const NO_NULLS: Nulls = { nullCount: 0 };

export function allNull(length: number): Nulls {
  return { nullCount: length, nullBitmap: new Uint8Array(Math.ceil(length / 8)) };
}

export function nullsOf(values: Numbers, unknown: number): Nulls {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  let nullCount = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // NaN, where that stands for "not known", is the one value that differs from itself.
    if (value === unknown || value !== value) nullCount++;
    else nullBitmap[i >>> 3]! |= 1 << (i & 7);
  }
  return nullCount === 0 ? NO_NULLS : { nullCount, nullBitmap };
}

export function textVector(texts: readonly string[]): Vector<Utf8> {
  const bytes = Buffer.from(texts.join(""), "utf8");
  const valueOffsets = new Int32Array(texts.length + 1);
  texts.forEach((text, i) => (valueOffsets[i + 1] = valueOffsets[i]! + Buffer.byteLength(text)));
  return makeVector(makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data: bytes }));
}

/** `sourceMedium` as the file names it: `source_medium`. */
export function columnName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
