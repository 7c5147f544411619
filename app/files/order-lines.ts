import type { TimelinesBuilder } from "../analytics/timelines-builder.ts";
import { latestTexts } from "./order-latest-text.ts";
import type { FileLine } from "./order-row.ts";
import { textCodes } from "./order-text-codes.ts";

/** The order lines of a file on their way into `Timelines`. */
export interface FileLines {
  /** A line of the order with this number. Lines that take something back say nothing of what was bought: they are not kept. */
  readonly add: (order: number, line: FileLine, instantMs: number) => void;
  /** Hands all of them over, and their products; `orderIds` by the number of an order. */
  readonly build: (builder: TimelinesBuilder, orderIds: BigInt64Array) => void;
}

const lineColumns = (capacity: number) => ({
  order: new Uint32Array(capacity),
  product: new Uint32Array(capacity),
  variant: new Uint32Array(capacity),
  quantity: new Uint32Array(capacity),
  netMinor: new Float64Array(capacity),
});

/** A product is called what its latest line calls it. */
export function fileLines(): FileLines {
  const products = textCodes();
  const variants = textCodes();
  const titles = latestTexts();
  const types = latestTexts();
  const vendors = latestTexts();
  let columns = lineColumns(1024);
  let count = 0;
  return {
    add: (order, line, instantMs) => {
      if (!(line.quantity > 0)) return;
      if (count === columns.order.length) {
        const larger = lineColumns(count * 2);
        for (const name of Object.keys(columns) as (keyof typeof columns)[]) larger[name].set(columns[name]);
        columns = larger;
      }
      const product = products.codeOf(line.product);
      columns.order[count] = order;
      columns.product[count] = product;
      columns.variant[count] = variants.codeOf(line.variant);
      // Half a metre is one piece.
      columns.quantity[count] = Math.max(1, Math.round(line.quantity));
      columns.netMinor[count] = line.netMinor;
      count++;
      titles.see(product, line.title, instantMs);
      types.see(product, line.productType, instantMs);
      vendors.see(product, line.vendor, instantMs);
    },
    build: (builder, orderIds) => {
      for (let code = 1; code <= products.size(); code++) {
        builder.addProduct({
          product: products.textOf(code)!,
          title: titles.of(code),
          type: types.of(code),
          vendor: vendors.of(code),
        });
      }
      for (let i = 0; i < count; i++) {
        builder.addLine({
          orderId: orderIds[columns.order[i]!]!,
          product: products.textOf(columns.product[i]!),
          variant: variants.textOf(columns.variant[i]!),
          quantity: columns.quantity[i]!,
          netMinor: columns.netMinor[i]!,
        });
      }
    },
  };
}
