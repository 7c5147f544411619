import type { LeftOutReason } from "../analytics/timelines.ts";
import type { DefinitionId } from "../insights/definition.ts";

/**
 * What every page and every answer of the API is made of. View models hold numbers, codes and states; components and
 * messages turn them into words. All of it survives JSON: no bigint, no Date, no typed array.
 */

/** A shop-local civil day, YYYY-MM-DD. */
export type IsoDay = string;
/** An instant, ISO 8601 in UTC. */
export type IsoInstant = string;

/** How many orders are in no figure of this report, by the one reason each has. Every reason is present, also with 0. */
type LeftOutCounts = Readonly<Record<LeftOutReason, number>>;

/** The rows a report was computed from. */
interface RowsIn {
  /** Counted orders, with and without a customer. */
  readonly orders: number;
  /** Customers with a counted order. */
  readonly customers: number;
  /** Those of `orders` that have no customer: in the sales totals and AOV, in no customer figure. */
  readonly guestOrders: number;
}

/** The state of the data the report was computed from. */
export interface Freshness {
  /** Grows with every change of the shop's orders; two reports with one version saw the same orders. */
  readonly version: number;
  /** When the last change was written, or null before the first. */
  readonly lastChangeAt: IsoInstant | null;
  /** When we last heard from the store's Admin API (import finished or change worked off), or null. */
  readonly syncedAt: IsoInstant | null;
  /** False while the history is being imported. */
  readonly historyComplete: boolean;
}

/** A value with everything "why this number" needs. */
export interface Report<T> {
  readonly value: T;
  readonly definition: DefinitionId;
  readonly rowsIn: RowsIn;
  readonly leftOut: LeftOutCounts;
  readonly freshness: Freshness;
  /** The month (YYYY-MM) from which the history is final; null: all of it is. */
  readonly completeFrom: string | null;
}

/** How amounts are to be written. */
interface MoneyFormat {
  /** ISO 4217 code and its number of decimals. */
  readonly currency: string;
  readonly currencyDigits: number;
  /** False: the orders carry no amounts and every money figure is unknown. */
  readonly hasMoney: boolean;
}

/** What all pages show at their head. */
export interface PageFrame extends MoneyFormat {
  /** The day of the report, inclusive. */
  readonly asOf: IsoDay;
  /** The day that is used when the URL names none: today, or the last order's day in a store that stands still. */
  readonly defaultAsOf: IsoDay;
  /** Today in the shop's zone, and the day of its first counted order (null: none). They bound a date picker. */
  readonly today: IsoDay;
  readonly firstOrderOn: IsoDay | null;
  readonly zone: string;
  readonly sync: SyncView;
}

/** Where the import of the history stands. */
export interface SyncView {
  readonly stage: "waiting" | "importing" | "complete" | "failed";
  /** What an import is at: Shopify writes the orders into a file, then they are read from it. */
  readonly step: "exporting" | "reading";
  /** Orders Shopify has put into the file so far. */
  readonly ordersExported: number;
  /** Orders that are here. */
  readonly ordersSoFar: number;
  /** An estimate; null while unknown. */
  readonly ordersExpected: number | null;
  readonly finishedAt: IsoInstant | null;
  /** Changes received from the store that are not worked off yet. */
  readonly pendingChanges: number;
  /** Records that could not be read. */
  readonly rejectedRecords: number;
}
