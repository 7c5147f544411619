import { OrderFileError } from "./order-file-error.ts";

/** ISO 4217's code for "no currency": amounts of a file that names none. They have two decimals. */
export const NO_CURRENCY = "XXX";

/** Number of decimals of an ISO 4217 currency (JPY 0, USD 2, KWD 3). Throws for anything that is not three capital letters. */
export function currencyDigits(code: string): number {
  if (!/^[A-Z]{3}$/.test(code)) {
    throw new OrderFileError(`"${code}" is not a currency: name it by its three-letter code, such as EUR.`);
  }
  if (code === NO_CURRENCY) return 2;
  return (
    new Intl.NumberFormat("en", { style: "currency", currency: code }).resolvedOptions().maximumFractionDigits ?? 2
  );
}

/**
 * A decimal such as "139.12" in minor units, rounded half away from zero to the currency's digits; null for anything else
 * (signs of currencies, thousands separators, exponents) and beyond 2^53. Works on the digits, so nothing is lost on the way.
 */
export function minorUnits(text: string, digits: number): number | null {
  let at = 0;
  const negative = text.charCodeAt(0) === 45;
  if (negative) at++;
  let minor = 0;
  let seen = 0;
  let decimals = -1;
  let roundUp = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46 && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (code < 48 || code > 57) return null;
    seen++;
    if (decimals === digits) {
      // The first digit that does not fit decides; those after it no longer matter.
      roundUp = code >= 53;
      decimals = digits + 1;
    } else if (decimals < digits) {
      minor = minor * 10 + (code - 48);
      if (decimals >= 0) decimals++;
    }
  }
  if (seen === 0) return null;
  for (let missing = Math.max(decimals, 0); missing < digits; missing++) minor *= 10;
  if (roundUp) minor++;
  if (!Number.isSafeInteger(minor)) return null;
  return negative && minor !== 0 ? -minor : minor;
}
