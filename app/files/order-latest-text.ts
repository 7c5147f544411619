import { byCodePoint } from "../analytics/code-point-order.ts";
import { ownText } from "./order-text-codes.ts";

/**
 * The latest text that was said of each owner (a number): of several at one instant the first by code point, so that the order in which
 * they are seen does not matter. Null says nothing.
 */
export interface LatestTexts {
  readonly see: (owner: number, text: string | null, atMs: number) => void;
  readonly of: (owner: number) => string | null;
}

export function latestTexts(): LatestTexts {
  const texts: (string | undefined)[] = [];
  const instants: number[] = [];
  return {
    see: (owner, text, atMs) => {
      if (text === null) return;
      while (texts.length <= owner) {
        texts.push(undefined);
        instants.push(-Infinity);
      }
      const known = texts[owner];
      const knownMs = instants[owner]!;
      if (atMs < knownMs) return;
      if (text !== known) {
        if (known !== undefined && atMs === knownMs && byCodePoint(text, known) > 0) return;
        texts[owner] = ownText(text);
      }
      instants[owner] = atMs;
    },
    of: (owner) => texts[owner] ?? null,
  };
}
