import { isoDateOfDay, zonedDays } from "../analytics/calendar.ts";
import type { DayRange } from "../analytics/calendar.ts";
import { firstOrderDay, lastOrderDay } from "../analytics/orders-until.ts";
import type { Timelines } from "../analytics/timelines.ts";
import type { DataState } from "../insights/data-quality.ts";
import type { DefinitionId } from "../insights/definition.ts";
import { historyUntil, rowsOfRange } from "../insights/rows-in.ts";
import type { SyncState } from "../store/sync-state.server.ts";
import { completeFromLabel, historyExtent, holdsImport } from "./history-extent.ts";
import type { HistoryExtent } from "./history-extent.ts";
import { ReportQueryError } from "./report-query.ts";
import type { Freshness, PageFrame, Report, SyncView } from "./report.types.ts";

/** After so many days without an order a store stands still: it opens at the day of its last order, not at an empty today. */
const STANDS_STILL_AFTER_DAYS = 30;
const MS_PER_MINUTE = 60_000;
const READ_ALL_ORDERS = "read_all_orders";

/** What every report of one request is computed from. */
export interface ShopData {
  readonly timelines: Timelines;
  /** Civil days in the shop's zone; `asOf` is inclusive. */
  readonly asOf: number;
  readonly today: number;
  readonly extent: HistoryExtent;
  readonly freshness: Freshness;
  readonly state: DataState;
  readonly frame: PageFrame;
}

/** What is known of a shop beside its orders, as plain data: it goes to a thread with every question. */
export interface ShopSources {
  /** Of the loaded timelines: the version of the records they show, and when those last changed. */
  readonly version: number;
  readonly lastChangeAtMs: number;
  readonly sync: SyncState;
  readonly scopes: readonly string[];
  readonly installedAtMs: number;
}

/**
 * A shop's orders and how complete they are, at one instant. `asOf` null means the store's default day: today, or the day of the
 * last order in a store that stands still. Throws `ReportQueryError` for a day that is still to come.
 */
export function shopDataOf(timelines: Timelines, sources: ShopSources, asOf: number | null, nowMs: number): ShopData {
  const { version, lastChangeAtMs, sync: present } = sources;
  // What is shown and what is said of it agree: an import that these timelines lack is not over yet.
  const sync: SyncState = holdsImport(sources, present)
    ? present
    : { ...present, state: "running", finishedAtMs: null };
  const dayOf = zonedDays(timelines.zone);
  const today = dayOf(nowMs);
  const lastDay = lastOrderDay(timelines);
  const defaultAsOf = lastDay !== null && today - lastDay > STANDS_STILL_AFTER_DAYS ? lastDay : today;
  if (asOf !== null && asOf > today) {
    throw new ReportQueryError(
      "asOf",
      `asOf must not be later than today, ${isoDateOfDay(today)} in the store's time zone.`,
    );
  }
  const extent = historyExtent({
    imported: sync.state === "finished",
    readFromDay: sync.completeFromMs === null ? null : dayOf(sync.completeFromMs),
    mayReadAllOrders: sources.scopes.includes(READ_ALL_ORDERS),
    installedDay: dayOf(sources.installedAtMs),
    today,
  });
  const day = asOf ?? defaultAsOf;
  const firstDay = firstOrderDay(timelines, today);
  return {
    timelines,
    asOf: day,
    today,
    extent,
    freshness: {
      version,
      lastChangeAt: instantOf(lastChangeAtMs),
      syncedAt: instantOf(lastHeardAtMs(sync, lastChangeAtMs)),
      historyComplete: extent.complete,
    },
    state: dataState(sync, extent, nowMs),
    frame: {
      asOf: isoDateOfDay(day),
      defaultAsOf: isoDateOfDay(defaultAsOf),
      today: isoDateOfDay(today),
      firstOrderOn: firstDay === null ? null : isoDateOfDay(firstDay),
      zone: timelines.zone,
      currency: timelines.currency,
      currencyDigits: timelines.currencyDigits,
      hasMoney: timelines.hasMoney,
      sync: syncView(sync),
    },
  };
}

/** A value with what "why this number" needs: the rows of `range` (else the whole history up to the day of the report). */
export function reportOf<T>(data: ShopData, definition: DefinitionId, value: T, range?: DayRange): Report<T> {
  const { leftOut, ...rowsIn } = rowsOfRange(data.timelines, range ?? historyUntil(data.asOf));
  return {
    value,
    definition,
    rowsIn,
    leftOut,
    freshness: data.freshness,
    completeFrom: completeFromLabel(data.extent),
  };
}

/** Where the import stands, for pages and for the poll that keeps them live. */
export function syncView(sync: SyncState): SyncView {
  return {
    stage: SYNC_STAGES[sync.state],
    step: sync.stage === "reading" || sync.stage === "merging" ? "reading" : "exporting",
    ordersExported: sync.ordersExported,
    ordersSoFar: sync.ordersSoFar,
    ordersExpected: sync.estimateOrders,
    finishedAt: instantOf(sync.finishedAtMs),
    pendingChanges: sync.pendingDeliveries,
    rejectedRecords: rejectedRecords(sync),
  };
}

const SYNC_STAGES: Readonly<Record<SyncState["state"], SyncView["stage"]>> = {
  notStarted: "waiting",
  running: "importing",
  finished: "complete",
  failed: "failed",
};

function dataState(sync: SyncState, extent: HistoryExtent, nowMs: number): DataState {
  return {
    history: sync.state === "failed" ? "failed" : extent.complete ? "complete" : "importing",
    ordersSoFar: sync.ordersSoFar,
    ordersExpected: sync.estimateOrders,
    completeFrom: completeFromLabel(extent),
    pendingChanges: sync.pendingDeliveries,
    oldestPendingMinutes:
      sync.oldestPendingAtMs === null ? null : Math.floor((nowMs - sync.oldestPendingAtMs) / MS_PER_MINUTE),
    rejectedRecords: rejectedRecords(sync),
  };
}

function rejectedRecords(sync: SyncState): number {
  return sync.rejected.reduce((sum, { count }) => sum + count, 0);
}

/** The import's end or the last change that was worked off, whichever came later. */
function lastHeardAtMs(sync: SyncState, lastChangeAtMs: number): number {
  return Math.max(sync.finishedAtMs ?? -Infinity, lastChangeAtMs);
}

function instantOf(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
