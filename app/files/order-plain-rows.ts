import { minorUnits } from "../analytics/money.ts";
import {
  columnPlaces,
  digitsOf,
  noAmount,
  noCurrency,
  noDate,
  optionalAmount,
  orderTexts,
  rowCurrency,
} from "./order-fields.ts";
import { emptyRow } from "./order-row.ts";
import type { OrderAmount, RowReader } from "./order-row.ts";
import type { TimestampReader } from "./timestamps.ts";

/**
 * Rows that are orders: order_id, customer_id, created_at and, for money, total; beside them whatever `orderTexts` knows, and
 * currency, discount, refund, refunded_at and cost. Other columns are ignored.
 *
 * The total is what was sold, after discounts and before refunds: net = total − refund, gross = total + discount. A refund without a
 * day counts on the order's.
 */
export function plainRows(
  names: readonly string[],
  { timestamps, currency }: { readonly timestamps: TimestampReader; readonly currency: string | null },
): RowReader {
  const columns = columnPlaces(names);
  const orderAt = columns.at("order_id");
  const customerAt = columns.at("customer_id");
  const createdAt = columns.at("created_at");
  const currencyAt = columns.at("currency");
  const totalAt = columns.at("total");
  const hasMoney = totalAt >= 0;
  // Without totals the rest of the money says nothing.
  const moneyAt = (name: string): number => (hasMoney ? columns.at(name) : -1);
  const discountAt = moneyAt("discount");
  const refundAt = moneyAt("refund");
  const refundedAt = moneyAt("refunded_at");
  const costAt = moneyAt("cost");
  const amounts: OrderAmount[] = [];
  if (discountAt >= 0) amounts.push("grossMinor", "discountMinor");
  if (refundAt >= 0) amounts.push(...(discountAt < 0 ? (["grossMinor"] as const) : []), "refundMinor");
  if (costAt >= 0) amounts.push("costMinor");
  const texts = orderTexts(columns);
  const digits = digitsOf();
  const row = emptyRow();
  const { order } = row;

  const readMoney = (fields: readonly string[], decimals: number): string | null => {
    const total = fields[totalAt]!.trim();
    const minor = minorUnits(total, decimals);
    if (minor === null) return noAmount("total", total);
    order.netMinor = order.grossMinor = minor;
    if (discountAt >= 0) {
      order.discountMinor = optionalAmount(fields[discountAt]!.trim(), decimals);
      if (Number.isNaN(order.discountMinor)) return noAmount("discount", fields[discountAt]!.trim());
      order.grossMinor += order.discountMinor;
    }
    if (refundAt >= 0) {
      order.refundMinor = optionalAmount(fields[refundAt]!.trim(), decimals);
      if (Number.isNaN(order.refundMinor)) return noAmount("refund", fields[refundAt]!.trim());
      order.netMinor -= order.refundMinor;
      const refunded = refundedAt < 0 ? "" : fields[refundedAt]!.trim();
      if (refunded !== "" && !timestamps.read(refunded)) return noDate("refunded_at", refunded);
      order.refundDay = refunded === "" ? order.day : timestamps.day;
    }
    if (costAt >= 0) {
      const cost = fields[costAt]!.trim();
      order.costMinor = cost === "" ? NaN : (minorUnits(cost, decimals) ?? Infinity);
      if (order.costMinor === Infinity) return noAmount("cost", cost);
    }
    return null;
  };

  return {
    layout: "orders",
    columns: names.length,
    shape: { hasMoney, texts: texts.texts, amounts },
    leavesOutZero: false,
    row,
    read: (fields, line) => {
      order.orderId = fields[orderAt]!.trim();
      if (order.orderId === "") return "order_id is empty";
      order.customerId = fields[customerAt]!.trim() || null;
      const created = fields[createdAt]!.trim();
      if (!timestamps.read(created)) return noDate("created_at", created);
      order.instantMs = timestamps.instantMs;
      order.day = timestamps.day;
      order.line = line;
      row.currency = rowCurrency(currencyAt < 0 ? "" : fields[currencyAt]!.trim(), currency);
      const decimals = digits(row.currency);
      if (decimals === null) return noCurrency(row.currency);
      return (hasMoney ? readMoney(fields, decimals) : null) ?? texts.read(fields, order);
    },
  };
}
