import { periodOf } from "./calendar.ts";
import { attributeColumn } from "./customer-attributes.ts";
import { mantelHaenszelSums } from "./mantel-haenszel.ts";
import type { RiskDifference } from "./mantel-haenszel.ts";
import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { quantiles } from "./quantile.ts";
import { REPEAT_DAYS, repeatShare } from "./repeat-share.ts";
import type { RepeatShare } from "./repeat-share.ts";
import { shrunkEstimate, varianceOfEffects } from "./shrinkage.ts";
import type { ShrunkEstimate } from "./shrinkage.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** Fewer customers say too little of one product. */
const MIN_CUSTOMERS = 50;
const TOP_COUNTRIES = 5;
const TERCILES = [1 / 3, 2 / 3] as const;

interface FirstProductEffectRow {
  readonly product: string;
  readonly title: string | null;
  /** Customers whose first order contains it, and all other customers. */
  readonly withProduct: RepeatShare;
  readonly others: RepeatShare;
  /** Rate with it − rate of the others; null when there are no others. */
  readonly rawDifference: number | null;
  /** The difference among like customers; null when no stratum has both. */
  readonly adjusted: RiskDifference | null;
  /** Customers with the product in strata that have others to compare with. */
  readonly compared: number;
  /** The adjusted difference drawn towards 0 by how little its error lets it say; null when it has no error to go by. */
  readonly shrunk: ShrunkEstimate | null;
}

export interface FirstProductEffect {
  /** Customers whose first order is at least 90 days old, and those of them with a second order within 90 days. */
  readonly all: RepeatShare;
  /** By the lower bound of the shrunk difference, highest first; equal ones by key. Products with at least 50 customers. */
  readonly rows: readonly FirstProductEffectRow[];
  /** Products that began fewer customers. */
  readonly tooFewCustomers: number;
  /** τ: standard deviation of the true differences between products, as estimated. */
  readonly spread: number;
}

/**
 * With which first products a second order within 90 days is associated, METRICS section 9. "Associated with", never "causes":
 * customers choose their first product.
 *
 * Among customers with at least 90 days, those whose first order contains the product are compared with all others within strata
 * of month × country (the 5 with most such customers, and all others with the unknown ones) × discounted or not × channel ×
 * tercile of the first order's net sales (type 7 cut points; a value on a cut point is in the lower tercile), all of the first
 * order: Mantel-Haenszel risk difference, Sato's interval. Differences are shrunk by τ²/(τ² + s²), with τ² by the method of
 * moments of DerSimonian and Laird about 0 over all products listed.
 */
export function firstProductEffect(
  timelines: Timelines,
  options: { readonly asOf: number },
): FirstProductEffect | Unavailable<"noLines"> {
  return computed(firstProductEffectReport, timelines, options);
}

/** One entry per eligible customer, as cut points and top countries are only known of all together. */
interface EffectTally {
  readonly keys: readonly (string | null)[];
  readonly titles: readonly (string | null)[];
  readonly repeated: Uint8Array;
  /** Month ordinal, codes of country and channel, 1 for discounted, net sales; of the first order. */
  readonly month: Int32Array;
  readonly country: Uint32Array;
  readonly channel: Uint32Array;
  readonly discounted: Uint8Array;
  readonly netMinor: Float64Array;
  /** How many products each customer began with, at least one entry; and their codes, 0 for none known. */
  readonly productCount: Uint32Array;
  readonly products: Uint32Array;
}

export const firstProductEffectReport: MergeableReport<
  EffectTally | null,
  FirstProductEffect | Unavailable<"noLines">,
  { readonly asOf: number }
> = {
  tally: effectTally,
  merge: (tallies) => {
    const known = tallies.filter((tally) => tally !== null);
    if (known.length === 0) return null;
    const all = known.map((tally) => tally.repeated.length).reduce((a, b) => a + b, 0);
    const lines = known.map((tally) => tally.products.length).reduce((a, b) => a + b, 0);
    return {
      keys: known[0]!.keys,
      titles: known[0]!.titles,
      repeated: joined(
        new Uint8Array(all),
        known.map((tally) => tally.repeated),
      ),
      month: joined(
        new Int32Array(all),
        known.map((tally) => tally.month),
      ),
      country: joined(
        new Uint32Array(all),
        known.map((tally) => tally.country),
      ),
      channel: joined(
        new Uint32Array(all),
        known.map((tally) => tally.channel),
      ),
      discounted: joined(
        new Uint8Array(all),
        known.map((tally) => tally.discounted),
      ),
      netMinor: joined(
        new Float64Array(all),
        known.map((tally) => tally.netMinor),
      ),
      productCount: joined(
        new Uint32Array(all),
        known.map((tally) => tally.productCount),
      ),
      products: joined(
        new Uint32Array(lines),
        known.map((tally) => tally.products),
      ),
    };
  },
  value: (tally) => (tally === null ? { unavailable: "noLines" } : effectValue(tally)),
};

