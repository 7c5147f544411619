import { z } from "zod";
import { adminGraphql, type AdminAnswer, type AdminCall, type AdminDocument } from "./admin-client.server.ts";
import type { AdminAccess } from "./admin-access.server.ts";

const STATUSES = ["CREATED", "RUNNING", "COMPLETED", "FAILED", "CANCELING", "CANCELED", "EXPIRED"] as const;

const operation = z.object({
  id: z.string(),
  status: z.enum(STATUSES).catch("RUNNING"),
  errorCode: z.string().nullable().default(null),
  createdAt: z.iso.datetime({ offset: true }),
  objectCount: z.coerce.number().default(0),
  rootObjectCount: z.coerce.number().default(0),
  url: z.string().nullable().default(null),
  partialDataUrl: z.string().nullable().default(null),
});

/** A bulk query as Shopify reports it. `url` is null while it runs and when nothing matched. */
export type BulkOperation = z.infer<typeof operation>;

const OPERATION_FIELDS = `id status errorCode createdAt objectCount rootObjectCount url partialDataUrl`;
const userErrors = z.array(z.object({ message: z.string(), code: z.string().nullish() }));

const runDocument: AdminDocument<
  { query: string },
  {
    bulkOperationRunQuery: {
      bulkOperation: { id: string; createdAt: string } | null;
      userErrors: z.infer<typeof userErrors>;
    } | null;
  }
> = {
  name: "RunBulkQuery",
  text: `mutation RunBulkQuery($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id createdAt }
    userErrors { field message code }
  }
}`,
  data: z.object({
    bulkOperationRunQuery: z
      .object({ bulkOperation: z.object({ id: z.string(), createdAt: z.string() }).nullable(), userErrors })
      .nullable(),
  }),
};

const stateDocument: AdminDocument<{ id: string }, { bulkOperation: BulkOperation | null }> = {
  name: "BulkQueryState",
  text: `query BulkQueryState($id: ID!) { bulkOperation(id: $id) { ${OPERATION_FIELDS} } }`,
  data: z.object({ bulkOperation: operation.nullable() }),
};

const latestDocument: AdminDocument<
  Record<string, never>,
  { bulkOperations: { nodes: (BulkOperation & { query: string })[] } }
> = {
  name: "LatestBulkQueries",
  text: `query LatestBulkQueries {
  bulkOperations(first: 10, query: "operation_type:query", sortKey: CREATED_AT, reverse: true) {
    nodes { ${OPERATION_FIELDS} query }
  }
}`,
  data: z.object({ bulkOperations: z.object({ nodes: z.array(operation.extend({ query: z.string() })) }) }),
};

const cancelDocument: AdminDocument<
  { id: string },
  {
    bulkOperationCancel: {
      bulkOperation: { id: string; status: string } | null;
      userErrors: z.infer<typeof userErrors>;
    } | null;
  }
> = {
  name: "CancelBulkQuery",
  text: `mutation CancelBulkQuery($id: ID!) {
  bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { field message } }
}`,
  data: z.object({
    bulkOperationCancel: z
      .object({ bulkOperation: z.object({ id: z.string(), status: z.string() }).nullable(), userErrors })
      .nullable(),
  }),
};

/** Documents of this file, for the check against the schema. */
export const bulkDocuments = [runDocument, stateDocument, latestDocument, cancelDocument];

export type BulkStart =
  | { state: "started"; id: string; createdAtMs: number }
  /** All slots are taken: try again when one is free. */
  | { state: "busy"; detail: string }
  /** Shopify refuses the query itself. */
  | { state: "refused"; detail: string };

/** Starts a bulk query. */
export async function runBulkQuery(
  access: AdminAccess,
  query: string,
  call?: AdminCall,
): Promise<AdminAnswer<BulkStart>> {
  const answer = await adminGraphql(access, runDocument, { query }, call);
  if (!answer.ok) return answer;
  const result = answer.data.bulkOperationRunQuery;
  const started = result?.bulkOperation;
  if (started) {
    return {
      ok: true,
      unknown: [],
      data: { state: "started", id: started.id, createdAtMs: Date.parse(started.createdAt) },
    };
  }
  const errors = result?.userErrors ?? [];
  const detail = errors
    .map((error) => error.message)
    .join("; ")
    .slice(0, 500);
  const busy = errors.some((error) => error.code === "OPERATION_IN_PROGRESS" || error.code === "LIMIT_REACHED");
  return { ok: true, unknown: [], data: { state: busy ? "busy" : "refused", detail } };
}

/** How a bulk query stands; null when Shopify does not know it (any more). */
export async function bulkOperation(
  access: AdminAccess,
  id: string,
  call?: AdminCall,
): Promise<AdminAnswer<BulkOperation | null>> {
  const answer = await adminGraphql(access, stateDocument, { id }, call);
  return answer.ok ? { ...answer, data: answer.data.bulkOperation } : answer;
}

/** The latest bulk queries of this app in the shop, waiting, running or ended, with their text. */
export async function latestBulkQueries(
  access: AdminAccess,
  call?: AdminCall,
): Promise<AdminAnswer<(BulkOperation & { query: string })[]>> {
  const answer = await adminGraphql(access, latestDocument, {}, call);
  return answer.ok ? { ...answer, data: answer.data.bulkOperations.nodes } : answer;
}

/** Asks Shopify to stop a bulk query. False when it had ended already. */
export async function cancelBulkOperation(
  access: AdminAccess,
  id: string,
  call?: AdminCall,
): Promise<AdminAnswer<boolean>> {
  const answer = await adminGraphql(access, cancelDocument, { id }, call);
  return answer.ok ? { ...answer, data: answer.data.bulkOperationCancel?.bulkOperation != null } : answer;
}
