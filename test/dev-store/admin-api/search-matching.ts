/** Whether the indexed state of a record satisfies a search. */
import { GraphQLError } from "graphql";
import type { SearchField } from "./search-collections.ts";
import { isDay, parseSearch, searchInstantMs, type Comparison, type SearchTerm } from "./search-syntax.ts";

const DAY_MS = 86_400_000;

interface Filters<State> {
  name: string;
  filters: Readonly<{ [name: string]: (state: State) => SearchField }>;
}

interface SearchTime {
  query: string | null;
  zone: string;
  nowMs: number;
}

/** Turns a search into a predicate. Throws on a filter, value or comparison that is not simulated. */
export function matcher<State>(collection: Filters<State>, search: SearchTime): (state: State) => boolean {
  const tests = parseSearch(search.query ?? "").map((term) => {
    const read = collection.filters[term.field];
    if (!read) {
      throw new GraphQLError(`dev store does not simulate the search filter "${term.field}" of ${collection.name}`);
    }
    const test = termTest(term, search);
    return (state: State): boolean => test(read(state));
  });
  return (state) => tests.every((test) => test(state));
}

function termTest(term: SearchTerm, search: SearchTime): (field: SearchField) => boolean {
  const { comparison, value } = term;
  const wanted = value.toLowerCase();
  // The value is read once, not per record; what it means depends on the field's type.
  const instantMs = lazy(() => searchInstantMs(value, search.zone, search.nowMs));
  const endOfDayMs = lazy(() =>
    isDay(value) ? searchInstantMs(dayAfter(value), search.zone, search.nowMs) : instantMs() + 1_000,
  );
  const number = lazy(() => wholeOrDecimal(term));
  const id = lazy(() => idValue(term));
  return (field) => {
    switch (field.type) {
      case "time":
        if (field.value === null) return false;
        if (comparison === ":") return field.value >= instantMs() && field.value < endOfDayMs();
        return compare(field.value, comparison, instantMs());
      case "number":
        return field.value !== null && compare(field.value, comparison, number());
      case "id":
        return field.value !== null && compare(field.value, comparison, id());
      case "boolean":
        return onlyEqual(term) && field.value === booleanValue(term);
      case "text":
        return onlyEqual(term) && field.value?.toLowerCase() === wanted;
      case "texts":
        return onlyEqual(term) && field.value.some((one) => one.toLowerCase() === wanted);
    }
  };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

function lazy<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

function compare<Value extends number | bigint>(value: Value, comparison: Comparison, wanted: Value): boolean {
  switch (comparison) {
    case ":":
      return value === wanted;
    case ">":
      return value > wanted;
    case ">=":
      return value >= wanted;
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
  }
}

function invalid({ field, comparison, value }: SearchTerm): GraphQLError {
  const operator = comparison === ":" ? "" : comparison;
  return new GraphQLError(`dev store cannot read the search term "${field}:${operator}${value}"`);
}

function onlyEqual(term: SearchTerm): boolean {
  if (term.comparison !== ":") throw invalid(term);
  return true;
}

function booleanValue(term: SearchTerm): boolean {
  if (term.value !== "true" && term.value !== "false") throw invalid(term);
  return term.value === "true";
}

function wholeOrDecimal(term: SearchTerm): number {
  const number = Number(term.value);
  if (!Number.isFinite(number)) throw invalid(term);
  return number;
}

function idValue(term: SearchTerm): bigint {
  if (!/^\d+$/.test(term.value)) throw invalid(term);
  return BigInt(term.value);
}
