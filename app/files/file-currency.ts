import { currencyDigits } from "../analytics/money.ts";
import { OrderFileError } from "./order-file-error.ts";

/** ISO 4217's code for "no currency": amounts of a file that names none. They have two decimals. */
export const NO_CURRENCY = "XXX";

/** Number of decimals of a file's currency; null for anything that is not three capital letters. */
export function knownCurrencyDigits(code: string): number | null {
  return /^[A-Z]{3}$/.test(code) ? currencyDigits(code) : null;
}

/** As `knownCurrencyDigits`, but throws. */
export function fileCurrencyDigits(code: string): number {
  const digits = knownCurrencyDigits(code);
  if (digits === null) {
    throw new OrderFileError(`"${code}" is not a currency: name it by its three-letter code, such as EUR.`);
  }
  return digits;
}
