/** Bulk operations in the schema: their fields, the queries and mutations around them. */
import { gid, idOf } from "../admin-api/gid.ts";
import { connection } from "../admin-api/connection.ts";
import { comparePositions, type SortValue } from "../admin-api/sort-position.ts";
import type { FieldArgs, RequestContext, TypeReaders } from "../admin-api/request-context.ts";
import type { SearchField } from "../admin-api/search-collections.ts";
import { matcher } from "../admin-api/search-matching.ts";
import type { BulkOperation } from "./bulk-operation.ts";

function isExpired(operation: BulkOperation, { bulkOperations, nowMs }: RequestContext): boolean {
  const expiresAtMs = bulkOperations.expiresAtMs(operation);
  return operation.status === "COMPLETED" && expiresAtMs !== null && nowMs >= expiresAtMs;
}

const BULK_OPERATION: TypeReaders<BulkOperation> = {
  id: (operation) => gid("BulkOperation", operation.id),
  type: () => "QUERY",
  status: (operation, _args, context) => (isExpired(operation, context) ? "EXPIRED" : operation.status),
  errorCode: (operation) => operation.errorCode,
  createdAt: (operation) => operation.createdAtMs,
  completedAt: (operation) => operation.completedAtMs,
  objectCount: (operation) => operation.objectCount,
  rootObjectCount: (operation) => operation.rootObjectCount,
  fileSize: (operation) => operation.fileSize,
  query: (operation) => operation.query,
  // Without any object there is no file.
  url: (operation, _args, context) => {
    const isThere = operation.status === "COMPLETED" && operation.objectCount > 0 && !isExpired(operation, context);
    return isThere ? context.bulkOperations.urlOf(operation) : null;
  },
  partialDataUrl: (operation, _args, context) =>
    operation.status === "FAILED" && operation.objectCount > 0 ? context.bulkOperations.urlOf(operation) : null,
};

const FILTERS: { [name: string]: (operation: BulkOperation) => SearchField } = {
  id: (operation) => ({ type: "id", value: operation.id }),
  status: (operation) => ({ type: "text", value: operation.status }),
  operation_type: () => ({ type: "text", value: "query" }),
  created_at: (operation) => ({ type: "time", value: operation.createdAtMs }),
};

/** Operations that have not ended come last. */
function sortValue(operation: BulkOperation, sortKey: unknown): SortValue {
  return sortKey === "COMPLETED_AT" ? (operation.completedAtMs ?? Number.MAX_SAFE_INTEGER) : operation.createdAtMs;
}

function bulkOperations(args: FieldArgs, context: RequestContext): unknown {
  const query = typeof args["query"] === "string" ? args["query"] : null;
  const search = { query, zone: context.data.facts.zone, nowMs: context.nowMs };
  const matches = matcher({ name: "bulkOperations", filters: FILTERS }, search);
  const reversed = args["reverse"] === true;
  const positionOf = (operation: BulkOperation): { value: SortValue; id: bigint } => ({
    value: sortValue(operation, args["sortKey"]),
    id: operation.id,
  });
  const found = context.bulkOperations
    .all()
    .filter(matches)
    .sort((a, b) => comparePositions(positionOf(a), positionOf(b)) * (reversed ? -1 : 1));
  return connection(found, args, context, { positionOf, nodeOf: (operation) => operation, reversed });
}

export const BULK_QUERY_FIELDS: TypeReaders<undefined> = {
  bulkOperation: (_root, args, context) => {
    const id = idOf(args["id"], "BulkOperation");
    return id === null ? null : context.bulkOperations.find(id);
  },
  bulkOperations: (_root, args, context) => bulkOperations(args, context),
  currentBulkOperation: (_root, args, context) =>
    args["type"] === "MUTATION" ? null : (context.bulkOperations.all().at(-1) ?? null),
};

function cancel(args: FieldArgs, context: RequestContext): unknown {
  const id = idOf(args["id"], "BulkOperation");
  const operation = id === null ? null : context.bulkOperations.find(id);
  if (!operation) return cancelRefused(null, "Bulk operation does not exist");
  const { status } = operation;
  if (status === "COMPLETED" || status === "FAILED" || status === "CANCELED") {
    return cancelRefused(operation, `A bulk operation cannot be canceled when it is ${status.toLowerCase()}`);
  }
  context.bulkOperations.cancel(operation);
  return { bulkOperation: operation, userErrors: [] };
}

function cancelRefused(bulkOperation: BulkOperation | null, message: string): unknown {
  return { bulkOperation, userErrors: [{ field: ["id"], message }] };
}

export const BULK_MUTATION_FIELDS: TypeReaders<undefined> = {
  bulkOperationRunQuery: (_root, args, context) => {
    const query = String(args["query"]);
    const { operation, userErrors } = context.bulkOperations.start(query, args["groupObjects"] === true, context);
    return { bulkOperation: operation, userErrors };
  },
  bulkOperationCancel: (_root, args, context) => cancel(args, context),
};

export const BULK_READERS = { BulkOperation: BULK_OPERATION };
