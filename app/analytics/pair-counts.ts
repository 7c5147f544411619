/** Counts of ordered pairs of codes in a hash table of one typed array: at most 64 bytes a pair, however many codes there are. */
export interface PairCounts {
  readonly add: (first: number, second: number, count: number) => void;
  readonly countOf: (first: number, second: number) => number;
  /** All pairs counted, as columns, in no particular order. */
  readonly columns: () => PairColumns;
}

export interface PairColumns {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly count: Uint32Array;
}

/** Each place holds a first code, a second code, their count (0: an empty place) and nothing: a quarter of a cache line. */
const STRIDE = 4;

export function pairCounts(): PairCounts {
  let capacity = 1 << 12;
  let table = new Uint32Array(capacity * STRIDE);
  let size = 0;

  const placeOf = (a: number, b: number): number => {
    let hash = Math.imul(a, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
    let place = (hash ^ (hash >>> 13)) & (capacity - 1);
    for (;;) {
      const at = place * STRIDE;
      if (table[at + 2] === 0 || (table[at] === a && table[at + 1] === b)) return at;
      place = (place + 1) & (capacity - 1);
    }
  };
  const grow = (): void => {
    const old = table;
    capacity *= 2;
    table = new Uint32Array(capacity * STRIDE);
    for (let from = 0; from < old.length; from += STRIDE) {
      if (old[from + 2] === 0) continue;
      const at = placeOf(old[from]!, old[from + 1]!);
      table[at] = old[from]!;
      table[at + 1] = old[from + 1]!;
      table[at + 2] = old[from + 2]!;
    }
  };

  return {
    add: (a, b, times) => {
      const at = placeOf(a, b);
      if (table[at + 2] === 0) {
        table[at] = a;
        table[at + 1] = b;
        size++;
      }
      table[at + 2]! += times;
      if (size * 2 > capacity) grow();
    },
    countOf: (a, b) => table[placeOf(a, b) + 2]!,
    columns: () => {
      const columns = { first: new Uint32Array(size), second: new Uint32Array(size), count: new Uint32Array(size) };
      let row = 0;
      for (let at = 0; at < table.length; at += STRIDE) {
        if (table[at + 2] === 0) continue;
        columns.first[row] = table[at]!;
        columns.second[row] = table[at + 1]!;
        columns.count[row++] = table[at + 2]!;
      }
      return columns;
    },
  };
}
