import {
  addAmount,
  amountCounter,
  amountCounts,
  medianAmount,
  mergedAmounts,
  totalOfAmounts,
} from "./amount-counts.ts";
import type { AmountCounts } from "./amount-counts.ts";
import { addedUp, computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** Order-date net sales of some orders. */
interface OrderValueFigures {
  readonly orders: number;
  readonly averageOrderValueMinor: number | null;
  readonly medianOrderValueMinor: number | null;
}

/** The same of orders of customers, of which discounts and costs are known. */
interface CustomerOrderValue extends OrderValueFigures {
  readonly discountedOrders: number;
  /** Orders with a discount / orders. */
  readonly discountedShare: number | null;
  /** Orders whose costs are known, their net sales less costs, and that over their net sales; null without such orders. */
  readonly ordersWithCosts: number;
  readonly marginMinor: number | null;
  readonly marginRate: number | null;
}

export interface OrderValue {
  /** All counted orders, guests' included. */
  readonly all: OrderValueFigures;
  /** Orders of customers: the first of each, and all later ones. */
  readonly first: CustomerOrderValue;
  readonly later: CustomerOrderValue;
  /** By order number 1, 2, … up to 20. */
  readonly byNumber: readonly (CustomerOrderValue & { readonly number: number })[];
}

const MAX_NUMBER = 20;

/** AOV for first and later orders and by order number, median beside mean, up to `asOf` (inclusive); METRICS section 2. */
export function orderValue(timelines: Timelines, asOf: number): OrderValue | Unavailable<"noMoney"> {
  return computed(orderValueReport, timelines, { asOf });
}

/** Sums of one class of orders: discounted orders, costs that are known; orders whose costs are not, and their net sales. */
const PER_CLASS = 4;
const [DISCOUNTED, COSTS, WITHOUT_COSTS, NET_WITHOUT_COSTS] = [0, 1, 2, 3] as const;
/** Classes: order numbers 1 to 20, all beyond, and guests' orders. */
const BEYOND = MAX_NUMBER;
const GUESTS = MAX_NUMBER + 1;
const CLASSES = MAX_NUMBER + 2;

interface OrderValueTally {
  readonly hasMoney: boolean;
  /** PER_CLASS numbers for each class. */
  readonly sums: Float64Array;
  /** Net sales of each order by class. */
  readonly values: readonly AmountCounts[];
}

export const orderValueReport: MergeableReport<
  OrderValueTally,
  OrderValue | Unavailable<"noMoney">,
  { readonly asOf: number }
> = {
  tally: orderValueTally,
  merge: (tallies) => ({
    hasMoney: tallies.every((tally) => tally.hasMoney),
    sums: addedUp(tallies.map((tally) => tally.sums)),
    values: Array.from({ length: CLASSES }, (_, c) => mergedAmounts(tallies.map((tally) => tally.values[c]!))),
  }),
  value: (tally) => {
    if (!tally.hasMoney) return { unavailable: "noMoney" };
    const {
      discountedOrders: _d,
      discountedShare: _s,
      ordersWithCosts: _o,
      marginMinor: _m,
      marginRate: _r,
      ...all
    } = figures(tally, range(0, CLASSES));
    const numbers = range(0, MAX_NUMBER).filter((c) => totalOfAmounts(tally.values[c]!).amounts > 0);
    return {
      all,
      first: figures(tally, [0]),
      later: figures(tally, range(1, GUESTS)),
      byNumber: numbers.map((c) => ({ number: c + 1, ...figures(tally, [c]) })),
    };
  },
};

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** Figures of the orders of some classes together. */
function figures({ sums, values }: OrderValueTally, classes: readonly number[]): CustomerOrderValue {
  const total = (field: number): number => classes.reduce((sum, c) => sum + sums[c * PER_CLASS + field]!, 0);
  const amounts = mergedAmounts(classes.map((c) => values[c]!));
  const { amounts: orders, totalMinor } = totalOfAmounts(amounts);
  const ordersWithCosts = orders - total(WITHOUT_COSTS);
  const netWithCosts = totalMinor - total(NET_WITHOUT_COSTS);
  const margin = netWithCosts - total(COSTS);
  return {
    orders,
    averageOrderValueMinor: rate(totalMinor, orders),
    medianOrderValueMinor: medianAmount(amounts),
    discountedOrders: total(DISCOUNTED),
    discountedShare: rate(total(DISCOUNTED), orders),
    ordersWithCosts,
    marginMinor: ordersWithCosts > 0 ? margin : null,
    marginRate: ordersWithCosts > 0 ? rate(margin, netWithCosts) : null,
  };
}

/** One scan. Numbers of orders and net sales are not added up here: they follow from the counted amounts. */
function orderValueTally(timelines: Timelines, { asOf }: { asOf: number }): OrderValueTally {
  const { customerIds, orderStart, day, netMinor, discountMinor, costMinor, guests } = timelines;
  const sums = new Float64Array(CLASSES * PER_CLASS);
  const counters = Array.from({ length: CLASSES }, () => amountCounter());
  const counts = counters.map((counter) => counter.counts);
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    let end = orderStart[i + 1]!;
    if (day[end - 1]! > asOf) end = ordersUntil(timelines, i, asOf);
    for (let o = start; o < end; o++) {
      const orderClass = o - start < BEYOND ? o - start : BEYOND;
      const at = orderClass * PER_CLASS;
      const net = netMinor[o]!;
      const table = counts[orderClass]!;
      if (net >= 0 && net < table.length) table[net]!++;
      else {
        addAmount(counters[orderClass]!, net);
        counts[orderClass] = counters[orderClass]!.counts;
      }
      if (discountMinor[o]! > 0) sums[at + DISCOUNTED]!++;
      const cost = costMinor === null ? NaN : costMinor[o]!;
      if (Number.isNaN(cost)) {
        sums[at + WITHOUT_COSTS]!++;
        sums[at + NET_WITHOUT_COSTS]! += net;
      } else sums[at + COSTS]! += cost;
    }
  }
  for (let g = 0, end = guestsUntil(timelines, asOf); g < end; g++) {
    addAmount(counters[GUESTS]!, guests.netMinor[g]!);
    sums[GUESTS * PER_CLASS + WITHOUT_COSTS]!++;
    sums[GUESTS * PER_CLASS + NET_WITHOUT_COSTS]! += guests.netMinor[g]!;
  }
  return { hasMoney: timelines.hasMoney, sums, values: counters.map(amountCounts) };
}
