import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { byCodePoint } from "../analytics/code-point-order.ts";
import { textIndex } from "./order-text-index.ts";

describe("textIndex", () => {
  it("numbers texts as a Map does, and sorts them by code point", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: fc.constantFrom("a", "b", "é", "\uffff", "😀", "\ud83d"), maxLength: 4 }), {
          maxLength: 40,
        }),
        (texts) => {
          const index = textIndex();
          const known = new Map<string, number>();
          for (const text of texts) {
            expect(index.find(text)).toBe(known.get(text) ?? -1);
            if (!known.has(text)) known.set(text, known.size);
            expect(index.add(text)).toBe(known.get(text));
          }
          expect(index.size()).toBe(known.size);
          const numbers = [...known.values()];
          expect(numbers.map(index.textOf)).toEqual([...known.keys()]);
          expect(numbers.sort(index.compare).map(index.textOf)).toEqual([...known.keys()].sort(byCodePoint));
        },
      ),
    );
  });

  it("keeps its numbers while it grows, and texts longer than its first memory", () => {
    const index = textIndex();
    const texts = Array.from({ length: 5000 }, (_, i) => `#${i * 7}-${"é".repeat(i % 9)}`);
    texts.push("x".repeat(40_000), "");
    texts.forEach((text, i) => expect(index.add(text)).toBe(i));
    texts.forEach((text, i) => expect([index.find(text), index.textOf(i)]).toEqual([i, text]));
  });
});
