/**
 * A seeded stream of numbers in [0, 1): a Weyl sequence through the finaliser of MurmurHash3. Integer arithmetic only, so the
 * same everywhere, and a few nanoseconds a number. Streams of different names do not follow one another.
 */
export function namedRandom(name: string): () => number {
  let state = 0;
  for (const letter of name) state = Math.imul(state ^ letter.codePointAt(0)!, 0xc2b2ae35) ^ (state >>> 13);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let h = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296;
  };
}

/** About normal with mean 0 and variance 1, between −4.9 and 4.9: the sum of eight uniform numbers (Irwin-Hall), rescaled. */
export function nearlyNormal(random: () => number): number {
  let sum = -4;
  for (let i = 0; i < 8; i++) sum += random();
  return sum * Math.sqrt(1.5);
}

/** A whole number below `count`; small ones are likelier, as in any ranking. */
export function ranked(count: number, random: () => number): number {
  const u = random();
  return Math.floor(count * u * u);
}
