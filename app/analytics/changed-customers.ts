import { bigInt64Column, float64Column, int32Column, uint8Column } from "./columns.ts";
import type { Dimension } from "./dimension.ts";
import { changedLines } from "./changed-lines.ts";
import {
  mergedValues,
  spliced,
  splicedCodes,
  splicedDimension,
  splicedParents,
  splicedStart,
} from "./spliced-columns.ts";
import type { Two } from "./spliced-columns.ts";
import { lengthOf, runsBelow, runsById, runsByParent } from "./spliced-runs.ts";
import type { Run } from "./spliced-runs.ts";
import { CUSTOMER_DIMENSIONS, ORDER_DIMENSIONS } from "./timelines.ts";
import type { TimelineProduct, Timelines } from "./timelines.ts";

/** What is true of some of a shop's customers now. */
export interface ChangedCustomers {
  /** Whose state is told anew, in any order. One of them who is not in `present` has no record any more. */
  readonly customerIds: BigInt64Array;
  /**
   * The timelines of these customers alone, as `timelinesBuilder` makes them: all their present orders, lines and people records.
   * A customer without counted orders is among its prospects. Of the products here only those count that the shop did not know.
   */
  readonly present: Timelines;
  /** True: the guests of `present`, with their lines and returns, are all guests of the shop. False: the shop's stay as they are. */
  readonly replacesGuests: boolean;
  /** True: the left-out orders of `present` are all of the shop, whoever's they are. False: the shop's stay as they are. */
  readonly replacesLeftOut: boolean;
  /** Products whose record changed, whoever bought them. */
  readonly products: readonly TimelineProduct[];
}

/**
 * The timelines of the shop after the change: equal to building all anew, but for dictionary values that nothing uses any more.
 *
 * Unchanged customers stand in few long runs, which are copied column by column as blocks; only the starts of what lies below a row
 * are computed. Nothing of `timelines` is written to or shared, so that its memory is free once its last reader lets go. Both
 * parts are whole shops, no views.
 */
export function withChangedCustomers(timelines: Timelines, change: ChangedCustomers): Timelines {
  const { present } = change;
  const changed = changedIds(change);
  const customers = runsById(timelines.customerIds, present.customerIds, changed);
  const orders = runsBelow(customers, timelines.orderStart, present.orderStart);
  const guestSource = change.replacesGuests ? present : timelines;
  const guests: Run = {
    ofPresent: change.replacesGuests,
    from: guestSource.day.length,
    to: guestSource.day.length + guestSource.guests.day.length,
  };
  const both = <T>(pick: (of: Timelines) => T): Two<T> => ({ whole: pick(timelines), present: pick(present) });
  const int32 = (runs: readonly Run[], pick: (of: Timelines) => Int32Array): Int32Array =>
    spliced(runs, both(pick), int32Column(lengthOf(runs)));
  const uint8 = (runs: readonly Run[], pick: (of: Timelines) => Uint8Array): Uint8Array =>
    spliced(runs, both(pick), uint8Column(lengthOf(runs)));
  const float64 = (runs: readonly Run[], pick: (of: Timelines) => Float64Array): Float64Array =>
    spliced(runs, both(pick), float64Column(lengthOf(runs)));
  const ids = (runs: readonly Run[], pick: (of: Timelines) => BigInt64Array): BigInt64Array =>
    spliced(runs, both(pick), bigInt64Column(lengthOf(runs)));
  const dimensionsOf = <Name extends string>(
    names: readonly Name[],
    runs: readonly Run[],
    pick: (of: Timelines, name: Name) => Dimension,
  ): Record<Name, Dimension> =>
    Object.fromEntries(
      names.map((name) => [
        name,
        splicedDimension(
          runs,
          both((of) => pick(of, name)),
        ),
      ]),
    ) as unknown as Record<Name, Dimension>;

  const strangers = runsById(timelines.prospects.customerIds, present.prospects.customerIds, changed);
  const leftOutSource = (change.replacesLeftOut ? present : timelines).leftOut;
  return {
    zone: timelines.zone,
    currency: timelines.currency,
    currencyDigits: timelines.currencyDigits,
    hasMoney: timelines.hasMoney,
    customerIds: ids(customers, (of) => of.customerIds),
    orderStart: splicedStart(
      customers,
      both((of) => of.orderStart),
    ),
    day: int32(orders, (of) => of.day),
    netMinor: float64(orders, (of) => of.netMinor),
    grossMinor: float64(orders, (of) => of.grossMinor),
    discountMinor: float64(orders, (of) => of.discountMinor),
    refundMinor: float64(orders, (of) => of.refundMinor),
    costMinor: changedCosts(
      orders,
      both((of) => of),
    ),
    kind: uint8(orders, (of) => of.kind),
    dimensions: dimensionsOf(ORDER_DIMENSIONS, orders, (of, name) => of.dimensions[name]),
    returns: changedReturns(
      [...orders, guests],
      both((of) => of.returns),
    ),
    lines: changedLines(
      [...orders, guests],
      both((of) => of),
      change.products,
    ),
    consent: uint8(customers, (of) => of.consent),
    createdDay: int32(customers, (of) => of.createdDay),
    abandonedDay: int32(customers, (of) => of.abandonedDay),
    customerDimensions: dimensionsOf(CUSTOMER_DIMENSIONS, customers, (of, name) => of.customerDimensions[name]),
    tags: changedTags(
      customers,
      both((of) => of.tags),
    ),
    guests: {
      day: copied(guestSource.guests.day, int32Column),
      netMinor: copied(guestSource.guests.netMinor, float64Column),
    },
    leftOut: { day: copied(leftOutSource.day, int32Column), reason: copied(leftOutSource.reason, uint8Column) },
    prospects: {
      customerIds: ids(strangers, (of) => of.prospects.customerIds),
      createdDay: int32(strangers, (of) => of.prospects.createdDay),
      consent: uint8(strangers, (of) => of.prospects.consent),
      abandonedDay: int32(strangers, (of) => of.prospects.abandonedDay),
    },
  };
}

