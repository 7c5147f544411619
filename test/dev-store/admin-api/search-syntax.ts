/**
 * Shopify's search syntax as far as it is simulated: terms `field:value`, `field:>=value` and so on, joined by spaces or
 * AND. Anything else (free text, OR, NOT, wildcards) is an error: Shopify would ignore or guess, and the answer would be
 * wrong without anybody noticing.
 */
import { GraphQLError } from "graphql";

export type Comparison = ":" | ">=" | ">" | "<=" | "<";

export interface SearchTerm {
  field: string;
  comparison: Comparison;
  value: string;
}

const TERM = /\s*(?:([a-z_]+):(>=|<=|>|<)?(?:'([^']*)'|"([^"]*)"|([^\s'"()]+))|(AND)(?=\s))(?=\s|$)/y;

/** The terms of a search query; all must hold. Throws on syntax that is not simulated. */
export function parseSearch(query: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  let at = 0;
  while (query.slice(at).trim() !== "") {
    TERM.lastIndex = at;
    const match = TERM.exec(query);
    if (!match) throw new GraphQLError(`dev store does not simulate the search syntax "${query.slice(at).trim()}"`);
    at = TERM.lastIndex;
    const [, field, comparison, single, double, bare, and] = match;
    if (and) continue;
    const value = single ?? double ?? bare ?? "";
    if (bare?.includes("*")) throw new GraphQLError(`dev store does not simulate wildcards in searches: "${bare}"`);
    terms.push({ field: field!, comparison: (comparison as Comparison | undefined) ?? ":", value });
  }
  return terms;
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A time in a search: an instant with a zone, `now`, or a day, which begins at midnight in the shop's zone. */
export function searchInstantMs(value: string, zone: string, nowMs: number): number {
  if (value === "now") return nowMs;
  if (INSTANT.test(value)) return Date.parse(value);
  if (DAY.test(value)) return startOfDayMs(value, zone);
  throw new GraphQLError(`dev store does not simulate the time "${value}" in searches`);
}

export function isDay(value: string): boolean {
  return DAY.test(value);
}

function startOfDayMs(day: string, zone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let guess = utc;
  // Twice: the offset at the first guess may be that of the other side of a clock change.
  for (let round = 0; round < 2; round += 1) guess = utc - zoneOffsetMs(guess, zone);
  return guess;
}

function zoneOffsetMs(instantMs: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  const part = Object.fromEntries(format.formatToParts(instantMs).map(({ type, value }) => [type, value]));
  const local = Date.parse(
    `${part["year"]}-${part["month"]}-${part["day"]}T${part["hour"]}:${part["minute"]}:${part["second"]}Z`,
  );
  return local - Math.floor(instantMs / 1_000) * 1_000;
}
