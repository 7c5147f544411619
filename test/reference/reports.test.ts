import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { PERIODS } from "../../app/analytics/calendar.ts";
import { claims } from "../../app/analytics/claims.ts";
import { cohorts } from "../../app/analytics/cohorts.ts";
import { consecutiveRetention } from "../../app/analytics/consecutive-retention.ts";
import { counts } from "../../app/analytics/counts.ts";
import { lifecycleSummary } from "../../app/analytics/lifecycle.ts";
import { maturity } from "../../app/analytics/maturity.ts";
import { orderFunnel } from "../../app/analytics/order-funnel.ts";
import { purchaseGaps } from "../../app/analytics/purchase-gaps.ts";
import { repeatPurchase } from "../../app/analytics/repeat-purchase.ts";
import { retentionRate } from "../../app/analytics/retention-rate.ts";
import { rfm } from "../../app/analytics/rfm.ts";
import type { Timelines } from "../../app/analytics/timelines.ts";
import { timelinesOf } from "../factories/timelines.ts";
import type { ArbitraryShop } from "../factories/timelines.ts";
import { differences } from "../golden/differences.ts";
import type { Json } from "../golden/differences.ts";
import { anyShop, crowdedShop, lateDay } from "./agreement.ts";
import { lifecycleReference, rfmReference } from "./customer-reports.ts";
import {
  countsReference,
  funnelReference,
  gapsReference,
  maturityReference,
  repeatPurchaseReference,
  spendMoreReference,
} from "./order-reports.ts";
import {
  cohortMoneyReference,
  cohortsReference,
  consecutiveRetentionReference,
  retentionRateReference,
} from "./retention-reports.ts";

/** How many random shops each report is compared on. */
const SHOPS = 1000;
const TOLERANCE = 1e-9;

const question = fc.record({
  asOf: lateDay,
  period: fc.constantFrom(...PERIODS),
  lookBackDays: fc.integer({ min: 366, max: 500 }),
});

/** Shops of all sizes, and some with so many customers that horizons with twenty of them at risk exist. */
const shops = fc.oneof(
  { weight: 2, arbitrary: anyShop },
  { weight: 1, arbitrary: crowdedShop({ maxOrders: 40, copies: { min: 2, max: 12 }, pressed: [1, 2] }) },
);

type Question = { asOf: number; period: (typeof PERIODS)[number]; lookBackDays: number };

function agrees(
  report: (timelines: Timelines, question: Question) => unknown,
  reference: (shop: ArbitraryShop, question: Question) => unknown,
  numRuns = SHOPS,
): void {
  const compared = fc.property(shops, question, (shop, asked) => {
    const actual = report(timelinesOf(shop.orders, shop.customers), asked);
    expect(differences(actual, reference(shop, asked) as Json, TOLERANCE, "report")).toEqual([]);
  });
  const biased = Math.ceil(numRuns / 4);
  fc.assert(compared, { numRuns: biased });
  fc.assert(compared, { numRuns: numRuns - biased, unbiased: true });
}

describe("the slow reference agrees on", () => {
  it("counts", () => {
    agrees(
      (timelines, { asOf }) => counts(timelines, asOf),
      ({ orders }, { asOf }) => countsReference(orders, asOf),
    );
  });

  it("repeat purchase", () => {
    agrees(
      (timelines, { asOf }) => repeatPurchase(timelines, asOf),
      ({ orders }, { asOf }) => repeatPurchaseReference(orders, asOf),
    );
  });

  it("cohorts of kinds A, B and C", () => {
    agrees(cohorts, ({ orders }, asked) => cohortsReference(orders, asked));
  });

  it("the money of cohorts", () => {
    agrees(
      (timelines, asked) =>
        cohorts(timelines, { ...asked, money: true }).rows.map((row) =>
          row.orders.map((_, k) => ({
            returnDateNetSalesMinor: row.returnDateNetSalesMinor![k]!,
            averageOrderValueMinor: row.averageOrderValueMinor![k]!,
            cumulativeNetSalesPerCustomerMinor: row.cumulativeNetSalesPerCustomerMinor![k]!,
          })),
        ),
      ({ orders }, asked) => cohortMoneyReference(orders, asked),
    );
  });

  it("the customer retention rate", () => {
    agrees(retentionRate, ({ orders }, asked) => retentionRateReference(orders, asked));
  });

  it("retention from period to period", () => {
    agrees(consecutiveRetention, ({ orders }, asked) => consecutiveRetentionReference(orders, asked));
  });

  it("the order funnel", () => {
    agrees(
      (timelines, { asOf }) => orderFunnel(timelines, asOf),
      ({ orders }, { asOf }) => funnelReference(orders, asOf),
    );
  });

  it("days between orders", () => {
    agrees(
      (timelines, { asOf }) => purchaseGaps(timelines, asOf),
      ({ orders }, { asOf }) => gapsReference(orders, asOf),
    );
  });

  it("RFM", () => {
    agrees(
      (timelines, { asOf }) => {
        const report = rfm(timelines, asOf);
        if ("unavailable" in report) return report;
        const rounded = (points: readonly number[]) => points.map((point) => Number(point.toFixed(6)));
        const { r, f, m } = report.cutPoints;
        return { ...report, cutPoints: { r: rounded(r), f: rounded(f), m: rounded(m) } };
      },
      ({ orders }, { asOf }) => rfmReference(orders, asOf),
    );
  });

  it("the clock and the stages", () => {
    agrees(
      (timelines, { asOf }) => lifecycleSummary(timelines, asOf),
      ({ orders, customers }, { asOf }) => lifecycleReference(orders, customers, asOf),
      400,
    );
  });

  it("maturity", () => {
    agrees(
      (timelines, { asOf }) => maturity(timelines, asOf),
      ({ orders }, { asOf }) => maturityReference(orders, asOf),
      300,
    );
  });

  it("the claim that existing customers spend more", () => {
    agrees(
      (timelines, { asOf }) => claims(timelines, asOf).existingCustomersSpendMore,
      ({ orders }, { asOf }) => spendMoreReference(orders, asOf),
    );
  });
});
