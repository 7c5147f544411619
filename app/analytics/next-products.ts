import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ordersUntil } from "./orders-until.ts";
import { pairCounts } from "./pair-counts.ts";
import type { PairColumns, PairCounts } from "./pair-counts.ts";
import { valuesOfRanks } from "./quantile.ts";
import { rate } from "./rate.ts";
import { shrunkEstimate, varianceOfEffects } from "./shrinkage.ts";
import type { ShrunkEstimate } from "./shrinkage.ts";
import type { OrderLines, Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** Fewer customers say too little of a product on either side. */
const MIN_CUSTOMERS = 50;
/** Fewer expected pairs: the logarithm of the lift is too far from normal for its interval. */
const MIN_EXPECTED = 5;
/** Two wholesale baskets pair everything with everything; customers beyond this say little and would cost the most. */
const MOST_PAIRS_OF_CUSTOMER = 10_000;

interface NextProductRow {
  readonly product: string;
  readonly title: string | null;
  readonly next: string;
  readonly nextTitle: string | null;
  /** Customers who began with `product` and have a second order; those of them whose second order contains `next`; their share. */
  readonly customers: number;
  readonly bought: number;
  readonly share: number | null;
  /** That share ÷ the share of all second orders that contain `next`: 1 when the two have nothing to do with each other. */
  readonly lift: number;
  /** The lift drawn towards 1 on the log scale, with its 95 % interval. */
  readonly shrunkLift: { readonly value: number; readonly low: number; readonly high: number };
}

export interface NextProducts {
  /** Customers with a second order; both orders have lines with products. */
  readonly customers: number;
  /** Customers left out because their two orders hold more than 10 000 pairs of products. */
  readonly tooManyProducts: number;
  /** By the lower bound of the shrunk lift, highest first; equal ones by keys. */
  readonly rows: readonly NextProductRow[];
  /** Pairs that were compared: at least 50 customers on each side, at least 5 expected together. */
  readonly pairs: number;
  /** τ: standard deviation of ln lift between pairs, as estimated. */
  readonly spread: number;
}

export interface NextProductsOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  /** How many pairs have a row; 100 unless named. */
  readonly most?: number;
}

/**
 * What customers buy in their second order after what they bought in the first, METRICS section 9. "Associated with", not "causes".
 *
 * Over the N customers with two orders that have lines: x of n whose first order contains a have b in the second, m of N have b in the
 * second; lift = (x/n)/(m/N). Pairs with n ≥ 50, m ≥ 50 and n·m/N ≥ 5 are compared, those that never occurred too. On the log scale with
 * half a case added, y = ln((x + ½)/(n·m/N + ½)), s² = 1/(x + ½) − 1/(n + 1) + 1/(m + ½) − 1/(N + 1); shrunk by τ²/(τ² + s²) with
 * τ² by the method of moments about 0 over all pairs compared.
 */
export function nextProducts(
  timelines: Timelines,
  options: NextProductsOptions,
): NextProducts | Unavailable<"noLines"> {
  return computed(nextProductsReport, timelines, options);
}

interface NextProductsTally {
  readonly keys: readonly (string | null)[];
  readonly titles: readonly (string | null)[];
  readonly customers: number;
  readonly tooManyProducts: number;
  /** Customers by product code of the first and of the second order. */
  readonly inFirst: Float64Array;
  readonly inSecond: Float64Array;
  readonly pairs: PairColumns;
}

export const nextProductsReport: MergeableReport<
  NextProductsTally | null,
  NextProducts | Unavailable<"noLines">,
  NextProductsOptions
> = {
  tally: nextProductsTally,
  merge: (tallies) => {
    const known = tallies.filter((tally) => tally !== null);
    if (known.length === 0) return null;
    return {
      keys: known[0]!.keys,
      titles: known[0]!.titles,
      customers: sum(known, (tally) => tally.customers),
      tooManyProducts: sum(known, (tally) => tally.tooManyProducts),
      inFirst: addedUp(known.map((tally) => tally.inFirst)),
      inSecond: addedUp(known.map((tally) => tally.inSecond)),
      pairs: countsOf(known.map((tally) => tally.pairs)).columns(),
    };
  },
  value: (tally, { most = 100 }) => (tally === null ? { unavailable: "noLines" } : nextProductsValue(tally, most)),
};

function nextProductsTally(timelines: Timelines, { asOf }: NextProductsOptions): NextProductsTally | null {
  const { customerIds, orderStart, lines } = timelines;
  if (lines === null) return null;
  const { keys, titles } = lines.products;
  const frequent = frequentProducts(lines);
  const inFirst = new Float64Array(keys.length);
  const inSecond = new Float64Array(keys.length);
  const pairs = pairCounts();
  let before = new Uint32Array(64);
  let after = new Uint32Array(64);
  let customers = 0;
  let tooManyProducts = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const o = orderStart[i]!;
    if (ordersUntil(timelines, i, asOf) - o < 2) continue;
    const room = Math.max(lines.start[o + 1]! - lines.start[o]!, lines.start[o + 2]! - lines.start[o + 1]!);
    if (room > before.length) {
      before = new Uint32Array(2 * room);
      after = new Uint32Array(2 * room);
    }
    const firsts = distinctProducts(lines, o, before);
    const seconds = distinctProducts(lines, o + 1, after);
    if (firsts === 0 || seconds === 0) continue;
    if (firsts * seconds > MOST_PAIRS_OF_CUSTOMER) {
      tooManyProducts++;
      continue;
    }
    customers++;
    for (let b = 0; b < seconds; b++) inSecond[after[b]!]!++;
    for (let a = 0; a < firsts; a++) {
      const first = before[a]!;
      inFirst[first]!++;
      if (frequent[first] === 0) continue;
      for (let b = 0; b < seconds; b++) if (frequent[after[b]!] === 1) pairs.add(first, after[b]!, 1);
    }
  }
  return { keys, titles, customers, tooManyProducts, inFirst, inSecond, pairs: pairs.columns() };
}

