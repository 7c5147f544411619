import { randomLogNormal, randomPoisson } from "d3-random";
import type { Offer } from "./catalogue.ts";
import { weighted } from "./dice.ts";
import type { StageShape } from "./store-plan.ts";

/**
 * Who buys when: people are won day by day along a growth curve and the seasons, and come back at the pace at which what
 * they drink runs out, until they stop. Days are counted from the store's first order.
 */

export const BUYER_KINDS = ["devotee", "regular", "occasional", "once", "guest"] as const;
export type BuyerKind = (typeof BUYER_KINDS)[number];

interface Habit {
  /** Share of new buyers on an ordinary day; gift seasons bring more of the last ones. */
  share: number;
  giftSeasonShare: number;
  /** Chance that another order follows an order. */
  comesBack: number;
  /** Median gap as a multiple of how long the refill lasts, and its spread on the log scale. */
  gapFactor: number;
  gapSigma: number;
}

const HABITS: Record<BuyerKind, Habit> = {
  devotee: { share: 0.1, giftSeasonShare: 0.06, comesBack: 0.95, gapFactor: 0.95, gapSigma: 0.4 },
  regular: { share: 0.25, giftSeasonShare: 0.16, comesBack: 0.82, gapFactor: 1.6, gapSigma: 0.5 },
  occasional: { share: 0.3, giftSeasonShare: 0.26, comesBack: 0.5, gapFactor: 3.4, gapSigma: 0.65 },
  once: { share: 0.31, giftSeasonShare: 0.48, comesBack: 0.07, gapFactor: 6, gapSigma: 0.7 },
  guest: { share: 0.04, giftSeasonShare: 0.04, comesBack: 0, gapFactor: 1, gapSigma: 0.5 },
};

/** Visitors by month of the year, January first: quiet summers, gifts in November and December. */
const SEASON = [0.82, 0.92, 1, 0.98, 1, 0.92, 0.84, 0.86, 1, 1.05, 1.45, 1.6];
/** By day of the week, 1970-01-01 (a Thursday) first. */
const WEEKDAY = [1, 0.95, 0.86, 1.12, 1.16, 1.05, 1];

export interface Demand {
  /** Per buyer: index into BUYER_KINDS, and which refill they keep buying (index into the offers). */
  kind: Uint8Array;
  favourite: Uint16Array;
  /** Per order, by buyer: the buyer and the day. */
  orderBuyer: Uint32Array;
  orderDay: Uint16Array;
}

export interface DemandSetup {
  shape: StageShape & { ageDays: number };
  /** Civil day of the store's first order, days since 1970-01-01. */
  firstDay: number;
  offers: readonly Offer[];
  /** New buyers a day at the end of the growth curve, in an ordinary month. */
  newBuyersPerDay: number;
  random: () => number;
}

/** Orders of one try. The first order falls on day 0, and the last week is not empty. */
export function demandOf({ shape, firstDay, offers, newBuyersPerDay, random }: DemandSetup): Demand {
  const refills = offers.flatMap((offer, at) => (offer.use === "refill" ? [at] : []));
  const refillWeights = refills.map((at) => offers[at]!.weight);
  const kinds: number[] = [];
  const favourites: number[] = [];
  const orderBuyers: number[] = [];
  const orderDays: number[] = [];
  const gapOf = randomLogNormal.source(random);

  const win = (day: number, kind: BuyerKind) => {
    const buyer = kinds.length;
    const favourite = refills[weighted(refillWeights, random)]!;
    kinds.push(BUYER_KINDS.indexOf(kind));
    favourites.push(favourite);
    const habit = HABITS[kind];
    const gap = gapOf(Math.log(offers[favourite]!.lastsDays! * habit.gapFactor), habit.gapSigma);
    for (let at = day; at <= shape.ageDays; at += Math.max(0.2, gap())) {
      orderBuyers.push(buyer);
      orderDays.push(Math.floor(at));
      if (random() >= habit.comesBack) break;
    }
  };

  win(0, "regular");
  const poisson = randomPoisson.source(random);
  for (let day = 0; day <= shape.ageDays; day++) {
    const civilDay = firstDay + day;
    const month = new Date(civilDay * 86_400_000).getUTCMonth();
    const growth = shape.startShare + (1 - shape.startShare) * (day / shape.ageDays) ** shape.growthPower;
    const won = poisson(newBuyersPerDay * growth * SEASON[month]! * WEEKDAY[civilDay % 7]!)();
    const share = month >= 10 ? "giftSeasonShare" : "share";
    for (let n = 0; n < won; n++) {
      win(
        day,
        BUYER_KINDS[
          weighted(
            BUYER_KINDS.map((kind) => HABITS[kind][share]),
            random,
          )
        ]!,
      );
    }
  }
  if (!orderDays.some((day) => day > shape.ageDays - 7)) win(shape.ageDays - 2, "occasional");
  return {
    kind: Uint8Array.from(kinds),
    favourite: Uint16Array.from(favourites),
    orderBuyer: Uint32Array.from(orderBuyers),
    orderDay: Uint16Array.from(orderDays),
  };
}

/** Orders a day in the last 28 days. */
export function paceOf(demand: Demand, ageDays: number): number {
  let orders = 0;
  for (const day of demand.orderDay) if (day > ageDays - 28) orders += 1;
  return orders / 28;
}
