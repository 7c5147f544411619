import { attributeColumn } from "./customer-attributes.ts";
import type { AttributeColumn } from "./customer-attributes.ts";
import { LIFECYCLE_STAGES } from "./lifecycle-stage.ts";
import { lifecycle } from "./lifecycle.ts";
import { ordersUntil } from "./orders-until.ts";
import { quantileOfCounts } from "./quantile.ts";
import { rate } from "./rate.ts";
import { RFM_GROUPS, rfmScores } from "./rfm.ts";
import type { Timelines } from "./timelines.ts";
import { isUnavailable } from "./unavailable.ts";
import type { Unavailable } from "./unavailable.ts";

/**
 * No figure is shown of fewer people than this, not even their number: a handful of people are no type, and their city, language and
 * product could give them away.
 */
export const FEWEST_PEOPLE = 30;
const MOST_VALUES = 5;

/** Values that at least 30 of a segment's customers share, most customers first, at most 5. */
interface PersonaValues {
  /** The segment's customers of whom any value is known: the cases of each share. Null when fewer than 30. */
  readonly known: number | null;
  readonly values: readonly {
    readonly value: string;
    readonly label: string | null;
    readonly customers: number;
    readonly share: number;
  }[];
}

/** What is typical of a segment's customers, from all their orders up to the day. */
interface PersonaFigures {
  readonly customers: number;
  readonly orders: number;
  readonly ordersPerCustomer: number;
  /** Net sales ÷ orders; null without money. Cases: orders. */
  readonly averageOrderValueMinor: number | null;
  /** Share of orders with a discount; null without money. Cases: orders. */
  readonly discountShare: number | null;
  /** Days between successive distinct order days; null when fewer than 30 customers have any. */
  readonly daysBetweenOrders: {
    /** Cases. */
    readonly gaps: number;
    readonly customers: number;
    readonly p25: number;
    readonly median: number;
    readonly p75: number;
  } | null;
  /** Products bought in any order, by key; label: title. A customer can have several. */
  readonly products: PersonaValues;
  /** Of the first order, as the attributes a report is restricted by. */
  readonly channels: PersonaValues;
  readonly countries: PersonaValues;
  /** Of the person, as known today. */
  readonly languages: PersonaValues;
  readonly cities: PersonaValues;
}

export interface PersonaSegment {
  /** One of RFM_GROUPS, or of the buyers' LIFECYCLE_STAGES. */
  readonly segment: string;
  /** Null: fewer than 30 people, of whom nothing is shown. */
  readonly figures: PersonaFigures | null;
}

export interface PersonasOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  readonly by: "rfm" | "stage";
}

/** Data for a card of the typical member of each buyer segment; segments without customers are not listed. */
export function personas(
  timelines: Timelines,
  { asOf, by }: PersonasOptions,
): readonly PersonaSegment[] | Unavailable<"noMoney" | "noOrders"> {
  const n = timelines.customerIds.length;
  const segmentOf = new Int16Array(n).fill(-1);
  const names: readonly string[] = by === "rfm" ? RFM_GROUPS : LIFECYCLE_STAGES;
  if (by === "rfm") {
    const scores = rfmScores(timelines, asOf);
    if (isUnavailable(scores)) return scores;
    for (let k = 0; k < scores.customers.length; k++) segmentOf[scores.customers[k]!] = scores.group[k]!;
  } else {
    const { customers, stage } = lifecycle(timelines, asOf);
    for (let k = 0; k < customers.length; k++) segmentOf[customers[k]!] = stage[k]!;
  }
  return personaSegments(timelines, { asOf, segmentOf, names });
}

/** Where each customer belongs: an index into `names`, or −1 for nowhere. */
interface Segmentation {
  readonly asOf: number;
  readonly segmentOf: Int16Array;
  readonly names: readonly string[];
}

function personaSegments(timelines: Timelines, segmentation: Segmentation): PersonaSegment[] {
  const { names } = segmentation;
  const sums = segmentSums(timelines, segmentation);
  const products = productCounts(timelines, segmentation);
  const of = (attribute: "channel" | "country" | "language" | "city"): ValueCounts =>
    valueCounts(attributeColumn(timelines, attribute), segmentation);
  const [channels, countries, languages, cities] = [of("channel"), of("country"), of("language"), of("city")];
  const { hasMoney } = timelines;
  const figures = (s: number): PersonaFigures | null => {
    const [customers, orders] = [sums.customers[s]!, sums.orders[s]!];
    if (customers < FEWEST_PEOPLE) return null;
    return {
      customers,
      orders,
      ordersPerCustomer: orders / customers,
      averageOrderValueMinor: hasMoney ? rate(sums.netMinor[s]!, orders) : null,
      discountShare: hasMoney ? rate(sums.discounted[s]!, orders) : null,
      daysBetweenOrders: daysBetween(sums.gaps[s]!, sums.withGaps[s]!),
      products: personaValues(products, s),
      channels: personaValues(channels, s),
      countries: personaValues(countries, s),
      languages: personaValues(languages, s),
      cities: personaValues(cities, s),
    };
  };
  return names.flatMap((segment, s) => (sums.customers[s]! > 0 ? { segment, figures: figures(s) } : []));
}

