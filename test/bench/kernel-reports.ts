import type { ReportName } from "../../app/analytics/named-reports.ts";
import { acquisitionSql } from "./sql/acquisition.sql.ts";
import { ageCohortsSql } from "./sql/age-cohorts.sql.ts";
import { channelsSql } from "./sql/channels.sql.ts";
import { claimsSql } from "./sql/claims.sql.ts";
import { cohortsSql } from "./sql/cohorts.sql.ts";
import { consecutiveRetentionSql } from "./sql/consecutive-retention.sql.ts";
import { countsSql } from "./sql/counts.sql.ts";
import { holidayCohortsSql } from "./sql/holiday-cohorts.sql.ts";
import { lifecycleSql } from "./sql/lifecycle.sql.ts";
import { maturitySql } from "./sql/maturity.sql.ts";
import { maturityRangeSql } from "./sql/maturity-range.sql.ts";
import { mixAndRateSql } from "./sql/mix-and-rate.sql.ts";
import { nextOrderSql } from "./sql/next-order.sql.ts";
import { nextProductsSql } from "./sql/next-products.sql.ts";
import { orderFunnelSql } from "./sql/order-funnel.sql.ts";
import { orderValueSql } from "./sql/order-value.sql.ts";
import { productsSql } from "./sql/products.sql.ts";
import { purchaseGapsSql } from "./sql/purchase-gaps.sql.ts";
import { reorderRhythmSql } from "./sql/reorder-rhythm.sql.ts";
import { repeatPurchaseSql } from "./sql/repeat-purchase.sql.ts";
import { retentionRateSql } from "./sql/retention-rate.sql.ts";
import { returningShareSql } from "./sql/returning-share.sql.ts";
import { rfmMovementSql } from "./sql/rfm-movement.sql.ts";
import { rfmSql } from "./sql/rfm.sql.ts";
import type { SqlReport } from "./sql/sql-report.ts";

/** The size of shop for which budgets are given; for others they are in proportion. */
const BUDGET_ORDERS = 10_000_000;
const STANDARD_MS = 150;
const RFM_MS = 400;

const SQL: Readonly<Partial<Record<ReportName, SqlReport>>> = {
  counts: countsSql,
  repeatPurchase: repeatPurchaseSql,
  cohorts: cohortsSql,
  ageCohorts: ageCohortsSql,
  holidayCohorts: holidayCohortsSql,
  retentionRate: retentionRateSql,
  returningShare: returningShareSql,
  consecutiveRetention: consecutiveRetentionSql,
  mixAndRate: mixAndRateSql,
  orderValue: orderValueSql,
  funnel: orderFunnelSql,
  gaps: purchaseGapsSql,
  nextOrder: nextOrderSql,
  rfm: rfmSql,
  rfmMovement: rfmMovementSql,
  lifecycle: lifecycleSql,
  acquisition: acquisitionSql,
  channels: channelsSql,
  products: productsSql,
  nextProducts: nextProductsSql,
  reorderRhythm: reorderRhythmSql,
  maturity: maturitySql,
  maturityRange: maturityRangeSql,
  claims: claimsSql,
};

/** They say nothing of a shop without lines, and are asked of a smaller one that has them. */
const OF_LINES: readonly ReportName[] = ["products", "firstProductEffect", "nextProducts", "reorderRhythm"];

/** Null: SQL has no sensible way to compute it, as models that are fitted and strata that are matched, or none has been written. */
export function sqlOf(name: ReportName): SqlReport | null {
  return SQL[name] ?? null;
}

export function needsLines(name: ReportName): boolean {
  return OF_LINES.includes(name);
}

/** What the report may take over so many orders. */
export function budgetMs(name: ReportName, orders: number): number {
  const ofTenMillion = name === "rfm" || name === "rfmMovement" ? RFM_MS : STANDARD_MS;
  return (ofTenMillion * orders) / BUDGET_ORDERS;
}
