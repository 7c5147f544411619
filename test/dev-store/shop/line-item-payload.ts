import type { LineItem } from "../model.ts";
import type { LineMoney } from "./order-money.ts";
import { gid, type MoneyWriter } from "./payload-values.ts";

/** One line item, as orders and refunds carry it. */
export function lineItemPayload(line: LineItem, money: LineMoney, write: MoneyWriter): Record<string, unknown> {
  return {
    ...lineItemCore(line, write),
    current_quantity: line.currentQuantity,
    discount_allocations:
      money.orderedDiscountMinor === 0
        ? []
        : [
            {
              amount: write.text(money.orderedDiscountMinor),
              amount_set: write.set(money.orderedDiscountMinor),
              discount_application_index: 0,
            },
          ],
  };
}

/** The part of a line item that refunds repeat. */
export function lineItemCore(line: LineItem, write: MoneyWriter): Record<string, unknown> {
  return {
    id: line.id,
    admin_graphql_api_id: gid("LineItem", line.id),
    product_id: line.productId,
    variant_id: line.variantId,
    title: line.title,
    name: line.title,
    sku: line.sku,
    vendor: line.vendor,
    quantity: line.quantity,
    price: write.text(line.unitPriceMinor),
    price_set: write.set(line.unitPriceMinor),
    gift_card: line.isGiftCard,
    product_exists: line.productId !== null,
    requires_shipping: !line.isGiftCard,
    taxable: !line.isGiftCard,
    properties: [],
  };
}
