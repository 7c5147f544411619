import { periodLabel, periodOf, periodStart } from "../analytics/calendar.ts";

/** Without the scope `read_all_orders` Shopify hands out the orders of this many days only. */
const DAYS_WITHOUT_ALL_ORDERS = 60;

/** From when the order history is final. */
export interface HistoryExtent {
  /** False while the history is being imported. */
  readonly complete: boolean;
  /** Ordinal of the first month of which every order is known; null: every month. */
  readonly completeFromMonth: number | null;
}

/**
 * From which month on the history is final. While it is imported: the first whole month that has been read up to now, or the
 * month after today's when none has. A store that does not let the app read all orders is final from the first whole month
 * within the days it does let it read.
 */
export function historyExtent(facts: {
  readonly imported: boolean;
  /** While importing: the day from which on everything has been read; null for none. */
  readonly readFromDay: number | null;
  readonly mayReadAllOrders: boolean;
  readonly installedDay: number;
  readonly today: number;
}): HistoryExtent {
  if (!facts.imported) {
    const { readFromDay, today } = facts;
    return {
      complete: false,
      completeFromMonth: readFromDay === null ? periodOf(today, "month") + 1 : firstWholeMonth(readFromDay),
    };
  }
  if (facts.mayReadAllOrders) return { complete: true, completeFromMonth: null };
  return { complete: true, completeFromMonth: firstWholeMonth(facts.installedDay - DAYS_WITHOUT_ALL_ORDERS) };
}

/**
 * True when timelines hold all that the import brought. The two are read one after the other, and a large shop's timelines may
 * be a few seconds old: an import that ended meanwhile has written orders which they lack.
 */
export function holdsImport(
  timelines: { readonly version: number; readonly lastChangeAtMs: number },
  sync: { readonly version: number; readonly finishedAtMs: number | null },
): boolean {
  if (sync.finishedAtMs === null || timelines.version >= sync.version) return true;
  return timelines.lastChangeAtMs > sync.finishedAtMs;
}

/** "YYYY-MM", or null when everything is final. */
export function completeFromLabel({ completeFromMonth }: HistoryExtent): string | null {
  return completeFromMonth === null ? null : periodLabel(completeFromMonth, "month");
}

function firstWholeMonth(day: number): number {
  const month = periodOf(day, "month");
  return periodStart(month, "month") === day ? month : month + 1;
}
