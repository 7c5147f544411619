import { zonedDays, zonedInstants } from "../../../app/analytics/calendar.ts";
import type { ShopData } from "../model.ts";
import { DEMO_DOMAIN, emptyShop } from "../shop/empty-shop.ts";
import { addCheckouts, addProspects, settleBuyers } from "./buyers.ts";
import { stockShop, taxOfCurrency } from "./catalogue.ts";
import { demandOf, paceOf, type Demand } from "./demand.ts";
import { diceOf } from "./dice.ts";
import { addHistory } from "./order-history.ts";
import { STAGE_SHAPES, type StoreOptions } from "./store-plan.ts";

const DAY_MS = 86_400_000;
/** How near a demand must come to what is asked, and how often it is tried again with a better rate. */
const CLOSE_ENOUGH = 0.05;
const TRIES = 12;

/**
 * Makes a believable store: an invented coffee roaster with everything its customers did, up to the present. The same
 * options give the same store, to the last id. Throws RangeError on an unknown zone or currency.
 */
export function generateStore(options: StoreOptions): ShopData {
  const { stage = "well-established", seed = 1, zone = "America/New_York", currency = "USD" } = options;
  const shape = STAGE_SHAPES[stage];
  const nowMs = Math.floor(options.nowMs / 1000) * 1000;
  const time = { dayAt: zonedDays(zone), instantOf: zonedInstants(zone) };
  const firstDay = time.dayAt(nowMs) - (shape.ageDays ?? 0);
  const openedMs = time.instantOf((firstDay - 21) * DAY_MS);
  const shop = emptyShop({
    domain: options.domain ?? DEMO_DOMAIN,
    zone,
    currency,
    createdAtMs: openedMs,
    taxesIncluded: taxOfCurrency(currency).included,
  });
  const firstOrderMs = time.instantOf(firstDay * DAY_MS);
  const offers = stockShop(shop, shape.ageDays === null ? openedMs + DAY_MS : firstOrderMs, nowMs);
  const random = diceOf(seed, "history");

  if (shape.ageDays !== null) {
    const aged = { ...shape, ageDays: shape.ageDays };
    const tried = (newBuyersPerDay: number) =>
      demandOf({ shape: aged, firstDay, offers, newBuyersPerDay, random: diceOf(seed, "demand") });
    const demand = options.orders
      ? demandNear(tried, options.orders, ({ orderBuyer }) => orderBuyer.length)
      : demandNear(tried, shape.pacePerDay, (one) => paceOf(one, aged.ageDays));
    addHistory({ shop, demand, offers, time, firstDay, sinceMs: openedMs, nowMs, random });
    settleBuyers(shop, nowMs, random);
    delayNewestJourneys(shop, nowMs);
  }
  const scale = options.orders ? Math.max(1, options.orders / 16_000) : 1;
  addProspects(shop, Math.round(shape.prospects * scale), openedMs, nowMs, random);
  addCheckouts(shop, offers, nowMs, random);
  return shop;
}

/** The newest journeys become ready after the store's present, so that this can be seen in every store. */
function delayNewestJourneys(shop: ShopData, nowMs: number): void {
  const journeys = [...shop.orders.values()].slice(-20).flatMap(({ journey }) => journey ?? []);
  journeys.slice(-2).forEach((journey, at) => (journey.readyAtMs = nowMs + (at + 1) * 90_000));
}

/** The demand whose size comes nearest to the one asked, out of a few tries from the same seed. */
function demandNear(
  tried: (newBuyersPerDay: number) => Demand,
  asked: number,
  sizeOf: (demand: Demand) => number,
): Demand {
  let rate = 1;
  let best: Demand | null = null;
  let bestMiss = Infinity;
  for (let n = 0; n < TRIES && bestMiss > CLOSE_ENOUGH; n++) {
    const demand = tried(rate);
    const size = sizeOf(demand);
    const miss = Math.abs(size / asked - 1);
    if (miss < bestMiss) [best, bestMiss] = [demand, miss];
    rate *= Math.min(20, Math.max(0.05, asked / Math.max(size, asked / 20)));
  }
  return best!;
}
