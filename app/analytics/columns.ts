/**
 * Columns in shared memory: worker threads read the same bytes, and handing a column to one copies nothing.
 */

export function float64Column(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

export function int32Column(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}

export function uint32Column(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}

export function uint8Column(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

export function bigInt64Column(length: number): BigInt64Array {
  return new BigInt64Array(new SharedArrayBuffer(8 * length));
}

/** Whole numbers from 0 to `largest` in as few bytes as they need. */
export type CodeColumn = Uint8Array | Uint16Array | Uint32Array;

export function codeColumn(largest: number, length: number): CodeColumn {
  if (largest < 256) return uint8Column(length);
  return largest < 65_536 ? new Uint16Array(new SharedArrayBuffer(2 * length)) : uint32Column(length);
}

type NumberColumn = Uint8Array | Uint32Array | Int32Array | Float64Array | BigInt64Array;

/** The same columns with room for `capacity` entries each; the columns given are not changed. Not shared: for building. */
export function enlarged<T extends { readonly [name: string]: NumberColumn }>(columns: T, capacity: number): T {
  return Object.fromEntries(
    Object.entries(columns).map(([name, column]) => {
      const larger = new (column.constructor as new (length: number) => NumberColumn)(capacity);
      (larger as Uint8Array).set(column as Uint8Array);
      return [name, larger];
    }),
  ) as unknown as T;
}
