import { codeColumn, float64Column } from "./columns.ts";
import type { CodeColumn } from "./columns.ts";
import { dimensionCoder } from "./dimension.ts";
import type { Dimension } from "./dimension.ts";
import { mergedValues, spliced, splicedCodes, splicedStart } from "./spliced-columns.ts";
import type { Two } from "./spliced-columns.ts";
import { lengthOf, runsBelow } from "./spliced-runs.ts";
import type { Run } from "./spliced-runs.ts";
import type { OrderLines, ProductCatalogue, TimelineProduct, Timelines } from "./timelines.ts";

/** The lines of the orders of the runs, the last of which are the guests'; null when the source has never told any. */
export function changedLines(
  orders: readonly Run[],
  parts: Two<Timelines>,
  changedProducts: readonly TimelineProduct[],
): OrderLines | null {
  if (parts.whole.lines === null && parts.present.lines === null) return null;
  const whole = parts.whole.lines ?? noLines(parts.whole);
  const present = parts.present.lines ?? noLines(parts.present);
  const runs = runsBelow(orders, whole.start, present.start);
  const keys = mergedValues({ whole: whole.products.keys, present: present.products.keys });
  const variants = mergedValues({ whole: whole.variants, present: present.variants });
  return {
    start: splicedStart(orders, { whole: whole.start, present: present.start }),
    product: splicedCodes(runs, { whole: whole.product, present: present.product }, keys),
    variant: splicedCodes(runs, { whole: whole.variant, present: present.variant }, variants),
    quantity: changedQuantities(runs, whole.quantity, present.quantity),
    netMinor: spliced(runs, { whole: whole.netMinor, present: present.netMinor }, float64Column(lengthOf(runs))),
    products: changedCatalogue(keys.values, { whole: whole.products, present: present.products }, changedProducts),
    variants: variants.values,
  };
}

/** As wide as the wider of both parts. */
function changedQuantities(runs: readonly Run[], whole: CodeColumn, present: CodeColumn): CodeColumn {
  const bytes = Math.max(whole.BYTES_PER_ELEMENT, present.BYTES_PER_ELEMENT);
  const into = codeColumn(2 ** (8 * bytes) - 1, lengthOf(runs));
  return spliced(runs, { whole, present }, into);
}

function noLines({ day, guests }: Timelines): OrderLines {
  const nothing: Dimension = { values: [null], codes: new Uint8Array(1) };
  return {
    start: new Uint32Array(day.length + guests.day.length + 1),
    product: new Uint8Array(0),
    variant: new Uint8Array(0),
    quantity: new Uint8Array(0),
    netMinor: new Float64Array(0),
    products: { keys: [null], titles: [null], type: nothing, vendor: nothing },
    variants: [null],
  };
}

/** The record of each product: of the change, else of the whole, else of the present part. */
function changedCatalogue(
  keys: readonly (string | null)[],
  { whole, present }: Two<ProductCatalogue>,
  changed: readonly TimelineProduct[],
): ProductCatalogue {
  if (keys === whole.keys && changed.length === 0) {
    const copied = ({ values, codes }: Dimension): Dimension => {
      const copy = codeColumn(values.length - 1, codes.length);
      copy.set(codes);
      return { values, codes: copy };
    };
    return { ...whole, type: copied(whole.type), vendor: copied(whole.vendor) };
  }
  const records = new Map<string | null, Omit<TimelineProduct, "product">>();
  for (const catalogue of [present, whole]) {
    catalogue.keys.forEach((key, code) =>
      records.set(key, {
        title: catalogue.titles[code]!,
        type: catalogue.type.values[catalogue.type.codes[code]!]!,
        vendor: catalogue.vendor.values[catalogue.vendor.codes[code]!]!,
      }),
    );
  }
  for (const product of changed) records.set(product.product, product);
  const dimensionOf = (name: "type" | "vendor"): Dimension => {
    const coder = dimensionCoder();
    return coder.build(Uint32Array.from(keys, (key) => coder.codeOf(records.get(key)![name])));
  };
  return {
    keys,
    titles: keys.map((key) => records.get(key)!.title),
    type: dimensionOf("type"),
    vendor: dimensionOf("vendor"),
  };
}
