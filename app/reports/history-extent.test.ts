import { describe, expect, it } from "vitest";
import { dayOfIsoDate } from "../analytics/calendar.ts";
import { completeFromLabel, historyExtent, holdsImport } from "./history-extent.ts";

const day = (text: string): number => dayOfIsoDate(text)!;
const installed = { installedDay: day("2026-03-02"), today: day("2026-03-20"), readFromDay: null };

describe("historyExtent", () => {
  it("is everything once the whole history is in", () => {
    const extent = historyExtent({ ...installed, imported: true, mayReadAllOrders: true });
    expect(extent.complete).toBe(true);
    expect(completeFromLabel(extent)).toBeNull();
  });

  it("is no month yet while nothing has been read, then the first whole one", () => {
    const importing = (readFrom: string | null) =>
      historyExtent({
        ...installed,
        imported: false,
        mayReadAllOrders: true,
        readFromDay: readFrom === null ? null : day(readFrom),
      });
    expect(importing(null).complete).toBe(false);
    expect(completeFromLabel(importing(null))).toBe("2026-04");
    expect(completeFromLabel(importing("2025-11-01"))).toBe("2025-11");
    expect(completeFromLabel(importing("2025-11-02"))).toBe("2025-12");
  });

  it("begins within the 60 days that Shopify hands out without the scope for all orders", () => {
    const limited = (installedOn: string) =>
      completeFromLabel(
        historyExtent({ ...installed, imported: true, mayReadAllOrders: false, installedDay: day(installedOn) }),
      );
    // 60 days before 2026-03-02 is 2026-01-01: a whole month. A day later it is not.
    expect(limited("2026-03-02")).toBe("2026-01");
    expect(limited("2026-03-03")).toBe("2026-02");
  });
});

describe("holdsImport", () => {
  const finished = { version: 5, finishedAtMs: 1_000 };

  it("is false for timelines from before the end of the import", () => {
    expect(holdsImport({ version: 1, lastChangeAtMs: 400 }, finished)).toBe(false);
    expect(holdsImport({ version: 4, lastChangeAtMs: 1_000 }, finished)).toBe(false);
  });

  it("is true for current timelines, and for those that only lack changes made since", () => {
    expect(holdsImport({ version: 5, lastChangeAtMs: 900 }, finished)).toBe(true);
    expect(holdsImport({ version: 4, lastChangeAtMs: 1_001 }, finished)).toBe(true);
    expect(holdsImport({ version: 1, lastChangeAtMs: 400 }, { version: 2, finishedAtMs: null })).toBe(true);
  });
});