/** Sums by segment. */
interface SegmentSums {
  readonly customers: Float64Array;
  readonly orders: Float64Array;
  readonly netMinor: Float64Array;
  readonly discounted: Float64Array;
  /** Customers with two distinct order days or more; and how often each gap in days occurs. */
  readonly withGaps: Float64Array;
  readonly gaps: readonly Uint32Array[];
}

function segmentSums(timelines: Timelines, { asOf, segmentOf, names }: Segmentation): SegmentSums {
  const { customerIds, orderStart, day, netMinor, discountMinor } = timelines;
  let longest = 0;
  for (let i = 0; i < customerIds.length; i++) longest = Math.max(longest, asOf - day[orderStart[i]!]!);
  const column = (): Float64Array => new Float64Array(names.length);
  const [customers, orders, net, discounted, withGaps] = [column(), column(), column(), column(), column()];
  const gaps = names.map(() => new Uint32Array(longest + 1));
  for (let i = 0; i < customerIds.length; i++) {
    const s = segmentOf[i]!;
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (s < 0 || end === start) continue;
    customers[s]!++;
    orders[s]! += end - start;
    if (day[end - 1]! > day[start]!) withGaps[s]!++;
    for (let o = start; o < end; o++) {
      net[s]! += netMinor[o]!;
      if (discountMinor[o]! > 0) discounted[s]!++;
      if (o > start && day[o]! > day[o - 1]!) gaps[s]![day[o]! - day[o - 1]!]!++;
    }
  }
  return { customers, orders, netMinor: net, discounted, withGaps, gaps };
}

function daysBetween(gaps: Uint32Array, customers: number): PersonaFigures["daysBetweenOrders"] {
  if (customers < FEWEST_PEOPLE) return null;
  let count = 0;
  for (let gap = 0; gap < gaps.length; gap++) count += gaps[gap]!;
  const quantile = (p: number): number => quantileOfCounts(gaps, p)!;
  return { gaps: count, customers, p25: quantile(0.25), median: quantile(0.5), p75: quantile(0.75) };
}

/** Customers by segment and value: entry s · (number of values) + code. `known` counts those with any value but null. */
interface ValueCounts {
  readonly values: readonly (string | null)[];
  readonly labels: readonly (string | null)[];
  readonly customers: Uint32Array;
  readonly known: Uint32Array;
}

function valueCounts({ values, labels, codes }: AttributeColumn, { segmentOf, names }: Segmentation): ValueCounts {
  const customers = new Uint32Array(names.length * values.length);
  const known = new Uint32Array(names.length);
  for (let i = 0; i < segmentOf.length; i++) {
    const s = segmentOf[i]!;
    if (s < 0 || codes[i] === 0) continue;
    customers[s * values.length + codes[i]!]!++;
    known[s]!++;
  }
  return { values, labels, customers, known };
}

function productCounts(timelines: Timelines, { asOf, segmentOf, names }: Segmentation): ValueCounts {
  const { customerIds, orderStart, lines } = timelines;
  const values = lines?.products.keys ?? [null];
  const labels = lines?.products.titles ?? [null];
  const customers = new Uint32Array(names.length * values.length);
  const known = new Uint32Array(names.length);
  // The last customer seen with each product, counted from 1.
  const buyer = new Uint32Array(values.length);
  for (let i = 0; lines !== null && i < customerIds.length; i++) {
    const s = segmentOf[i]!;
    if (s < 0) continue;
    let any = false;
    for (let l = lines.start[orderStart[i]!]!; l < lines.start[ordersUntil(timelines, i, asOf)]!; l++) {
      const code = lines.product[l]!;
      if (code === 0 || buyer[code] === i + 1) continue;
      buyer[code] = i + 1;
      customers[s * values.length + code]!++;
      any = true;
    }
    if (any) known[s]!++;
  }
  return { values, labels, customers, known };
}

function personaValues({ values, labels, customers, known }: ValueCounts, s: number): PersonaValues {
  const cases = known[s]!;
  if (cases < FEWEST_PEOPLE) return { known: null, values: [] };
  const of = (code: number): number => customers[s * values.length + code]!;
  // Codes ascend by code point, and sorting keeps the order of equals.
  const shared = Array.from(values.keys())
    .filter((code) => of(code) >= FEWEST_PEOPLE)
    .sort((a, b) => of(b) - of(a))
    .slice(0, MOST_VALUES);
  return {
    known: cases,
    values: shared.map((code) => ({
      value: values[code]!,
      label: labels[code]!,
      customers: of(code),
      share: of(code) / cases,
    })),
  };
}
