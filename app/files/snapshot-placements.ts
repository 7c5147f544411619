import { crc32 } from "node:zlib";

import type { ReadAt, Region } from "./snapshot-regions.ts";
import { insist } from "./snapshot-fault.ts";

/** Reads bytes of the file into memory that exists; fails when there are not as many. */
export type ReadInto = (position: number, into: Uint8Array) => Promise<void>;

type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array | BigInt64Array;

/** Which regions of a file go where in memory. */
export interface Placements {
  /** The column of `regions`, one behind the other, in memory that `columnOf` makes. Its values are there after `read`. */
  readonly column: <T extends Column>(regions: readonly Region[], columnOf: (length: number) => T) => T;
  /** Puts the region into the column, from entry `at` on. */
  readonly place: (region: Region, column: Column, at: number) => void;
  /** Reads the first `bytes` of the file, once and in its order, each region to its place; the CRC-32 of all of them. */
  readonly read: (bytes: number, readInto: ReadInto) => Promise<number>;
}

/** Small enough that a thread that reads is free for others in between. */
const CHUNK_BYTES = 4 * 1024 * 1024;

export function placements(): Placements {
  const placed: { position: number; into: Uint8Array }[] = [];
  const place = (region: Region, column: Column, at: number): void => {
    insist(column.BYTES_PER_ELEMENT === region.bytesPerEntry, "a column of another type");
    insist(at + region.entries <= column.length, "a column that is too long");
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = column;
    const into = new Uint8Array(buffer, byteOffset + at * BYTES_PER_ELEMENT, region.entries * BYTES_PER_ELEMENT);
    placed.push({ position: region.position, into });
  };
  return {
    place,
    column: (regions, columnOf) => {
      const column = columnOf(regions.reduce((entries, region) => entries + region.entries, 0));
      let at = 0;
      for (const region of regions) {
        place(region, column, at);
        at += region.entries;
      }
      return column;
    },
    read: async (bytes, readInto) => {
      placed.sort((a, b) => a.position - b.position);
      const nowhere = new Uint8Array(CHUNK_BYTES);
      let crc = 0;
      let position = 0;
      const read = async (into: Uint8Array): Promise<void> => {
        await readInto(position, into);
        crc = crc32(into, crc);
        position += into.length;
      };
      const skip = async (to: number): Promise<void> => {
        insist(position <= to && to <= bytes, "columns that overlap");
        while (position < to) await read(nowhere.subarray(0, Math.min(CHUNK_BYTES, to - position)));
      };
      for (const { position: from, into } of placed) {
        if (into.length === 0) continue;
        await skip(from);
        for (let at = 0; at < into.length; at += CHUNK_BYTES) await read(into.subarray(at, at + CHUNK_BYTES));
      }
      await skip(bytes);
      return crc;
    },
  };
}

/** `ReadAt` over `ReadInto`. */
export function readerAt(size: number, readInto: ReadInto): ReadAt {
  return async (position, length) => {
    insist(position >= 0 && length >= 0 && position + length <= size, "cut off");
    const bytes = new Uint8Array(length);
    await readInto(position, bytes);
    return bytes;
  };
}
