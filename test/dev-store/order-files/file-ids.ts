import { byCodePoint } from "../../../app/analytics/code-point-order.ts";

/** A positive integer as it is usually written, within 64 bits. */
const PLAIN_INTEGER = /^[1-9]\d{0,17}$/;

/**
 * Numeric ids for the ids of a file: the ids themselves when all are plain positive integers; else new ones from `firstId`,
 * in the order of the texts (as integers if all are, else by code point), so that ties are broken as the metrics want.
 */
export function numericIds(texts: Iterable<string>, firstId: bigint): Map<string, bigint> {
  const all = [...new Set(texts)];
  if (all.every((text) => PLAIN_INTEGER.test(text))) return new Map(all.map((text) => [text, BigInt(text)]));
  if (all.every((text) => /^-?\d+$/.test(text))) {
    const values = new Map(all.map((text) => [text, BigInt(text)]));
    all.sort((a, b) =>
      values.get(a)! < values.get(b)! ? -1 : values.get(a)! > values.get(b)! ? 1 : byCodePoint(a, b),
    );
  } else {
    all.sort(byCodePoint);
  }
  return new Map(all.map((text, rank) => [text, firstId + BigInt(rank)]));
}
