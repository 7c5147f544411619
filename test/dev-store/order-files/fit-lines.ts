import { allocate } from "../shop/allocate.ts";
import type { DraftLine } from "../shop/order-ledger.ts";
import type { FileLine } from "./file-order.ts";

/** A line ready for the ledger, and the line of the file it came from (null: made here). */
export interface FittedLine {
  draft: DraftLine;
  from: FileLine | null;
}

/**
 * Line items whose prices after discounts sum to exactly `goodsMinor`.
 *
 * Lines are rounded one by one and the file's total once, so the two may differ by some minor units: that remainder goes onto
 * the largest line, as Shopify does with line-level rounding. Lines worth more than the total are discounted in proportion;
 * lines worth less get one more line with the rest. A line whose price does not divide by its quantity has the next higher
 * unit price and the difference as a discount, so that unit price × quantity − discount is always the line's price.
 */
export function fitLines(lines: readonly FileLine[], goodsMinor: number, restTitle: string): FittedLine[] {
  const prices = lines.map(({ priceMinor }) => priceMinor);
  let difference = goodsMinor - prices.reduce((sum, price) => sum + price, 0);
  if (difference !== 0 && Math.abs(difference) <= lines.length) {
    const largest = prices.indexOf(Math.max(...prices));
    if (prices[largest]! + difference >= 0) {
      prices[largest]! += difference;
      difference = 0;
    }
  }
  const discounts = difference < 0 ? allocate(0 - difference, prices) : prices.map(() => 0);
  const fitted: FittedLine[] = lines.map((from, at) => {
    const unitPriceMinor = Math.ceil(prices[at]! / from.quantity);
    const discountMinor = unitPriceMinor * from.quantity - prices[at]! + discounts[at]!;
    return {
      from,
      draft: {
        title: from.title,
        sku: from.sku,
        vendor: from.vendor,
        quantity: from.quantity,
        unitPriceMinor,
        discountMinor,
      },
    };
  });
  if (difference > 0 || fitted.length === 0) fitted.push(singleLine(restTitle, Math.max(0, difference)));
  return fitted;
}

/** A line of one piece that is no product of the file. */
export function singleLine(title: string, priceMinor: number): FittedLine {
  return { from: null, draft: { title, quantity: 1, unitPriceMinor: priceMinor } };
}
