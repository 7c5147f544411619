/** Cursor pagination as Shopify does it: first or last, at most 250, cursors that hold the sort value and the id. */
import { GraphQLError } from "graphql";
import type { FieldArgs, RequestContext } from "./request-context.ts";
import { comparePositions, type Position } from "./sort-position.ts";

const LARGEST_PAGE = 250;
/** Shopify lets nobody page further; larger sets are for bulk operations. */
const FURTHEST_OBJECT = 25_000;

interface Edge {
  node: unknown;
  cursor: string;
}

/** The plain object behind every connection type. */
export interface Connection {
  edges: Edge[];
  nodes: unknown[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_REQUEST" } });
}

function encodeCursor({ value, id }: Position): string {
  const typed = typeof value === "bigint" ? { last_value: String(value), big: true } : { last_value: value };
  return Buffer.from(JSON.stringify({ last_id: String(id), ...typed })).toString("base64");
}

function decodeCursor(cursor: unknown): Position {
  try {
    const read = JSON.parse(Buffer.from(String(cursor), "base64").toString("utf8")) as {
      last_id: string;
      last_value: string | number;
      big?: boolean;
    };
    return { id: BigInt(read.last_id), value: read.big ? BigInt(read.last_value) : read.last_value };
  } catch {
    throw badRequest(`Invalid cursor '${String(cursor)}'`);
  }
}

interface Page {
  size: number;
  fromEnd: boolean;
}

function requestedPage(args: FieldArgs): Page {
  const { first, last } = args;
  if (first == null && last == null) throw badRequest("you must provide one of first or last");
  if (first != null && last != null) throw badRequest("providing both first and last is not supported");
  const size = (first ?? last) as number;
  const name = first != null ? "first" : "last";
  if (size < 0) throw badRequest(`${name} cannot be negative`);
  if (size > LARGEST_PAGE) throw badRequest(`${name} cannot exceed ${LARGEST_PAGE}`);
  return { size, fromEnd: last != null };
}

/** Index of the first item at or behind the position, in items sorted by `positionOf` (descending when reversed). */
function lowerBound<Item>(
  items: readonly Item[],
  position: Position,
  positionOf: (item: Item) => Position,
  direction: 1 | -1,
): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comparePositions(positionOf(items[middle]!), position) * direction < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * One page of `items`, which stand sorted by `positionOf` (ascending; descending with `reversed`). In a bulk operation:
 * all of them, without edges.
 */
export function connection<Item>(
  items: readonly Item[],
  args: FieldArgs,
  context: RequestContext,
  options: { positionOf: (item: Item) => Position; nodeOf: (item: Item) => unknown; reversed: boolean },
): Connection {
  const { positionOf, nodeOf, reversed } = options;
  if (context.inBulk) {
    const nodes = items.map(nodeOf);
    return { nodes, edges: [], pageInfo: pageInfo([], false, false) };
  }
  const page = requestedPage(args);
  const direction = reversed ? -1 : 1;
  let start = 0;
  let end = items.length;
  if (args["after"] != null) {
    const after = decodeCursor(args["after"]);
    start = lowerBound(items, after, positionOf, direction);
    if (start < items.length && comparePositions(positionOf(items[start]!), after) === 0) start += 1;
  }
  if (args["before"] != null) end = lowerBound(items, decodeCursor(args["before"]), positionOf, direction);
  end = Math.max(start, end);
  if (page.fromEnd) start = Math.max(start, end - page.size);
  else end = Math.min(end, start + page.size);
  if (!page.fromEnd && start >= FURTHEST_OBJECT) {
    throw badRequest(`Paging beyond ${FURTHEST_OBJECT} objects is not possible. Use a bulk operation.`);
  }
  const edges = items
    .slice(start, end)
    .map((item): Edge => ({ node: nodeOf(item), cursor: encodeCursor(positionOf(item)) }));
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: pageInfo(edges, end < items.length, start > 0),
  };
}

function pageInfo(edges: readonly Edge[], hasNextPage: boolean, hasPreviousPage: boolean): Connection["pageInfo"] {
  return {
    hasNextPage,
    hasPreviousPage,
    startCursor: edges[0]?.cursor ?? null,
    endCursor: edges.at(-1)?.cursor ?? null,
  };
}

/** A connection over a short list that belongs to its parent (line items, refunds, variants), in the list's order. */
export function listConnection<Item>(
  items: readonly Item[],
  args: FieldArgs,
  context: RequestContext,
  nodeOf: (item: Item) => unknown,
): Connection {
  const indices = items.map((_, index) => index);
  const reversed = args["reverse"] === true;
  if (reversed) indices.reverse();
  return connection(indices, args, context, {
    positionOf: (index) => ({ value: index, id: BigInt(index) }),
    nodeOf: (index) => nodeOf(items[index]!),
    reversed,
  });
}
