import { ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import type { Timelines } from "./timelines.ts";

/** What the cells of a cohort are worth; lists by k like the counts. A cell that is pending holds what there is so far. */
export interface CohortMoney {
  /** Gross less discounts in the period of the order, returns in the period in which they happened; null without amounts. */
  readonly returnDateNetSalesMinor: readonly number[] | null;
  /** Order-date net sales / orders; null where there are no orders. */
  readonly averageOrderValueMinor: readonly (number | null)[] | null;
  /** Order-date net sales up to and with k per acquired customer. */
  readonly cumulativeNetSalesPerCustomerMinor: readonly (number | null)[] | null;
  /** Order-date net sales less costs; null in a cell with an order whose costs are not known, and as a whole without any costs. */
  readonly marginMinor: readonly (number | null)[] | null;
}

/** Numbers of a cell in a money table: return-date net sales, costs that are known, orders whose costs are not. */
export const MONEY_PER_CELL = 3;

/** Where the orders of one customer belong in a table. `cellOf[day − origin]` + `base` is a cell, if it is at most `lastCell`. */
export interface CustomerCells {
  base: number;
  origin: number;
  lastCell: number;
}

/**
 * Return-date net sales and costs by cell, up to `asOf`. A return counts from its own day, and never before its order's.
 *
 * `locate` says of a customer by the day of the first order where the orders belong; it writes into the value given.
 */
export function moneyTable(
  timelines: Timelines,
  asOf: number,
  {
    cells,
    cellOf,
    locate,
  }: { cells: number; cellOf: Int32Array; locate: (firstDay: number, into: CustomerCells) => void },
): Float64Array {
  const { customerIds, orderStart, day, grossMinor, discountMinor, costMinor, returns } = timelines;
  const table = new Float64Array(cells * MONEY_PER_CELL);
  const at: CustomerCells = { base: 0, origin: 0, lastCell: -1 };
  let back = 0;
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    locate(day[start]!, at);
    const { base, origin, lastCell } = at;
    for (let o = start; o < end; o++) {
      const cell = base + cellOf[day[o]! - origin]!;
      if (cell > lastCell) break;
      table[cell * MONEY_PER_CELL]! += grossMinor[o]! - discountMinor[o]!;
      if (costMinor === null) continue;
      const cost = costMinor[o]!;
      if (Number.isNaN(cost)) table[cell * MONEY_PER_CELL + 2]!++;
      else table[cell * MONEY_PER_CELL + 1]! += cost;
    }
    // Returns are sorted by order, so those of this customer follow those of the customers before.
    while (back < returns.order.length && returns.order[back]! < start) back++;
    for (; back < returns.order.length && returns.order[back]! < end; back++) {
      const returnDay = Math.max(returns.day[back]!, day[returns.order[back]!]!);
      if (returnDay > asOf) continue;
      const cell = base + cellOf[returnDay - origin]!;
      if (cell <= lastCell) table[cell * MONEY_PER_CELL]! -= returns.amountMinor[back]!;
    }
  }
  return table;
}

/** The lists of one row: `orders`, `netMinor` and the row's part of a money table have one entry for each k. */
export function cohortMoney(
  row: { readonly orders: readonly number[]; readonly netMinor: readonly number[]; readonly money: Float64Array },
  { cumulativeMinor, customers }: { cumulativeMinor: readonly number[]; customers: (k: number) => number },
  { hasMoney, hasCosts }: { hasMoney: boolean; hasCosts: boolean },
): CohortMoney {
  const { orders, netMinor, money } = row;
  if (!hasMoney) {
    return {
      returnDateNetSalesMinor: null,
      averageOrderValueMinor: null,
      cumulativeNetSalesPerCustomerMinor: null,
      marginMinor: null,
    };
  }
  return {
    returnDateNetSalesMinor: orders.map((_, k) => money[k * MONEY_PER_CELL]!),
    averageOrderValueMinor: orders.map((count, k) => rate(netMinor[k]!, count)),
    cumulativeNetSalesPerCustomerMinor: cumulativeMinor.map((net, k) => rate(net, customers(k))),
    marginMinor: hasCosts
      ? orders.map((_, k) =>
          money[k * MONEY_PER_CELL + 2]! > 0 ? null : netMinor[k]! - money[k * MONEY_PER_CELL + 1]!,
        )
      : null,
  };
}
