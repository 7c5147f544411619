import { codeColumn, float64Column, uint32Column } from "../../app/analytics/columns.ts";
import { dimensionCoder } from "../../app/analytics/dimension.ts";
import type { Dimension } from "../../app/analytics/dimension.ts";
import type { OrderLines } from "../../app/analytics/timelines.ts";
import { withoutGaps } from "./large-shop-dictionary.ts";
import { namedRandom, ranked } from "./large-shop-random.ts";

const PRODUCTS = 5_000;
const VARIANTS_PER_PRODUCT = 3;
const PRODUCT_TYPES = 25;
const VENDORS = 60;
const MOST_LINES = 4;
const MOST_PIECES = 6;

/** Lines of orders whose goods cost `valueOf(o)` after discounts; an order's lines add up to that. */
export function orderLines(orders: number, valueOf: (order: number) => number): OrderLines {
  const random = namedRandom("lines");
  const start = uint32Column(orders + 1);
  for (let o = 0; o < orders; o++) start[o + 1] = start[o]! + lineCount(random());
  const count = start[orders]!;
  // Provisional codes: product p is 1 + p, its v-th variant 1 + p·VARIANTS_PER_PRODUCT + v.
  const variant = new Uint16Array(count);
  const pieces = new Uint8Array(count);
  const netMinor = float64Column(count);
  for (let o = 0; o < orders; o++) {
    const end = start[o + 1]!;
    let left = valueOf(o);
    for (let l = start[o]!; l < end; l++) {
      const net = l + 1 === end ? left : Math.round((left * (0.3 + random())) / 2);
      left -= net;
      insert({ variant, pieces, netMinor }, start[o]!, l, {
        variant: random() < 0.01 ? 0 : 1 + ranked(PRODUCTS * VARIANTS_PER_PRODUCT, random),
        pieces: 1 + Math.floor(MOST_PIECES * random() ** 6),
        net,
      });
    }
  }

  const variants = withoutGaps(variant);
  for (let l = 0; l < count; l++) variant[l] = productOf(variant[l]!);
  const products = withoutGaps(variant);
  let mostPieces = 0;
  for (let l = 0; l < count; l++) mostPieces = Math.max(mostPieces, pieces[l]!);
  const quantity = codeColumn(mostPieces, count);
  quantity.set(pieces);
  return {
    start,
    product: products.codes,
    variant: variants.codes,
    quantity,
    netMinor,
    products: {
      keys: products.kept.map((code) => (code === 0 ? null : String(8_000_000_000_000 + code))),
      titles: products.kept.map((code) => (code === 0 ? null : `Product ${code}`)),
      type: attribute(products.kept, (code) => `type ${code % PRODUCT_TYPES}`),
      vendor: attribute(products.kept, (code) => `vendor ${code % VENDORS}`),
    },
    variants: variants.kept.map((code) => (code === 0 ? null : String(44_000_000_000_000 + code))),
  };
}

function productOf(variant: number): number {
  return variant === 0 ? 0 : 1 + Math.floor((variant - 1) / VARIANTS_PER_PRODUCT);
}

/** One to four, 1.5 on average. */
function lineCount(u: number): number {
  return u < 0.66 ? 1 : u < 0.88 ? 2 : u < 0.97 ? 3 : MOST_LINES;
}

/** Puts a line among those of its order, first … last − 1, which are sorted by variant (thus product), pieces, net. */
function insert(
  columns: { variant: Uint16Array; pieces: Uint8Array; netMinor: Float64Array },
  first: number,
  last: number,
  line: { variant: number; pieces: number; net: number },
): void {
  const { variant, pieces, netMinor } = columns;
  let at = last;
  while (
    at > first &&
    (variant[at - 1]! - line.variant || pieces[at - 1]! - line.pieces || netMinor[at - 1]! - line.net) > 0
  ) {
    variant[at] = variant[at - 1]!;
    pieces[at] = pieces[at - 1]!;
    netMinor[at] = netMinor[at - 1]!;
    at--;
  }
  variant[at] = line.variant;
  pieces[at] = line.pieces;
  netMinor[at] = line.net;
}

function attribute(products: readonly number[], nameOf: (code: number) => string): Dimension {
  const coder = dimensionCoder();
  return coder.build(Uint32Array.from(products, (code) => coder.codeOf(code === 0 ? null : nameOf(code))));
}
