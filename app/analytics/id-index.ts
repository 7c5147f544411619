/** Dense numbers 0, 1, 2, … for 64-bit ids, in order of first sight. */
export interface IdIndex {
  readonly size: () => number;
  /** The number of the id, newly given if need be. */
  readonly add: (id: bigint) => number;
  /** `add` for an id that is a safe integer: makes no BigInt. */
  readonly addInteger: (id: number) => number;
  /** The number of the id, or −1. */
  readonly find: (id: bigint) => number;
  /** The id of each number. */
  readonly ids: () => BigInt64Array;
}

/**
 * A hash table over the two 32-bit halves of each id (linear probing, at most half full).
 *
 * A `Map<bigint, number>` of millions of customers costs several times the memory and compares heap objects.
 */
export function idIndex(): IdIndex {
  const scratch = new BigInt64Array(1);
  const words = new Int32Array(scratch.buffer);
  let count = 0;
  let keys = new Int32Array(2 * 1024);
  let slots = new Int32Array(2048).fill(-1);

  const slotOf = (low: number, high: number): number => {
    const mask = slots.length - 1;
    let slot = mixed(low, high) & mask;
    for (;;) {
      const number = slots[slot]!;
      if (number < 0 || (keys[2 * number] === low && keys[2 * number + 1] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  };
  const grow = (): void => {
    const larger = new Int32Array(keys.length * 2);
    larger.set(keys);
    keys = larger;
    slots = new Int32Array(slots.length * 2).fill(-1);
    for (let number = 0; number < count; number++) slots[slotOf(keys[2 * number]!, keys[2 * number + 1]!)] = number;
  };
  const addWords = (low: number, high: number): number => {
    const slot = slotOf(low, high);
    if (slots[slot]! >= 0) return slots[slot]!;
    keys[2 * count] = low;
    keys[2 * count + 1] = high;
    slots[slot] = count++;
    if (2 * count === keys.length) grow();
    return count - 1;
  };
  return {
    size: () => count,
    add: (id) => {
      scratch[0] = id;
      return addWords(words[0]!, words[1]!);
    },
    // Both halves of the two's complement: conversion to 32 bits takes the lower one, flooring the upper one.
    addInteger: (id) => addWords(id | 0, Math.floor(id / 4_294_967_296)),
    find: (id) => {
      scratch[0] = id;
      return slots[slotOf(words[0]!, words[1]!)]!;
    },
    ids: () => new BigInt64Array(keys.buffer, 0, count).slice(),
  };
}

/** Mixes all 64 bits into 31, so that runs of consecutive ids spread over the table (the finaliser of MurmurHash3). */
function mixed(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 1;
}