/** The ids of everyone the change speaks of, ascending, each once. */
function changedIds({ customerIds, present }: ChangedCustomers): BigInt64Array {
  const all = new Set([...customerIds, ...present.customerIds, ...present.prospects.customerIds]);
  return BigInt64Array.from(all).sort();
}

function changedCosts(orders: readonly Run[], { whole, present }: Two<Timelines>): Float64Array | null {
  if (whole.costMinor === null && present.costMinor === null) return null;
  const of = (part: Timelines): Float64Array => part.costMinor ?? new Float64Array(part.day.length).fill(NaN);
  const costs = spliced(orders, { whole: of(whole), present: of(present) }, float64Column(lengthOf(orders)));
  return costs.some((cost) => !Number.isNaN(cost)) ? costs : null;
}

function changedReturns(orders: readonly Run[], { whole, present }: Two<Timelines["returns"]>): Timelines["returns"] {
  const order = { whole: whole.order, present: present.order };
  const runs = runsByParent(orders, order.whole, order.present);
  return {
    order: splicedParents(runs, orders, order),
    day: spliced(runs, { whole: whole.day, present: present.day }, int32Column(lengthOf(runs))),
    amountMinor: spliced(
      runs,
      { whole: whole.amountMinor, present: present.amountMinor },
      float64Column(lengthOf(runs)),
    ),
  };
}

function changedTags(customers: readonly Run[], { whole, present }: Two<Timelines["tags"]>): Timelines["tags"] {
  const start = { whole: whole.start, present: present.start };
  const merged = mergedValues({ whole: whole.values, present: present.values });
  const runs = runsBelow(customers, start.whole, start.present);
  return {
    values: merged.values,
    start: splicedStart(customers, start),
    codes: splicedCodes(runs, { whole: whole.codes, present: present.codes }, merged),
  };
}

function copied<T extends Uint8Array | Int32Array | Float64Array>(column: T, columnOf: (length: number) => T): T {
  const copy = columnOf(column.length);
  (copy as Uint8Array).set(column as Uint8Array);
  return copy;
}
