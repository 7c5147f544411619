import { expect, test } from "vitest";
import { timelinesBuilder } from "../analytics/timelines-builder.ts";
import { bytesOf, TimelinesCache, type LoadedTimelines, type ShopStamp } from "./timelines-cache.ts";

const empty = timelinesBuilder({ zone: "UTC", currency: "EUR", currencyDigits: 2, hasMoney: true }).build();

/** Timelines of about `bytes`, as of a version. */
function loaded(version: number, bytes = 0, erasureEpoch = 0): LoadedTimelines {
  const timelines = { ...empty, netMinor: new Float64Array(bytes / 8) };
  return { timelines, version, erasureEpoch, lastChangeAtMs: 0, ordersWithoutLedger: 0 };
}

const at = (version: number, erasureEpoch = 0): ShopStamp => ({ version, erasureEpoch });

/** A build that ends when it is told to. */
function buildInHand() {
  const { promise, resolve, reject } = Promise.withResolvers<LoadedTimelines>();
  return { build: () => promise, resolve, reject };
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
        at(version),
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

test("a build is given the timelines of an earlier version, and whoever shares a cached shop's memory hears that it goes", async () => {
  const dropped: bigint[] = [];
  const cache = new TimelinesCache(1e9, (shopId) => dropped.push(shopId));
  const given: (number | null)[] = [];
  const get = (version: number) =>
    cache.get(
      1n,
      at(version),
      () => 0,
      async (previous) => {
        given.push(previous?.version ?? null);
        return loaded(version);
      },
    );
  await get(1);
  expect(dropped).toEqual([]);
  await get(2);
  expect(dropped).toEqual([1n]);
  // A version that went back is judged by whoever builds: it may be a request that others have overtaken.
  await get(0);
  expect(given).toEqual([null, 1, 2]);
  cache.forget(1n);
  cache.forget(1n);
  expect(dropped).toEqual([1n, 1n, 1n]);
});

test("a large shop is rebuilt every two seconds at most, however quick its builds are", async () => {
  const { get, builds, pass } = harness();
  const bytes = 20 * 1024 * 1024;
  await get(1n, 1, { bytes });
  pass(1_900);
  expect((await get(1n, 2, { bytes })).version).toBe(1);
  pass(200);
  expect((await get(1n, 3, { bytes })).version).toBe(3);
  expect(builds).toEqual([1, 3]);
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
  await expect(cache.get(1n, at(1), clock, () => Promise.reject(new Error("database away")))).rejects.toThrow("away");
  expect((await cache.get(1n, at(1), clock, () => Promise.resolve(loaded(1)))).version).toBe(1);
});

test("while a build takes long, the earlier timelines of the same epoch are given out", async () => {
  const cache = new TimelinesCache(1e9, () => undefined, 20);
  const clock = () => 0;
  await cache.get(1n, at(1), clock, () => Promise.resolve(loaded(1)));
  const { build, resolve } = buildInHand();
  expect((await cache.get(1n, at(2), clock, build)).version).toBe(1);
  const waiting = cache.get(1n, at(2), clock, build);
  resolve(loaded(2));
  expect((await waiting).version).toBe(2);
  expect((await cache.get(1n, at(2), clock, build)).version).toBe(2);
  // One that fails after everybody went on with earlier ones breaks nothing, and is tried again.
  const failing = buildInHand();
  expect((await cache.get(1n, at(3), clock, failing.build)).version).toBe(2);
  failing.reject(new Error("database away"));
  await new Promise(setImmediate);
  expect((await cache.get(1n, at(3), clock, () => Promise.resolve(loaded(3)))).version).toBe(3);
});

test("timelines from before an erasure are given to nobody who asks after it, not by a build that had begun either", async () => {
  const dropped: number[] = [];
  const cache = new TimelinesCache(1e9, (_, bytes) => dropped.push(bytes), 0);
  const clock = () => 0;
  const first = await cache.get(1n, at(1), clock, () => Promise.resolve(loaded(1)));
  const begun = buildInHand();
  // Goes on with the earlier ones: it does not know of an erasure.
  expect(await cache.get(1n, at(2), clock, begun.build)).toBe(first);
  expect(cache.holds(1n, first.timelines)).toBe(true);
  const given: (LoadedTimelines | null)[] = [];
  const after = cache.get(1n, at(3, 1), clock, (previous) => {
    given.push(previous);
    return Promise.resolve(loaded(3, 0, 1));
  });
  expect(dropped).toHaveLength(1);
  expect(cache.holds(1n, first.timelines)).toBe(false);
  begun.resolve(loaded(2));
  expect(await after).toMatchObject({ version: 3, erasureEpoch: 1 });
  expect(given).toEqual([null]);
  cache.dropErased(1n, 1);
  expect(cache.shopIds).toEqual([1n]);
  cache.dropErased(1n, 2);
  expect(cache.shopIds).toEqual([]);
});

test("bytes count every column", () => {
  expect(bytesOf({ a: new Float64Array(10), b: { codes: new Uint8Array(3), values: [null, "ab"] } })).toBe(
    80 + 3 + 8 + 4,
  );
});
