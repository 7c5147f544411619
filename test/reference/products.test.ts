import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { CHANNEL_DIMENSIONS, channels } from "../../app/analytics/channels.ts";
import { firstProductEffect } from "../../app/analytics/first-product-effect.ts";
import { nextProducts } from "../../app/analytics/next-products.ts";
import { personas } from "../../app/analytics/persona-data.ts";
import { products } from "../../app/analytics/products.ts";
import { reorderRhythm } from "../../app/analytics/reorder-rhythm.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import { timelinesOf, timelinesOfShop } from "../factories/timelines.ts";
import { agreeOn, anyShop, crowdedShop, lateDay } from "./agreement.ts";
import { firstProductReference } from "./first-product.ts";
import { channelsReference } from "./origin-reports.ts";
import { personasReference } from "./personas.ts";
import { nextProductsReference, productsReference, reorderRhythmReference } from "./product-reports.ts";

const RUNS = 1000;

/** So many customers that fifty of them share a product. */
const crowd = crowdedShop({ maxOrders: 40, copies: { min: 10, max: 40 }, pressed: [1, 3, 20], mayBeAlike: true });

/** So many that fifty of them also share a second product. */
const largeCrowd = crowdedShop({ maxOrders: 50, copies: { min: 25, max: 60 }, pressed: [1, 3] });

/** Rows of a list that is ranked by `low`, back in the order of their names, after a look at the ranking. */
function byName<Row>(rows: readonly Row[], low: (row: Row) => number, name: (row: Row) => string): Row[] {
  rows.slice(1).forEach((row, i) => expect(low(row)).toBeLessThanOrEqual(low(rows[i]!) + 1e-12));
  return [...rows].sort((a, b) => (name(a) < name(b) ? -1 : 1));
}

describe("the slow reference agrees on", () => {
  it("channels", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay, by: fc.constantFrom(...CHANNEL_DIMENSIONS) }),
      ({ shop, ...asked }) => channels(timelinesOf(shop.orders), asked),
      ({ shop, ...asked }) => channelsReference(shop.orders, asked),
      {
        runs: RUNS,
        reached: {
          when: (expected) => {
            const { first } = expected as ReturnType<typeof channelsReference>;
            return first.rows.some(({ repeatWithin90Days }) => repeatWithin90Days.repeated > 0);
          },
          share: 0.3,
        },
      },
    );
  });

  it("channels beyond the fifty that have a row", () => {
    agreeOn(
      fc
        .record({ shop: crowd, asOf: lateDay, kinds: fc.integer({ min: 40, max: 120 }) })
        .map(({ shop, asOf, kinds }) => ({
          asOf,
          orders: shop.orders.map((order, i) => {
            const kind = (i * 31) % kinds;
            const channel = kind === 0 ? null : kind === 1 ? "direct" : kind === 2 ? "unknown" : `c${kind}`;
            return { ...order, channel };
          }),
        })),
      ({ orders, asOf }) => channels(timelinesOf(orders), { asOf, by: "channel" }),
      ({ orders, asOf }) => channelsReference(orders, { asOf, by: "channel" }),
      {
        runs: 100,
        reached: {
          when: (expected) => (expected as ReturnType<typeof channelsReference>).first.other !== null,
          share: 0.3,
        },
      },
    );
  });

  it("products", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay, most: fc.integer({ min: 1, max: 7 }) }),
      ({ shop, ...asked }) => {
        const report = products(timelinesOfShop(shop), asked);
        return isUnavailable(report) ? null : report;
      },
      ({ shop, ...asked }) => productsReference(shop, asked),
      {
        runs: RUNS,
        reached: {
          when: (expected) => {
            const rows = (expected as ReturnType<typeof productsReference>)?.rows ?? [];
            return rows.some(({ repeatWithin90Days }) => repeatWithin90Days.repeated > 0);
          },
          share: 0.25,
        },
      },
    );
  });

  it("days until a product is bought again", () => {
    agreeOn(
      fc.record({ shop: crowd, asOf: lateDay }),
      ({ shop, asOf }) => {
        const report = reorderRhythm(timelinesOfShop(shop), { asOf });
        return isUnavailable(report) ? null : report;
      },
      ({ shop, asOf }) => reorderRhythmReference(shop, asOf),
      {
        runs: 300,
        reached: {
          when: (expected) =>
            (expected as ReturnType<typeof reorderRhythmReference>)?.rows.some(({ usualDays }) => usualDays !== null) ??
            false,
          share: 0.35,
        },
      },
    );
  });

  it("what is bought next", () => {
    agreeOn(
      fc.record({ shop: largeCrowd, asOf: lateDay }),
      ({ shop, asOf }) => {
        const report = nextProducts(timelinesOfShop(shop), { asOf });
        if (isUnavailable(report)) return null;
        const rows = byName(
          report.rows,
          ({ shrunkLift }) => Math.log(shrunkLift.low),
          (row) => row.product + row.next,
        );
        return { ...report, rows };
      },
      ({ shop, asOf }) => nextProductsReference(shop, asOf),
      {
        runs: 400,
        reached: {
          when: (expected) => ((expected as ReturnType<typeof nextProductsReference>)?.pairs ?? 0) > 0,
          share: 0.25,
        },
      },
    );
  });

  it("the first-product effect", () => {
    agreeOn(
      fc.record({ shop: crowd, asOf: lateDay }),
      ({ shop, asOf }) => {
        const report = firstProductEffect(timelinesOfShop(shop), { asOf });
        if (isUnavailable(report)) return null;
        return {
          ...report,
          rows: byName(
            report.rows,
            ({ shrunk }) => shrunk?.low ?? -2,
            ({ product }) => product,
          ),
        };
      },
      ({ shop, asOf }) => firstProductReference(shop, asOf),
      {
        runs: 400,
        reached: {
          when: (expected) => ((expected as ReturnType<typeof firstProductReference>)?.spread ?? 0) > 0,
          share: 0.3,
        },
      },
    );
  });

  it("persona data", () => {
    agreeOn(
      fc.record({ shop: crowd, asOf: lateDay, by: fc.constantFrom("rfm", "stage") }),
      ({ shop, ...asked }) => personas(timelinesOfShop(shop), asked),
      ({ shop, ...asked }) => personasReference(shop, asked),
      {
        runs: 300,
        reached: {
          when: (expected) =>
            Array.isArray(expected) &&
            (expected as { figures: { products: { values: unknown[] } } | null }[]).some(
              ({ figures }) => (figures?.products.values.length ?? 0) > 0,
            ),
          share: 0.35,
        },
      },
    );
  });
});
