import type { Timelines } from "../analytics/timelines.ts";

/** A shop's timelines as of one version of its records. */
export interface LoadedTimelines {
  readonly timelines: Timelines;
  readonly version: number;
  readonly lastChangeAtMs: number;
  /** Orders whose money comes from their lines, because no ledger was delivered. */
  readonly ordersWithoutLedger: number;
}

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

/**
 * Timelines by shop, bounded by bytes: the least recently used go first. A shop whose version has moved is built anew after its
 * rest; until then its last timelines are given out, under their own version.
 */
export class TimelinesCache {
  private readonly shops = new Map<bigint, CachedTimelines>();
  private readonly building = new Map<bigint, Promise<LoadedTimelines>>();
  private readonly maxBytes: number;
  private bytes = 0;

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** Timelines of a shop at `version`, or an earlier one within the bounds above. `build` is called once at a time per shop. */
  async get(
    shopId: bigint,
    version: number,
    clockMs: () => number,
    build: () => Promise<LoadedTimelines>,
  ): Promise<LoadedTimelines> {
    const cached = this.shops.get(shopId);
    if (cached) {
      this.shops.delete(shopId);
      this.shops.set(shopId, cached);
      const restsUntilMs = cached.builtAtMs + REST_PER_BUILD * cached.buildMs;
      // A version that went back belongs to a shop that was erased and installed again.
      const sameShop = version >= cached.loaded.version;
      if (sameShop && (version === cached.loaded.version || clockMs() < restsUntilMs)) return cached.loaded;
    }
    let running = this.building.get(shopId);
    if (!running) {
      running = this.build(shopId, clockMs, build).finally(() => this.building.delete(shopId));
      this.building.set(shopId, running);
    }
    return running;
  }

  /** Drops a shop's timelines, or all. */
  forget(shopId?: bigint): void {
    for (const id of shopId === undefined ? [...this.shops.keys()] : [shopId]) this.drop(id);
  }

  get size(): { shops: number; bytes: number } {
    return { shops: this.shops.size, bytes: this.bytes };
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
    this.bytes -= this.shops.get(shopId)?.bytes ?? 0;
    this.shops.delete(shopId);
  }
}

/** Bytes of all columns of a value, however deep. */
export function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return value.byteLength;
  if (typeof value === "string") return value.length * 2;
  if (typeof value !== "object" || value === null) return 8;
  return Object.values(value).reduce<number>((sum, part) => sum + bytesOf(part), 0);
}
