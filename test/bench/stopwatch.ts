/** The last value, and how long each of the runs took. */
export interface Timed<T> {
  readonly value: T;
  readonly runsMs: readonly number[];
}

/** Runs one after the other; the first `warmUps` are not in the times. */
export async function timed<T>(
  run: () => T | Promise<T>,
  { runs, warmUps = 0 }: { runs: number; warmUps?: number },
): Promise<Timed<T>> {
  const runsMs: number[] = [];
  for (let i = 0; ; i++) {
    const from = performance.now();
    const value = await run();
    if (i >= warmUps) runsMs.push(performance.now() - from);
    if (runsMs.length === runs) return { value, runsMs };
  }
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
