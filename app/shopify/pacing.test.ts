import { describe, expect, it } from "vitest";
import { afterSpending, backOffMs, paceMs, pointsAt, retryAfterMs, type Bucket } from "./pacing.ts";

const bucket: Bucket = { available: 100, maximum: 2000, restoreRate: 100, atMs: 0 };

describe("pacing", () => {
  it("counts the points that flow back, up to the bucket's size", () => {
    expect(pointsAt(bucket, 5_000)).toBe(600);
    expect(pointsAt(bucket, 60_000)).toBe(2000);
    expect(pointsAt(bucket, -5_000)).toBe(100);
  });

  it("lets live changes use the last points and history leave some", () => {
    expect(paceMs(bucket, 100, "change", 0)).toBe(0);
    expect(paceMs(bucket, 100, "export", 0)).toBe(4_000);
    expect(paceMs(bucket, 100, "history", 0)).toBe(8_000);
  });

  it("waits for a full bucket at most, whatever the cost", () => {
    expect(paceMs(bucket, 1_900, "history", 0)).toBe(19_000);
    expect(paceMs({ ...bucket, available: 2000 }, 5_000, "history", 0)).toBe(0);
  });

  it("spends before the answer is there", () => {
    expect(pointsAt(afterSpending(bucket, 80, 1_000), 1_000)).toBe(120);
    expect(pointsAt(afterSpending(bucket, 500, 1_000), 1_000)).toBe(0);
  });

  it("reads Retry-After as seconds or as a date", () => {
    expect(retryAfterMs("2", 0)).toBe(2_000);
    expect(retryAfterMs("2.5", 0)).toBe(2_500);
    expect(retryAfterMs("Thu, 01 Jan 1970 00:00:07 GMT", 2_000)).toBe(5_000);
    expect(retryAfterMs("soon", 0)).toBeNull();
    expect(retryAfterMs(null, 0)).toBeNull();
    expect(retryAfterMs("86400", 0)).toBe(300_000);
  });

  it("backs off by doubling, never below half of the step and never for long", () => {
    expect([1, 2, 3, 10].map((attempt) => backOffMs(attempt, 0))).toEqual([500, 1000, 2000, 15_000]);
    expect([1, 2, 3, 10].map((attempt) => backOffMs(attempt, 1))).toEqual([1000, 2000, 4000, 30_000]);
  });
});
