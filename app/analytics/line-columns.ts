import { codeColumn, enlarged, float64Column, uint32Column } from "./columns.ts";
import { dimensionCoder } from "./dimension.ts";
import type { OrderLines, ProductCatalogue, TimelineLine, TimelineProduct } from "./timelines.ts";

/** Collects lines and products on their way into `Timelines`. */
export interface LineCollector {
  readonly add: (order: number, line: TimelineLine) => void;
  readonly addProduct: (product: TimelineProduct) => void;
  /** The lines level. `place[order]` is where an incoming order ended up, below `orders`. */
  readonly build: (place: Uint32Array, orders: number) => OrderLines;
}

/** Lines are kept as columns until their orders have a place; lines of orders without one (`0xffffffff`) are dropped. */
export function lineCollector(): LineCollector {
  const products = dimensionCoder();
  const variants = dimensionCoder();
  const known = new Map<string, TimelineProduct>();
  let columns = {
    order: new Uint32Array(1024),
    product: new Uint32Array(1024),
    variant: new Uint32Array(1024),
    quantity: new Float64Array(1024),
    netMinor: new Float64Array(1024),
  };
  let count = 0;

  return {
    add: (order, line) => {
      if (count === columns.order.length) columns = enlarged(columns, Math.ceil(count * 1.5));
      columns.order[count] = order;
      columns.product[count] = products.codeOf(line.product);
      columns.variant[count] = variants.codeOf(line.variant);
      columns.quantity[count] = line.quantity;
      columns.netMinor[count++] = line.netMinor;
    },
    addProduct: (product) => {
      known.set(product.product, product);
    },
    build: (place, orders) => {
      const product = products.sorted();
      const variant = variants.sorted();
      const { start, sorted } = sortedLines(columns, { count, place, orders }, product.place, variant.place);
      const quantity = codeColumn(largest(columns.quantity, count), sorted.length);
      const productCodes = codeColumn(product.values.length - 1, sorted.length);
      const variantCodes = codeColumn(variant.values.length - 1, sorted.length);
      const netMinor = float64Column(sorted.length);
      for (let i = 0; i < sorted.length; i++) {
        const line = sorted[i]!;
        productCodes[i] = product.place[columns.product[line]!]!;
        variantCodes[i] = variant.place[columns.variant[line]!]!;
        quantity[i] = columns.quantity[line]!;
        netMinor[i] = columns.netMinor[line]!;
      }
      const catalogue = catalogueOf(product.values, known);
      return {
        start,
        product: productCodes,
        variant: variantCodes,
        quantity,
        netMinor,
        products: catalogue,
        variants: variant.values,
      };
    },
  };
}

/** Lines grouped by the place of their order; those of one order by product, variant, quantity, net. */
function sortedLines(
  columns: {
    order: Uint32Array;
    product: Uint32Array;
    variant: Uint32Array;
    quantity: Float64Array;
    netMinor: Float64Array;
  },
  { count, place, orders }: { count: number; place: Uint32Array; orders: number },
  productPlace: Uint32Array,
  variantPlace: Uint32Array,
): { start: Uint32Array; sorted: Uint32Array } {
  const start = uint32Column(orders + 1);
  for (let i = 0; i < count; i++) {
    const at = place[columns.order[i]!]!;
    if (at < orders) start[at + 1]!++;
  }
  for (let o = 0; o < orders; o++) start[o + 1]! += start[o]!;
  const next = start.slice(0, orders);
  const sorted = new Uint32Array(start[orders]!);
  for (let i = 0; i < count; i++) {
    const at = place[columns.order[i]!]!;
    if (at < orders) sorted[next[at]!++] = i;
  }
  const compare = (a: number, b: number): number =>
    productPlace[columns.product[a]!]! - productPlace[columns.product[b]!]! ||
    variantPlace[columns.variant[a]!]! - variantPlace[columns.variant[b]!]! ||
    columns.quantity[a]! - columns.quantity[b]! ||
    columns.netMinor[a]! - columns.netMinor[b]!;
  for (let o = 0; o < orders; o++) {
    if (start[o + 1]! - start[o]! > 1) sorted.subarray(start[o]!, start[o + 1]!).sort(compare);
  }
  return { start, sorted };
}

function catalogueOf(keys: readonly (string | null)[], known: ReadonlyMap<string, TimelineProduct>): ProductCatalogue {
  const of = (key: string | null): TimelineProduct | undefined => (key === null ? undefined : known.get(key));
  const dimensionOf = (pick: (product: TimelineProduct) => string | null): ProductCatalogue["type"] => {
    const coder = dimensionCoder();
    const codes = Uint32Array.from(keys, (key) => {
      const product = of(key);
      return product === undefined ? 0 : coder.codeOf(pick(product));
    });
    return coder.build(codes);
  };
  return {
    keys,
    titles: keys.map((key) => of(key)?.title ?? null),
    type: dimensionOf((product) => product.type),
    vendor: dimensionOf((product) => product.vendor),
  };
}

function largest(values: Float64Array, count: number): number {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, values[i]!);
  return most;
}
