import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { ratedTimelines } from "./order-kinds.ts";
import { guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { REPEAT_DAYS, repeatShare } from "./repeat-share.ts";
import type { RepeatShare } from "./repeat-share.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

export interface ProductsOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  /** How many products have a row; 100 unless named. */
  readonly most?: number;
}

interface ProductRow {
  /** The source's key; null: lines without a product. */
  readonly product: string | null;
  readonly title: string | null;
  /** Customers with an order that contains it. Guests are in the three figures of sales below, and in no other. */
  readonly customers: number;
  /** Orders that contain it, guests' included. */
  readonly orders: number;
  readonly units: number;
  /** Net sales of its lines; null without money. */
  readonly netSalesMinor: number | null;
  /** Customers whose first order contains it, and their share of the customers whose first order has lines. */
  readonly firstCustomers: number;
  readonly shareAsFirst: number | null;
  /** Among those who began with it. */
  readonly repeatWithin90Days: RepeatShare;
}

export interface Products {
  /** Most net sales first (most units without money), equal ones by key. */
  readonly rows: readonly ProductRow[];
  /** The products without a row. Customers and orders of several products overlap and have no sum. */
  readonly other: { readonly products: number; readonly units: number; readonly netSalesMinor: number | null };
  /** Over all lines: rows and others add up to the units and net sales here. */
  readonly totals: {
    readonly products: number;
    /** Customers with an order that has lines; customers whose first order has lines. */
    readonly customers: number;
    readonly firstCustomers: number;
    /** Orders with lines, guests' included; orders of which the source tells no lines. */
    readonly orders: number;
    readonly ordersWithoutLines: number;
    readonly units: number;
    readonly netSalesMinor: number | null;
  };
}

/** What was bought, by whom, and who came back after beginning with it, METRICS section 9. Net sales by order date. */
export function products(timelines: Timelines, options: ProductsOptions): Products | Unavailable<"noLines"> {
  return computed(productsReport, timelines, options);
}

/** Figures of product p stand in one place of the column, at p · WIDTH + one of these. */
const UNITS = 0;
const NET = 1;
const ORDERS = 2;
const CUSTOMERS = 3;
const FIRST = 4;
const ELIGIBLE = 5;
const REPEATED = 6;
const WIDTH = 7;

interface ProductsTally {
  readonly hasMoney: boolean;
  readonly keys: readonly (string | null)[];
  readonly titles: readonly (string | null)[];
  readonly figures: Float64Array;
  readonly customers: number;
  readonly firstCustomers: number;
  readonly orders: number;
  readonly ordersWithoutLines: number;
}

export const productsReport: MergeableReport<ProductsTally | null, Products | Unavailable<"noLines">, ProductsOptions> =
  {
    tally: productsTally,
    merge: (tallies) => {
      const known = tallies.filter((tally) => tally !== null);
      if (known.length === 0) return null;
      return {
        ...known[0]!,
        figures: addedUp(known.map((tally) => tally.figures)),
        customers: sum(known, (tally) => tally.customers),
        firstCustomers: sum(known, (tally) => tally.firstCustomers),
        orders: sum(known, (tally) => tally.orders),
        ordersWithoutLines: sum(known, (tally) => tally.ordersWithoutLines),
      };
    },
    value: (tally, { most = 100 }) => (tally === null ? { unavailable: "noLines" } : productsValue(tally, most)),
  };

/**
 * The same of a shop with orders of several kinds: sales and who bought are those of all counted orders, beginning with a product
 * and coming back those of the orders that count in customer rates (order-kinds.ts).
 */
export const productsOfAllKindsReport: typeof productsReport = {
  ...productsReport,
  tally: (timelines, options) => {
    const sales = productsTally(timelines, options);
    const rated = ratedTimelines(timelines);
    const customers = rated === timelines ? null : productsTally(rated, options);
    if (sales === null || customers === null) return sales;
    const figures = sales.figures;
    for (let at = 0; at < figures.length; at += WIDTH) {
      for (const figure of [FIRST, ELIGIBLE, REPEATED]) figures[at + figure] = customers.figures[at + figure]!;
    }
    return { ...sales, firstCustomers: customers.firstCustomers };
  },
};