/** The parts one after the other, written into `into`. */
function joined<T extends Uint8Array | Int32Array | Uint32Array | Float64Array>(into: T, parts: readonly T[]): T {
  let at = 0;
  for (const part of parts) {
    into.set(part, at);
    at += part.length;
  }
  return into;
}

function effectTally(timelines: Timelines, { asOf }: { asOf: number }): EffectTally | null {
  const { customerIds, orderStart, day, netMinor, discountMinor, dimensions, lines } = timelines;
  if (lines === null) return null;
  const first = attributeColumn(timelines, "firstProduct");
  const start = first.start!;
  const n = customerIds.length;
  const columns = {
    repeated: new Uint8Array(n),
    month: new Int32Array(n),
    country: new Uint32Array(n),
    channel: new Uint32Array(n),
    discounted: new Uint8Array(n),
    netMinor: new Float64Array(n),
    productCount: new Uint32Array(n),
  };
  const productCodes = new Uint32Array(first.codes.length);
  let count = 0;
  let codes = 0;
  const monthOfDay = new Map<number, number>();
  for (let i = 0; i < n; i++) {
    const o = orderStart[i]!;
    const joinedOn = day[o]!;
    if (asOf - joinedOn < REPEAT_DAYS) continue;
    let month = monthOfDay.get(joinedOn);
    if (month === undefined) monthOfDay.set(joinedOn, (month = periodOf(joinedOn, "month")));
    columns.repeated[count] = orderStart[i + 1]! - o > 1 && day[o + 1]! - joinedOn <= REPEAT_DAYS ? 1 : 0;
    columns.month[count] = month;
    columns.country[count] = dimensions.country.codes[o]!;
    columns.channel[count] = dimensions.channel.codes[o]!;
    columns.discounted[count] = discountMinor[o]! > 0 ? 1 : 0;
    columns.netMinor[count] = netMinor[o]!;
    columns.productCount[count++] = start[i + 1]! - start[i]!;
    for (let c = start[i]!; c < start[i + 1]!; c++) productCodes[codes++] = first.codes[c]!;
  }
  return {
    keys: first.values,
    titles: first.labels,
    repeated: columns.repeated.subarray(0, count),
    month: columns.month.subarray(0, count),
    country: columns.country.subarray(0, count),
    channel: columns.channel.subarray(0, count),
    discounted: columns.discounted.subarray(0, count),
    netMinor: columns.netMinor.subarray(0, count),
    productCount: columns.productCount.subarray(0, count),
    products: productCodes.subarray(0, codes),
  };
}

function effectValue(tally: EffectTally): FirstProductEffect {
  const { keys, titles, repeated } = tally;
  const strata = strataOf(tally);
  const people = new Float64Array(strata.count);
  const cases = new Float64Array(strata.count);
  let allCases = 0;
  for (let i = 0; i < repeated.length; i++) {
    people[strata.of[i]!]!++;
    cases[strata.of[i]!]! += repeated[i]!;
    allCases += repeated[i]!;
  }
  const beginners = beginnersOf(tally);
  const exposed = new Float64Array(strata.count);
  const exposedCases = new Float64Array(strata.count);
  const rows: Omit<FirstProductEffectRow, "shrunk">[] = [];
  let tooFewCustomers = 0;
  for (let product = 1; product < keys.length; product++) {
    const customers = beginners.customers.subarray(beginners.start[product], beginners.start[product + 1]);
    if (customers.length < MIN_CUSTOMERS) {
      if (customers.length > 0) tooFewCustomers++;
      continue;
    }
    const touched: number[] = [];
    let repeatedWith = 0;
    for (const customer of customers) {
      const stratum = strata.of[customer]!;
      if (exposed[stratum]!++ === 0) touched.push(stratum);
      exposedCases[stratum]! += repeated[customer]!;
      repeatedWith += repeated[customer]!;
    }
    const sums = mantelHaenszelSums();
    let compared = 0;
    for (const stratum of touched) {
      const inStratum = exposed[stratum]!;
      const withCases = exposedCases[stratum]!;
      sums.add(withCases, inStratum, cases[stratum]! - withCases, people[stratum]! - inStratum);
      if (people[stratum]! > inStratum) compared += inStratum;
      exposed[stratum] = 0;
      exposedCases[stratum] = 0;
    }
    const withProduct = repeatShare(customers.length, repeatedWith);
    const others = repeatShare(repeated.length - customers.length, allCases - repeatedWith);
    const rawDifference = others.rate === null ? null : withProduct.rate! - others.rate;
    const [key, title] = [keys[product]!, titles[product]!];
    rows.push({ product: key, title, withProduct, others, rawDifference, adjusted: sums.result(), compared });
  }
  return { all: repeatShare(repeated.length, allCases), tooFewCustomers, ...ranked(rows) };
}

