/**
 * Cuts items into batches of at most `maxItems`, whose payloads take at most `maxBytes` as JSON together. An item larger than
 * that alone is a batch by itself: the receiver's refusal then concerns only it.
 */
export function inBatches<T>(
  items: readonly T[],
  limits: { maxItems: number; maxBytes: number },
  payloadOf: (item: T) => unknown,
): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = Buffer.byteLength(JSON.stringify(payloadOf(item))) + 1;
    if (batch.length > 0 && (batch.length >= limits.maxItems || bytes + size > limits.maxBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
