/** Entry k is the sum of the entries up to and with k. */
export function runningSums(values: Iterable<number>): number[] {
  let sum = 0;
  return Array.from(values, (value) => (sum += value));
}
