/**
 * The dev store's switches for a misbehaving Admin API. One mutable object per dev store: change a field at any time, the
 * next request sees it.
 */

/** The kinds of protected customer data (level 2) that Shopify approves one by one. */
export type ProtectedKind = "name" | "email" | "phone" | "address";

export interface AdminFaults {
  /** List queries and counts see a change only after this long; `order(id:)` sees it at once. */
  searchLagMs: number;
  /** Protected fields of these kinds answer null with an error. */
  deniedProtectedKinds: Set<ProtectedKind>;
  /** Scales bucket and restore rate of the plan: 0.05 is a throttle twenty times harsher. */
  throttleFactor: number;
  /** That many of the next requests are answered THROTTLED, whatever the bucket holds. */
  throttleNextRequests: number;
  /** That many of the next requests are answered with this HTTP status (429, 500, 503 …) before anything is executed. */
  failNextRequests: { count: number; status: number; retryAfterSeconds: number | null };
  bulk: {
    /** How long an operation stays CREATED; Infinity for one that never starts. */
    startDelayMs: number;
    /** Slows a run down to this many objects (lines) per second; null: as fast as possible. */
    objectsPerSecond: number | null;
    /** The next run that writes this many objects fails there; null: none fails. */
    failNextAfterObjects: number | null;
    failureCode: "INTERNAL_SERVER_ERROR" | "TIMEOUT";
    /** A result URL is valid for this long after completion; afterwards the operation is EXPIRED. */
    urlLifetimeMs: number;
    /** The next download breaks off after this many bytes; null: it does not. */
    cutNextDownloadAfterBytes: number | null;
    /** The finish webhook is not sent. */
    loseFinishEvent: boolean;
  };
}

/** Shopify as it is on a good day. */
export function noFaults(): AdminFaults {
  return {
    searchLagMs: 2_000,
    deniedProtectedKinds: new Set(),
    throttleFactor: 1,
    throttleNextRequests: 0,
    failNextRequests: { count: 0, status: 503, retryAfterSeconds: null },
    bulk: {
      startDelayMs: 100,
      objectsPerSecond: null,
      failNextAfterObjects: null,
      failureCode: "INTERNAL_SERVER_ERROR",
      urlLifetimeMs: 7 * 86_400_000,
      cutNextDownloadAfterBytes: null,
      loseFinishEvent: false,
    },
  };
}
