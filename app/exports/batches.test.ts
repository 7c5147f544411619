import fc from "fast-check";
import { expect, it } from "vitest";
import { inBatches } from "./batches.ts";

it("keeps order and loses nothing, within both limits", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 60 })),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 120 }),
      (items, maxItems, maxBytes) => {
        const batches = inBatches(items, { maxItems, maxBytes }, (item) => item);
        expect(batches.flat()).toEqual(items);
        for (const batch of batches) {
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.length).toBeLessThanOrEqual(maxItems);
          const bytes = batch.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)) + 1, 0);
          expect(batch.length === 1 || bytes <= maxBytes).toBe(true);
        }
      },
    ),
  );
});
