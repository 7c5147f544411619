/** The order of items in a connection: by a value, then by id. */
export type SortValue = number | bigint | string;

/** Where an item stands: sort value, then id. */
export interface Position {
  value: SortValue;
  id: bigint;
}

export function comparePositions(a: Position, b: Position): number {
  if (a.value < b.value) return -1;
  if (a.value > b.value) return 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
