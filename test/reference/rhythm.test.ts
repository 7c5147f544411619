import fc from "fast-check";
import { describe, it } from "vitest";

import { PERIODS, periodOf } from "../../app/analytics/calendar.ts";
import { cohortMembers } from "../../app/analytics/cohort-members.ts";
import { funnelMembers } from "../../app/analytics/funnel-members.ts";
import { gapMembers } from "../../app/analytics/gap-members.ts";
import { nextOrder, nextOrderDays } from "../../app/analytics/next-order.ts";
import { orderFunnel } from "../../app/analytics/order-funnel.ts";
import { purchaseGaps } from "../../app/analytics/purchase-gaps.ts";
import { rfmMembers } from "../../app/analytics/rfm-members.ts";
import { rfmMovement } from "../../app/analytics/rfm-movement.ts";
import { rfmNextSteps } from "../../app/analytics/rfm-next-step.ts";
import { RFM_GROUPS, rfmScores } from "../../app/analytics/rfm.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { isUnavailable } from "../../app/analytics/unavailable.ts";
import { timelinesOf } from "../factories/timelines.ts";
import { agreeOn, anyShop, crowdedShop, lateDay } from "./agreement.ts";
import { cohortMembersReference } from "./cohort-members.ts";
import {
  funnelMembersReference,
  funnelWorthReference,
  gapHistogramReference,
  gapMembersReference,
} from "./funnel-reports.ts";
import { nextOrderReference } from "./next-order.ts";
import {
  hasWholeCutBetweenValues,
  rfmMovementReference,
  rfmNextStepsReference,
  rfmScoresReference,
} from "./rfm-reports.ts";

const RUNS = 1000;
const windowDays = fc.option(fc.integer({ min: 1, max: 600 }), { nil: null });

/** So many customers that twenty of them can be followed over a horizon. */
const crowd = crowdedShop({ maxOrders: 40, copies: { min: 2, max: 14 }, pressed: [1, 2] });

const idsOf = (timelines: Timelines, customers: Uint32Array): bigint[] =>
  Array.from(customers, (i) => timelines.customerIds[i]!);

