import { byCodePoint } from "./code-point-order.ts";
import { codeColumn } from "./columns.ts";
import type { CodeColumn } from "./columns.ts";

/** A dictionary-coded column: `codes[i]` indexes `values`; `values[0]` is always null (not known). */
export interface Dimension {
  readonly values: readonly (string | null)[];
  readonly codes: CodeColumn;
}

/** Collects the values of one dictionary-coded column. */
export interface DimensionCoder {
  /** A provisional code: 0 for null, else by first sight. */
  readonly codeOf: (value: string | null) => number;
  /** The column, with values in code-point order, so that it does not depend on the order of input. */
  readonly build: (provisional: Uint32Array) => Dimension;
  /** All values in code-point order after a null, and the place of each provisional code among them. */
  readonly sorted: () => { readonly values: readonly (string | null)[]; readonly place: Uint32Array };
}

export function dimensionCoder(): DimensionCoder {
  const codes = new Map<string, number>();
  const sorted = (): { values: (string | null)[]; place: Uint32Array } => {
    const values = [...codes.keys()].sort(byCodePoint);
    const place = new Uint32Array(codes.size + 1);
    values.forEach((value, i) => (place[codes.get(value)!] = i + 1));
    return { values: [null, ...values], place };
  };
  return {
    codeOf: (value) => {
      if (value === null) return 0;
      let code = codes.get(value);
      if (code === undefined) codes.set(value, (code = codes.size + 1));
      return code;
    },
    build: (provisional) => {
      const { values, place } = sorted();
      const column = codeColumn(values.length - 1, provisional.length);
      for (let i = 0; i < provisional.length; i++) column[i] = place[provisional[i]!]!;
      return { values, codes: column };
    },
    sorted,
  };
}
