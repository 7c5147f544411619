import { periodIndex, periodLabel, periodOf, periodStart } from "./calendar.ts";
import { byCodePoint } from "./code-point-order.ts";
import { addedUp, computed, sum } from "./mergeable-report.ts";
import type { MergeableReport } from "./mergeable-report.ts";
import { guestsUntil, ordersUntil } from "./orders-until.ts";
import { rate } from "./rate.ts";
import { REPEAT_DAYS, repeatShare } from "./repeat-share.ts";
import type { RepeatShare } from "./repeat-share.ts";
import type { OrderDimension, Timelines } from "./timelines.ts";

/** What customers can be told apart by: something of the first visit of their first order's journey. */
export const CHANNEL_DIMENSIONS = ["channel", "sourceMedium", "campaign", "landingPage", "referrer"] as const;
export type ChannelDimension = (typeof CHANNEL_DIMENSIONS)[number];

export interface ChannelsOptions {
  /** Shop-local day, inclusive. */
  readonly asOf: number;
  /** `channel` unless named. */
  readonly by?: ChannelDimension;
}

/** Customers whose first order has one value. Orders and net sales are all of theirs up to the day, whatever brought the later ones. */
interface ChannelFigures {
  readonly customers: number;
  /** Share of all customers: the acquisition rate. */
  readonly share: number | null;
  readonly orders: number;
  /** Order-date net sales; null without money. */
  readonly netSalesMinor: number | null;
  readonly averageOrderValueMinor: number | null;
  /** Historic customer lifetime value: net sales to date per customer. */
  readonly netSalesPerCustomerMinor: number | null;
  readonly repeatWithin90Days: RepeatShare;
  /** Customers by the month of their first order, one entry for each of the table's `months`. */
  readonly newCustomers: readonly number[];
}

interface ChannelRow extends ChannelFigures {
  /** Null: no journey was recorded. `direct` and `unknown` are values of their own. */
  readonly value: string | null;
}

interface ChannelTable {
  readonly by: OrderDimension;
  /** Calendar months from the shop's first customer's to that of the day ("2026-03"). */
  readonly months: readonly string[];
  /** Index of the month that is not over on the day; null when the day is a month's last. */
  readonly pendingFrom: number | null;
  /** Most customers first, equal ones by code point; at most 50, and always those of `direct`, `unknown` and no journey. */
  readonly rows: readonly ChannelRow[];
  /** The values without a row, together; null when there are none. */
  readonly other: (ChannelFigures & { readonly values: number }) | null;
}

export interface Channels {
  /** By the first visit. Sums over rows, the others and the guests are the shop's totals. */
  readonly first: ChannelTable;
  /** By the channel of the last visit before the same first orders; null unless the table is by channel. */
  readonly last: ChannelTable | null;
  /** Orders without a customer: in no row. */
  readonly guests: { readonly orders: number; readonly netSalesMinor: number | null };
}

/** Customers, sales and return by where customers came from, METRICS section 9. Sales are by order date. */
export function channels(timelines: Timelines, options: ChannelsOptions): Channels {
  return computed(channelsReport, timelines, options);
}

/** Columns by code of the dictionary. */
interface TableTally {
  readonly values: readonly (string | null)[];
  readonly customers: Float64Array;
  readonly orders: Float64Array;
  readonly netMinor: Float64Array;
  readonly eligible: Float64Array;
  readonly repeated: Float64Array;
  /** Ordinal of the first month; null without customers. */
  readonly firstMonth: number | null;
  /** New customers at month · (number of codes) + code, months counted from the first. */
  readonly newCustomers: Float64Array;
}

interface ChannelsTally {
  readonly hasMoney: boolean;
  readonly first: TableTally;
  readonly last: TableTally | null;
  readonly guestOrders: number;
  readonly guestNetMinor: number;
}

export const channelsReport: MergeableReport<ChannelsTally, Channels, ChannelsOptions> = {
  tally: (timelines, { asOf, by = "channel" }) => {
    const guestOrders = guestsUntil(timelines, asOf);
    let guestNetMinor = 0;
    for (let g = 0; g < guestOrders; g++) guestNetMinor += timelines.guests.netMinor[g]!;
    const [first, last = null] = tableTallies(timelines, by === "channel" ? [by, "lastChannel"] : [by], asOf);
    return {
      hasMoney: timelines.hasMoney,
      first: first!,
      last,
      guestOrders,
      guestNetMinor,
    };
  },
  merge: (tallies) => {
    const last = tallies.flatMap((tally) => tally.last ?? []);
    return {
      hasMoney: tallies[0]!.hasMoney,
      first: mergedTables(tallies.map((tally) => tally.first)),
      last: last.length > 0 ? mergedTables(last) : null,
      guestOrders: sum(tallies, (tally) => tally.guestOrders),
      guestNetMinor: sum(tallies, (tally) => tally.guestNetMinor),
    };
  },
  value: ({ hasMoney, first, last, guestOrders, guestNetMinor }, { asOf, by = "channel" }) => ({
    first: tableOf(first, by, { asOf, hasMoney }),
    last: last && tableOf(last, "lastChannel", { asOf, hasMoney }),
    guests: { orders: guestOrders, netSalesMinor: hasMoney ? guestNetMinor : null },
  }),
};

