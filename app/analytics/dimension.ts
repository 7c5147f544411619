import { byCodePoint } from "./code-point-order.ts";

/** A dictionary-coded column: `codes[i]` indexes `values`; `values[0]` is always null (not known). */
export interface Dimension {
  readonly values: readonly (string | null)[];
  readonly codes: Uint8Array | Uint16Array | Uint32Array;
}

/** Collects the values of one dictionary-coded column. */
export interface DimensionCoder {
  /** A provisional code: 0 for null, else by first sight. */
  readonly codeOf: (value: string | null) => number;
  /** The column, with values in code-point order, so that it does not depend on the order of input. */
  readonly build: (provisional: Uint32Array) => Dimension;
}

export function dimensionCoder(): DimensionCoder {
  const codes = new Map<string, number>();
  return {
    codeOf: (value) => {
      if (value === null) return 0;
      let code = codes.get(value);
      if (code === undefined) codes.set(value, (code = codes.size + 1));
      return code;
    },
    build: (provisional) => {
      const values = [...codes.keys()].sort(byCodePoint);
      const final = new Uint32Array(codes.size + 1);
      values.forEach((value, i) => (final[codes.get(value)!] = i + 1));
      const column = narrowest(values.length, provisional.length);
      for (let i = 0; i < provisional.length; i++) column[i] = final[provisional[i]!]!;
      return { values: [null, ...values], codes: column };
    },
  };
}

function narrowest(largestCode: number, length: number): Uint8Array | Uint16Array | Uint32Array {
  if (largestCode < 256) return new Uint8Array(length);
  return largestCode < 65_536 ? new Uint16Array(length) : new Uint32Array(length);
}
