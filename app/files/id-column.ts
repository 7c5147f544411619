import { byCodePoint } from "../analytics/code-point-order.ts";
import { idIndex } from "../analytics/id-index.ts";

/** The ids of one column of a file, row by row. Timelines know 64-bit ids only, files may hold any text. */
export interface IdColumn {
  /** Appends an id; returns its number (0, 1, 2, … by first sight), the same for equal ids. */
  readonly add: (id: string) => number;
  readonly size: () => number;
  /**
   * The 64-bit id of each number: the id itself when all are integers, else its rank. Either way ids sort as the metrics want:
   * as integers if all of them are, else by code point.
   */
  readonly ids: () => BigInt64Array;
}

/** An integer as it is usually written, of at most 18 digits: its text and its value say the same, and it fits 64 bits. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,17})$/;
const INTEGER = /^-?\d+$/;

/** Integers are kept as such; the first other text turns the column into a dictionary of texts. */
export function idColumn(): IdColumn {
  const integers = idIndex();
  let texts: Map<string, number> | null = null;
  return {
    add: (id) => {
      if (texts === null) {
        const integer = shortInteger(id);
        if (integer !== null) return integers.addInteger(integer);
        if (PLAIN_INTEGER.test(id)) return integers.add(BigInt(id));
        texts = new Map(Array.from(integers.ids(), (known, number) => [String(known), number]));
      }
      let number = texts.get(id);
      if (number === undefined) texts.set(id, (number = texts.size));
      return number;
    },
    size: () => (texts === null ? integers.size() : texts.size),
    ids: () => (texts === null ? integers.ids() : ranks([...texts.keys()])),
  };
}

/** The rank of each text among all. */
function ranks(texts: readonly string[]): BigInt64Array {
  const rows = Array.from(texts.keys());
  if (texts.every((text) => INTEGER.test(text))) {
    const values = texts.map(BigInt);
    rows.sort((a, b) =>
      values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : byCodePoint(texts[a]!, texts[b]!),
    );
  } else {
    rows.sort((a, b) => byCodePoint(texts[a]!, texts[b]!));
  }
  const result = new BigInt64Array(texts.length);
  rows.forEach((row, rank) => (result[row] = BigInt(rank)));
  return result;
}

/** The value of a plain integer of at most 15 digits without sign, the usual id; null for any other text. */
function shortInteger(text: string): number | null {
  const length = text.length;
  if (length === 0 || length > 15 || (length > 1 && text.charCodeAt(0) === 48)) return null;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return null;
    value = value * 10 + digit;
  }
  return value;
}
