import { currencyDigits } from "../analytics/money.ts";
import { OrderFileError } from "./order-file-error.ts";

/** ISO 4217's code for "no currency": amounts of a file that names none. They have two decimals. */
export const NO_CURRENCY = "XXX";

/** Number of decimals of a file's currency. Throws for anything that is not three capital letters. */
export function fileCurrencyDigits(code: string): number {
  if (!/^[A-Z]{3}$/.test(code)) {
    throw new OrderFileError(`"${code}" is not a currency: name it by its three-letter code, such as EUR.`);
  }
  return currencyDigits(code);
}
