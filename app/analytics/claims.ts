import { computed } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { Z_97_5 } from "./normal.ts";
import { ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { addSquare, SQUARE_SUMS, sumOfSquares } from "./sum-of-squares.ts";
import type { Timelines } from "./timelines.ts";
import type { Unavailable } from "./unavailable.ts";

/** What is said of repeat customers everywhere, held against this shop's own orders. */
export interface Claims {
  readonly existingCustomersSpendMore: SpendMoreClaim | Unavailable<"noMoney" | "noOrders">;
  /** Sayings that orders cannot prove or refute, with what would be needed. */
  readonly notTestable: readonly { readonly claim: NotTestableClaim; readonly needs: "marketingCosts" | "visits" }[];
}

type NotTestableClaim = "keepingIsFiveTimesCheaper" | "existingCustomersAreLikelierToBuy";

interface SpendMoreClaim {
  /** Customers with a later order. */
  readonly customers: number;
  /** Means over these customers: of their first order, and of the mean of their later ones. */
  readonly firstOrderMinor: number;
  readonly laterOrdersMinor: number;
  /** Later minus first, within the same customer, with its 95 % interval (normal); null below 30 customers. */
  readonly differenceMinor: { readonly value: number; readonly low: number; readonly high: number } | null;
  /** Later / first − 1; null when first orders brought nothing. */
  readonly relative: number | null;
  /** `unclear`: the interval holds 0, or there are too few customers. */
  readonly verdict: "holds" | "doesNotHold" | "unclear";
  /**
   * The usual comparison, all later orders against all first orders. It also answers who stays, not only what they spend, so it
   * is shown to explain and never judged.
   */
  readonly naive: { readonly firstOrdersMinor: number | null; readonly laterOrdersMinor: number | null };
}

const LEAST_CUSTOMERS = 30;

/** The claims as of a day (inclusive), METRICS section 12. */
export function claims(timelines: Timelines, asOf: number): Claims {
  return computed(claimsReport, timelines, { asOf });
}

/**
 * By number of later orders k: customers with so many, net sales of their first orders and of their later ones, and the sum of the
 * squares of (later − k · first). All whole numbers: means of later orders are taken when all parts of a shop are together.
 */
interface ClaimsTally {
  readonly hasMoney: boolean;
  readonly byLaterOrders: Float64Array;
}
const [CUSTOMERS, FIRST, LATER, SQUARES] = [0, 1, 2, 3] as const;
const WIDTH = SQUARES + SQUARE_SUMS;

export const claimsReport: MergeableReport<ClaimsTally, Claims, { readonly asOf: number }> = {
  tally: (timelines, { asOf }) => {
    const { customerIds, orderStart, netMinor } = timelines;
    let most = 0;
    for (let i = 0; i < customerIds.length; i++) most = Math.max(most, orderStart[i + 1]! - orderStart[i]!);
    const byLaterOrders = new Float64Array(most * WIDTH);
    for (let i = 0; i < customerIds.length; i++) {
      const start = orderStart[i]!;
      const end = ordersUntil(timelines, i, asOf);
      if (end === start) continue;
      const first = netMinor[start]!;
      let later = 0;
      for (let o = start + 1; o < end; o++) later += netMinor[o]!;
      const laterOrders = end - start - 1;
      const at = laterOrders * WIDTH;
      byLaterOrders[at + CUSTOMERS]!++;
      byLaterOrders[at + FIRST]! += first;
      byLaterOrders[at + LATER]! += later;
      addSquare(byLaterOrders, at + SQUARES, later - laterOrders * first);
    }
    return { hasMoney: timelines.hasMoney, byLaterOrders };
  },
  merge: (tallies) => {
    const byLaterOrders = new Float64Array(Math.max(...tallies.map((tally) => tally.byLaterOrders.length)));
    for (const part of tallies) part.byLaterOrders.forEach((value, at) => (byLaterOrders[at]! += value));
    return { hasMoney: tallies[0]!.hasMoney, byLaterOrders };
  },
  value: ({ hasMoney, byLaterOrders }) => ({
    existingCustomersSpendMore: hasMoney ? spendMore(byLaterOrders) : { unavailable: "noMoney" },
    notTestable: [
      { claim: "keepingIsFiveTimesCheaper", needs: "marketingCosts" },
      { claim: "existingCustomersAreLikelierToBuy", needs: "visits" },
    ],
  }),
};

function spendMore(byLaterOrders: Float64Array): Claims["existingCustomersSpendMore"] {
  let [n, first, later, squares] = [0, 0, 0, 0];
  let [firstOrders, firstNet, laterOrders, laterNet] = [0, 0, 0, 0];
  for (let k = 0; k * WIDTH < byLaterOrders.length; k++) {
    const at = k * WIDTH;
    const customers = byLaterOrders[at + CUSTOMERS]!;
    firstOrders += customers;
    firstNet += byLaterOrders[at + FIRST]!;
    laterOrders += k * customers;
    laterNet += byLaterOrders[at + LATER]!;
    if (k === 0) continue;
    n += customers;
    first += byLaterOrders[at + FIRST]!;
    later += byLaterOrders[at + LATER]! / k;
    squares += sumOfSquares(byLaterOrders, at + SQUARES) / (k * k);
  }
  if (n === 0) return { unavailable: "noOrders" };
  const mean = (later - first) / n;
  const error = Math.sqrt(Math.max(0, squares - n * mean * mean) / Math.max(1, n - 1) / n);
  const interval =
    n < LEAST_CUSTOMERS ? null : { value: mean, low: mean - Z_97_5 * error, high: mean + Z_97_5 * error };
  return {
    customers: n,
    firstOrderMinor: first / n,
    laterOrdersMinor: later / n,
    differenceMinor: interval,
    relative: first > 0 ? later / first - 1 : null,
    verdict: interval === null ? "unclear" : interval.low > 0 ? "holds" : interval.high < 0 ? "doesNotHold" : "unclear",
    naive: { firstOrdersMinor: rate(firstNet, firstOrders), laterOrdersMinor: rate(laterNet, laterOrders) },
  };
}
