import type { Lifecycle } from "../analytics/lifecycle.ts";
import { MATURITY_RULES } from "../analytics/maturity.ts";
import type { Maturity } from "../analytics/maturity.ts";
import { finding } from "./finding.ts";
import type { Finding } from "./finding.ts";
import type { FormulaCard } from "./retention-rows.ts";
import { clockSizes } from "./shop-figures.ts";
import type { ShopFigures } from "./shop-figures.ts";
import { THRESHOLDS } from "./thresholds.ts";

/** What the figures say about the shop (not about its data). Only to be shown while advice is not withheld. */
export function storeFindings(figures: ShopFigures, lifecycle: Lifecycle, maturity: Maturity): Finding[] {
  const found: Finding[] = [];
  const { oneTimeShare, lapsedShare, topFifthShare, discountedOrderShare, customers } = figures;
  // A share of a handful of people is no fact about the shop.
  const firm = customers !== null && customers >= THRESHOLDS.fewCases.value;
  if (firm && reaches(oneTimeShare, THRESHOLDS.mostBuyOnce.value)) {
    found.push(finding("mostBuyOnce", { share: oneTimeShare, customers }));
  }
  const { due, lapsed } = clockSizes(lifecycle);
  if (firm && reaches(lapsedShare, THRESHOLDS.manyLapsed.value)) {
    found.push(finding("manyLapsed", { share: lapsedShare, customers: lapsed }));
  }
  if (due > 0) found.push(finding("dueNow", { customers: due }));
  if (firm && reaches(topFifthShare, THRESHOLDS.topFifthShare.value)) {
    found.push(finding("topFifthCarries", { share: topFifthShare }));
  }
  if (firm && reaches(discountedOrderShare, THRESHOLDS.discountHabit.value)) {
    found.push(finding("discountHabit", { share: discountedOrderShare }));
  }
  if (maturity.stageHeld !== maturity.stage) {
    const boundPerDay = MATURITY_RULES[maturity.stageHeld].ordersPerDay;
    found.push(finding("stageHeld", { ordersPerDay: maturity.ordersPerDay, boundPerDay }));
  }
  return found;
}

/** The formula's rate may exceed 1, because it counts at the end who came back from further back: said when the card shows it. */
export function retentionRateFindings({ current }: FormulaCard): Finding[] {
  const rate = current?.rate.value ?? null;
  return rate !== null && rate > 1 ? [finding("retentionRateAboveOne", { rate })] : [];
}

function reaches(share: number | null, bound: number): share is number {
  return share !== null && share >= bound;
}
