import { expect, test } from "vitest";
import { timelinesBuilder } from "../analytics/timelines.ts";
import { bytesOf, TimelinesCache, type LoadedTimelines } from "./timelines-cache.ts";

const empty = timelinesBuilder({ zone: "UTC", currency: "EUR", currencyDigits: 2, hasMoney: true }).build();

/** Timelines of about `bytes`, as of a version. */
function loaded(version: number, bytes = 0): LoadedTimelines {
  const timelines = { ...empty, netMinor: new Float64Array(bytes / 8) };
  return { timelines, version, lastChangeAtMs: 0, ordersWithoutLedger: 0 };
}

function harness(maxBytes = 1e9) {
  const cache = new TimelinesCache(maxBytes);
  const builds: number[] = [];
  let nowMs = 0;
  return {
    cache,
    builds,
    pass: (ms: number) => (nowMs += ms),
    get: (shopId: bigint, version: number, options: { bytes?: number; takesMs?: number } = {}) =>
      cache.get(
        shopId,
        version,
        () => nowMs,
        async () => {
          await Promise.resolve();
          nowMs += options.takesMs ?? 0;
          builds.push(version);
          return loaded(version, options.bytes ?? 0);
        },
      ),
  };
}

test("a version is built once, however many ask at the same time", async () => {
  const { get, builds } = harness();
  await Promise.all([get(1n, 1), get(1n, 1), get(1n, 1)]);
  await get(1n, 1);
  expect(builds).toEqual([1]);
});

test("a new version is built at once when that is quick, and after a rest when building takes long", async () => {
  const { get, builds, pass } = harness();
  await get(1n, 1, { takesMs: 2 });
  pass(10);
  // An empty store whose import has just ended is not shown empty any longer.
  expect((await get(1n, 2)).version).toBe(2);
  pass(1);
  expect((await get(1n, 3, { takesMs: 2_000 })).version).toBe(3);
  pass(5_900);
  expect((await get(1n, 4)).version).toBe(3);
  pass(200);
  expect((await get(1n, 5)).version).toBe(5);
  expect(builds).toEqual([1, 2, 3, 5]);
});

test("a version that went back is another shop's life: it is never answered with the old timelines", async () => {
  const { get } = harness();
  await get(1n, 7);
  expect((await get(1n, 0)).version).toBe(0);
});

test("the least recently used go when the bytes run out; the one just asked for stays", async () => {
  const { cache, get, builds } = harness(2_500);
  for (const shopId of [1n, 2n]) await get(shopId, 1, { bytes: 1_000 });
  await get(1n, 1);
  await get(3n, 1, { bytes: 1_000 });
  await get(1n, 1);
  expect(builds).toHaveLength(3);
  await get(2n, 1, { bytes: 1_000 });
  expect(builds).toHaveLength(4);
  await get(4n, 1, { bytes: 80_000 });
  expect(cache.size.shops).toBe(1);
  cache.forget();
  expect(cache.size).toEqual({ shops: 0, bytes: 0 });
});

test("a failed build is tried again by the next request", async () => {
  const cache = new TimelinesCache(1e9);
  const clock = () => 0;
  await expect(cache.get(1n, 1, clock, () => Promise.reject(new Error("database away")))).rejects.toThrow("away");
  expect((await cache.get(1n, 1, clock, () => Promise.resolve(loaded(1)))).version).toBe(1);
});

test("bytes count every column", () => {
  expect(bytesOf({ a: new Float64Array(10), b: { codes: new Uint8Array(3), values: [null, "ab"] } })).toBe(
    80 + 3 + 8 + 4,
  );
});
