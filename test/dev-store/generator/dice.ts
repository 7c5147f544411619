import { randomLcg } from "d3-random";

/** A seeded stream of numbers in [0, 1). Streams of different names are independent, neighbouring seeds are far apart. */
export function diceOf(seed: number, name: string): () => number {
  let state = Math.imul(Math.floor(seed) ^ 0x9e3779b9, 0x85ebca6b);
  for (const letter of name) state = Math.imul(state ^ letter.codePointAt(0)!, 0xc2b2ae35) ^ (state >>> 13);
  return randomLcg((state >>> 0) / 2 ** 32);
}

/** One of several outcomes by weight: its index. */
export function weighted(weights: readonly number[], random: () => number): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let at = 0; at < weights.length; at++) {
    left -= weights[at]!;
    if (left < 0) return at;
  }
  return weights.length - 1;
}
