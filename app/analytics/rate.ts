/** A part of a whole, 0 to 1; null when the whole is empty or unknown: a rate over nothing is not known, it is not 0. */
export function rate(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