describe("the slow reference agrees on", () => {
  it("the funnel and the worth of a point", () => {
    agreeOn(
      fc.record({ shop: fc.oneof(anyShop, crowd), asOf: lateDay }),
      ({ shop, asOf }) => orderFunnel(timelinesOf(shop.orders), asOf),
      ({ shop, asOf }) => funnelWorthReference(shop.orders, asOf),
      {
        runs: RUNS,
        // The worth of a step that depends on that of the next one.
        reached: {
          when: (expected) =>
            ((expected as ReturnType<typeof funnelWorthReference>).steps[1]?.valueAfterMinor ?? 0) !== 0,
          share: 0.14,
        },
      },
    );
  });

  it("the histogram of gaps and the mean gap of each customer", () => {
    agreeOn(
      fc.record({ shop: anyShop, asOf: lateDay }),
      ({ shop, asOf }) => {
        const { perCustomer, histogram } = purchaseGaps(timelinesOf(shop.orders), asOf);
        return { perCustomer, histogram };
      },
      ({ shop, asOf }) => gapHistogramReference(shop.orders, asOf),
      {
        runs: RUNS,
        reached: {
          when: (expected) => (expected as ReturnType<typeof gapHistogramReference>).perCustomer.n > 5,
          share: 0.25,
        },
      },
    );
  });

  it("the customers behind a step, a bar, a cohort's cell and an RFM group", () => {
    agreeOn(
      fc.record({
        shop: anyShop,
        asOf: lateDay,
        orders: fc.integer({ min: 1, max: 5 }),
        fromDays: fc.integer({ min: 0, max: 200 }),
        length: fc.option(fc.integer({ min: 1, max: 300 }), { nil: null }),
        period: fc.constantFrom(...PERIODS),
        joined: fc.integer({ min: 15_600, max: 16_300 }),
        k: fc.integer({ min: 0, max: 4 }),
        membership: fc.constantFrom("all", "active", "cumulativeRepeat", "onOrAfter"),
        group: fc.constantFrom(...RFM_GROUPS),
      }),
      ({ shop, asOf, orders, fromDays, length, period, joined, k, membership, group }) => {
        const timelines = timelinesOf(shop.orders);
        const { reached, stopped } = funnelMembers(timelines, asOf, orders);
        const bar = { fromDays, toDays: length === null ? null : fromDays + length };
        const cell = { asOf, period, cohort: periodOf(joined, period), membership, k };
        const scores = rfmScores(timelines, asOf);
        return {
          reached: idsOf(timelines, reached),
          stopped: idsOf(timelines, stopped),
          bar: idsOf(timelines, gapMembers(timelines, asOf, bar)),
          cell: idsOf(timelines, cohortMembers(timelines, cell)),
          group: isUnavailable(scores) ? [] : idsOf(timelines, rfmMembers(scores, { group })),
          best: isUnavailable(scores) ? [] : idsOf(timelines, rfmMembers(scores, { cell: "511" })),
        };
      },
      ({ shop, asOf, orders, fromDays, length, group, ...asked }) => {
        const { people } = rfmScoresReference(shop.orders, asOf);
        return {
          ...funnelMembersReference(shop.orders, asOf, orders),
          bar: gapMembersReference(shop.orders, asOf, { fromDays, toDays: length === null ? null : fromDays + length }),
          cell: cohortMembersReference(shop.orders, { asOf, ...asked }),
          group: people.filter((one) => one.group === group).map(({ id }) => id),
          best: people.filter(({ r, f, m }) => r === 5 && f === 1 && m === 1).map(({ id }) => id),
        };
      },
      {
        runs: RUNS,
        reached: {
          when: (expected) => {
            const lists = expected as Record<string, bigint[]>;
            return lists.bar!.length > 0 && lists.cell!.length > 0;
          },
          share: 0.08,
        },
      },
    );
  });

  it("movement between RFM groups", () => {
    agreeOn(
      fc.record({ shop: anyShop, from: lateDay, to: lateDay, windowDays }),
      ({ shop, ...asked }) => rfmMovement(timelinesOf(shop.orders), asked),
      ({ shop, ...asked }) => rfmMovementReference(shop.orders, asked),
      {
        runs: RUNS,
        reached: { when: (expected) => ((expected as { customers?: number }).customers ?? 0) > 10, share: 0.3 },
      },
    );
  });

  it("the next step of every customer under RFM", () => {
    agreeOn(
      fc
        .record({ shop: anyShop, asOf: lateDay, windowDays })
        .filter(({ shop, asOf, windowDays: days }) => !hasWholeCutBetweenValues(shop.orders, asOf, days)),
      ({ shop, asOf, windowDays: days }) => {
        const scores = rfmScores(timelinesOf(shop.orders), asOf, days);
        if (isUnavailable(scores)) return [];
        const steps = rfmNextSteps(scores);
        return Array.from(scores.customers, (_, i) => ({
          daysUntilRFalls: steps.daysUntilRFalls[i],
          orders: steps.orders[i],
          valueMinor: steps.valueMinor[i],
          groupAfter: RFM_GROUPS[steps.groupAfter[i]!],
          raised: steps.raised[i],
        }));
      },
      ({ shop, asOf, windowDays: days }) => rfmNextStepsReference(shop.orders, asOf, days),
      {
        runs: RUNS,
        reached: {
          when: (expected) =>
            (expected as ReturnType<typeof rfmNextStepsReference>).some(({ valueMinor }) => valueMinor > 0),
          share: 0.4,
        },
      },
    );
  });

  it("the expected next order", () => {
    agreeOn(
      fc.record({ shop: fc.oneof({ weight: 1, arbitrary: anyShop }, { weight: 2, arbitrary: crowd }), asOf: lateDay }),
      ({ shop, asOf }) => {
        const timelines = timelinesOf(shop.orders);
        const { earlyDays, expectedDays, lateDays } = nextOrderDays(timelines, asOf);
        return { summary: nextOrder(timelines, asOf), earlyDays, expectedDays, lateDays };
      },
      ({ shop, asOf }) => nextOrderReference(shop.orders, asOf),
      {
        runs: RUNS,
        reached: {
          when: (expected) => {
            const { summary } = expected as ReturnType<typeof nextOrderReference>;
            return summary.withinDays[90] > 0 && summary.unlikely > 0;
          },
          share: 0.2,
        },
      },
    );
  });
});
