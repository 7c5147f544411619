/** The first index of the ascending column whose value is at least `value`; its length when there is none. */
export function firstFrom<T extends number | bigint>(column: ArrayLike<T>, value: T): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
