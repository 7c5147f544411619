/**
 * Waiting for a bulk operation: by the clock, cut short when its webhook arrives in this process. The webhook is only a hint;
 * without it the next look comes a few seconds later.
 */
const waiting = new Map<string, () => void>();

/** Ends the present wait for an operation, named by the number of its global id. */
export function wakeBulkPoll(operation: string): void {
  waiting.get(operation)?.();
}

/** Waits `ms`, or until the operation is said to have finished. Rejects when `signal` aborts. */
export function waitForBulk(operation: string, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      waiting.delete(operation);
      settle();
    };
    const onAbort = () => end(() => reject(signal.reason as Error));
    const timer = setTimeout(() => end(resolve), ms);
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    waiting.set(operation, () => end(resolve));
  });
}
