/** States what must be true here. A failure is a bug of ours: it throws and says which. */
export function invariant(condition: unknown, what: string): asserts condition {
  if (!condition) throw new Error(`Invariant broken: ${what}`);
}
