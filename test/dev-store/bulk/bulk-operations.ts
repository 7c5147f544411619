/**
 * The bulk operations of one shop: five slots and the state machine
 * CREATED → RUNNING → COMPLETED | FAILED, with CANCELING → CANCELED on request. EXPIRED is told when it is read: a
 * completed operation whose result URL is no longer valid.
 */
import type { AdminFaults } from "../admin-api/faults.ts";
import { gid } from "../admin-api/gid.ts";
import type { RequestContext } from "../admin-api/request-context.ts";
import { dateTimeText } from "../admin-api/scalars.ts";
import type { ShopData, ShopEvent } from "../model.ts";
import { storeName } from "../frame/load-url.ts";
import { checkBulkQuery } from "./bulk-query.ts";
import type { BulkOperation, BulkOperations, BulkStatus, BulkUserError, FailureCode } from "./bulk-operation.ts";
import { BulkFailure, runBulkQuery } from "./bulk-run.ts";
import type { BulkFiles } from "./bulk-files.ts";
import type { BulkPlan } from "./node-walker.ts";

export interface BulkEnvironment {
  data: ShopData;
  faults: AdminFaults;
  clock: () => number;
  files: BulkFiles;
  onEvent: (event: ShopEvent) => void;
}

const SLOTS = 5;
const UNDER_WAY: ReadonlySet<BulkStatus> = new Set<BulkStatus>(["CREATED", "RUNNING", "CANCELING"]);

export function createBulkOperations(environment: BulkEnvironment): BulkOperations<RequestContext> {
  const { data, faults, clock, files } = environment;
  const operations = new Map<bigint, BulkOperation>();
  const runs = new Set<Promise<void>>();

  const finish = (operation: BulkOperation, status: BulkStatus, errorCode: FailureCode | null): void => {
    operation.status = status;
    operation.errorCode = errorCode;
    operation.completedAtMs = clock();
    if (!faults.bulk.loseFinishEvent) environment.onEvent(finishEvent(operation));
  };

  const run = async (operation: BulkOperation, plan: BulkPlan, context: RequestContext): Promise<void> => {
    const { signal } = operation.abort;
    try {
      await pause(faults.bulk.startDelayMs, signal);
      operation.status = "RUNNING";
      await runBulkQuery({
        plan,
        context: { ...context, nowMs: clock(), inBulk: true },
        path: files.pathOf(operation.fileName),
        grouped: operation.groupObjects,
        seed: Number(operation.id % 4_294_967_296n),
        progress: operation,
        signal,
      });
      signal.throwIfAborted();
      finish(operation, "COMPLETED", null);
    } catch (error) {
      if (signal.aborted) finish(operation, "CANCELED", null);
      else finish(operation, "FAILED", failureCode(error));
    }
  };

  const start: BulkOperations<RequestContext>["start"] = (query, groupObjects, context) => {
    const busy = [...operations.values()].filter(({ status }) => UNDER_WAY.has(status));
    if (busy.length >= SLOTS) return { operation: null, userErrors: [slotsTaken(busy)] };
    const checked = checkBulkQuery(context.admin, query);
    if (!checked.plan) {
      const userErrors = checked.messages.map((message): BulkUserError => ({
        field: ["query"],
        message,
        code: "INVALID",
      }));
      return { operation: null, userErrors };
    }
    const id = data.nextId;
    data.nextId += 1n;
    const operation: BulkOperation = {
      __typename: "BulkOperation",
      id,
      status: "CREATED",
      errorCode: null,
      createdAtMs: clock(),
      completedAtMs: null,
      objectCount: 0,
      rootObjectCount: 0,
      fileSize: null,
      query,
      groupObjects,
      // Every shop counts its own operations; the folder is for all shops.
      fileName: `bulk-${storeName(data.facts.domain)}-${id}.jsonl`,
      abort: new AbortController(),
    };
    operations.set(id, operation);
    const underWay = run(operation, checked.plan, context).finally(() => runs.delete(underWay));
    runs.add(underWay);
    return { operation, userErrors: [] };
  };

  const cancel = (operation: BulkOperation): void => {
    if (!UNDER_WAY.has(operation.status)) return;
    operation.status = "CANCELING";
    operation.abort.abort();
  };

  const expiresAtMs = ({ completedAtMs }: BulkOperation): number | null =>
    completedAtMs === null ? null : completedAtMs + faults.bulk.urlLifetimeMs;

  return {
    start,
    cancel,
    expiresAtMs,
    find: (id) => operations.get(id) ?? null,
    all: () => [...operations.values()],
    cancelAll: () => operations.forEach(cancel),
    settled: async () => {
      await Promise.all(runs);
    },
    urlOf: (operation) => files.signedUrl(operation.fileName, expiresAtMs(operation) ?? clock()),
  };
}

function failureCode(error: unknown): FailureCode {
  if (error instanceof BulkFailure) return error.code;
  // Nobody else sees why: the operation only has a code.
  console.error("dev store: a bulk operation failed:", error);
  return "INTERNAL_SERVER_ERROR";
}

function slotsTaken(busy: readonly BulkOperation[]): BulkUserError {
  const ids = busy.map(({ id }) => gid("BulkOperation", id)).join(", ");
  return {
    field: null,
    message: `A bulk query operation for this app and shop is already in progress: ${ids}.`,
    code: "OPERATION_IN_PROGRESS",
  };
}

function finishEvent(operation: BulkOperation): ShopEvent {
  const { id, status, errorCode, createdAtMs, completedAtMs } = operation;
  return {
    topic: "bulk_operations/finish",
    happenedAtMs: completedAtMs ?? createdAtMs,
    payload: {
      admin_graphql_api_id: gid("BulkOperation", id),
      completed_at: completedAtMs === null ? null : dateTimeText(completedAtMs),
      created_at: dateTimeText(createdAtMs),
      error_code: errorCode?.toLowerCase() ?? null,
      status: status.toLowerCase(),
      type: "query",
    },
  };
}

/** Waits; rejects as soon as the signal says so. Infinity waits for the signal alone. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = Number.isFinite(ms) ? setTimeout(resolve, ms) : null;
    const stop = (): void => {
      if (timer) clearTimeout(timer);
      reject(new Error("canceled"));
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
