import type { ShopData, ShopEvent } from "../model.ts";

/**
 * Where an action happens: the shop, the present instant and the dice. Actions change `shop` and answer the events that
 * Shopify would send, in Shopify's order; all events of one answer share one merchant action.
 */
export interface Scene {
  shop: ShopData;
  /** Milliseconds since 1970; actions keep whole seconds only, as Shopify does. */
  nowMs: number;
  /** Uniform in [0, 1). */
  random: () => number;
}

/** What every action answers: the events to send, and what it made or changed. */
export type Outcome<T> = T & { events: ShopEvent[] };

/** An action that Shopify would refuse; the message is one sentence for the person who tried. The shop is unchanged. */
export class ImpossibleAction extends Error {
  override name = "ImpossibleAction";
}

/** The instant of the scene in whole seconds. */
export function instantOf(scene: Scene): number {
  return Math.floor(scene.nowMs / 1000) * 1000;
}

/** Takes the next free numeric id of the shop. */
export function takeId(shop: ShopData): bigint {
  const id = shop.nextId;
  shop.nextId = id + 1n;
  return id;
}

/** Moves a record's `updatedAtMs` forward; never back, whatever the clock says. */
export function touch(record: { updatedAtMs: number }, atMs: number): void {
  record.updatedAtMs = Math.max(record.updatedAtMs, Math.floor(atMs / 1000) * 1000);
}

/** One entry of a list by dice; throws on an empty list. */
export function pick<T>(list: readonly T[], random: () => number): T {
  const entry = list[Math.floor(random() * list.length)];
  if (entry === undefined) throw new RangeError("Nothing to pick from.");
  return entry;
}