function productsTally(timelines: Timelines, { asOf }: ProductsOptions): ProductsTally | null {
  const { customerIds, orderStart, day, lines } = timelines;
  if (lines === null) return null;
  const { start: lineStart, product, quantity, netMinor } = lines;
  const { keys, titles } = lines.products;
  const figures = new Float64Array(keys.length * WIDTH);
  // The last customer seen with each product, counted from 1.
  const buyer = new Uint32Array(keys.length);
  let customers = 0;
  let firstCustomers = 0;
  let orders = 0;
  let ordersWithoutLines = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const eligible = asOf - day[start]! >= REPEAT_DAYS;
    const repeated = eligible && end - start > 1 && day[start + 1]! - day[start]! <= REPEAT_DAYS;
    let withLines = 0;
    for (let o = start; o < end; o++) {
      const to = lineStart[o + 1]!;
      if (lineStart[o] === to) continue;
      withLines++;
      let previous = -1;
      for (let l = lineStart[o]!; l < to; l++) {
        const code = product[l]!;
        const at = code * WIDTH;
        figures[at + UNITS]! += quantity[l]!;
        figures[at + NET]! += netMinor[l]!;
        // Lines of an order are sorted by product.
        if (code === previous) continue;
        previous = code;
        figures[at + ORDERS]!++;
        if (buyer[code] !== i + 1) {
          buyer[code] = i + 1;
          figures[at + CUSTOMERS]!++;
        }
        if (o === start) {
          figures[at + FIRST]!++;
          if (eligible) figures[at + ELIGIBLE]!++;
          if (repeated) figures[at + REPEATED]!++;
        }
      }
    }
    if (withLines > 0) customers++;
    if (lineStart[start + 1]! > lineStart[start]!) firstCustomers++;
    orders += withLines;
    ordersWithoutLines += end - start - withLines;
  }
  const guests = guestsUntil(timelines, asOf);
  for (let o = day.length; o < day.length + guests; o++) {
    const to = lineStart[o + 1]!;
    if (lineStart[o] === to) ordersWithoutLines++;
    else orders++;
    let previous = -1;
    for (let l = lineStart[o]!; l < to; l++) {
      const at = product[l]! * WIDTH;
      figures[at + UNITS]! += quantity[l]!;
      figures[at + NET]! += netMinor[l]!;
      if (product[l] !== previous) figures[at + ORDERS]!++;
      previous = product[l]!;
    }
  }
  const { hasMoney } = timelines;
  return { hasMoney, keys, titles, figures, customers, firstCustomers, orders, ordersWithoutLines };
}

function productsValue(tally: ProductsTally, most: number): Products {
  const { hasMoney, keys, titles, figures } = tally;
  const of = (code: number, figure: number): number => figures[code * WIDTH + figure]!;
  const rankBy = hasMoney ? NET : UNITS;
  // Codes ascend by key, and sorting keeps the order of equals.
  const sold = Array.from(keys.keys())
    .filter((code) => of(code, ORDERS) > 0)
    .sort((a, b) => of(b, rankBy) - of(a, rankBy));
  const total = (codes: readonly number[], figure: number): number =>
    codes.reduce((sum, code) => sum + of(code, figure), 0);
  const sales = (codes: readonly number[]): { products: number; units: number; netSalesMinor: number | null } => ({
    products: codes.length,
    units: total(codes, UNITS),
    netSalesMinor: hasMoney ? total(codes, NET) : null,
  });
  const { customers, firstCustomers, orders, ordersWithoutLines } = tally;
  return {
    rows: sold.slice(0, most).map((code) => ({
      product: keys[code]!,
      title: titles[code]!,
      customers: of(code, CUSTOMERS),
      orders: of(code, ORDERS),
      units: of(code, UNITS),
      netSalesMinor: hasMoney ? of(code, NET) : null,
      firstCustomers: of(code, FIRST),
      shareAsFirst: rate(of(code, FIRST), firstCustomers),
      repeatWithin90Days: repeatShare(of(code, ELIGIBLE), of(code, REPEATED)),
    })),
    other: sales(sold.slice(most)),
    totals: { ...sales(sold), customers, firstCustomers, orders, ordersWithoutLines },
  };
}