/**
 * 1 for products with at least 50 lines in the shop: no other can have 50 customers on either side, so that rare products need no
 * pairs. Views of a shop share its lines, hence count the same pairs.
 */
function frequentProducts({ product, products }: OrderLines): Uint8Array {
  const lineCount = new Uint32Array(products.keys.length);
  for (let l = 0; l < product.length; l++) lineCount[product[l]!]!++;
  return Uint8Array.from(lineCount, (count) => (count >= MIN_CUSTOMERS ? 1 : 0));
}

/** Writes the codes of the different products of an order into `into`; returns how many. Lines are sorted by product. */
function distinctProducts({ start, product }: OrderLines, order: number, into: Uint32Array): number {
  let count = 0;
  for (let l = start[order]!; l < start[order + 1]!; l++) {
    const code = product[l]!;
    if (code !== 0 && (count === 0 || into[count - 1] !== code)) into[count++] = code;
  }
  return count;
}

/** The pairs of all parts that `matters` does not leave out. */
function countsOf(parts: readonly PairColumns[], matters?: (first: number, second: number) => boolean): PairCounts {
  const pairs = pairCounts();
  for (const { first, second, count } of parts) {
    for (let i = 0; i < count.length; i++) {
      if (matters === undefined || matters(first[i]!, second[i]!)) pairs.add(first[i]!, second[i]!, count[i]!);
    }
  }
  return pairs;
}

function nextProductsValue(tally: NextProductsTally, most: number): NextProducts {
  const { keys, titles, customers, tooManyProducts, inFirst, inSecond } = tally;
  const { first, second, bought, values, standardErrors } = comparedPairs(tally);
  const variance = varianceOfEffects(values, standardErrors);
  const shrunk = (i: number): ShrunkEstimate =>
    shrunkEstimate({ value: values[i]!, standardError: standardErrors[i]! }, variance)!;
  const low = Float64Array.from(values, (_, i) => shrunk(i).low);
  const n = values.length;
  const least = most > 0 && n > most ? valuesOfRanks(low, [n - most])[0]! : -Infinity;
  const best: number[] = [];
  for (let i = 0; i < n; i++) if (low[i]! >= least) best.push(i);
  best.sort((x, y) => low[y]! - low[x]! || first[x]! - first[y]! || second[x]! - second[y]!);
  const rows = best.slice(0, most).map((i) => {
    const [a, b, of] = [first[i]!, second[i]!, shrunk(i)];
    return {
      product: keys[a]!,
      title: titles[a]!,
      next: keys[b]!,
      nextTitle: titles[b]!,
      customers: inFirst[a]!,
      bought: bought[i]!,
      share: rate(bought[i]!, inFirst[a]!),
      lift: (bought[i]! * customers) / (inFirst[a]! * inSecond[b]!),
      shrunkLift: { value: Math.exp(of.value), low: Math.exp(of.low), high: Math.exp(of.high) },
    };
  });
  return { customers, tooManyProducts, rows, pairs: n, spread: Math.sqrt(variance) };
}

/** All pairs with enough customers, as columns: codes, customers with both, ln lift and its standard error. */
interface ComparedPairs {
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  readonly bought: Float64Array;
  readonly values: Float64Array;
  readonly standardErrors: Float64Array;
}

function comparedPairs({ customers, inFirst, inSecond, pairs }: NextProductsTally): ComparedPairs {
  const isCompared = (a: number, b: number): boolean =>
    inFirst[a]! >= MIN_CUSTOMERS &&
    inSecond[b]! >= MIN_CUSTOMERS &&
    (inFirst[a]! * inSecond[b]!) / customers >= MIN_EXPECTED;
  const counts = countsOf([pairs], isCompared);
  const often = (column: Float64Array): number[] =>
    Array.from(column.keys())
      .filter((code) => column[code]! >= MIN_CUSTOMERS)
      .sort((a, b) => column[b]! - column[a]!);
  const seconds = often(inSecond);
  // Seconds come with most customers first, so those that a product is compared with are the first ones.
  const firsts = often(inFirst).map((code) => ({ code, compared: leadingCount(seconds, (b) => isCompared(code, b)) }));
  const n = firsts.reduce((total, { compared }) => total + compared, 0);
  const columns = {
    first: new Uint32Array(n),
    second: new Uint32Array(n),
    bought: new Float64Array(n),
    values: new Float64Array(n),
    standardErrors: new Float64Array(n),
  };
  let row = 0;
  for (const { code: a, compared } of firsts) {
    for (let s = 0; s < compared; s++, row++) {
      const b = seconds[s]!;
      const both = counts.countOf(a, b);
      const expected = (inFirst[a]! * inSecond[b]!) / customers;
      columns.first[row] = a;
      columns.second[row] = b;
      columns.bought[row] = both;
      columns.values[row] = Math.log((both + 0.5) / (expected + 0.5));
      columns.standardErrors[row] = Math.sqrt(
        1 / (both + 0.5) - 1 / (inFirst[a]! + 1) + 1 / (inSecond[b]! + 0.5) - 1 / (customers + 1),
      );
    }
  }
  return columns;
}

/** How many entries from the beginning hold. */
function leadingCount(codes: readonly number[], holds: (code: number) => boolean): number {
  const index = codes.findIndex((code) => !holds(code));
  return index < 0 ? codes.length : index;
}
