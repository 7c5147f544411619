import { idIndex } from "../analytics/id-index.ts";
import { textIndex } from "./order-text-index.ts";
import type { TextIndex } from "./order-text-index.ts";

/** The ids of one column of a file, row by row. Timelines know 64-bit ids only, files may hold any text. */
export interface IdColumn {
  /** Appends an id; returns its number (0, 1, 2, … by first sight), the same for equal ids. */
  readonly add: (id: string) => number;
  /** The number of an id; −1 when it was never added. */
  readonly find: (id: string) => number;
  readonly size: () => number;
  /**
   * The 64-bit id of each number: the id itself when all are integers, else its rank. Either way ids sort as the metrics want:
   * as integers if all of them are, else by code point.
   */
  readonly ids: () => BigInt64Array;
  /** What the file has for one of `ids`. */
  readonly textOf: (id: bigint) => string;
}

/** An integer as it is usually written, of at most 18 digits: its text and its value say the same, and it fits 64 bits. */
const PLAIN_INTEGER = /^(?:0|-?[1-9]\d{0,17})$/;
const INTEGER = /^-?\d+$/;

/** Integers are kept as such; the first other text turns the column into a dictionary of texts. */
export function idColumn(): IdColumn {
  const integers = idIndex();
  let texts: TextIndex | null = null;
  let byRank: Uint32Array | null = null;
  return {
    add: (id) => {
      if (texts === null) {
        const integer = shortInteger(id);
        if (integer >= 0) return integers.addInteger(integer);
        if (PLAIN_INTEGER.test(id)) return integers.add(BigInt(id));
        texts = textIndex();
        for (const known of integers.ids()) texts.add(String(known));
      }
      return texts.add(id);
    },
    find: (id) => {
      if (texts !== null) return texts.find(id);
      return PLAIN_INTEGER.test(id) ? integers.find(BigInt(id)) : -1;
    },
    size: () => (texts ?? integers).size(),
    ids: () => {
      if (texts === null) return integers.ids();
      byRank = ranked(texts);
      const ids = new BigInt64Array(byRank.length);
      byRank.forEach((number, rank) => (ids[number] = BigInt(rank)));
      return ids;
    },
    textOf: (id) => (texts === null || byRank === null ? String(id) : texts.textOf(byRank[Number(id)]!)),
  };
}

/** The numbers of all texts, sorted as ids. */
function ranked(texts: TextIndex): Uint32Array {
  // A plain array: its sort makes use of stretches that are in order already, as ids usually are.
  const numbers = Array.from({ length: texts.size() }, (_, number) => number);
  if (numbers.every((number) => INTEGER.test(texts.textOf(number)))) {
    const values = numbers.map((number) => BigInt(texts.textOf(number)));
    numbers.sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : texts.compare(a, b)));
  } else {
    numbers.sort(texts.compare);
  }
  return Uint32Array.from(numbers);
}

/** The value of a plain integer of at most 15 digits without sign, the usual id; −1 for any other text. */
function shortInteger(text: string): number {
  const length = text.length;
  if (length === 0 || length > 15 || (length > 1 && text.charCodeAt(0) === 48)) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
}
