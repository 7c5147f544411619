import { joined } from "./joined-columns.ts";
import { mergedCounts } from "./kaplan-meier.ts";
import { valuesOfRanks } from "./quantile.ts";

/**
 * How often each amount occurs, in minor units: what an exact median needs, and small enough to be added up over parts of a shop.
 * `counts[a]` amounts equal a; the few that are negative or very large stand in `beyond`, in no particular order.
 */
export interface AmountCounts {
  readonly counts: Uint32Array;
  readonly beyond: Float64Array;
}

/** Amounts from here on are kept one by one: a table of them all would be larger than the processor's caches. */
const COUNTED_BELOW = 1 << 20;
const FIRST_SIZE = 1 << 14;

/** Amounts on their way into `AmountCounts`: the first `kept` of `beyond` are taken. */
export interface AmountCounter {
  counts: Uint32Array;
  beyond: Float64Array;
  kept: number;
}

export function amountCounter(): AmountCounter {
  return { counts: new Uint32Array(FIRST_SIZE), beyond: new Float64Array(16), kept: 0 };
}

/** Takes one amount, a whole number of minor units. */
export function addAmount(counter: AmountCounter, amount: number): void {
  if (amount >= 0 && amount < counter.counts.length) counter.counts[amount]!++;
  else addUnusual(counter, amount);
}

function addUnusual(counter: AmountCounter, amount: number): void {
  if (amount >= 0 && amount < COUNTED_BELOW) {
    const larger = new Uint32Array(2 ** (Math.floor(Math.log2(amount)) + 1));
    larger.set(counter.counts);
    counter.counts = larger;
    counter.counts[amount]!++;
    return;
  }
  if (counter.kept === counter.beyond.length) {
    const larger = new Float64Array(2 * counter.kept);
    larger.set(counter.beyond);
    counter.beyond = larger;
  }
  counter.beyond[counter.kept++] = amount;
}

export function amountCounts({ counts, beyond, kept }: AmountCounter): AmountCounts {
  return { counts, beyond: beyond.subarray(0, kept) };
}

/** The counts of disjoint sets of amounts together. */
export function mergedAmounts(parts: readonly AmountCounts[]): AmountCounts {
  const counts = mergedCounts(parts.map((part) => part.counts));
  return { counts, beyond: joined(parts.map((part) => part.beyond)) };
}

/** How many amounts there are, and their sum; exact up to 2^53. */
export function totalOfAmounts({ counts, beyond }: AmountCounts): { amounts: number; totalMinor: number } {
  let amounts = beyond.length;
  let totalMinor = 0;
  for (let a = 0; a < counts.length; a++) {
    amounts += counts[a]!;
    totalMinor += counts[a]! * a;
  }
  for (const amount of beyond) totalMinor += amount;
  return { amounts, totalMinor };
}

/** The middle amount (mean of the two middle ones, so it may end in a half); null without amounts. */
export function medianAmount(amounts: AmountCounts): number | null {
  const { counts, beyond } = amounts;
  let counted = 0;
  for (let a = 0; a < counts.length; a++) counted += counts[a]!;
  const n = counted + beyond.length;
  if (n === 0) return null;
  const low = amountOfRank(amounts, counted, Math.floor((n - 1) / 2));
  const high = n % 2 === 1 ? low : amountOfRank(amounts, counted, n / 2);
  return low + (high - low) / 2;
}

/** The amount at a rank, 0 being the smallest: negative ones come before the counted ones, very large ones after them. */
function amountOfRank({ counts, beyond }: AmountCounts, counted: number, rank: number): number {
  const negative = beyond.filter((amount) => amount < 0);
  if (rank < negative.length) return valuesOfRanks(negative, [rank])[0]!;
  let left = rank - negative.length;
  if (left >= counted) {
    const large = beyond.filter((amount) => amount >= 0);
    return valuesOfRanks(large, [left - counted])[0]!;
  }
  let amount = 0;
  while (left >= counts[amount]!) left -= counts[amount++]!;
  return amount;
}
