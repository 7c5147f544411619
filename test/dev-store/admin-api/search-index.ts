/**
 * The search index of one kind of record. Like Shopify's it lags: for some seconds a new record is in no list, and a
 * changed one is found, filtered and sorted by what it was. The nodes themselves are read fresh.
 */
import { GraphQLError } from "graphql";
import { comparePositions, type Position, type SortValue } from "./sort-position.ts";
import type { IndexedState, SearchCollection } from "./search-collections.ts";
import { matcher } from "./search-matching.ts";

export interface Hit<Record> {
  record: Record;
  position: Position;
}

export interface FindOptions {
  query: string | null;
  sortKey: string;
  reverse: boolean;
  /** Leaves out records created before; null for none. */
  createdSinceMs: number | null;
  zone: string;
  nowMs: number;
  lagMs: number;
}

export interface SearchIndex<Record> {
  /** Everything that matches, sorted. Do not change the array: it is kept for the next page. */
  find: (options: FindOptions) => readonly Hit<Record>[];
}

interface Entry<Record, State> {
  record: Record;
  /** Null: not in the index yet. */
  state: State | null;
  /** When the index takes in the record's present state; null: it has. */
  dueAtMs: number | null;
}

type RecordBase = IndexedState;

/** Results kept for the pages that follow: a client rarely pages through more lists at once. */
const KEPT_RESULTS = 8;

export function createSearchIndex<Record extends RecordBase, State extends IndexedState>(
  collection: SearchCollection<Record, State>,
  records: () => ReadonlyMap<bigint, Record>,
): SearchIndex<Record> {
  let entries: Entry<Record, State>[] | null = null;
  let changes = 0;
  const results = new Map<string, { changes: number; hits: Hit<Record>[] }>();

  /** Brings the entries in step with the records. */
  const refresh = (nowMs: number, lagMs: number): Entry<Record, State>[] => {
    const known = alongside(entries ?? [], records());
    const first = entries === null;
    const after: Entry<Record, State>[] = [];
    for (const record of records().values()) {
      const entry = known.entryOf(record.id) ?? newEntry(record, first, nowMs - lagMs);
      entry.record = record;
      takeIn(entry, nowMs, lagMs);
      after.push(entry);
    }
    if (known.found() < (entries?.length ?? 0)) changes += 1;
    entries = after;
    return after;
  };

  /** At the start the shop's records are long indexed; only what was created just now is not. */
  const newEntry = (record: Record, first: boolean, indexedUntilMs: number): Entry<Record, State> => {
    const indexed = first && record.createdAtMs <= indexedUntilMs;
    return { record, state: indexed ? collection.index(record) : null, dueAtMs: null };
  };

  const takeIn = (entry: Entry<Record, State>, nowMs: number, lagMs: number): void => {
    const isCurrent = entry.state !== null && collection.isCurrent(entry.state, entry.record);
    if (isCurrent && lagMs > 0) return;
    entry.dueAtMs ??= entry.record.updatedAtMs + lagMs;
    if (nowMs < entry.dueAtMs) return;
    entry.state = collection.index(entry.record);
    entry.dueAtMs = null;
    // Without a lag two changes may share a second, so nothing is known to be current.
    if (!isCurrent || lagMs === 0) changes += 1;
  };

  const search = (all: readonly Entry<Record, State>[], options: FindOptions): Hit<Record>[] => {
    const sortValue = sortReader(collection, options.sortKey);
    const matches = matcher(collection, options);
    const hits: Hit<Record>[] = [];
    for (const { record, state } of all) {
      if (!state || (options.createdSinceMs !== null && state.createdAtMs < options.createdSinceMs)) continue;
      if (matches(state)) hits.push({ record, position: { value: sortValue(state), id: state.id } });
    }
    const direction = options.reverse ? -1 : 1;
    return hits.sort((a, b) => comparePositions(a.position, b.position) * direction);
  };

  return {
    find: (options) => {
      const all = refresh(options.nowMs, options.lagMs);
      const { query, sortKey, reverse, createdSinceMs } = options;
      const timeless = createdSinceMs === null && !query?.includes("now");
      const key = JSON.stringify([query, sortKey, reverse]);
      const kept = timeless ? results.get(key) : undefined;
      if (kept?.changes === changes) return kept.hits;
      const hits = search(all, options);
      results.delete(key);
      if (timeless) results.set(key, { changes, hits });
      const oldest = results.keys().next();
      if (results.size > KEPT_RESULTS && !oldest.done) results.delete(oldest.value);
      return hits;
    },
  };
}

/**
 * Finds the entry of each record when both are walked in order. A Map keeps insertion order, so records and entries run
 * side by side but for deleted ones; only a record put in again at another place needs a look-up by id.
 */
function alongside<Known extends { record: RecordBase }>(
  entries: readonly Known[],
  records: ReadonlyMap<bigint, RecordBase>,
): { entryOf: (id: bigint) => Known | undefined; found: () => number } {
  let at = 0;
  let found = 0;
  const byId = lazyMap(entries);
  const entryOf = (id: bigint): Known | undefined => {
    while (at < entries.length && entries[at]!.record.id !== id && !records.has(entries[at]!.record.id)) at += 1;
    if (at >= entries.length) return undefined;
    if (entries[at]!.record.id !== id) return byId().get(id);
    return entries[at++];
  };
  return {
    entryOf: (id) => {
      const entry = entryOf(id);
      if (entry) found += 1;
      return entry;
    },
    found: () => found,
  };
}

function lazyMap<Known extends { record: RecordBase }>(entries: readonly Known[]): () => Map<bigint, Known> {
  let map: Map<bigint, Known> | null = null;
  return () => (map ??= new Map(entries.map((entry) => [entry.record.id, entry])));
}

function sortReader<Record, State extends IndexedState>(
  collection: SearchCollection<Record, State>,
  sortKey: string,
): (state: State) => SortValue {
  const reader = collection.sortKeys[sortKey];
  if (!reader) throw notSimulatedSort(sortKey, collection.name);
  return reader;
}

export function notSimulatedSort(sortKey: string, listName: string): GraphQLError {
  return new GraphQLError(`dev store does not simulate the sort key ${sortKey} of ${listName}`);
}
