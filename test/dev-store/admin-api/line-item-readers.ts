/** Line items of an order. */
import type { LineItem, Order } from "../model.ts";
import { lineMoney, type LineMoney } from "../shop/order-money.ts";
import { gid } from "./gid.ts";
import { lineDiscountedMinor, lineOriginalMinor, MoneyBag } from "./money.ts";
import type { FieldReader, RequestContext, TypeReaders } from "./request-context.ts";

export interface LineItemSource {
  order: Order;
  line: LineItem;
  /** The money of all lines of the order, summed when first asked: an order may have a thousand lines. */
  money: () => ReadonlyMap<bigint, LineMoney>;
}

/** Makes the sources of an order's lines, which share one sum of its ledger. */
export function lineItemSources(order: Order): (line: LineItem) => LineItemSource {
  let sums: ReadonlyMap<bigint, LineMoney> | null = null;
  const money = (): ReadonlyMap<bigint, LineMoney> => (sums ??= lineMoney(order));
  return (line) => ({ order, line, money });
}

type LineAmount = (source: LineItemSource, withCodes: boolean, context: RequestContext) => number;

function amount(minorOf: LineAmount): FieldReader<LineItemSource> {
  return (source, args, context) => {
    const minor = minorOf(source, args["withCodeDiscounts"] === true, context);
    return new MoneyBag(context.data.facts, source.order.presentmentCurrency, minor);
  };
}

/** Discounts of the dev store apply to whole orders; those with a code are shown when the caller asks for codes. */
const discountedTotal: LineAmount = ({ order, line, money }, withCodes, { data }) => {
  const byCode = withCodes && order.discountCodes.length > 0;
  return byCode ? lineDiscountedMinor(money().get(line.id)!, data.facts) : lineOriginalMinor(line);
};

const LINE_ITEM: TypeReaders<LineItemSource> = {
  id: ({ line }) => gid("LineItem", line.id),
  title: ({ line }) => line.title,
  name: ({ line }) => line.title,
  quantity: ({ line }) => line.quantity,
  currentQuantity: ({ line }) => line.currentQuantity,
  sku: ({ line }) => line.sku,
  vendor: ({ line }) => line.vendor,
  isGiftCard: ({ line }) => line.isGiftCard,
  product: ({ line }, _args, { data }) =>
    line.productId === null ? null : (data.products.get(line.productId) ?? null),
  variant: ({ line }, _args, { data }) => {
    const product = line.productId === null ? undefined : data.products.get(line.productId);
    const variant = product?.variants.find(({ id }) => id === line.variantId);
    return product && variant ? { product, variant } : null;
  },
  originalUnitPriceSet: amount(({ line }) => line.unitPriceMinor),
  originalTotalSet: amount(({ line }) => lineOriginalMinor(line)),
  discountedTotalSet: amount(discountedTotal),
  priceAfterAllDiscountsBeforeTaxesSet: amount(({ line, money }) => money().get(line.id)!.netMinor),
  // The model does not know which plan renewed an order, only that one did.
  sellingPlan: ({ order }) =>
    order.sourceName === "subscription_contract" ? { name: "Subscription", sellingPlanId: null } : null,
};

export const LINE_ITEM_READERS = { LineItem: LINE_ITEM };
