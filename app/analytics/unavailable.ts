/** The answer of a report that does not apply: the reason, as a code. The words for it live in i18n. */
export interface Unavailable<Reason extends string = UnavailableReason> {
  readonly unavailable: Reason;
}

/**
 * - `noMoney`: the source has no amounts.
 * - `noOrders`: no counted order up to the day.
 * - `lookBackTooShort`: the look-back is shorter than a listed period, so new customers could fall outside it.
 * - `shortHistory`: the shop's orders do not reach back far enough.
 * - `tooFewCustomers`: fewer customers than the figure needs.
 * - `consentUnknown`: the source does not say who may be written to.
 * - `nothingToCompare`: neither new customers nor reachable existing ones bring anything.
 * - `noSpend`: the merchant has entered no marketing spend.
 * - `tooFewRepeatCustomers`: fewer customers with a repeat order than the fit needs.
 * - `noLines`: the source does not say what was bought.
 * - `noInteriorMaximum`: the likelihood has its largest value at the edge, so its parameters mean nothing.
 */
export type UnavailableReason =
  | "noMoney"
  | "noOrders"
  | "lookBackTooShort"
  | "shortHistory"
  | "tooFewCustomers"
  | "consentUnknown"
  | "nothingToCompare"
  | "noSpend"
  | "tooFewRepeatCustomers"
  | "noLines"
  | "noInteriorMaximum";

export function isUnavailable(value: object): value is Unavailable {
  return "unavailable" in value;
}
