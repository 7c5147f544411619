import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** So much released shared memory is worth a collection, which holds a thread for some 50 ms. */
const WORTH_COLLECTING_BYTES = 64 * 1024 * 1024;
/** Whoever still computes with what was released is done by then. */
const COLLECTED_AFTER_MS = 1_000;

let releasedBytes = 0;
let waits = false;
let collect: (() => void) | undefined;

/**
 * To be told in each thread that lets go of columns in shared memory. Shared memory is free once no thread refers to it, but its size
 * does not count for V8: a thread that does little else would keep the references of gigabytes. So it is made to look, once
 * enough has been released.
 */
export function sharedMemoryReleased(bytes: number): void {
  releasedBytes += bytes;
  if (waits || releasedBytes < WORTH_COLLECTING_BYTES) return;
  waits = true;
  setTimeout(() => {
    waits = false;
    releasedBytes = 0;
    collect ??= collector();
    collect();
  }, COLLECTED_AFTER_MS).unref();
}

function collector(): () => void {
  // Known to contexts made after it alone, so that nobody else finds it.
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
