import type { TimelineOrder } from "../../app/analytics/timelines.ts";

/** The order with amounts that add up (net = gross − discounts − returns), discounts on some, and costs on all but some. */
export function withAmounts(order: TimelineOrder): TimelineOrder {
  const id = Number(order.orderId);
  const refundMinor = order.returns.reduce((sum, back) => sum + back.amountMinor, 0);
  const discountMinor = (id % 4) * 10;
  return {
    ...order,
    discountMinor,
    refundMinor,
    grossMinor: order.netMinor + discountMinor + refundMinor,
    costMinor: id % 7 === 0 ? null : id * 3,
  };
}
