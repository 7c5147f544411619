/**
 * The closed lists of codes that stand beside a number: which definition it follows and why it may be unknown.
 * The words for them are in app/i18n.
 */

/** Every figure names the definition it follows; the help text "why this number" is found under it. */
export type DefinitionId =
  | "counts"
  | "netSales"
  | "orders"
  | "averageOrderValue"
  | "newCustomers"
  | "activeCustomers"
  | "returningShare"
  | "repeatPurchaseRate"
  | "repeatPurchase"
  | "customerRetentionRate"
  | "churnRate"
  | "cohorts"
  | "cohortActive"
  | "cohortCumulativeRepeat"
  | "cohortOnOrAfter"
  | "consecutiveRetention"
  | "orderFunnel"
  | "purchaseGaps"
  | "rfmGroups"
  | "lifecycle"
  | "lifetimeValue"
  | "maturityStage"
  | "ageCohorts"
  | "holidayCohorts"
  | "mixAndRate"
  | "orderValue"
  | "nextOrder"
  | "rfmMovement"
  | "personas"
  | "predictedValue"
  | "acquisitionCost"
  | "channels"
  | "products"
  | "firstProductEffect"
  | "nextProducts"
  | "reorderRhythm"
  | "maturityRange"
  | "claims";

/** Why a value is null. A rate over zero, a time that has not come and a history that does not reach are different things. */
export type UnknownReason =
  /** The shop has no counted order by the day of the report. */
  | "noOrders"
  /** The rate's denominator is zero. */
  | "noCases"
  /** Nobody counted as a customer when the period began. */
  | "noExistingCustomers"
  /** The source of the orders has no amounts. */
  | "noMoney"
  /** The look-back reaches behind the shop's first order. */
  | "shortHistory"
  /** The period is not over yet. */
  | "pending"
  /** The period to compare with lies (partly) before the first order that is known. */
  | "notCovered"
  /** The orders of that time are still being imported. */
  | "importing"
  /** Fewer cases than a rate may be built on. */
  | "fewCases"
  /** The merchant has not entered marketing spend. */
  | "noSpend"
  /** The orders do not hold this fact. */
  | "notInOrders";

/** A number, or null with the reason. */
export type Figure =
  { readonly value: number; readonly reason: null } | { readonly value: null; readonly reason: UnknownReason };

/** A known figure. */
export function known(value: number): Figure {
  return { value, reason: null };
}

/** An unknown figure with its reason. */
export function unknown(reason: UnknownReason): Figure {
  return { value: null, reason };
}

/** The value if there is one, else unknown for `reason`. */
export function figureOr(value: number | null | undefined, reason: UnknownReason): Figure {
  return value === null || value === undefined ? unknown(reason) : known(value);
}
