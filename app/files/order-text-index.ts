/** Dense numbers 0, 1, 2, … for texts, in order of first sight. */
export interface TextIndex {
  readonly size: () => number;
  /** The number of the text, newly given if need be. */
  readonly add: (text: string) => number;
  /** The number of the text, or −1. */
  readonly find: (text: string) => number;
  readonly textOf: (number: number) => string;
  /** Whether two numbers' texts are in code-point order: negative, 0 or positive. */
  readonly compare: (a: number, b: number) => number;
}

const FNV_PRIME = 0x01000193;
const FNV_BASIS = 0x811c9dc5 | 0;

/**
 * A hash table (FNV-1a, linear probing, at most half full) over the 16-bit units of all texts, which lie one after another in one array.
 *
 * A `Map<string, number>` of millions of texts keeps each as an object: several times the memory and the time.
 */
export function textIndex(): TextIndex {
  let units = new Uint16Array(1 << 14);
  let starts = new Uint32Array(1024);
  let hashes = new Int32Array(1024);
  let slots = new Int32Array(2048).fill(-1);
  let count = 0;

  const isAt = (number: number, text: string): boolean => {
    const start = starts[number]!;
    if (starts[number + 1]! - start !== text.length) return false;
    for (let i = 0; i < text.length; i++) if (units[start + i] !== text.charCodeAt(i)) return false;
    return true;
  };
  const slotOf = (text: string, hash: number): number => {
    const mask = slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = slots[slot]!;
      if (number < 0 || (hashes[number] === hash && isAt(number, text))) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const growTable = (): void => {
    const larger = new Uint32Array(starts.length * 2);
    larger.set(starts);
    starts = larger;
    const largerHashes = new Int32Array(hashes.length * 2);
    largerHashes.set(hashes);
    hashes = largerHashes;
    slots = new Int32Array(slots.length * 2).fill(-1);
    const mask = slots.length - 1;
    for (let number = 0; number < count; number++) {
      let slot = hashes[number]! & mask;
      while (slots[slot]! >= 0) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
  };
  const append = (text: string, hash: number): number => {
    const start = starts[count]!;
    if (start + text.length > units.length) {
      const larger = new Uint16Array(Math.max(units.length * 2, start + text.length));
      larger.set(units);
      units = larger;
    }
    for (let i = 0; i < text.length; i++) units[start + i] = text.charCodeAt(i);
    hashes[count] = hash;
    starts[++count] = start + text.length;
    if (count + 1 === starts.length) growTable();
    return count - 1;
  };
  return {
    size: () => count,
    add: (text) => {
      const hash = hashOf(text);
      const slot = slotOf(text, hash);
      if (slots[slot]! >= 0) return slots[slot]!;
      slots[slot] = count;
      return append(text, hash);
    },
    find: (text) => slots[slotOf(text, hashOf(text))]!,
    textOf: (number) => {
      let text = "";
      for (let i = starts[number]!; i < starts[number + 1]!; i++) text += String.fromCharCode(units[i]!);
      return text;
    },
    compare: (a, b) => {
      const lengthOfA = starts[a + 1]! - starts[a]!;
      const lengthOfB = starts[b + 1]! - starts[b]!;
      const shorter = Math.min(lengthOfA, lengthOfB);
      for (let i = 0; i < shorter; i++) {
        const x = units[starts[a]! + i]!;
        const y = units[starts[b]! + i]!;
        if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
      }
      return lengthOfA - lengthOfB;
    },
  };
}

/** Halves of code points beyond the basic plane: those come after all others. */
function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

function hashOf(text: string): number {
  let hash = FNV_BASIS;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), FNV_PRIME);
  // The low bits choose the slot: mix the high ones in.
  return hash ^ (hash >>> 15);
}
