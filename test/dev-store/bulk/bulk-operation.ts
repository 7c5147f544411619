/** A bulk operation as the Admin API shows it, and what can be done with those of a shop. */
export type FailureCode = "ACCESS_DENIED" | "INTERNAL_SERVER_ERROR" | "TIMEOUT";

/** Counted while the run goes on. */
export interface BulkProgress {
  objectCount: number;
  rootObjectCount: number;
  /** Bytes written; null before the run begins. */
  fileSize: number | null;
}

export type BulkStatus = "CREATED" | "RUNNING" | "COMPLETED" | "FAILED" | "CANCELING" | "CANCELED";

export interface BulkOperation extends BulkProgress {
  __typename: "BulkOperation";
  id: bigint;
  status: BulkStatus;
  errorCode: FailureCode | null;
  createdAtMs: number;
  completedAtMs: number | null;
  query: string;
  groupObjects: boolean;
  fileName: string;
  abort: AbortController;
}

export interface BulkUserError {
  field: string[] | null;
  message: string;
  code: "INVALID" | "OPERATION_IN_PROGRESS";
}

/** The operations of one shop. `Context` is what a request may look at; naming it here would make a circle of imports. */
export interface BulkOperations<Context> {
  /** Starts an operation, or says why not. */
  start: (
    query: string,
    groupObjects: boolean,
    context: Context,
  ) => { operation: BulkOperation | null; userErrors: BulkUserError[] };
  find: (id: bigint) => BulkOperation | null;
  all: () => readonly BulkOperation[];
  cancel: (operation: BulkOperation) => void;
  cancelAll: () => void;
  /** Resolves when no operation is under way any more. */
  settled: () => Promise<void>;
  urlOf: (operation: BulkOperation) => string;
  /** Until when the result URL is valid; null while there is none. */
  expiresAtMs: (operation: BulkOperation) => number | null;
}
