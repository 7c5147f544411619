/**
 * Quantiles with linear interpolation between order statistics (R type 7, numpy's default): position (n − 1)·p, counted
 * from 0. Where that is a whole number, for the quarters and fifths used here, floating point gives it exactly, so that a
 * quantile that is a value of the data is that value and ties against it hold.
 */
function position(n: number, p: number): { index: number; fraction: number } {
  const exact = (n - 1) * p;
  const index = Math.floor(exact);
  return { index, fraction: exact - index };
}

function interpolated(low: number, high: number, fraction: number): number {
  // From the nearer end, as numpy does, so that equal ends give exactly their value.
  return fraction < 0.5 ? low + (high - low) * fraction : high - (high - low) * (1 - fraction);
}

/** Quantiles of the values for each p of `ps`; null without values. Linear in their number. */
export function quantiles(values: Float64Array, ps: readonly number[]): number[] | null {
  if (values.length === 0) return null;
  const positions = ps.map((p) => position(values.length, p));
  const last = values.length - 1;
  const ranks = positions.flatMap(({ index }) => [index, Math.min(index + 1, last)]);
  const found = valuesOfRanks(values, ranks);
  return positions.map(({ fraction }, i) =>
    fraction === 0 ? found[2 * i]! : interpolated(found[2 * i]!, found[2 * i + 1]!, fraction),
  );
}

/** The middle value (mean of the two middle ones); null without values. */
export function median(values: Float64Array): number | null {
  return quantiles(values, [0.5])?.[0] ?? null;
}

const BUCKETS = 1 << 15;
const FEW = 4096;

/**
 * The values at the given ranks (0 = smallest) of the sorted order, without sorting: values are counted in buckets of equal
 * width, and only the buckets that hold a rank are looked into, again in the same way. Unlike selection by pivots it takes no
 * branch that depends on the values, which makes it several times faster on millions of them.
 */
export function valuesOfRanks(values: Float64Array, ranks: readonly number[]): number[] {
  const n = values.length;
  if (n <= FEW) return valuesBySorting(values, ranks);
  const [min, max] = extent(values);
  if (min === max) return ranks.map(() => min);
  const perUnit = (BUCKETS - 1) / (max - min);
  const sizes = new Uint32Array(BUCKETS);
  for (let i = 0; i < n; i++) sizes[((values[i]! - min) * perUnit) | 0]!++;

  const places = ranks.map((rank) => {
    let bucket = 0;
    let before = 0;
    while (before + sizes[bucket]! <= rank) before += sizes[bucket++]!;
    return { bucket, rank: rank - before };
  });
  const buckets = [...new Set(places.map((place) => place.bucket))];
  // All in one bucket: values so close that their distances have no width left to divide.
  if (sizes[buckets[0]!] === n) return valuesBySorting(values, ranks);
  // One pass takes the values out of all the buckets that are looked into; `next` says where each bucket's next value goes.
  const next = new Int32Array(BUCKETS).fill(-1);
  const starts: number[] = [];
  let room = 0;
  for (const bucket of buckets) {
    starts.push(room);
    next[bucket] = room;
    room += sizes[bucket]!;
  }
  const inside = new Float64Array(room);
  for (let i = 0; i < n; i++) {
    const value = values[i]!;
    const bucket = ((value - min) * perUnit) | 0;
    const to = next[bucket]!;
    if (to >= 0) {
      inside[to] = value;
      next[bucket] = to + 1;
    }
  }
  const results = new Array<number>(ranks.length);
  buckets.forEach((bucket, b) => {
    const wanted = [...places.keys()].filter((i) => places[i]!.bucket === bucket);
    const found = valuesOfRanks(
      inside.subarray(starts[b]!, starts[b]! + sizes[bucket]!),
      wanted.map((i) => places[i]!.rank),
    );
    wanted.forEach((i, k) => (results[i] = found[k]!));
  });
  return results;
}

/** The smallest and the largest of the values. */
function extent(values: Float64Array): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

function valuesBySorting(values: Float64Array, ranks: readonly number[]): number[] {
  const sorted = values.slice().sort();
  return ranks.map((rank) => sorted[rank]!);
}

/** How often each whole number from 0 to the largest occurs. */
export function countsOf(values: Int32Array): Uint32Array {
  let max = 0;
  for (let i = 0; i < values.length; i++) max = Math.max(max, values[i]!);
  const counts = new Uint32Array(max + 1);
  for (let i = 0; i < values.length; i++) counts[values[i]!]!++;
  return counts;
}

/** The quantile of whole numbers given as counts: `counts[v]` values equal v. Null when all counts are 0. */
export function quantileOfCounts(counts: Uint32Array, p: number): number | null {
  let n = 0;
  for (let v = 0; v < counts.length; v++) n += counts[v]!;
  if (n === 0) return null;
  const { index, fraction } = position(n, p);
  let seen = 0;
  let v = 0;
  while (seen + counts[v]! <= index) seen += counts[v++]!;
  if (fraction === 0 || seen + counts[v]! > index + 1) return v;
  let next = v + 1;
  while (counts[next] === 0) next++;
  return interpolated(v, next, fraction);
}