/** One table for each dimension, in one scan over the orders. */
function tableTallies(timelines: Timelines, dimensions: readonly OrderDimension[], asOf: number): TableTally[] {
  const { customerIds, orderStart, day, netMinor } = timelines;
  let firstDay = Infinity;
  for (let i = 0; i < customerIds.length; i++) firstDay = Math.min(firstDay, day[orderStart[i]!]!);
  const any = firstDay <= asOf;
  const monthOf = any ? periodIndex(firstDay, asOf + 1, "month") : new Int32Array(0);
  const months = any ? monthOf[asOf - firstDay]! + 1 : 0;
  const tables = dimensions.map((name) => {
    const { values, codes } = timelines.dimensions[name];
    const column = (): Float64Array => new Float64Array(values.length);
    const newCustomers = new Float64Array(months * values.length);
    const firstMonth = any ? periodOf(firstDay, "month") : null;
    const counted = {
      customers: column(),
      orders: column(),
      netMinor: column(),
      eligible: column(),
      repeated: column(),
    };
    return { codes, tally: { values, firstMonth, newCustomers, ...counted } };
  });
  for (let i = 0; i < customerIds.length; i++) {
    const start = orderStart[i]!;
    const end = ordersUntil(timelines, i, asOf);
    if (end === start) continue;
    const joined = day[start]!;
    const eligible = asOf - joined >= REPEAT_DAYS ? 1 : 0;
    const repeated = eligible === 1 && end - start > 1 && day[start + 1]! - joined <= REPEAT_DAYS ? 1 : 0;
    let net = 0;
    for (let o = start; o < end; o++) net += netMinor[o]!;
    for (let t = 0; t < tables.length; t++) {
      const { codes, tally } = tables[t]!;
      const code = codes[start]!;
      tally.customers[code]!++;
      tally.orders[code]! += end - start;
      tally.netMinor[code]! += net;
      tally.eligible[code]! += eligible;
      tally.repeated[code]! += repeated;
      tally.newCustomers[monthOf[joined - firstDay]! * tally.values.length + code]!++;
    }
  }
  return tables.map(({ tally }) => tally);
}

/** Tallies of parts of one shop share their dictionary, and end with the same month; the first months may differ. */
function mergedTables(tables: readonly TableTally[]): TableTally {
  const earliest = Math.min(...tables.map((table) => table.firstMonth ?? Infinity));
  const longest = Math.max(...tables.map((table) => table.newCustomers.length));
  const newCustomers = new Float64Array(longest);
  for (const table of tables) {
    const at = longest - table.newCustomers.length;
    for (let c = 0; c < table.newCustomers.length; c++) newCustomers[at + c]! += table.newCustomers[c]!;
  }
  return {
    values: tables[0]!.values,
    customers: addedUp(tables.map((table) => table.customers)),
    orders: addedUp(tables.map((table) => table.orders)),
    netMinor: addedUp(tables.map((table) => table.netMinor)),
    eligible: addedUp(tables.map((table) => table.eligible)),
    repeated: addedUp(tables.map((table) => table.repeated)),
    firstMonth: earliest === Infinity ? null : earliest,
    newCustomers,
  };
}

const MOST_ROWS = 50;

function tableOf(
  table: TableTally,
  by: OrderDimension,
  { asOf, hasMoney }: { asOf: number; hasMoney: boolean },
): ChannelTable {
  const { values, customers, firstMonth, newCustomers } = table;
  const width = values.length;
  const monthCount = newCustomers.length / width;
  let all = 0;
  for (let code = 0; code < width; code++) all += customers[code]!;
  const figures = (codes: readonly number[]): ChannelFigures => {
    const total = (column: Float64Array): number => codes.reduce((sum, code) => sum + column[code]!, 0);
    const orders = total(table.orders);
    const netSalesMinor = total(table.netMinor);
    return {
      customers: total(customers),
      share: rate(total(customers), all),
      orders,
      netSalesMinor: hasMoney ? netSalesMinor : null,
      averageOrderValueMinor: hasMoney ? rate(netSalesMinor, orders) : null,
      netSalesPerCustomerMinor: hasMoney ? rate(netSalesMinor, total(customers)) : null,
      repeatWithin90Days: repeatShare(total(table.eligible), total(table.repeated)),
      newCustomers: Array.from({ length: monthCount }, (_, month) =>
        codes.reduce((sum, code) => sum + newCustomers[month * width + code]!, 0),
      ),
    };
  };
  const ranked = Array.from(values.keys())
    .filter((code) => customers[code]! > 0)
    .sort((a, b) => customers[b]! - customers[a]! || byCodePoint(values[a] ?? "", values[b] ?? ""));
  const isListed = (code: number, place: number): boolean =>
    place < MOST_ROWS || values[code] === null || values[code] === "direct" || values[code] === "unknown";
  const others = ranked.filter((code, place) => !isListed(code, place));
  return {
    by,
    months: Array.from({ length: monthCount }, (_, month) => periodLabel(firstMonth! + month, "month")),
    pendingFrom:
      firstMonth !== null && periodStart(firstMonth + monthCount, "month") > asOf + 1 ? monthCount - 1 : null,
    rows: ranked.filter(isListed).map((code) => ({ value: values[code]!, ...figures([code]) })),
    other: others.length > 0 ? { values: others.length, ...figures(others) } : null,
  };
}
