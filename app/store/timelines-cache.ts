import type { Timelines } from "../analytics/timelines.ts";

/** A shop's timelines as of one version of its records. */
export interface LoadedTimelines {
  readonly timelines: Timelines;
  readonly version: number;
  /** Counts the erasures in the shop: what was loaded before one is not built upon. */
  readonly erasureEpoch: number;
  readonly lastChangeAtMs: number;
  /** Orders whose money comes from their lines, because no ledger was delivered. */
  readonly ordersWithoutLedger: number;
}

/** What a shop's row says of its records now. */
export type ShopStamp = Pick<LoadedTimelines, "version" | "erasureEpoch">;

interface CachedTimelines {
  loaded: LoadedTimelines;
  bytes: number;
  builtAtMs: number;
  buildMs: number;
}

/**
 * After a build a shop rests for this many times as long as it took, so that building takes at most a quarter of the time. A
 * small shop is built in milliseconds and is therefore always current.
 */
const REST_PER_BUILD = 3;

/** A large shop is rebuilt at most this often, however quick a few changed customers are. */
const LARGE_SHOP_BYTES = 16 * 1024 * 1024;
const LARGE_SHOP_REST_MS = 2_000;

/** Whoever has waited so long for newer timelines gets the earlier ones. */
const PATIENCE_MS = 2_000;

/**
 * Timelines by shop, bounded by bytes: the least recently used go first. A shop whose version has moved is built anew after its
 * rest; until then, and while a build takes long, its last timelines are given out, under their own version. Never are those
 * from before an erasure.
 */
export class TimelinesCache {
  private readonly shops = new Map<bigint, CachedTimelines>();
  private readonly building = new Map<bigint, Promise<LoadedTimelines>>();
  private readonly maxBytes: number;
  private readonly dropped: (shopId: bigint, bytes: number) => void;
  private readonly patienceMs: number;
  private bytes = 0;

  /** `dropped` is told whose timelines are in the cache no longer, or are other ones, and how large they were. */
  constructor(
    maxBytes: number,
    dropped: (shopId: bigint, bytes: number) => void = () => undefined,
    patienceMs = PATIENCE_MS,
  ) {
    this.maxBytes = maxBytes;
    this.dropped = dropped;
    this.patienceMs = patienceMs;
  }

  /**
   * Timelines of a shop at `current`, or an earlier version within the bounds above. `build` is called once at a time per shop, with
   * the timelines of another version if there are any: it looks at the shop anew and judges whether they can be built upon.
   */
  async get(
    shopId: bigint,
    current: ShopStamp,
    clockMs: () => number,
    build: (previous: LoadedTimelines | null) => Promise<LoadedTimelines>,
  ): Promise<LoadedTimelines> {
    this.dropErased(shopId, current.erasureEpoch);
    const cached = this.shops.get(shopId);
    let earlier: LoadedTimelines | null = null;
    if (cached) {
      this.shops.delete(shopId);
      this.shops.set(shopId, cached);
      const restMs = Math.max(
        REST_PER_BUILD * cached.buildMs,
        cached.bytes >= LARGE_SHOP_BYTES ? LARGE_SHOP_REST_MS : 0,
      );
      if (current.version === cached.loaded.version) return cached.loaded;
      // A version that went back is a database that was restored, or a request that others have overtaken.
      if (current.version > cached.loaded.version) earlier = cached.loaded;
      if (earlier && clockMs() < cached.builtAtMs + restMs) return earlier;
    }
    let running = this.building.get(shopId);
    if (!running) {
      running = this.build(shopId, clockMs, () => build(cached?.loaded ?? null)).finally(() =>
        this.building.delete(shopId),
      );
      this.building.set(shopId, running);
    }
    if (earlier) return this.unlessItTakesLong(running, earlier);
    const loaded = await running;
    // It may have begun before an erasure that this request knows of.
    return loaded.erasureEpoch < current.erasureEpoch ? this.get(shopId, current, clockMs, build) : loaded;
  }

  /** Drops a shop's timelines, or all. */
  forget(shopId?: bigint): void {
    for (const id of shopId === undefined ? this.shopIds : [shopId]) this.drop(id);
  }

  /** Drops the timelines of a shop that are from before its latest erasure. */
  dropErased(shopId: bigint, erasureEpoch: number): void {
    const cached = this.shops.get(shopId);
    if (cached && cached.loaded.erasureEpoch < erasureEpoch) this.drop(shopId);
  }

  /** Whether these are the timelines given out for the shop. */
  holds(shopId: bigint, timelines: Timelines): boolean {
    return this.shops.get(shopId)?.loaded.timelines === timelines;
  }

  get shopIds(): bigint[] {
    return [...this.shops.keys()];
  }

  get size(): { shops: number; bytes: number } {
    return { shops: this.shops.size, bytes: this.bytes };
  }

  private async unlessItTakesLong(
    running: Promise<LoadedTimelines>,
    earlier: LoadedTimelines,
  ): Promise<LoadedTimelines> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<LoadedTimelines>((resolve) => {
      timer = setTimeout(() => resolve(earlier), this.patienceMs);
    });
    try {
      return await Promise.race([running, patience]);
    } finally {
      clearTimeout(timer);
    }
  }

  private async build(
    shopId: bigint,
    clockMs: () => number,
    build: () => Promise<LoadedTimelines>,
  ): Promise<LoadedTimelines> {
    const startedAtMs = clockMs();
    const loaded = await build();
    const builtAtMs = clockMs();
    const bytes = bytesOf(loaded.timelines);
    this.drop(shopId);
    this.shops.set(shopId, { loaded, bytes, builtAtMs, buildMs: builtAtMs - startedAtMs });
    this.bytes += bytes;
    // The newest stays even when it alone is too large: it was asked for.
    for (const id of this.shops.keys()) {
      if (this.bytes <= this.maxBytes || id === shopId) break;
      this.drop(id);
    }
    return loaded;
  }

  private drop(shopId: bigint): void {
    const cached = this.shops.get(shopId);
    if (!cached) return;
    this.bytes -= cached.bytes;
    this.shops.delete(shopId);
    this.dropped(shopId, cached.bytes);
  }
}

/** Bytes of all columns of a value, however deep. */
export function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === "string") return value.length * 2;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}
