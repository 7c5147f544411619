import type { Counts } from "../analytics/counts.ts";
import { CLOCKS } from "../analytics/lifecycle.ts";
import type { Lifecycle } from "../analytics/lifecycle.ts";
import type { Maturity } from "../analytics/maturity.ts";
import { ordersUntil } from "../analytics/orders-until.ts";
import { rate } from "../analytics/rate.ts";
import type { RepeatPurchase } from "../analytics/repeat-purchase.ts";
import type { Timelines } from "../analytics/timelines.ts";
import { reachOf } from "./segments.ts";
import { THRESHOLDS } from "./thresholds.ts";

/**
 * The shop's own figures on which advice depends, as one flat value. Null is unknown, never 0. Rates and shares are 0–1.
 */

export const FIGURE_KEYS = [
  "customers",
  "orders",
  "ageDays",
  "ordersPerDay",
  "repeatPurchaseRate",
  "repeatWithin90Rate",
  "oneTimeShare",
  "medianDaysBetweenOrders",
  "averageOrderValueMinor",
  "meanToMedianOrderValue",
  "topFifthShare",
  "discountedOrderShare",
  "guestOrderShare",
  "mailableShare",
  "mailableCustomers",
  "mailableProspects",
  "loyalCustomers",
  "dueOrAtRiskShare",
  "lapsedShare",
  "abandonedCheckouts",
  "regularRhythmShare",
] as const;
export type FigureKey = (typeof FIGURE_KEYS)[number];

export type ShopFigures = Readonly<Record<FigureKey, number | null>>;

/** The reports the figures are read from, all as of the same day. */
export interface FigureSources {
  readonly counts: Counts;
  readonly repeatPurchase: RepeatPurchase;
  /** Median of the pooled days between orders; null without a second order. */
  readonly medianDaysBetweenOrders: number | null;
  readonly lifecycle: Lifecycle;
  readonly maturity: Maturity;
}

/** Collects the figures as of a day (inclusive). */
export function shopFigures(timelines: Timelines, asOf: number, sources: FigureSources): ShopFigures {
  const { counts, repeatPurchase, lifecycle, maturity } = sources;
  const reach = reachOf(timelines, lifecycle.customers, new Uint32Array(0));
  const without = reachOf(timelines, lifecycle.laterBuyers.customers, lifecycle.prospects.people);
  const { due, atRisk, lapsed } = clockSizes(lifecycle);
  return {
    customers: counts.customers,
    orders: counts.orders,
    ageDays: maturity.ageDays,
    ordersPerDay: maturity.ordersPerDay,
    repeatPurchaseRate: repeatPurchase.rate,
    repeatWithin90Rate: repeatPurchase.withinDays[90].rate,
    oneTimeShare: rate(repeatPurchase.customers - repeatPurchase.repeatCustomers, repeatPurchase.customers),
    medianDaysBetweenOrders: sources.medianDaysBetweenOrders,
    averageOrderValueMinor: counts.averageOrderValueMinor,
    meanToMedianOrderValue:
      counts.averageOrderValueMinor === null || counts.medianOrderValueMinor === null
        ? null
        : rate(counts.averageOrderValueMinor, counts.medianOrderValueMinor),
    topFifthShare: counts.topFifthShare,
    discountedOrderShare: discountedOrderShare(timelines, asOf),
    guestOrderShare: rate(counts.guestOrders, counts.orders),
    mailableShare: rate(reach.mailable, reach.people),
    mailableCustomers: reach.mailable,
    mailableProspects: without.mailable,
    loyalCustomers: lifecycle.sizes.loyal + lifecycle.sizes.ambassador,
    dueOrAtRiskShare: rate(due + atRisk, counts.customers),
    lapsedShare: rate(lapsed, counts.customers),
    abandonedCheckouts: lifecycle.sizes.checkout,
    regularRhythmShare: regularRhythmShare(timelines, asOf),
  };
}

/** Buyers by clock, over all stages. */
export function clockSizes(lifecycle: Lifecycle): Record<(typeof CLOCKS)[number], number> {
  const sizes = { between: 0, due: 0, atRisk: 0, lapsed: 0 };
  for (const byClock of Object.values(lifecycle.sizesByClock))
    for (const clock of CLOCKS) sizes[clock] += byClock[clock];
  return sizes;
}

/** Share of customers' orders sold below the listed price. */
function discountedOrderShare(timelines: Timelines, asOf: number): number | null {
  if (!timelines.hasMoney) return null;
  let orders = 0;
  let discounted = 0;
  for (let o = 0; o < timelines.day.length; o++) {
    if (timelines.day[o]! > asOf) continue;
    orders++;
    if (timelines.discountMinor[o]! > 0) discounted++;
  }
  return rate(discounted, orders);
}

/** Of the customers with at least three order days: those with a regular rhythm. */
function regularRhythmShare(timelines: Timelines, asOf: number): number | null {
  const { customerIds, orderStart, day } = timelines;
  let customers = 0;
  let regular = 0;
  for (let i = 0; i < customerIds.length; i++) {
    let gaps = 0;
    let sum = 0;
    let squares = 0;
    for (let o = orderStart[i]! + 1; o < ordersUntil(timelines, i, asOf); o++) {
      const gap = day[o]! - day[o - 1]!;
      if (gap === 0) continue;
      gaps++;
      sum += gap;
      squares += gap * gap;
    }
    if (gaps < 2) continue;
    customers++;
    const mean = sum / gaps;
    const variance = (squares - gaps * mean * mean) / (gaps - 1);
    if (Math.sqrt(Math.max(0, variance)) < THRESHOLDS.regularRhythmSpread.value * mean) regular++;
  }
  return rate(regular, customers);
}