/** The rows with their shrunk differences, by lower bound. */
function ranked(rows: readonly Omit<FirstProductEffectRow, "shrunk">[]): Pick<FirstProductEffect, "rows" | "spread"> {
  const known = rows.flatMap(({ adjusted }) => adjusted ?? []);
  const variance = varianceOfEffects(
    Float64Array.from(known, ({ difference }) => difference),
    Float64Array.from(known, ({ standardError }) => standardError),
  );
  const withShrunk = rows.map((row) => ({
    ...row,
    shrunk: row.adjusted && shrunkEstimate({ ...row.adjusted, value: row.adjusted.difference }, variance),
  }));
  // Rows come in the order of keys, and sorting keeps the order of equals.
  withShrunk.sort((a, b) => lowerBound(b) - lowerBound(a));
  return { rows: withShrunk, spread: Math.sqrt(variance) };
}

/** Below any difference there can be, where none is known. */
function lowerBound({ shrunk }: Pick<FirstProductEffectRow, "shrunk">): number {
  return shrunk?.low ?? -2;
}

/** Customers by first product: those of product p are `customers` of start[p] … start[p + 1] − 1. */
function beginnersOf({ keys, productCount, products }: EffectTally): { start: Uint32Array; customers: Uint32Array } {
  const start = new Uint32Array(keys.length + 1);
  for (let c = 0; c < products.length; c++) start[products[c]! + 1]!++;
  for (let p = 0; p < keys.length; p++) start[p + 1]! += start[p]!;
  const next = start.slice(0, keys.length);
  const customers = new Uint32Array(products.length);
  let c = 0;
  for (let i = 0; i < productCount.length; i++) {
    for (const end = c + productCount[i]!; c < end; c++) customers[next[products[c]!]!++] = i;
  }
  return { start, customers };
}

/** The stratum of each customer, numbered by first sight. */
function strataOf(tally: EffectTally): { of: Uint32Array; count: number } {
  const { month, country, channel, discounted, netMinor } = tally;
  const place = topPlaces(country);
  const cuts = quantiles(netMinor, TERCILES) ?? [];
  let channels = 1;
  for (let i = 0; i < channel.length; i++) channels = Math.max(channels, channel[i]! + 1);
  const numbers = new Map<number, number>();
  const of = new Uint32Array(month.length);
  for (let i = 0; i < month.length; i++) {
    const net = netMinor[i]!;
    const tercile = net > cuts[1]! ? 2 : net > cuts[0]! ? 1 : 0;
    const small = (tercile * 2 + discounted[i]!) * (TOP_COUNTRIES + 1) + place[country[i]!]!;
    const key = (month[i]! * channels + channel[i]!) * 6 * (TOP_COUNTRIES + 1) + small;
    let number = numbers.get(key);
    if (number === undefined) numbers.set(key, (number = numbers.size));
    of[i] = number;
  }
  return { of, count: numbers.size };
}

/** By country code: 0 to 4 for the countries with most customers (equal ones by code point), else 5. */
function topPlaces(country: Uint32Array): Uint8Array {
  let largest = 0;
  for (let i = 0; i < country.length; i++) largest = Math.max(largest, country[i]!);
  const customers = new Uint32Array(largest + 1);
  for (let i = 0; i < country.length; i++) customers[country[i]!]!++;
  const places = new Uint8Array(largest + 1).fill(TOP_COUNTRIES);
  Array.from(customers.keys())
    .filter((code) => code > 0)
    .sort((a, b) => customers[b]! - customers[a]!)
    .slice(0, TOP_COUNTRIES)
    .forEach((code, i) => (places[code] = i));
  return places;
}
